import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.conversing import Conversation
from bot.evaluating import QuestionSetError, evaluate
from bot.replies import Choice, Kind, Reply
from bot.reporting import as_json, as_text

CANNED = {
    "benar": Reply(
        question="", kind=Kind.ANSWER, text="t", language="id", entry="a", entries=("a",)
    ),
    "salah": Reply(
        question="", kind=Kind.ANSWER, text="t", language="id", entry="b", entries=("b",)
    ),
    "pilih": Reply(
        question="",
        kind=Kind.CLARIFY,
        text="t",
        language="id",
        choices=(Choice(entry="a", label="A"), Choice(entry="c", label="C")),
    ),
    "diam": Reply(question="", kind=Kind.UNKNOWN, text="t", language="id"),
    "halo": Reply(question="", kind=Kind.SMALLTALK, text="t", language="id", entry="greeting"),
    "dua": Reply(
        question="", kind=Kind.ANSWER, text="t", language="id", entry="a", entries=("a", "b")
    ),
}


def ask(text: str, conversation: Conversation) -> Reply:
    return CANNED[text]


def written(folder: Path, *rows: Mapping[str, object]) -> Path:
    file = folder / "questions-x.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "expect", "style", "group", "outcome"),
    [
        ("benar", ["a"], "formal", "in scope", "right"),
        ("benar", ["c", "a"], "formal", "in scope", "right"),
        ("salah", ["a"], "formal", "in scope", "wrong"),
        ("pilih", ["a"], "formal", "in scope", "clarified"),
        ("pilih", ["b"], "formal", "in scope", "wrong"),
        ("diam", ["a"], "formal", "in scope", "unanswered"),
        ("halo", ["a"], "formal", "in scope", "unanswered"),
        ("benar", [], "oos-near", "near", "falsely answered"),
        ("pilih", [], "oos-far", "far", "asked back"),
        ("diam", [], "oos-hard", "hard", "refused"),
        ("halo", ["@greeting"], "formal", "small talk", "right"),
        ("diam", ["@greeting"], "formal", "small talk", "wrong"),
    ],
)
def test_each_line_has_the_outcome_the_readme_gives_it(
    tmp_path: Path, text: str, expect: list[str], style: str, group: str, outcome: str
) -> None:
    row = {"text": text, "expect": expect, "lang": "id", "style": style}
    result = evaluate(written(tmp_path, row), ask)

    assert {name: dict(counts) for name, counts in result.counts.items()} == {group: {outcome: 1}}


def test_lists_count_both_and_what_else_was_shown(tmp_path: Path) -> None:
    rows = [
        {"text": "dua", "expect_all": ["a", "b"]},
        {"text": "dua", "expect_all": ["a", "c"]},
        {"text": "diam", "expect_all": ["a", "b"]},
    ]
    result = evaluate(written(tmp_path, *rows), ask)

    assert dict(result.counts["lists"]) == {"both": 1, "one": 1, "none": 1}
    assert result.extra_wrong == 1


def test_later_turns_have_a_figure_of_their_own(tmp_path: Path) -> None:
    turns = [{"text": "benar", "expect": ["a"]}, {"text": "salah", "expect": ["a"]}]
    result = evaluate(written(tmp_path, {"turns": turns}), ask)

    assert dict(result.counts["first turns"]) == {"right": 1}
    assert dict(result.counts["later turns"]) == {"wrong": 1}


def test_the_report_names_counts_splits_and_misses(tmp_path: Path) -> None:
    rows = [
        {"text": "benar", "expect": ["a"], "lang": "id", "style": "formal"},
        {"text": "salah", "expect": ["a"], "lang": "su", "style": "typo"},
    ]
    result = evaluate(written(tmp_path, *rows), ask)
    text = as_text([result], {"a": "spi"}, misses=True)

    assert "1 right, 1 wrong of 2" in text
    assert "'salah' expected a" in text
    assert as_json([result], {"a": "spi"})[0]["category"] == {"spi": {"right": 1, "wrong": 1}}


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"{", ":1:"), (b'{"text": "diam", "expect": []}\n[]', ":2:"), (b"\xff", "")],
)
def test_a_file_that_is_no_question_set_is_named_with_its_line(
    tmp_path: Path, content: bytes, line: str
) -> None:
    file = tmp_path / "rusak.jsonl"
    file.write_bytes(content)

    with pytest.raises(QuestionSetError, match=f"rusak.jsonl{line}"):
        evaluate(file, ask)
