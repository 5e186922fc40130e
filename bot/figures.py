"""SPI figures: difference, trend, category, and who holds what for which year.

All arithmetic is decimal and done on the figures as published, so 74,04 - 71,53 is 2,51 exactly.
"""

from dataclasses import dataclass
from decimal import Decimal

from bot.entries import Figure, Range


@dataclass(frozen=True, kw_only=True)
class Change:
    """From one figure to another: `by` is later minus earlier, or first minus second subject."""

    first: Figure
    second: Figure
    by: Decimal

    @property
    def direction(self) -> str:
        """up, down or level: the key of the word that says so."""
        if self.by == 0:
            return "level"
        return "up" if self.by > 0 else "down"


class Figures:
    """The figures that the knowledge holds, by subject and year."""

    def __init__(self, figures: tuple[Figure, ...], ranges: tuple[Range, ...]) -> None:
        self._held = {(figure.subject, figure.year): figure for figure in figures}
        self._ranges = ranges

    def get(self, subject: str, year: int) -> Figure | None:
        """The figure of `subject` in `year`, or None where it is not held."""
        return self._held.get((subject, year))

    def series(self, subject: str) -> tuple[Figure, ...]:
        """All years of `subject`, the earliest first."""
        return tuple(sorted(self._of(subject), key=lambda figure: figure.year))

    def latest(self, subject: str) -> Figure | None:
        """The newest figure of `subject`."""
        return max(self._of(subject), key=lambda figure: figure.year, default=None)

    def first(self, subject: str) -> Figure | None:
        """The oldest figure of `subject`."""
        return min(self._of(subject), key=lambda figure: figure.year, default=None)

    def shared_years(self, first: str, second: str) -> tuple[int, ...]:
        """Years for which both subjects have a figure, the latest first."""
        years = {f.year for f in self._of(first)} & {f.year for f in self._of(second)}
        return tuple(sorted(years, reverse=True))

    def between(self, first: Figure, second: Figure) -> Change:
        """`second` against `first`; for two years of one subject, give the earlier first."""
        return Change(first=first, second=second, by=second.index - first.index)

    def category(self, score: Decimal, year: int | None = None) -> tuple[str, Range] | None:
        """The category of `score` by the ranges of `year` (None: the latest), and those ranges.

        None where no ranges are known for the year or the score falls into a gap between two.
        """
        known = [r for r in self._ranges if year is None or year in r.years]
        if not known:
            return None
        ranges = max(known, key=lambda r: max(r.years))
        for category in ranges.categories:
            if category.low <= score <= category.high:
                return category.name, ranges
        return None

    def _of(self, subject: str) -> list[Figure]:
        return [figure for (of, _), figure in self._held.items() if of == subject]


def decimal_text(value: Decimal, language: str) -> str:
    """74.04 as "74,04" in Indonesian and Sundanese, "74.04" in English; no sign."""
    plain = f"{abs(value):f}"
    return plain if language == "en" else plain.replace(".", ",")
