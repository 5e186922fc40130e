"""The benchmark runs, and the claim it makes of the matcher holds."""

from benchmarks.matching import HERE, in_scope, measure, methods, table
from tests.desks import shipped_knowledge


def test_no_tool_beside_it_ranks_the_right_entry_first_more_often() -> None:
    questions = in_scope(HERE / "questions" / "questions-dev.jsonl")[::4]
    ranks = methods(shipped_knowledge())
    *others, ours = [measure(method, rank, questions) for method, rank in ranks.items()]

    assert ours.first > max(score.first for score in others)
    assert ours.third >= max(score.third for score in others)
    assert table([*others, ours]).count("\n") == len(ranks) + 1
