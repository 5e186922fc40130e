"""Replies made for counting, and question sets written from rows."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.measuring.evaluating import Outcome
from bot.replies import Choice, Kind, Ranked, Reply
from bot.turns.conversing import Conversation

CHOICES = (Choice(entry="a", label="A"), Choice(entry="c", label="C"))


def made(kind: Kind, *entries: str, score: float = 0.0, best: str | None = None) -> Reply:
    """A reply of this kind; `best` leads its ranking."""
    return Reply(
        question="",
        kind=kind,
        text="t",
        language="id",
        entry=entries[0] if entries else None,
        entries=entries if kind is Kind.ANSWER else (),
        score=score,
        ranking=(Ranked(entry=best, score=1.0),) if best else (),
        choices=CHOICES if kind is Kind.CLARIFY else (),
    )


CANNED = {
    "benar": made(Kind.ANSWER, "a"),
    "salah": made(Kind.ANSWER, "b"),
    "dua": made(Kind.ANSWER, "a", "b"),
    "pilih": made(Kind.CLARIFY),
    "diam": made(Kind.UNKNOWN),
    "lain": made(Kind.REFERRAL, "r"),
    "kosong": made(Kind.NO_DATA),
    "halo": made(Kind.SMALLTALK, "greeting"),
}


def ask(text: str, conversation: Conversation) -> Reply:
    """The canned reply to `text`."""
    return CANNED[text]


def written(folder: Path, *rows: Mapping[str, object], name: str = "questions-x.jsonl") -> Path:
    """A question set of these rows."""
    file = folder / name
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def outcome(
    outcome: str, reply: Reply, *expect: str, group: str = "in scope", origin: str = ""
) -> Outcome:
    """One outcome, as counting and drawing want it."""
    return Outcome(
        text="?", expect=expect, group=group, outcome=outcome, reply=reply, origin=origin
    )
