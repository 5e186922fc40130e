"""Counts of before and after as pairs of bars: where each stands, and how long it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

# In the drawing's own units: what stands left of the bars, and right of them ("dahulu 12.345").
LEFT, RIGHT = 132, 104
BAR, GAP, TOP = 16, 16, 8

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar from the left margin on: its top, its length, and what it counts."""

    y: int
    length: float
    value: int


@dataclass(frozen=True, kw_only=True)
class Pair(Generic[T]):
    """What is counted, and its two bars, the former above."""

    what: T
    before: Bar
    after: Bar


@dataclass(frozen=True, kw_only=True)
class Pairs(Generic[T]):
    """A whole drawing; every bar begins at `left`, and nought has no length."""

    width: int
    height: int
    left: int
    pairs: Sequence[Pair[T]]


def paired(
    order: Sequence[T], before: Mapping[T, int], after: Mapping[T, int], width: int
) -> Pairs[T]:
    """A pair for each of `order`, all on one scale that begins at nought."""
    most = max((count.get(what, 0) for count in (before, after) for what in order), default=0)
    room = width - LEFT - RIGHT

    def bar(count: Mapping[T, int], what: T, y: int) -> Bar:
        value = count.get(what, 0)
        length = round(room * value / most, 1) if value else 0.0
        return Bar(y=y, length=max(length, 1.0) if value else 0.0, value=value)

    pairs = [
        Pair(what=what, before=bar(before, what, y), after=bar(after, what, y + BAR))
        for at, what in enumerate(order)
        for y in [TOP + at * (2 * BAR + GAP)]
    ]
    height = 2 * TOP + len(pairs) * (2 * BAR + GAP) - GAP
    return Pairs(width=width, height=height, left=LEFT, pairs=pairs)
