"""Risk-coverage curves as one plain SVG: it names itself, and reads in light and in dark."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise

from bot.measuring.curving import RISKS, Curve, Point

WIDTH, HEIGHT = 860, 480
LEFT, RIGHT, TOP, BOTTOM = 64, 600, 64, 420
# A label below another starts at least this far down.
LINE = 34
# Told apart by hue and by dashes: Okabe and Ito 2008, darkened or lightened to 4.5:1 on the ground.
_HUES = (
    ("#0060a8", "#6cb8ff", ""),
    ("#a34700", "#ffa25c", "7 3"),
    ("#00734f", "#4fd0a3", "2 3"),
    ("#94357b", "#f0a0d8", "10 3 2 3"),
    ("#5b5b00", "#d8d06a", "4 2"),
    ("#444444", "#cccccc", "1 4"),
)
# Every rule is under .risk: in a page, the picture must not dress what stands around it.
_STYLE = """
.risk { font: 14px system-ui, sans-serif; background: #fff } .risk .ground { fill: #fff }
.risk .ink { fill: #1c1c1c } .risk .faint { fill: #555 } .risk .grid { stroke: #d5d5d5 }
.risk .limit { stroke: #767676; stroke-dasharray: 3 4 } .risk .lead { fill: none }
.risk .curve { fill: none; stroke-width: 2.5; stroke-linejoin: round }
"""
_DARK = """
.risk { background: #16181c } .risk .ground { fill: #16181c }
.risk .ink { fill: #f0f0f0 } .risk .faint { fill: #b4b4b4 }
.risk .grid { stroke: #3a3d44 } .risk .limit { stroke: #8a8a8a }
"""


def svg(curves: Mapping[str, Curve]) -> str:
    """A line a curve, labelled where it ends; a dot where the desk stands.

    The vertical axis ends where the dots are still told apart; what rises above it is cut off.
    """
    top = _highest(curves.values())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'class="risk" role="img" aria-labelledby="t d">',
        '<title id="t">Risk against coverage</title>',
        f'<desc id="d">{escape(_told(curves))}</desc>',
        f"<style>{_STYLE}{_hues(0)}@media (prefers-color-scheme: dark) {{{_DARK}{_hues(1)}}}"
        "</style>",
        f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>',
        f'<clipPath id="c"><rect x="{LEFT}" y="{TOP - 2}" width="{RIGHT - LEFT}" '
        f'height="{BOTTOM - TOP + 2}"/></clipPath>',
        *_frame(top),
        *_lines(curves, top),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _told(curves: Mapping[str, Curve]) -> str:
    """The picture in words, for those who do not see it."""
    rows = [
        f"{name}: answers {curve.stands.coverage:.1%}, of these {curve.stands.risk:.1%} wrong; "
        + ", ".join(f"{curve.coverage_at(risk):.1%} at {risk:.0%} risk" for risk in RISKS)
        for name, curve in curves.items()
    ]
    return ". ".join(rows) + "."


def _hues(shade: int) -> str:
    return "".join(
        f".risk .h{at} {{ stroke: {hue[shade]} }} .risk .d{at} {{ fill: {hue[shade]} }}\n"
        for at, hue in enumerate(_HUES)
    )


def _highest(curves: Iterable[Curve]) -> float:
    """Twice the riskiest dot in whole twentieths, 5 % to 100 %."""
    risk = max((curve.stands.risk for curve in curves), default=0.0)
    return min(1.0, max(0.05, -(-risk * 2 // 0.05) * 0.05))


def _frame(top: float) -> Iterable[str]:
    yield f'<text class="ink" x="{LEFT}" y="28" font-size="18">Risk against coverage</text>'
    yield (
        f'<text class="faint" x="{LEFT}" y="48">share of the answers that are wrong (up), '
        "share of the questions that are answered (right)</text>"
    )
    for step in range(6):
        share = step / 5
        y, x = _y(share * top, top), _x(share)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{RIGHT}"/>'
        risk = f"{share * top:.0%}"
        yield f'<text class="faint" x="{LEFT - 8}" y="{y + 5:.1f}" text-anchor="end">{risk}</text>'
        yield (
            f'<text class="faint" x="{x:.1f}" y="{BOTTOM + 22}" '
            f'text-anchor="middle">{share:.0%}</text>'
        )
    yield from (f'<path class="limit" d="M{LEFT} {_y(r, top):.1f}H{RIGHT}"/>' for r in RISKS)
    yield (
        f'<text class="faint" x="{LEFT}" y="{HEIGHT - 14}">dot: where the desk stands; beyond it: '
        f"what it held back. Dotted: {' and '.join(f'{risk:.0%}' for risk in RISKS)} risk.</text>"
    )


def _lines(curves: Mapping[str, Curve], top: float) -> Iterable[str]:
    ends = [_end(curve.points, top) for curve in curves.values()]
    places = _apart([y for _, y in ends])
    rows = zip(curves.items(), ends, places, strict=True)
    for at, ((name, curve), (x, y), label) in enumerate(rows):
        hue, dashes = at % len(_HUES), _HUES[at % len(_HUES)][2]
        path = " L".join(f"{_x(p.coverage):.1f} {_y(p.risk, top):.1f}" for p in curve.points)
        first = f"{LEFT} {_y(curve.points[0].risk, top):.1f} L"
        yield (
            f'<path class="curve h{hue}" clip-path="url(#c)" stroke-dasharray="{dashes}" '
            f'd="M{first}{path}"/>'
        )
        stand = f'cx="{_x(curve.stands.coverage):.1f}" cy="{_y(curve.stands.risk, top):.1f}"'
        yield f'<circle class="d{hue}" {stand} r="5.5"/>'
        yield (
            f'<path class="lead h{hue}" opacity=".6" '
            f'd="M{x:.1f} {y:.1f}L{RIGHT + 14} {label - 4:.1f}"/>'
        )
        yield f'<text class="d{hue}" x="{RIGHT + 20}" y="{label:.1f}">{escape(name)}</text>'
        numbers = ", ".join(f"{curve.coverage_at(risk):.0%} at {risk:.0%}" for risk in RISKS)
        yield (
            f'<text class="faint" x="{RIGHT + 20}" y="{label + 15:.1f}" '
            f'font-size="12">{numbers}; AURC {curve.area:.3f}</text>'
        )


def _end(points: Sequence[Point], top: float) -> tuple[float, float]:
    """Where a curve leaves the picture: its last point, or where it last rises above the top."""
    if points[-1].risk > top:
        for after, before in pairwise(reversed(points)):
            if before.risk <= top:
                share = (top - before.risk) / (after.risk - before.risk)
                return _x(before.coverage + share * (after.coverage - before.coverage)), float(TOP)
    return _x(points[-1].coverage), max(_y(points[-1].risk, top), float(TOP))


def _apart(wanted: Sequence[float]) -> list[float]:
    """The labels' heights, near what is wanted and never one upon another."""
    places = [0.0] * len(wanted)
    lowest = TOP + 4.0
    for at in sorted(range(len(wanted)), key=lambda at: wanted[at]):
        places[at] = lowest = max(wanted[at] + 4, lowest)
        lowest += LINE
    over = max(0.0, max(places, default=0.0) - (BOTTOM - 14))
    return [place - over for place in places] if over < min(places, default=0.0) - 20 else places


def _x(coverage: float) -> float:
    return LEFT + coverage * (RIGHT - LEFT)


def _y(risk: float, top: float) -> float:
    return BOTTOM - min(risk / top, 4.0) * (BOTTOM - TOP)
