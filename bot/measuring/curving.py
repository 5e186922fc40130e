"""How many questions could be answered at which share of wrong answers: the risk-coverage curve.

El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification". Coverage is
the share of all questions asked that get an answer; selective risk the share of those answers that
are wrong. A question that is not the office's is wrong to answer at all, so it counts as asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.measuring.evaluating import FALSE, UNKNOWN_TOPIC, WRONG, Outcome, answers

RISKS = (0.01, 0.03)
OWN = "in scope"
ALL = "all questions"


@dataclass(frozen=True, kw_only=True)
class Point:
    """Coverage and risk (0..1) if every reply at least as sure as this one were an answer."""

    coverage: float
    risk: float


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Points by rising coverage. `stands` is the desk as it is: up to it the curve is its own
    answers by `score`, beyond it what it held back, as if answered with its best entry."""

    asked: int
    points: tuple[Point, ...]
    stands: Point

    @property
    def area(self) -> float:
        """AURC: the mean risk over all coverages up to the last point; 0 is perfect."""
        area, before = 0.0, Point(coverage=0.0, risk=self.points[0].risk)
        for point in self.points:
            width = point.coverage - before.coverage
            area += width * (point.risk + before.risk) / 2
            before = point
        return area / before.coverage

    def coverage_at(self, risk: float) -> float:
        """The largest coverage whose risk is no more than `risk`; 0 where there is none."""
        return max((p.coverage for p in self.points if p.risk <= risk), default=0.0)


def curves(outcomes: Iterable[Outcome]) -> dict[str, Curve]:
    """`OWN`: of the office's own questions; `ALL`: of those of others too, where there are any.

    Courtesies and lists are left out, and what was asked twice; a set none of whose replies ranks
    an entry has no curve.
    """
    asked = [o for o in outcomes if not o.talk and o.group not in ("lists", UNKNOWN_TOPIC)]
    own = [outcome for outcome in asked if outcome.expect]
    parts = {OWN: own} | ({ALL: asked} if len(own) < len(asked) else {})
    found = {name: _curve(part) for name, part in parts.items()}
    return {name: made for name, made in found.items() if made}


def _curve(asked: Sequence[Outcome]) -> Curve | None:
    steps = sorted(step for outcome in asked for step in _step(outcome))
    points: list[Point] = []
    covered = wrong = 0
    stands = Point(coverage=0.0, risk=0.0)
    for (held, _), alike in groupby(steps, key=lambda step: step[:2]):
        # Equal scores cannot be told apart by any threshold: one point for all of them.
        faults = [fault for _, _, fault in alike]
        covered, wrong = covered + len(faults), wrong + sum(faults)
        points.append(Point(coverage=covered / len(asked), risk=wrong / covered))
        stands = stands if held else points[-1]
    return Curve(asked=len(asked), points=tuple(points), stands=stands) if points else None


def _step(outcome: Outcome) -> Sequence[tuple[bool, float, bool]]:
    """(held back, -score, wrong if answered); none where nothing could be answered."""
    reply = outcome.reply
    if answers(reply):
        return [(False, -reply.score, outcome.outcome in (WRONG, FALSE))]
    best = reply.ranking[:1]
    return [(True, -reply.score, best[0].entry not in outcome.expect)] if best else []
