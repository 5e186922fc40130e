"""The counts of `evaluate` as a person reads them and as a machine does."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.evaluating import IN_SCOPE, RIGHT, Outcome, Result

_ORDER = (
    *IN_SCOPE,
    "refused",
    "asked back",
    "falsely answered",
    "both",
    "one",
    "none",
)  # fmt: skip
_BAD = ("wrong", "falsely answered", "unanswered")


def as_text(results: Iterable[Result], category: Mapping[str, str], misses: bool = False) -> str:
    """A block a file: counts by group, in-scope splits; `misses`: also each that went wrong."""
    return "\n\n".join(_block(result, category, misses) for result in results)


def as_json(results: Iterable[Result], category: Mapping[str, str]) -> list[dict[str, Any]]:
    """The same counts as plain data, one object a file."""
    return [
        {
            "file": result.name,
            "groups": {group: dict(counts) for group, counts in result.counts.items()},
            "first_expected": result.first,
            "extra_wrong": result.extra_wrong,
            **{name: _plain(split) for name, split in _splits(result, category).items()},
        }
        for result in results
    ]


def _block(result: Result, category: Mapping[str, str], misses: bool) -> str:
    lines = [result.name]
    for group, counts in result.counts.items():
        lines.append(f"  {group:<12} {_counted(counts)}")
    if result.first:
        lines.append(f"  {'':<12} {result.first} of the right ones are the entry expected first")
    if any(outcome.group == "lists" for outcome in result.outcomes):
        lines.append(f"  {'':<12} other entries shown: {result.extra_wrong}")
    for name, split in _splits(result, category).items():
        lines.append(f"  in scope by {name}")
        lines += [f"    {key:<14} {_counted(counts)}" for key, counts in split.items()]
    if misses:
        lines += [_miss(outcome) for outcome in result.outcomes if _missed(outcome)]
    return "\n".join(lines)


def _counted(counts: Counter[str]) -> str:
    total = sum(counts.values())
    parts = [f"{counts[name]} {name}" for name in _ORDER if counts[name]]
    return f"{', '.join(parts)} of {total}"


def _splits(result: Result, category: Mapping[str, str]) -> dict[str, dict[str, Counter[str]]]:
    asked = [outcome for outcome in result.outcomes if outcome.group == "in scope"]
    if not asked:
        return {}
    return {
        "language": _split(asked, lambda o: o.language),
        "style": _split(asked, lambda o: o.style),
        "category": _split(asked, lambda o: category.get(o.expect[0], "?")),
    }


def _split(outcomes: Iterable[Outcome], by: Callable[[Outcome], str]) -> dict[str, Counter[str]]:
    split: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        split.setdefault(by(outcome), Counter())[outcome.outcome] += 1
    return dict(sorted(split.items()))


def _plain(split: Mapping[str, Counter[str]]) -> dict[str, dict[str, int]]:
    return {key: dict(counts) for key, counts in split.items()}


def _missed(outcome: Outcome) -> bool:
    if outcome.group in ("lists", "small talk"):
        return outcome.outcome not in ("both", RIGHT)
    return outcome.outcome in (*_BAD, "asked back")


def _miss(outcome: Outcome) -> str:
    reply = outcome.reply
    shown = ",".join(reply.entries) or ",".join(c.entry for c in reply.choices) or reply.entry
    best = reply.ranking[0].entry if reply.ranking else None
    return (
        f"  - {outcome.outcome}: {outcome.text!r} expected {','.join(outcome.expect) or '-'}; "
        f"{reply.kind} {shown or '-'} (score {reply.score:.2f}, best {best}, {reply.why.rule})"
    )
