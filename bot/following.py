"""What people ask once they have read an answer (`then` of an entry): "yang bikin siapa" after the
slogan. Such a turn is told by what others asked at the same place, not by its words alone.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.anchoring import MOST
from bot.conversing import Conversation
from bot.deciding import FITS, NOT_OURS, Verdict
from bot.entries import Entry, EntryKind
from bot.features import Vectors
from bot.knowledge import Knowledge
from bot.leaning import LEANS, OPEN
from bot.matching import Match, Matcher
from bot.normalising import Normaliser
from bot.replies import Kind
from bot.resolving import SUBJECT_OF

ASKED_NEXT = "asked next of "
# How near a follow-up must be (cosine) where nothing else decides, and where something else fits,
# though nothing named says so. Of 168 open later turns that one so near tells, judged by those of
# other conversations, 157 are told rightly; nearer than OFFERED alone still three of four.
NEAR, NEARER, OFFERED = 0.45, 0.6, 0.3
# So near it is the same: asked of the answer before, whosever matter it is elsewhere.
SAID = 0.8
_KINDS = {
    EntryKind.ENTRY: Kind.ANSWER,
    EntryKind.REFERRAL: Kind.REFERRAL,
    EntryKind.GAP: Kind.NO_DATA,
}
_NUMBER = re.compile(r"\d+")


class _Known(NamedTuple):
    """The follow-ups of one entry: where each leads, the numbers in it, and its vector."""

    leads: tuple[str, ...]
    numbers: tuple[frozenset[str], ...]
    rows: Vectors


class FollowUps:
    """Knows what is asked next of each entry, and tells a turn by it."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, normaliser: Normaliser) -> None:
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._matcher, self._normaliser = matcher, normaliser
        # Worked out when an entry is first gone on from.
        self._known: dict[str, _Known] = {}

    def judged(self, verdict: Verdict, match: Match, conversation: Conversation) -> Verdict:
        """`verdict`, or that of the nearest follow-up to the entry before, where it is near enough.

        `match`: that of the turn alone.
        """
        spoken = conversation.entries or conversation.offered
        last = self._topics.get(spoken[0]) if spoken else None
        least = _least(verdict)
        if last is None or not least or not match.words:
            return verdict
        # Below an answer stands that of which it is a part.
        whole = self._topics.get(last.part_of or "")
        found = [self._nearest(one, match) for one in (last, whole) if one and one.then]
        entry, near = max(found, key=lambda one: one[1], default=("", 0.0))
        if near < least:
            return self._offered(verdict, entry) if near >= OFFERED else verdict
        kind = _KINDS[self._topics[entry].kind]
        sure = near if kind is Kind.ANSWER else 0.0
        return Verdict(kind=kind, rule=f"{ASKED_NEXT}{last.id}", sure=sure, entries=(entry,))

    def _offered(self, verdict: Verdict, entry: str) -> Verdict:
        """`verdict` with `entry` first among its choices, if it has any."""
        if verdict.kind is not Kind.CLARIFY or self._topics[entry].kind is not EntryKind.ENTRY:
            return verdict
        return replace(verdict, entries=tuple(dict.fromkeys((entry, *verdict.entries)))[:MOST])

    def _nearest(self, last: Entry, match: Match) -> tuple[str, float]:
        """Where the follow-up of `last` leads that is nearest, and how near that is: 0..1. One
        with other numbers is none: "yang 2023?" is not "yang 2022?"."""
        known = self._known.get(last.id)
        if known is None:
            known = self._known[last.id] = self._learnt(last)
        forms = [word.form for word in match.words]
        said = _numbers(forms)
        alike = self._matcher.features.vector(forms).cosines(known.rows).tolist()
        rows = zip(alike, known.leads, known.numbers, strict=True)
        found = [(near, entry) for near, entry, numbers in rows if numbers == said]
        near, entry = max(found, key=lambda one: one[0], default=(0.0, ""))
        return entry, near

    def _learnt(self, last: Entry) -> _Known:
        words = [self._matcher.read(self._normaliser.words(one.ask)) for one in last.then]
        forms = [[word.form for word in row] for row in words]
        return _Known(
            leads=tuple(one.entry or last.id for one in last.then),
            numbers=tuple(map(_numbers, forms)),
            rows=Vectors.joined([self._matcher.features.vector(row) for row in forms]),
        )


def _numbers(forms: Sequence[str]) -> frozenset[str]:
    return frozenset(filter(_NUMBER.fullmatch, forms))


def _least(verdict: Verdict) -> float:
    """How near a follow-up must be instead of it; 0 where a record, a phrasing, or a place in a
    list was named."""
    if verdict.kind in OPEN and verdict.say in (None, "unknown"):
        return NEAR
    if verdict.rule == NOT_OURS:
        return SAID
    weak = verdict.rule == FITS or verdict.rule.startswith((LEANS, SUBJECT_OF))
    return NEARER if weak else 0.0
