"""The counts of `evaluate` as a person reads them and as a machine does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.measuring.counting import (
    MISSES,
    Counts,
    beside,
    columns,
    confusions,
    firsts,
    grouped,
    splits,
    unheld,
)
from bot.measuring.curving import RISKS, Curve, curves
from bot.measuring.evaluating import IN_SCOPE, LISTS, OUT_OF_SCOPE, RIGHT, WRONG, Outcome, Result

COSTLIEST = 12
TITLED = 22
_TALK = (RIGHT, WRONG)


def as_text(results: Iterable[Result], category: Mapping[str, str], misses: bool = False) -> str:
    """A block a set: counts by group and split, risk, confusions (ids only).

    `category`: of each entry the knowledge holds. `misses`: also each question that went wrong,
    in its own words.
    """
    return "\n\n".join("\n".join(_block(result, category, misses)) for result in results)


def as_json(results: Iterable[Result], category: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same as plain data, one object a set; counts by outcome, absent ones are 0."""
    return [_object(result, category) for result in results]


def _object(result: Result, category: Mapping[str, str]) -> dict[str, Any]:
    groups = grouped(result.outcomes)
    first, other = firsts(result.outcomes), beside(result.outcomes)
    return {
        "file": result.name,
        "questions": len(result.outcomes),
        "groups": _plain(groups),
        "first_expected": {name: first[name] for name in groups if first[name]},
        "shown_beside": {name: other[name] for name in groups if other[name]},
        **{name: _plain(counts) for name, counts in splits(result.outcomes, category).items()},
        "unheld": unheld(result.outcomes, category),
        "risk_coverage": {name: _drawn(made) for name, made in curves(result.outcomes).items()},
        "confusions": [asdict(confusion) for confusion in confusions(result.outcomes)],
    }


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    return {name: dict(counter) for name, counter in counts.items()}


def _drawn(curve: Curve) -> dict[str, Any]:
    return {
        "asked": curve.asked,
        "aurc": round(curve.area, 5),
        "coverage_at": {str(risk): round(curve.coverage_at(risk), 4) for risk in RISKS},
        "stands": _rounded(curve.stands.coverage, curve.stands.risk),
        "points": [_rounded(point.coverage, point.risk) for point in curve.points],
    }


def _rounded(coverage: float, risk: float) -> list[float]:
    return [round(coverage, 4), round(risk, 5)]


def _block(result: Result, category: Mapping[str, str], misses: bool) -> Iterable[str]:
    outcomes = result.outcomes
    yield f"{result.name}: {len(outcomes)} questions"
    yield from _tables(outcomes, splits(outcomes, category))
    yield from _risks(curves(outcomes))
    yield from _confused(outcomes)
    strangers = unheld(outcomes, category)
    if strangers:
        listed = ", ".join(strangers[:COSTLIEST])
        yield f"  expected, but no entry of this knowledge ({len(strangers)}): {listed}"
    if misses:
        yield from (_miss(outcome) for outcome in outcomes if _missed(outcome))


def _tables(outcomes: Sequence[Outcome], parted: Mapping[str, Counts]) -> Iterable[str]:
    groups, notes = grouped(outcomes), _notes(outcomes)
    possible = {outcome.group: _possible(outcome) for outcome in outcomes}
    widest = max((len(name) + 2 for part in (groups, *parted.values()) for name in part), default=0)
    width = max(widest, TITLED)
    for names in (IN_SCOPE, OUT_OF_SCOPE, _TALK, LISTS):
        rows = {name: c for name, c in groups.items() if possible[name] == names}
        yield from _table("", rows, names, width, notes)
    for name, counts in parted.items():
        rows = {f"  {key or '(none given)'}": counter for key, counter in counts.items()}
        yield from _table(f"in scope by {name}", rows, IN_SCOPE, width, {})


def _possible(outcome: Outcome) -> tuple[str, ...]:
    """The outcomes that a question like this one can have."""
    if outcome.group == "lists":
        return LISTS
    return _TALK if outcome.talk else IN_SCOPE if outcome.expect else OUT_OF_SCOPE


def _notes(outcomes: Sequence[Outcome]) -> dict[str, str]:
    """What stands behind a group's row."""
    first, other = firsts(outcomes), beside(outcomes)
    said = {
        group: [
            *([f"{first[group]} right by the entry expected first"] if first[group] else ()),
            *([f"other entries shown beside: {other[group]}"] if other[group] else ()),
        ]
        for group in (*first, *other)
    }
    return {group: f"  ({'; '.join(parts)})" for group, parts in said.items()}


def _table(
    title: str, rows: Counts, names: Sequence[str], width: int, notes: Mapping[str, str]
) -> Iterable[str]:
    """A line of names, and a line a row: its counts and how many they are of."""
    if rows:
        yield f"  {title:<{width}}" + "".join(map(_cell, names, names)) + "      of"
    for name, counter in rows.items():
        *counts, whole = columns(counter, names)
        cells = "".join(map(_cell, counts, names))
        yield f"  {name:<{width}}{cells}{whole:>8}{notes.get(name, '')}"


def _cell(value: object, column: str) -> str:
    return f"{value:>{len(column) + 2}}"


def _risks(found: Mapping[str, Curve]) -> Iterable[str]:
    if not found:
        return
    yield "  coverage (share answered) and risk (share of the answers that are wrong), by score"
    for name, curve in found.items():
        at = ", ".join(f"{curve.coverage_at(risk):.1%} at {risk:.0%} risk" for risk in RISKS)
        yield (
            f"    {name:<14} {at}; as it answers {curve.stands.coverage:.1%} at "
            f"{curve.stands.risk:.1%}; AURC {curve.area:.4f}; {curve.asked} asked"
        )


def _confused(outcomes: Sequence[Outcome]) -> Iterable[str]:
    found = confusions(outcomes)
    if not found:
        return
    yield f"  what cost most ({min(COSTLIEST, len(found))} of {len(found)}): expected -> given"
    for confusion in found[:COSTLIEST]:
        yield f"    {confusion.count:>3}  {confusion.expected} -> {confusion.given}"


def _missed(outcome: Outcome) -> bool:
    good = outcome.outcome in ("both", RIGHT, "refused")
    return not good and (outcome.outcome in MISSES or outcome.group == "lists")


def _miss(outcome: Outcome) -> str:
    reply = outcome.reply
    shown = ",".join(reply.entries) or ",".join(c.entry for c in reply.choices) or reply.entry
    best = reply.ranking[0].entry if reply.ranking else None
    return (
        f"  - {outcome.outcome}: {outcome.text!r} expected {','.join(outcome.expect) or '-'}; "
        f"{reply.kind} {shown or '-'} (score {reply.score:.2f}, best {best}, {reply.why.rule})"
    )
