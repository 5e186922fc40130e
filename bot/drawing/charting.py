"""Figures as a picture: one SVG of our own that reads on a phone, in a light and in a dark chat.

Pure: words and numbers in, SVG text out. The ground is the picture's own, so no theme can swallow
it; nothing is told by colour alone (bodies differ in mark and name, bands carry theirs); and
the axis shows at least thirty points of the index, so that a change of one looks like one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import ceil, floor

from bot.drawing.lettering import drawable

WIDTH, HEIGHT = 1080, 810
# As it stands in a chat, a third of its size: 30 here are 10 there.
_TITLE, _SUBTITLE, _VALUE, _LABEL, _FOOT = 52, 35, 44, 40, 33
_EDGE, _LEFT, _TOP, _BOTTOM, _NAMES = 40, 104, 150, 576, 216
_RIGHT = WIDTH - _EDGE
_FOOT_LINE = 40
# A character's width in ems, a little more than Source Sans Pro has in running text.
_EM = 0.47
# The axis shows these points of the index at least, and this much beyond each figure.
LOWEST, HIGHEST, BEYOND = 60, 90, 6
_MOST = 100
# From one line of a label to the next; how far a label reaches from the middle of its mark; from
# which width on a column has room for one at its side.
_APART, _REACH, _WIDE = 50, 64, 230
# A band lower than this has room for one line only.
_TWO_LINES = 62
FONT = "Source Sans Pro"
GROUND, INK, FAINT = "#ffffff", "#1a1a1a", "#474747"
# Bands from the lowest to the highest: red, yellow and green, as KPK has them.
BANDS = ("#fbe0da", "#fff1c4", "#dbf0dc")
# Dark enough to be read on each band: Okabe and Ito's blue, vermilion and purple, darkened.
HUES = ("#00487d", "#8f3b00", "#7d2466")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A figure in its column (counted from 0), and how it is written."""

    column: int
    value: Decimal
    written: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """The figures of one body, from left to right; a single one is a mark without a line.

    `own`: the body's number, counted from 0, by which it has the same hue and mark everywhere.
    """

    name: str
    own: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Band:
    """A category and its bounds, both included; `written`: the bounds as they are read."""

    name: str
    low: Decimal
    high: Decimal
    written: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`bands` from the lowest; they stand behind the columns from `banded` on to the last one.

    `words`: the same in words, for those who do not see it. `foot`: its lines, cut with `wrapped`.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    banded: int = 0
    foot: tuple[str, ...] = ()
    words: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and the highest point of the axis, both whole tens of 0..100."""
        values = [mark.value for line in self.lines for mark in line.marks]
        low = min(LOWEST, 10 * floor((min(values) - BEYOND) / 10))
        high = max(HIGHEST, 10 * ceil((max(values) + BEYOND) / 10))
        return max(low, 0), min(high, _MOST)


def svg(chart: Chart) -> str:
    """The picture, 1,080 by 810."""
    drawing = _Drawing(chart)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d" font-family="{FONT}">',
        f'<title id="t">{escape(chart.title)}</title><desc id="d">{escape(chart.words)}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>',
        _text(_EDGE, 72, chart.title, _TITLE, bold=True),
        _text(_EDGE, 120, chart.subtitle, _SUBTITLE, fill=FAINT),
        *drawing.bands(),
        *drawing.axis(),
        *drawing.lines(),
        *drawing.labels(),
        *_foot(chart.foot),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def wrapped(text: str, lines: int) -> tuple[str, ...] | None:
    """`text` as at most so many lines of the foot; None where it takes more."""
    room = int((WIDTH - 2 * _EDGE) / (_FOOT * _EM))
    found = [""]
    for word in drawable(text).split():
        longer = f"{found[-1]} {word}".strip()
        if len(longer) <= room or not found[-1]:
            found[-1] = longer
        else:
            found.append(word)
    return tuple(found) if len(found) <= lines else None


class _Drawing:
    """Places of a chart's parts."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._low, self._high = chart.span
        self._end = _RIGHT - (_NAMES if chart.bands else 0)
        self._step = (self._end - _LEFT) / len(chart.columns)

    def bands(self) -> Iterator[str]:
        """Each with its name at the right, beyond the last column."""
        left = _LEFT + self._chart.banded * self._step
        for at, band in enumerate(self._chart.bands):
            top, bottom = self._y(band.high), self._y(band.low)
            fill = BANDS[min(at, len(BANDS) - 1)]
            if bottom <= top:
                continue
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{_RIGHT - left:.1f}" '
                f'height="{bottom - top:.1f}" fill="{fill}"/>'
            )
            middle, x = (top + bottom) / 2, self._end + 14
            if bottom - top >= _TWO_LINES:
                yield _text(x, middle - 4, band.name, _SUBTITLE, bold=True)
                yield _text(x, middle + 28, band.written, _FOOT, fill=FAINT)
            else:
                yield _text(x, middle + 10, band.name, _FOOT, bold=True)

    def axis(self) -> Iterator[str]:
        for value in range(self._low, self._high + 1, 10 if self._high - self._low <= 50 else 20):
            y = self._y(value)
            yield f'<path d="M{_LEFT} {y:.1f}H{self._end}" stroke="#9a9a9a" stroke-width="1.5"/>'
            yield _text(_LEFT - 14, y + 11, str(value), _FOOT, fill=FAINT, anchor="end")
        for at, name in enumerate(self._chart.columns):
            yield _text(self._x(at), _BOTTOM + 46, name, _LABEL, bold=True, anchor="middle")

    def lines(self) -> Iterator[str]:
        for line in self._chart.lines:
            places = [(self._x(mark.column), self._y(mark.value)) for mark in line.marks]
            path = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            yield f'<path d="M{path}" fill="none" stroke="{_hue(line)}" stroke-width="6"/>'
            yield from (_mark(x, y, line) for x, y in places)

    def labels(self) -> Iterator[str]:
        """The value at each mark, and the body's name with its first."""
        for column, heading in enumerate(self._chart.columns):
            here = sorted(
                (
                    (self._y(mark.value), mark, line)
                    for line in self._chart.lines
                    for mark in line.marks
                    if mark.column == column
                ),
                key=lambda one: one[0],
            )
            for place, (y, mark, line) in enumerate(here):
                if line.name == heading and self._step >= _WIDE:
                    yield _label(self._x(column) + 32, y + 15, mark.written, line, anchor="start")
                    continue
                first = mark is line.marks[0] and line.name != heading
                words = (mark.written, line.name) if first else (mark.written,)
                below = place > 0 or (len(here) == 1 and self._leaves_its_band(mark))
                yield from self._stacked(self._x(column), y, words, line, below)

    def _leaves_its_band(self, mark: Mark) -> bool:
        """Whether its label would stand in the next higher category, and would not below it."""
        for band in self._chart.bands if mark.column >= self._chart.banded else ():
            if band.low <= mark.value <= band.high:
                y = self._y(mark.value)
                return y - _REACH < self._y(band.high) and y + _REACH < self._y(band.low)
        return False

    def _stacked(
        self, x: float, y: float, words: Sequence[str], line: Line, below: bool
    ) -> Iterator[str]:
        """The value next to its mark, the name beyond it."""
        y += 56 if below else -26
        for word in words:
            yield _label(self._within(x, word), y, word, line)
            y += _APART if below else -_APART

    def _within(self, x: float, word: str) -> float:
        """The middle of a word so that it ends neither over the axis nor over the bands' names."""
        half = len(word) * _VALUE * (_EM + 0.08) / 2
        return max(min(x, self._end - half), _LEFT + half)

    def _x(self, column: int) -> float:
        return _LEFT + (column + 0.5) * self._step

    def _y(self, value: Decimal | int) -> float:
        share = (float(value) - self._low) / (self._high - self._low)
        return _BOTTOM - min(max(share, 0.0), 1.0) * (_BOTTOM - _TOP)


