import json

from bot.measuring.evaluating import Result
from bot.measuring.reporting import as_json, as_text
from bot.replies import Kind
from tests.sets import CANNED, made, outcome

RESULT = Result(
    name="set.jsonl",
    outcomes=(
        outcome("right", made(Kind.ANSWER, "a", score=0.9, best="a"), "a"),
        outcome("right", CANNED["dua"], "c", "b"),
        outcome("wrong", made(Kind.ANSWER, "b", score=0.8, best="b"), "a"),
        outcome("refused", CANNED["diam"], group="far"),
        outcome("falsely answered", CANNED["salah"], group="near"),
        outcome("wrong", CANNED["diam"], "@greeting", group="small talk"),
        outcome("one", CANNED["dua"], "a", "c", group="lists"),
    ),
)
CATEGORY = {"a": "spi", "b": "spi"}


def test_each_kind_of_question_has_its_own_columns_and_denominators() -> None:
    lines = [" ".join(line.split()) for line in as_text([RESULT], CATEGORY).splitlines()]

    assert "right clarified wrong unanswered of" in lines
    assert (
        "in scope 2 0 1 0 3 (1 right by the entry expected first; other entries shown beside: 1)"
    ) in lines
    assert "refused asked back falsely answered of" in lines
    assert "far 1 0 0 1" in lines
    assert "near 0 0 1 1" in lines
    assert "small talk 0 1 1" in lines
    assert "lists 0 1 0 1 (other entries shown beside: 1)" in lines
    assert "expected, but no entry of this knowledge (1): c" in lines


def test_words_are_told_only_with_the_misses() -> None:
    assert "'?'" not in as_text([RESULT], CATEGORY)
    assert as_text([RESULT], CATEGORY, misses=True).count("'?'") == 4


def test_a_line_of_risk_and_coverage_a_kind_of_question() -> None:
    text = as_text([RESULT], CATEGORY)

    assert (
        "in scope       33.3% at 1% risk, 33.3% at 3% risk; as it answers 100.0% at 33.3%" in text
    )
    assert "all questions" in text


def test_the_object_holds_all_of_it() -> None:
    (told,) = as_json([RESULT], CATEGORY)

    assert json.loads(json.dumps(told)) == told
    assert told["groups"]["in scope"] == {"right": 2, "wrong": 1}
    assert told["first_expected"] == {"in scope": 1}
    assert told["shown_beside"] == {"in scope": 1, "lists": 1}
    assert told["category"] == {"spi": {"right": 1, "wrong": 1}, "": {"right": 1}}
    assert told["unheld"] == ["c"]
    assert told["risk_coverage"]["in scope"]["coverage_at"] == {"0.01": 0.3333, "0.03": 0.3333}
    assert told["confusions"][0] == {
        "expected": "(near)",
        "given": "b",
        "count": 1,
        "answered": True,
    }


def test_several_sets_are_told_apart_and_never_mixed() -> None:
    other = Result(name="other.jsonl", outcomes=RESULT.outcomes[:1])

    assert [told["questions"] for told in as_json([RESULT, other], CATEGORY)] == [7, 1]
    assert as_text([RESULT, other], CATEGORY).count("questions\n") == 2
