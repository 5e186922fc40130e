"""A figure is answered for the body and year asked, or computed, or said not to be held."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.deciding import RECORDED, Verdict
from bot.entries import Figure
from bot.figures import decimal_text
from bot.guards.computing import Computer
from bot.guards.naming import Named, Phrases
from bot.guards.wishing import CLEAR, YEAR, Wishes
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Word, tokens
from bot.ranking.matches import Candidate, Match
from bot.replies import Kind

DISTINCT = 0.8
# A topic of others with so much of the probability is what is asked ("peringkat KPU dalam SPI").
OTHERS = 0.9
# So much of the probability it must hold where the question leaves open whose figure is meant.
PLAIN = 0.95
# What may stand between a body and its regency: "KPU Kabupaten Purwakarta".
_BETWEEN = frozenset({"kabupaten", "kab", "kota", "daerah", "di"})
SWAPPED = "swapped"
UNCLEAR = "the year is not written clearly"
OFFERED = 4
# What says that a figure is not ours to tell.
REFUSED = (Kind.NO_DATA, Kind.REFERRAL)
_SCORE = re.compile(r"(?<![\d.,/])(\d{1,3}(?:[.,]\d{1,2})?)(?![\d/]|[.,]\d)")


class FigureGuard:
    """Knows which subjects and years are held, and how citizens ask to compare them."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        self._computer = Computer(knowledge)
        self.figures = self._computer.figures
        self._subjects = {subject.id: subject for subject in knowledge.subjects}
        self._own = {figure.entry: figure for figure in knowledge.figures}
        self._indices = {f.entry: decimal_text(f.index, "id") for f in knowledge.figures}
        self._answers = {entry.id: entry.answer.id for entry in knowledge.entries}
        shown = [*self._indices.values()]
        self._comparisons = [
            entry
            for entry, answer in self._answers.items()
            if entry not in self._own and sum(index in answer for index in shown) == 2
        ]
        self._named = Phrases((w, s.id) for s in knowledge.subjects for w in s.words)
        self._home = Phrases((place, place) for place in knowledge.language.home_places)
        self._empty = frozenset((*knowledge.language.filler, *knowledge.language.hollow))
        self._wishes = Wishes(knowledge, matcher)

    def judge(
        self, text: str, named: Named, match: Match, strange: frozenset[str]
    ) -> Verdict | None:
        """A verdict where a figure is asked; None leaves the question to the ranking.

        `strange`: bodies and places named that the best entry is never asked by.
        """
        best = match.own[0].id if match.own else ""
        found = [word.form for word in match.words]
        if not self._own:
            return None
        by_index = self._of_index(text, found, named)
        if by_index:
            return by_index
        if _others(match) or not self._wishes.figure(found, named, match, strange=bool(strange)):
            return None
        if self.local(found, named):
            return self.not_held_here()
        if strange:
            return self._computer.not_held("no_figure_body", against=tuple(sorted(strange)))
        scored = self._of_score(text, found, best)
        return scored or self._held(found, named, match)

    def missed(self, verdict: Verdict, named: Named, match: Match) -> Verdict:
        """`verdict`, with the figure asked for where it refuses: the next turn may name another."""
        found = [word.form for word in match.words]
        if verdict.kind not in REFUSED or not (self._own and self._wishes.index.find(found)):
            return verdict
        ours = not named.strangers and not self.local(found, named)
        subject = min(named.subjects, default="") if ours else ""
        return replace(verdict, missed=(subject, min(named.years, default=0)))

    def of(self, subject: str, year: int) -> Verdict:
        """The figure of `subject` ("": none of ours) in `year` (0: the latest) in place of another,
        or that there is none, and which ones there are."""
        figure = self.figures.get(subject, year) if year else self.figures.latest(subject)
        if figure is None:
            return replace(self._computer.not_held("no_figure"), missed=(subject, year))
        return Verdict(kind=Kind.ANSWER, rule=SWAPPED, sure=RECORDED, entries=(figure.entry,))

    def not_held_here(self) -> Verdict:
        """Says that none is published of the regency's own office."""
        return self._computer.not_held("no_figure_here")

    def compares(self, found: Sequence[str]) -> bool:
        """Whether two figures are asked for, one against the other."""
        return bool(self._wishes.compare.find(found))

    def changed(self, named: Named) -> Verdict:
        """From the earliest of the years named to the latest."""
        return self._computer.changed(named)

    def listed(self, named: Named, subject: str) -> Verdict:
        """The figures of the years named, of the subject named or else of `subject`."""
        return self._computer.listed(
            replace(named, subjects=named.subjects or frozenset({subject}))
        )

    def compared(self, named: Named, match: Match) -> Verdict | None:
        """Two subjects in one year, or one against the other; None where an entry tells more."""
        return self._compared(named, match.own[0].id if match.own else "", compare=True)

    def over_years(self, words: Sequence[Word], named: Named, subject: str) -> Verdict | None:
        """How the figures of the subject named, else of `subject`, went; None if not asked."""
        if named.years or not self._wishes.trend.find([word.form for word in words]):
            return None
        subjects = named.subjects or frozenset({subject})
        return self._computer.trended(replace(named, subjects=subjects))

    def extreme(self, found: Sequence[str], named: Named, subject: str = "") -> Verdict | None:
        """The year with the highest or lowest figure of the subject named, else of `subject`; None
        if it is not asked, or of whom is not said."""
        which = {name for *_, name in self._wishes.extremes.find(found)}
        asked = named.subjects or frozenset({subject} - {""})
        if len(which) != 1 or named.years or len(asked) > 1 or not (asked or YEAR in found):
            return None
        return self._computer.extreme(replace(named, subjects=asked), min(which))

    def local(self, found: Sequence[str], named: Named) -> bool:
        """Asked of the regency's own office ("KPU Purwakarta"), for which none is published.

        A subject named on its own as well ("halo KPU Purwakarta, berapa SPI KPU") is not local.
        """
        ends = [end for _, end, _ in self._named.find(found)]
        return bool(ends) and named.home and all(self._followed(found, end) for end in ends)

    def _followed(self, found: Sequence[str], end: int) -> bool:
        while end < len(found) and found[end] in _BETWEEN:
            end += 1
        return bool(self._home.find(found[end : end + 1]))

    def _held(self, found: Sequence[str], named: Named, match: Match) -> Verdict | None:
        best = match.own[0].id if match.own else ""
        comparing = self.compares(found) or len(named.subjects) > 1
        if named.unclear and not comparing and len(named.years) < 2:
            return self.unclear(named)
        of_one_year = comparing and len(named.years) < 2
        if of_one_year and best in self._comparisons and match.own[0].chance >= CLEAR:
            return None
        if of_one_year and len(named.subjects) != 1:
            return self._compared(named, best, compare=bool(self._wishes.compare.find(found)))
        if len(named.years) > 2:
            return self._computer.listed(named)
        if len(named.years) > 1:
            return self._computer.changed(named)
        if self._wishes.trend.find(found) and not named.years:
            return self._computer.trended(named)
        if extreme := self.extreme(found, named):
            return extreme
        if comparing and not named.years:
            return None
        likely = match.own[0] if match.own else None
        return self._single(named, likely, first=bool(self._wishes.first.find(found)))

    def _single(self, named: Named, best: Candidate | None, *, first: bool) -> Verdict | None:
        subjects = named.subjects or {figure.subject for figure in self._own.values()}
        if named.years:
            hits = [f for s in subjects if (f := self.figures.get(s, named.years[0]))]
        else:
            pick = self.figures.first if first else self.figures.latest
            hits = [f for s in subjects if (f := pick(s))]
        if not hits:
            return self._computer.not_held("no_figure")
        likely = best.id if best else ""
        entries = tuple(sorted((f.entry for f in hits), key=lambda e: (e != likely, e)))
        distinct = best is not None and best.chance >= DISTINCT and likely in self._own
        if distinct and not named.years and likely not in entries:
            # No year is said, but words that only one year's figure is asked by.
            rule = "another year than the latest may be meant"
            return Verdict(kind=Kind.CLARIFY, rule=rule, entries=(likely, *entries)[:4])
        plain = best is not None and best.id == entries[0] and best.chance >= PLAIN
        if len(entries) == 1 or (plain and not named.strangers):
            rule = "the figure named"
            return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=entries[:1])
        if likely not in self._own and not named.subjects:
            return None
        return Verdict(kind=Kind.CLARIFY, rule="whose figure is not said", entries=entries[:4])

    def unclear(self, named: Named, subject: str = "") -> Verdict:
        """ "20024", "202": the years that are likest to it are offered, the latest first; of the
        subject named, else of `subject` or of all, and another where one alone is held."""
        asked = named.subjects or {subject} - {""} or {*self._subjects}
        likest = sorted(
            (f.subject not in asked, OSA.distance(named.unclear[0], str(f.year)), -f.year, f.entry)
            for f in self._own.values()
        )
        held = sum(not other for other, *_ in likest)
        entries = tuple(entry for *_, entry in likest[: max(2, min(held, OFFERED))])
        return Verdict(kind=Kind.CLARIFY, rule=UNCLEAR, entries=entries)

    def _of_index(self, text: str, found: Sequence[str], named: Named) -> Verdict | None:
        """ "74,04 itu nilai siapa", "trus 74,04?": the figure that has this very index, if a single
        one has."""
        if (
            self._wishes.compare.find(found)
            or self._wishes.trend.find(found)
            or (named.years and named.subjects)
        ):
            return None
        said = {f"{whole},{part}" for whole, part in pairwise(tokens(text)) if len(part) == 2}
        hits = [entry for entry, index in self._indices.items() if index in said]
        if len(hits) != 1:
            return None
        alone = {word for word in found if not word.isdigit()} <= self._empty
        if not alone and not self._wishes.value.find(found) and not self._wishes.index.find(found):
            return None
        rule = "the figure with the index named"
        return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=tuple(hits))

    def _compared(self, named: Named, best: str, *, compare: bool) -> Verdict | None:
        pair = sorted(named.subjects) if len(named.subjects) > 1 else sorted(self._subjects)[:2]
        if len(pair) < 2:
            return None
        shared = self.figures.shared_years(pair[0], pair[1])
        year = named.years[0] if named.years else next(iter(shared), 0)
        if year not in shared:
            return self._computer.not_held("no_figure")
        if best not in self._own and str(year) in self._answers.get(best, ""):
            return None
        first, second = (self.figures.get(subject, year) for subject in pair)
        if first is None or second is None:
            return self._computer.not_held("no_figure")
        return self.apart(first, second, told=compare)

    def apart(self, first: Figure, second: Figure, *, told: bool = True) -> Verdict:
        """How far apart two figures are: in the office's own words where they are `told`, else
        computed."""
        written = self._written(first, second) if told else None
        if written:
            rule = "what the office says of both figures"
            return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=(written,))
        higher, lower = sorted((first, second), key=lambda f: f.index, reverse=True)
        return self._computer.change(self.figures.between(lower, higher), "figure_difference")

    def _written(self, first: Figure, second: Figure) -> str | None:
        """An entry that compares these two figures, in the office's own words."""
        texts = (self._indices[first.entry], self._indices[second.entry])
        found = (e for e in self._comparisons if all(text in self._answers[e] for text in texts))
        return next(found, None)

    def _of_score(self, text: str, found: Sequence[str], best: str) -> Verdict | None:
        """ "skor 75 masuk kategori apa": the category by the latest ranges."""
        if "kategori" not in found or best in self._own:
            return None
        scores = [Decimal(s.replace(",", ".")) for s in _SCORE.findall(text)]
        return self._computer.category(scores[0], best) if scores and scores[0] <= 100 else None


def _others(match: Match) -> bool:
    best = next(iter(match.ranking), None)
    return best is not None and not best.own and best.chance >= OTHERS
