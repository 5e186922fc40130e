from pathlib import Path

import pytest

from bot.measuring.counting import grouped
from bot.measuring.evaluating import QuestionSetError, evaluate
from bot.replies import Kind, Reply
from bot.turns.conversing import Conversation
from tests.sets import ask, made, written


@pytest.mark.parametrize(
    ("text", "expect", "style", "group", "outcome"),
    [
        ("benar", ["a"], "formal", "in scope", "right"),
        ("benar", ["c", "a"], "formal", "in scope", "right"),
        ("salah", ["a"], "formal", "in scope", "wrong"),
        ("pilih", ["a"], "formal", "in scope", "clarified"),
        ("pilih", ["b"], "formal", "in scope", "wrong"),
        ("diam", ["a"], "formal", "in scope", "unanswered"),
        ("lain", ["a"], "formal", "in scope", "unanswered"),
        ("halo", ["a"], "formal", "in scope", "unanswered"),
        ("benar", [], "oos-near", "near", "falsely answered"),
        ("pilih", [], "oos-far", "far", "asked back"),
        ("diam", [], "oos-hard", "hard", "refused"),
        ("lain", [], "", "out of scope", "refused"),
        ("halo", ["@greeting"], "formal", "small talk", "right"),
        ("diam", ["@greeting"], "formal", "small talk", "wrong"),
    ],
)
def test_each_line_has_the_outcome_the_readme_gives_it(
    tmp_path: Path, text: str, expect: list[str], style: str, group: str, outcome: str
) -> None:
    row = {"text": text, "expect": expect, "lang": "id", "style": style}
    (found,) = evaluate(written(tmp_path, row), ask).outcomes

    assert (found.group, found.outcome) == (group, outcome)
    assert (found.language, found.style, found.expect) == ("id", style, tuple(expect))


def test_a_list_counts_what_is_answered_or_offered_of_both(tmp_path: Path) -> None:
    rows = [
        {"text": "dua", "expect_all": ["a", "b"]},
        {"text": "dua", "expect_all": ["a", "c"]},
        {"text": "pilih", "expect_all": ["a", "c"]},
        {"text": "diam", "expect_all": ["a", "b"]},
    ]
    found = evaluate(written(tmp_path, *rows), ask).outcomes

    assert [outcome.outcome for outcome in found] == ["both", "one", "both", "none"]


def test_first_and_later_turns_are_counted_apart_and_each_by_what_it_expects(
    tmp_path: Path,
) -> None:
    turns = [
        {"text": "benar", "expect": ["a"]},
        {"text": "salah", "expect": ["a"]},
        {"text": "diam", "expect": []},
        {"text": "halo", "expect": ["@greeting"]},
    ]
    found = evaluate(written(tmp_path, {"turns": turns}), ask)

    assert {group: dict(counts) for group, counts in grouped(found.outcomes).items()} == {
        "first turns": {"right": 1},
        "later turns": {"wrong": 1},
        "later turns, out of scope": {"refused": 1},
        "later turns, small talk": {"right": 1},
    }


def test_each_dialogue_is_a_conversation_of_its_own(tmp_path: Path) -> None:
    seen: list[tuple[str, ...]] = []

    def remembering(text: str, conversation: Conversation) -> Reply:
        seen.append(conversation.entries)
        return made(Kind.ANSWER, "a")

    turns = [{"text": "satu", "expect": ["a"]}, {"text": "dua", "expect": ["a"]}]
    evaluate(written(tmp_path, {"turns": turns}, {"turns": turns}), remembering)

    assert seen == [(), ("a",), (), ("a",)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "rusak.jsonl:1: "),
        (b'{"text": "diam", "expect": []}\n[]', "rusak.jsonl:2: .*neither"),
        (b"\xff", "rusak.jsonl: cannot be read as UTF-8"),
        (b'{"text": "diam"}', "`expect` is no list of entries"),
        (b'{"text": "diam", "expect": "a"}', "`expect` is no list of entries"),
        (b'{"text": "diam", "expect_all": [1]}', "`expect_all` is no list of entries"),
        (b'{"text": 1, "expect": []}', "`text` is no text"),
        (b'{"turns": []}', "`turns` holds none"),
        (b'{"turns": [{"expect": []}]}', "neither"),
    ],
)
def test_a_file_that_is_no_question_set_is_named_with_its_line(
    tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "rusak.jsonl"
    file.write_bytes(content)

    with pytest.raises(QuestionSetError, match=said):
        evaluate(file, ask)
