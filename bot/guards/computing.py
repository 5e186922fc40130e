"""What is computed from the figures held, and which there are where one is not."""

from collections.abc import Sequence
from decimal import Decimal

from bot.deciding import RECORDED, Local, Verdict
from bot.entries import Figure
from bot.figures import Change, Figures, decimal_text
from bot.guards.naming import Named
from bot.knowledge import Knowledge
from bot.replies import Kind

# Types of question, and what they pick.
HIGHEST, LOWEST = "highest", "lowest"
_EXTREMES = {
    HIGHEST: (max, Local("tertinggi", "highest")),
    LOWEST: (min, Local("terendah", "lowest")),
}


class Computer:
    """Makes the verdicts on figures that no single entry answers."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.figures = Figures(knowledge.figures, knowledge.ranges)
        self._subjects = {subject.id: subject for subject in knowledge.subjects}

    def changed(self, named: Named) -> Verdict:
        """From the earliest year named to the latest."""
        subject = self._one_subject(named)
        years = sorted(named.years)
        first, last = (self.figures.get(subject, year) for year in (years[0], years[-1]))
        if first is None or last is None:
            return self.not_held("no_figure")
        return self.change(self.figures.between(first, last), "figure_change")

    def trended(self, named: Named) -> Verdict:
        """All years held, and the last change."""
        series = self.figures.series(self._one_subject(named))
        if len(series) < 2:
            return self.not_held("no_figure_trend")
        latest = self.figures.between(series[-2], series[-1])
        verdict = self.change(latest, "figure_trend")
        return Verdict(
            kind=verdict.kind,
            rule="trend over the years held",
            sure=RECORDED,
            entries=tuple(figure.entry for figure in reversed(series)),
            say=verdict.say,
            fields={**verdict.fields, "lines": _lines(series)},
        )

    def extreme(self, named: Named, which: str) -> Verdict | None:
        """The highest or the lowest of the years held; None of fewer than two years."""
        series = self.figures.series(self._one_subject(named))
        if len(series) < 2:
            return None
        pick, word = _EXTREMES[which]
        found = pick(series, key=lambda figure: figure.index)
        return Verdict(
            kind=Kind.ANSWER,
            rule="the highest or lowest of the years held",
            sure=RECORDED,
            entries=(found.entry, *(one.entry for one in reversed(series) if one is not found)),
            say="figure_extreme",
            fields={
                "subject": self._name(found.subject),
                "which": word,
                "index": _number(found.index),
                "year": str(found.year),
                "lines": _lines(series),
            },
        )

    def listed(self, named: Named) -> Verdict:
        """More than two years named: the figure of each that is held."""
        series = self.figures.series(self._one_subject(named))
        asked = [figure for figure in series if figure.year in named.years]
        if not asked:
            return self.not_held("no_figure")
        return Verdict(
            kind=Kind.ANSWER,
            rule="figures of the years named",
            sure=RECORDED,
            entries=tuple(figure.entry for figure in reversed(asked)),
            say="figure_list",
            fields={"subject": self._name(asked[0].subject), "lines": _lines(asked)},
        )

    def category(self, score: Decimal, entry: str) -> Verdict | None:
        """What category `score` (0..100) is in by the latest ranges; `entry` tells of them."""
        placed = self.figures.category(score)
        if not placed:
            return None
        category, ranges = placed
        return Verdict(
            kind=Kind.ANSWER,
            rule="category of a score",
            sure=RECORDED,
            entries=(entry,),
            say="figure_category",
            fields={
                "score": _number(score),
                "category": category,
                "years": ", ".join(str(year) for year in ranges.years),
            },
        )

    def change(self, change: Change, say: str) -> Verdict:
        """A difference told by the sentence `say`."""
        words = {"up": Local("naik", "up"), "down": Local("turun", "down"),
                 "level": Local("tetap", "unchanged")}  # fmt: skip
        return Verdict(
            kind=Kind.ANSWER,
            rule="computed from the figures held",
            sure=RECORDED,
            entries=(change.second.entry, change.first.entry),
            say=say,
            fields={
                "first": self._name(change.first.subject),
                "second": self._name(change.second.subject),
                "first_year": str(change.first.year),
                "second_year": str(change.second.year),
                "first_index": _number(change.first.index),
                "second_index": _number(change.second.index),
                "by": _number(change.by),
                "direction": words[change.direction],
            },
        )

    def not_held(self, say: str, against: tuple[str, ...] = ()) -> Verdict:
        """Says by the sentence `say` that there is no such figure, and which ones there are."""
        lists = [
            Local(*(f"{self._title(s, language)} {years}" for language in ("id", "en")))
            for s in self._subjects
            if (years := ", ".join(str(f.year) for f in self.figures.series(s)))
        ]
        held = Local("; ".join(part.id for part in lists), "; ".join(part.en for part in lists))
        return Verdict(
            kind=Kind.NO_DATA,
            rule="the figure asked is not held",
            say=say,
            against=against,
            fields={"held": held},
        )

    def _one_subject(self, named: Named) -> str:
        """The subject named, or the one with the longest series where none is."""
        longest = max(self._subjects, key=lambda s: len(self.figures.series(s)), default="")
        return min(named.subjects, default=longest)

    def _name(self, subject: str) -> Local:
        return Local(self._title(subject, "id"), self._title(subject, "en"))

    def _title(self, subject: str, language: str) -> str:
        return self._subjects[subject].name.in_language(language)[0]


def _number(value: Decimal) -> Local:
    return Local(decimal_text(value, "id"), decimal_text(value, "en"))


def _lines(series: Sequence[Figure]) -> Local:
    return Local(*("\n".join(_line(f, language) for f in series) for language in ("id", "en")))


def _line(figure: Figure, language: str) -> str:
    return f"- {figure.year}: {decimal_text(figure.index, language)}"
