"""What people ask once they have read an answer (`then` of an entry): "yang bikin siapa" after the
slogan. Such a turn is told by what others asked at the same place, not by its words alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.deciding import FITS, KINDS, NOT_OURS, UNSETTLED, Verdict
from bot.entries import Entry, EntryKind
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, Word
from bot.ranking.features import Vectors
from bot.ranking.matches import Match
from bot.ranking.numbering import Said, bounds
from bot.replies import Kind
from bot.turns.anchoring import MOST
from bot.turns.conversing import Conversation
from bot.turns.leaning import LEANS
from bot.turns.resolving import SUBJECT_OF

ASKED_NEXT = "asked next of "
# How near a follow-up must be (cosine) where nothing else decides, and where something else fits,
# though nothing named says so. Of 168 open later turns that one so near tells, judged by those of
# other conversations, 157 are told rightly; nearer than OFFERED alone still three of four.
NEAR, NEARER, OFFERED = 0.45, 0.6, 0.3
# So near it is the same: asked of the answer before, whosever matter it is elsewhere.
SAID = 0.8
# Letters that words of one root share at least.
RUN = 4
_NUMBER = re.compile(r"\d+")


class _Known(NamedTuple):
    """The follow-ups of one entry: where each leads, the numbers in it, its pieces, its vector."""

    leads: tuple[str, ...]
    numbers: tuple[tuple[str, ...], ...]
    pieces: Said
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
        near = self.nearness(last, match)
        entry = max(near, key=lambda one: near[one], default="")
        if near.get(entry, 0.0) < least:
            return self._offered(verdict, entry, near.get(entry, 0.0))
        kind = KINDS[self._topics[entry].kind]
        sure = near[entry] if kind is Kind.ANSWER else 0.0
        return Verdict(kind=kind, rule=f"{ASKED_NEXT}{last.id}", sure=sure, entries=(entry,))

    def _offered(self, verdict: Verdict, entry: str, near: float) -> Verdict:
        """`verdict`, with `entry` first among its choices, if it has any and that is near."""
        if verdict.kind is not Kind.CLARIFY or near < OFFERED:
            return verdict
        if self._topics[entry].kind is not EntryKind.ENTRY:
            return verdict
        return replace(verdict, entries=tuple(dict.fromkeys((entry, *verdict.entries)))[:MOST])

    def nearness(self, last: Entry, match: Match) -> dict[str, float]:
        """How near the nearest follow-up is that leads to a topic, 0..1; topics in no order. One
        with other numbers is none ("yang 2023?" is not "yang 2022?"), nor one that shares no more
        than fillers: "yang bot" is not "yang bikin"."""
        forms = [word.form for word in match.words]
        said, asked = _numbers(forms), self._matcher.features.vector(forms)
        pieces = self._pieces(match.words)
        near: dict[str, float] = {}
        for known in self._of(last):
            alike = asked.cosines(known.rows)
            shared = alike >= SAID
            said_too = (known.pieces.words[:, None] == pieces).any(axis=1)
            shared[known.pieces.owners[said_too]] = True
            rows = zip(alike.tolist(), shared.tolist(), known.leads, known.numbers, strict=True)
            for one, shares, lead, numbers in rows:
                if numbers == said and shares and one > near.get(lead, 0.0):
                    near[lead] = one
        return near

    def _pieces(self, words: Sequence[Word]) -> NDArray[np.uint32]:
        """The words that say something and their runs of RUN letters, by their checksums: as texts
        those of all follow-ups take five megabytes."""
        telling = self._normaliser.bare(words).split()
        runs = (w[at : at + RUN] for w in telling for at in range(len(w) - RUN + 1))
        return np.array([crc32(one.encode()) for one in {*telling, *runs}], np.uint32)

    def leads(self, last: Entry) -> Counter[str]:
        """How many follow-ups lead to each topic."""
        return Counter(lead for known in self._of(last) for lead in known.leads)

    def _of(self, last: Entry) -> Iterator[_Known]:
        """Those of what was answered, and of that of which it is a part, as that stands below."""
        for one in (last, self._topics.get(last.part_of or "")):
            if one and any((lead.entry or one.id) in self._topics for lead in one.then):
                if one.id not in self._known:
                    self._known[one.id] = self._learnt(one)
                yield self._known[one.id]

    def _learnt(self, last: Entry) -> _Known:
        # A desk of less than the whole knowledge may lack where one leads (measuring/folding.py).
        held = [one for one in last.then if (one.entry or last.id) in self._topics]
        words = [self._matcher.read(self._normaliser.words(one.ask)) for one in held]
        forms = [[word.form for word in row] for row in words]
        pieces = [self._pieces(row) for row in words]
        return _Known(
            leads=tuple(one.entry or last.id for one in held),
            numbers=tuple(map(_numbers, forms)),
            pieces=Said(np.concatenate(pieces), bounds(np.array(list(map(len, pieces))))),
            rows=Vectors.joined([self._matcher.features.vector(row) for row in forms]),
        )


def _numbers(forms: Sequence[str]) -> tuple[str, ...]:
    """Each once, in one order."""
    return tuple(sorted(set(filter(_NUMBER.fullmatch, forms))))


def _least(verdict: Verdict) -> float:
    """How near a follow-up must be instead of it; 0 where a record, a phrasing, or a place in a
    list was named."""
    if verdict.rule in UNSETTLED:
        return NEAR
    if verdict.rule == NOT_OURS:
        return SAID
    return NEARER if fits_somewhat(verdict) else 0.0


def fits_somewhat(verdict: Verdict) -> bool:
    """Whether the ranking alone says so, or what the turn before was about."""
    return verdict.rule == FITS or verdict.rule.startswith((LEANS, SUBJECT_OF))
