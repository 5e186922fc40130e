"""Question sets run through the desk, each line with exactly one outcome.

The outcomes are those of the sets' own README: a wrong answer and an unanswered question are
different things for a reason. What is made of them stands in counting.py and curving.py.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.replies import Kind, Reply
from bot.turns.conversing import NEW, Conversation

Ask = Callable[[str, Conversation], Reply]
RIGHT, CLARIFIED, WRONG, UNANSWERED = "right", "clarified", "wrong", "unanswered"
REFUSED, ASKED_BACK, FALSE = "refused", "asked back", "falsely answered"
BOTH, ONE, NONE = "both", "one", "none"
IN_SCOPE = (RIGHT, CLARIFIED, WRONG, UNANSWERED)
OUT_OF_SCOPE = (REFUSED, ASKED_BACK, FALSE)
LISTS = (BOTH, ONE, NONE)
TALK = "@"
UNKNOWN_TOPIC = "topic unknown"
"""The group of phrasings asked with all of their topic left out; see folding.py."""


class QuestionSetError(Exception):
    """A file cannot be read as a question set; the message names the file and the line."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One question and what became of it."""

    text: str
    expect: tuple[str, ...]
    """Entries that would be right, the closest first; none: out of scope; "@kind": small talk."""
    group: str
    """in scope, far, near, hard, small talk, first turns, later turns, lists ..."""
    outcome: str
    reply: Reply
    language: str = ""
    style: str = ""
    origin: str = ""
    """The topic whose phrasing it is, where it was taken out of the knowledge itself."""

    @property
    def talk(self) -> bool:
        """Whether a courtesy was expected, and no entry."""
        return self.expect[:1] != () and self.expect[0].startswith(TALK)


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of one set's questions, in its order."""

    name: str
    outcomes: tuple[Outcome, ...]


def judge(expect: Sequence[str], reply: Reply) -> str:
    """The outcome of one reply against the entries that would be right."""
    if expect and expect[0].startswith(TALK):
        talked = reply.kind is Kind.SMALLTALK and f"{TALK}{reply.entry}" in expect
        return RIGHT if talked else WRONG
    answered = answers(reply)
    offered = {choice.entry for choice in reply.choices}
    if not expect:
        return FALSE if answered else ASKED_BACK if offered else REFUSED
    if answered:
        return RIGHT if answered & set(expect) else WRONG
    if offered:
        return CLARIFIED if offered & set(expect) else WRONG
    return UNANSWERED


def answers(reply: Reply) -> set[str]:
    """The entries whose answers are shown."""
    return set(reply.entries) if reply.kind is Kind.ANSWER else set()


def judge_list(expect: Sequence[str], reply: Reply) -> str:
    """both, one or none of the two entries are answered or offered."""
    shown = answers(reply) | {choice.entry for choice in reply.choices}
    return (NONE, ONE, BOTH)[len(shown & set(expect))]


def evaluate(path: Path, ask: Ask) -> Result:
    """All lines of a question set, each dialogue as a conversation of its own.

    Raises QuestionSetError where the file cannot be read; no question is asked then.
    """
    rows = list(_rows(path))
    return Result(name=path.name, outcomes=tuple(o for row in rows for o in _run(row, ask)))


@dataclass(frozen=True, kw_only=True)
class _Row:
    """A line: one turn, or a dialogue of several."""

    turns: tuple["_Turn", ...]
    kind: str
    """question, list or dialogue."""


@dataclass(frozen=True, kw_only=True)
class _Turn:
    text: str
    expect: tuple[str, ...]
    language: str = ""
    style: str = ""


def _rows(path: Path) -> Iterator[_Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _row(json.loads(line))
            except ValueError as error:
                raise QuestionSetError(f"{path}:{number}: not a question ({error})") from error


def _row(given: object) -> _Row:
    """ValueError where it is none of the three forms."""
    fields = _fields(given)
    if "turns" in fields:
        turns = fields["turns"]
        if not isinstance(turns, list) or not turns:
            raise ValueError("`turns` holds none")
        return _Row(turns=tuple(_turn(_fields(turn), "expect") for turn in turns), kind="dialogue")
    if "expect_all" in fields:
        return _Row(turns=(_turn(fields, "expect_all"),), kind="list")
    return _Row(turns=(_turn(fields, "expect"),), kind="question")


def _fields(given: object) -> dict[str, object]:
    if not isinstance(given, dict) or not {"text", "turns"} & given.keys():
        raise ValueError("neither `text` nor `turns`")
    return {str(name): value for name, value in given.items()}


def _turn(fields: dict[str, object], expected: str) -> _Turn:
    text, expect = fields.get("text"), fields.get(expected)
    if not isinstance(text, str):
        raise ValueError("`text` is no text")
    if not isinstance(expect, list) or not all(isinstance(entry, str) for entry in expect):
        raise ValueError(f"`{expected}` is no list of entries")
    return _Turn(
        text=text,
        expect=tuple(expect),
        language=str(fields.get("lang", "")),
        style=str(fields.get("style", "")),
    )


def _run(row: _Row, ask: Ask) -> Iterable[Outcome]:
    if row.kind == "dialogue":
        return _dialogue(row.turns, ask)
    (turn,) = row.turns
    reply = ask(turn.text, NEW)
    if row.kind == "list":
        return [_outcome(turn, "lists", judge_list(turn.expect, reply), reply)]
    return [_outcome(turn, _group(turn), judge(turn.expect, reply), reply)]


def _dialogue(turns: Sequence[_Turn], ask: Ask) -> Iterator[Outcome]:
    conversation = NEW
    for number, turn in enumerate(turns):
        reply = ask(turn.text, conversation)
        conversation = conversation.after(reply)
        group = "later turns" if number else "first turns"
        if _group(turn) != "in scope":
            group += f", {_group(turn)}"
        yield _outcome(turn, group, judge(turn.expect, reply), reply)


def _outcome(turn: _Turn, group: str, outcome: str, reply: Reply) -> Outcome:
    return Outcome(
        text=turn.text,
        expect=turn.expect,
        group=group,
        outcome=outcome,
        reply=reply,
        language=turn.language,
        style=turn.style,
    )


def _group(turn: _Turn) -> str:
    if not turn.expect:
        return turn.style.removeprefix("oos-") or "out of scope"
    return "small talk" if turn.expect[0].startswith(TALK) else "in scope"