def _hue(line: Line) -> str:
    return HUES[line.own % len(HUES)]


def _mark(x: float, y: float, line: Line) -> str:
    """A circle, a square, a diamond: told apart without their colours."""
    ring = f'fill="{_hue(line)}" stroke="{GROUND}" stroke-width="4"'
    if line.own % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="15" {ring}/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if line.own % 3 == 2 else ""
    return f'<rect x="{x - 14:.1f}" y="{y - 14:.1f}" width="28" height="28" {ring}{turned}/>'


def _label(x: float, y: float, words: str, line: Line, *, anchor: str = "middle") -> str:
    """With a rim that keeps the axis from striking it out."""
    halo = f'stroke="{GROUND}" stroke-opacity=".8" stroke-width="9" stroke-linejoin="round"'
    return _text(
        x,
        y,
        words,
        _VALUE,
        bold=True,
        fill=_hue(line),
        anchor=anchor,
        more=f' paint-order="stroke" {halo}',
    )


def _foot(lines: Sequence[str]) -> Iterator[str]:
    """Ending at the lower edge, however many there are."""
    first = HEIGHT - 22 - _FOOT_LINE * (len(lines) - 1)
    for at, line in enumerate(lines):
        yield _text(_EDGE, first + at * _FOOT_LINE, line, _FOOT, fill=FAINT)


def _text(
    x: float,
    y: float,
    words: str,
    size: int,
    *,
    bold: bool = False,
    fill: str = INK,
    anchor: str = "start",
    more: str = "",
) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{weight} fill="{fill}" '
        f'text-anchor="{anchor}"{more}>{escape(drawable(words))}</text>'
    )
