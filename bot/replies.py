"""Reply, the one currency between the rooms: every desk method returns one, every door shows it."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a reply can be; section 4 of the design says when each is given."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    NO_DATA = "no_data"
    REFERRAL = "referral"
    SMALLTALK = "smalltalk"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where a fact was checked; `url` and `date` are None where the source has none."""

    title: str
    url: str | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An entry offered to the citizen, and the label of its button."""

    entry: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """An entry and how likely the matcher holds it to be the right one, 0..1."""

    entry: str
    score: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """What of the winner's knowledge speaks for it."""

    phrasing: str | None = None
    """The known phrasing of the winner that shares most with the question."""
    words: tuple[str, ...] = ()
    """Words of the question that carried the winner, the heaviest first."""


def nothing() -> Carried:
    """Nothing won, so nothing carried it."""
    return Carried()


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """What carried a reply, for staff: `ask --explain`, the preview and the console show it.

    Small talk has no topic, but may stand among the `nearest`.
    """

    rule: str = ""
    """The step of the desk that decided, as a short English sentence."""
    topic: str | None = None
    """What it was taken to be about: an entry, a referral, or a gap; None where nothing won."""
    nearest: tuple[Ranked, ...] = ()
    """Topics of every kind, the likeliest first: others' and gaps too."""
    repaired: tuple[tuple[str, str], ...] = ()
    """Words as typed, and what they were read as."""
    ruled_out: tuple[str, ...] = ()
    """What was held against the best entries: years, numbers, bodies that do not agree."""
    carrier: Callable[[], Carried] = field(default=nothing, compare=False, repr=False)
    """Finds out what carried the winner: few look, and it takes a tenth of the matching."""

    @property
    def carried(self) -> Carried:
        """What carried the winner; found out each time."""
        return self.carrier()

    @property
    def margin(self) -> float:
        """By how much the likeliest topic leads the runner-up, 0..1."""
        first, second = (*(ranked.score for ranked in self.nearest[:2]), 0.0, 0.0)[:2]
        return first - second


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the desk says to one message.

    `text` is plain (paragraphs parted by blank lines, list items by `- `) in `language`; sources,
    choices and related entries stand apart, so that each door shows them its own way. `score` is
    0..1, how sure the desk is that the question is the office's at all. `entry` is what was
    answered (a referral's id, a small talk's kind), else None; `entries` all entries answered.
    """

    question: str
    kind: Kind
    text: str
    language: str
    entry: str | None = None
    entries: tuple[str, ...] = ()
    score: float = 0.0
    ranking: tuple[Ranked, ...] = ()
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[Choice, ...] = ()
    checked: datetime.date | None = None
    confirmed: bool = True
    private: bool = False
    """True where the words of the question must not be kept (a report of wrongdoing, perhaps)."""
    missed: tuple[str, int] | None = None
    """The figure asked for that is not held: subject ("" where none of ours) and year (0: none)."""
    why: Why = field(default_factory=Why)


def as_json(reply: Reply) -> dict[str, Any]:
    """The reply as the contract's JSON object; absent values are null."""
    return {
        "question": reply.question,
        "kind": str(reply.kind),
        "entry": reply.entry,
        "entries": list(reply.entries),
        "score": round(reply.score, 4),
        "ranking": [{"entry": r.entry, "score": round(r.score, 4)} for r in reply.ranking],
        "language": reply.language,
        "text": reply.text,
        "choices": [{"entry": c.entry, "label": c.label} for c in reply.choices],
        "sources": [
            {"title": s.title, "url": s.url, "date": s.date.isoformat() if s.date else None}
            for s in reply.sources
        ],
    }
