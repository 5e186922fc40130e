"""Which entry a later turn goes on to, by all signs at once, where no rule and no name tells it.

A turn of a conversation is likely about what was just told, about what people go on to from there,
or about what its words fit: none of these tells alone. What each sign is worth was learnt from
conversations by many writers; `python -m benchmarks.turning` learns it anew and says how well it
does on conversations by others.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.deciding import UNSETTLED, Verdict
from bot.entries import Entry
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser
from bot.ranking.features import Vectors
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.conversing import Conversation
from bot.turns.following import OFFERED as NEARLY
from bot.turns.following import FollowUps, fits_somewhat
from bot.turns.leaning import LEANS
from bot.turns.picking import LONGEST_TURN
from bot.turns.resolving import SUBJECT_OF, Resolver

GOES_ON = "goes on from "
# What is known of each candidate, and what it is worth (logistic regression).
SIGNS: dict[str, float] = {
    "start": 1.144,
    # log-chances by the turn's words, and with those that name the entry before; the best has 0
    "alone": 0.33,
    "together": 0.109,
    "chance together": 0.205,
    # follow-ups: the nearest that leads there, squared; how much nearer one leads elsewhere; the
    # share of all that lead there, its logarithm
    "follow-up": 7.114,
    "farther": -1.595,
    "led": 0.465,
    # spoken of before the entry before
    "before": 0.96,
    # the cosine with its answer; the share of what the turn says that its phrasings know
    "told": 2.467,
    "asked": 0.7,
    # how sure the turn alone is to be the office's, and of its best entry, which may be near or far
    "ours": -2.946,
    "sure and near": 3.508,
    "sure and far": 4.006,
    "far": -1.281,
    "far chance": 1.691,
}
# So likely an entry must be to be answered where something would be asked back, and where nothing
# fits, or what fits is unlikely; that is asked back where others are likelier than ASKED.
ANSWERED, FOUND, ASKED = 0.45, 0.6, 0.2
# Less likely than this is unlikely: of what fits by its own words, with the subject before, or for
# standing near it (of 3,300 answers to later turns, 26 and 127 are less likely than the last two:
# 12 and 55 of these are wrong).
UNLIKELY, WITH_SUBJECT, LEANING = 0.2, 0.3, 0.5
# So likely to be among the choices.
OFFERED, MOST = 0.06, 4
# Candidates: so many of each ranking, and of the follow-ups.
RANKED, LED = 8, 4
# Beyond that one is as unlikely as another.
_LEAST = -10.0
_NEVER = 1e-12
# Digits of a year.
_YEAR = 4

Matrix = NDArray[np.float64]
Signs = tuple[list[str], Matrix]
"""The candidates, and a row of SIGNS for each, shape (candidates, len(SIGNS))."""


class Continuer:
    """Weighs for each entry in question how likely a later turn is about it."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        normaliser: Normaliser,
        resolver: Resolver,
        follow_ups: FollowUps,
    ) -> None:
        self._own = {entry.id: entry for entry in knowledge.entries}
        self._matcher, self._normaliser = matcher, normaliser
        self._resolver, self._follow_ups = resolver, follow_ups
        # Worked out when a turn is first weighed.
        self._answers: Vectors | None = None
        self._parts: dict[str, list[str]] = {}
        for entry in knowledge.entries:
            self._parts.setdefault(entry.part_of or "", []).append(entry.id)
        self._weights = np.array([*SIGNS.values()])

    def judged(self, verdict: Verdict, match: Match, conversation: Conversation) -> Verdict:
        """`verdict`, or what the turn more likely asks for. `match`: that of the turn alone."""
        last = self._last(conversation)
        if last is None or not (fits_somewhat(verdict) or verdict.rule in UNSETTLED):
            return verdict
        # Of a year the records tell. Weighing is dear: not for a page of nonsense.
        if _dated(match) or not _weighable(match) or not self._resolver.speaks(last, match):
            return verdict
        near = self._follow_ups.nearness(last, match)
        ranked = self._ranked(self._signs(last, match, conversation, near))
        entry, chance = ranked[0]
        chances = dict(ranked)
        fits = max((chances.get(one, 0.0) for one in verdict.entries), default=0.0)
        if verdict.kind is Kind.ANSWER and fits >= _doubted(verdict):
            return verdict
        rule = f"{GOES_ON}{last.id}"
        least = ANSWERED if verdict.kind is Kind.CLARIFY else FOUND
        if chance >= least and (near.get(entry, 0.0) >= NEARLY or self._speaks(entry, last, match)):
            return Verdict(kind=Kind.ANSWER, rule=rule, sure=chance, entries=(entry,))
        likely = [one for one, chance in ranked if chance >= OFFERED][:MOST]
        if verdict.kind is Kind.CLARIFY:
            choices = tuple(dict.fromkeys((*likely[: MOST - 1], *verdict.entries)))[:MOST]
            return replace(verdict, entries=choices)
        itself = verdict.rule.startswith(SUBJECT_OF) and verdict.entries == (last.id,)
        if verdict.kind is not Kind.ANSWER or itself or chance < ASKED or len(likely) < 2:
            return verdict
        return Verdict(kind=Kind.CLARIFY, rule=rule, entries=tuple(likely))

    def _speaks(self, entry: str, last: Entry, match: Match) -> bool:
        """Whether it speaks of what the turn says: likely though it is, nothing tells of the price
        of rice."""
        known = self._resolver.known(entry, last, match)
        return known and not self._resolver.strange(entry, last, match)

    def of_turn(self, match: Match, conversation: Conversation) -> Signs | None:
        """Its signs; None where it says nothing, or too much, or nothing was told before."""
        last = self._last(conversation)
        if last is None or not _weighable(match):
            return None
        return self._signs(last, match, conversation, self._follow_ups.nearness(last, match))

    def _last(self, conversation: Conversation) -> Entry | None:
        spoken = conversation.entries or conversation.offered
        return self._own.get(spoken[0]) if spoken else None

    def _ranked(self, signs: Signs) -> list[tuple[str, float]]:
        """The candidates and how likely each is what is asked for, 0..1, the likeliest first."""
        candidates, rows = signs
        chances = 1 / (1 + np.exp(-(rows @ self._weights)))
        ranked = zip(candidates, chances.tolist(), strict=True)
        return sorted(ranked, key=lambda one: -one[1])

    def _signs(
        self, last: Entry, match: Match, conversation: Conversation, near: Mapping[str, float]
    ) -> Signs:
        """`near`: how near the follow-ups are that lead to each topic."""
        whole = self._resolver.together(last, match)
        nearest = max(near.values(), default=0.0)
        leads = self._follow_ups.leads(last)
        led = sorted(near, key=lambda entry: -near[entry])[:LED]
        ranked = (one.id for one in (*match.own[:RANKED], *whole.own[:RANKED]))
        parts = self._parts.get(last.id, ())
        found = (last.id, *last.related, *ranked, *led, *parts, last.part_of or "")
        candidates = [entry for entry in dict.fromkeys(found) if entry in self._own]
        alone = self._logs(match, candidates)
        together = self._logs(whole, candidates)
        said = self._resolver.said(last, match)
        told = dict(zip(self._own, self._alike(match), strict=True))
        rows: list[list[float]] = []
        for at, entry in enumerate(candidates):
            held = self._own[entry]
            close = held.category == last.category
            far = not close and entry not in last.related
            follow = near.get(entry, 0.0)
            rows.append(
                [
                    1.0,
                    max(alone[at] - float(np.log(match.chances.max())), _LEAST),
                    max(together[at] - float(np.log(whole.chances.max())), _LEAST),
                    math.exp(together[at]),
                    follow**2,
                    nearest - follow,
                    math.log((leads[entry] + 0.3) / (leads.total() + 3)),
                    entry in conversation.entries[1:],
                    told[entry],
                    self._matcher.share(said, entry, frozenset()),
                    match.ours,
                    close * match.sure,
                    (not close) * match.sure,
                    far,
                    (not close) * math.exp(alone[at]),
                ]
            )
        return candidates, np.array(rows, np.float64)

    def _alike(self, match: Match) -> list[float]:
        """The cosines of the turn with the answers of all entries."""
        features = self._matcher.features
        if self._answers is None:
            texts = (self._normaliser.words(entry.answer.id) for entry in self._own.values())
            words = ([word.form for word in self._matcher.read(text)] for text in texts)
            self._answers = Vectors.joined([features.vector(forms) for forms in words])
        asked = features.vector([word.form for word in match.words])
        return [float(one) for one in asked.cosines(self._answers)]

    def _logs(self, match: Match, candidates: Sequence[str]) -> list[float]:
        return [math.log(max(self._matcher.chance(match, one), _NEVER)) for one in candidates]


def _doubted(verdict: Verdict) -> float:
    """How unlikely what fits must be to be doubted."""
    if verdict.rule.startswith(LEANS):
        return LEANING
    return WITH_SUBJECT if verdict.rule.startswith(SUBJECT_OF) else UNLIKELY


def _weighable(match: Match) -> bool:
    return 0 < len(match.words) <= LONGEST_TURN


def _dated(match: Match) -> bool:
    return any(len(word.form) == _YEAR and word.form.isdigit() for word in match.words)
