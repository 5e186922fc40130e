"""Question sets run through the desk and counted, by the rules of the sets' own README.

Every line has exactly one outcome; figures are counts with their denominators, never one mixed
percentage. A wrong answer and an unanswered question are different columns for a reason.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.conversing import NEW, Conversation
from bot.replies import Kind, Reply

Ask = Callable[[str, Conversation], Reply]
RIGHT, CLARIFIED, WRONG, UNANSWERED = "right", "clarified", "wrong", "unanswered"
REFUSED, FALSE = "refused", "falsely answered"
ASKED_BACK = "asked back"
IN_SCOPE = (RIGHT, CLARIFIED, WRONG, UNANSWERED)


class QuestionSetError(Exception):
    """A file cannot be read as a question set; the message names the file and the line."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One question and what became of it."""

    text: str
    expect: tuple[str, ...]
    group: str
    """in scope, far, near, hard, small talk, turns, lists."""
    outcome: str
    reply: Reply
    language: str = ""
    style: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A file's outcomes, and the time its questions took the desk."""

    name: str
    outcomes: tuple[Outcome, ...]
    first: int = 0
    """Right ones whose answer is the first entry expected."""
    extra_wrong: int = 0
    """Lists: entries shown beside the two expected."""
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)


def judge(expect: Sequence[str], reply: Reply) -> str:
    """The outcome of one reply against the entries that would be right."""
    if expect and expect[0].startswith("@"):
        talked = reply.kind is Kind.SMALLTALK and f"@{reply.entry}" in expect
        return RIGHT if talked else WRONG
    answered = set(reply.entries) if reply.kind is Kind.ANSWER else set()
    offered = {choice.entry for choice in reply.choices}
    if not expect:
        return FALSE if answered else ASKED_BACK if offered else REFUSED
    if answered:
        return RIGHT if answered & set(expect) else WRONG
    if offered:
        return CLARIFIED if offered & set(expect) else WRONG
    return UNANSWERED


def judge_list(expect: Sequence[str], reply: Reply) -> str:
    """both, one or none of the two entries are answered or offered."""
    shown = set(reply.entries) | {choice.entry for choice in reply.choices}
    return ("none", "one", "both")[len(shown & set(expect))]


def evaluate(path: Path, ask: Ask) -> Result:
    """All lines of a question set, each dialogue as a conversation of its own.

    Raises QuestionSetError where the file cannot be read.
    """
    outcomes = [outcome for row in _rows(path) for outcome in _run(row, ask)]
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault(outcome.group, Counter())[outcome.outcome] += 1
    return Result(
        name=path.name,
        outcomes=tuple(outcomes),
        first=sum(o.outcome == RIGHT and o.reply.entry == o.expect[0] for o in outcomes),
        extra_wrong=sum(
            len(set(o.reply.entries) - set(o.expect)) for o in outcomes if o.group == "lists"
        ),
        counts=counts,
    )


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not {"text", "turns"} & row.keys():
                raise ValueError("neither `text` nor `turns`")
        except ValueError as error:
            raise QuestionSetError(f"{path}:{number}: not a question ({error})") from error
        yield row


def _run(row: dict[str, Any], ask: Ask) -> Iterable[Outcome]:
    if "turns" in row:
        yield from _dialogue(row["turns"], ask)
    elif "expect_all" in row:
        reply = ask(row["text"], NEW)
        expect = tuple(row["expect_all"])
        outcome = judge_list(expect, reply)
        yield Outcome(text=row["text"], expect=expect, group="lists", outcome=outcome, reply=reply)
    else:
        yield _question(row, ask)


def _question(row: dict[str, Any], ask: Ask) -> Outcome:
    expect, style = tuple(row["expect"]), str(row.get("style", ""))
    reply = ask(row["text"], NEW)
    return Outcome(
        text=row["text"],
        expect=expect,
        group=_group(expect, style),
        outcome=judge(expect, reply),
        reply=reply,
        language=str(row.get("lang", "")),
        style=style,
    )


def _group(expect: Sequence[str], style: str) -> str:
    if not expect:
        return style.removeprefix("oos-") or "out of scope"
    return "small talk" if expect[0].startswith("@") else "in scope"


def _dialogue(turns: Sequence[dict[str, Any]], ask: Ask) -> Iterable[Outcome]:
    conversation = NEW
    for number, turn in enumerate(turns):
        reply = ask(turn["text"], conversation)
        conversation = conversation.after(reply)
        expect = tuple(turn["expect"])
        yield Outcome(
            text=turn["text"],
            expect=expect,
            group="later turns" if number else "first turns",
            outcome=judge(expect, reply),
            reply=reply,
        )
