"""Lines over days as an SVG has them: places only; words, colours and the table are the page's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_RIGHT, _TOP, _BOTTOM = 108, 16, 28
# On the left stand numbers: a margin, and so much for each digit and each point.
_MARGIN, _DIGIT = 16, 9
# Between two labels on the right, and between two days below, in the drawing's units.
_LABEL, _DAY = 18, 96
_STEPS = (1, 2, 5)


@dataclass(frozen=True, kw_only=True)
class Line:
    """`points` as SVG's polyline has them; `at` is the height of its label."""

    name: str
    points: str
    last: int
    at: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """`ticks`: height and value of each grid line, from zero; `days`: place and day of each mark.

    `right`: where lines end and labels begin.
    """

    width: int
    height: int
    left: int
    right: int
    bottom: int
    lines: Sequence[Line]
    ticks: Sequence[tuple[float, int]]
    days: Sequence[tuple[float, date]]


def chart(
    days: Sequence[date], series: Mapping[str, Sequence[int]], width: int, height: int
) -> Chart:
    """One line a series, a value a day; at least two days. The axis begins at nought."""
    right, bottom = width - _RIGHT, height - _BOTTOM
    most = max(max(values) for values in series.values())
    step = _step(most)
    top = step * max(1, -(-most // step))
    left = _MARGIN + _DIGIT * len(f"{top:,}")

    def x(at: int) -> float:
        return round(left + (right - left) * at / (len(days) - 1), 1)

    def y(value: float) -> float:
        return round(bottom - (bottom - _TOP) * value / top, 1)

    places = _apart({name: y(values[-1]) for name, values in series.items()}, bottom)
    every = max(1, round(_DAY * len(days) / (right - left)))
    return Chart(
        width=width,
        height=height,
        left=left,
        right=right,
        bottom=bottom,
        lines=[
            Line(
                name=name,
                points=" ".join(f"{x(at)},{y(value)}" for at, value in enumerate(values)),
                last=values[-1],
                at=places[name],
            )
            for name, values in series.items()
        ],
        ticks=[(y(value), value) for value in range(0, top + 1, step)],
        days=[(x(at), days[at]) for at in range(len(days) - 1, -1, -every)][::-1],
    )


def _step(most: int) -> int:
    """A round number that parts the axis into five at most."""
    size = 1
    while True:
        for step in _STEPS:
            if most <= 5 * step * size:
                return step * size
        size *= 10


def _apart(wanted: Mapping[str, float], bottom: int) -> dict[str, float]:
    """Heights of labels near those wanted, none on another, none outside."""
    placed: dict[str, float] = {}
    floor = float(bottom)
    names = sorted(wanted, key=lambda one: -wanted[one])
    for name in names:
        placed[name] = min(wanted[name], floor)
        floor = placed[name] - _LABEL
    ceiling = float(_TOP)
    for name in reversed(names):
        placed[name] = max(placed[name], ceiling)
        ceiling = placed[name] + _LABEL
    return placed
