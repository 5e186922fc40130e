"""Outcomes counted: by group, by split, and which entry was given for which.

Figures are counts with their denominators, never one mixed percentage.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.measuring.evaluating import (
    ASKED_BACK,
    FALSE,
    RIGHT,
    UNANSWERED,
    WRONG,
    Outcome,
    answers,
)
from bot.replies import Kind, Reply

Counts = Mapping[str, Counter[str]]
SCOPE = "in scope"
MISSES = (WRONG, FALSE, UNANSWERED, ASKED_BACK)


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """`given` where `expected` would have been right; ids, kinds and groups, never words."""

    expected: str
    given: str
    count: int
    answered: bool
    """An answer was shown, not only a choice or a refusal: the office would be quoted saying it."""


def grouped(outcomes: Iterable[Outcome]) -> Counts:
    """Outcomes by group, the groups in their order of appearance."""
    return split(outcomes, lambda outcome: outcome.group)


def split(outcomes: Iterable[Outcome], by: Callable[[Outcome], str]) -> Counts:
    """Outcomes by whatever tells them apart."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        counts.setdefault(by(outcome), Counter())[outcome.outcome] += 1
    return counts


def splits(outcomes: Iterable[Outcome], category: Mapping[str, str]) -> dict[str, Counts]:
    """In-scope outcomes by language, style and category; one that tells nothing apart is absent.

    `category` is of each entry by its id; the category of a question is that of the entry expected
    first.
    """
    asked = [outcome for outcome in outcomes if outcome.group == SCOPE]
    found = {
        "language": split(asked, lambda outcome: outcome.language),
        "style": split(asked, lambda outcome: outcome.style),
        "category": split(asked, lambda outcome: category.get(outcome.expect[0], "")),
    }
    return {
        name: dict(sorted(counts.items())) for name, counts in found.items() if len(counts) > 1
    } | {name: counts for name, counts in found.items() if len(counts) == 1 and "" not in counts}


def firsts(outcomes: Iterable[Outcome]) -> Counter[str]:
    """By group, the right answers that are the entry expected first, not another that serves."""
    return Counter(
        o.group
        for o in outcomes
        if o.outcome == RIGHT and not o.talk and o.reply.entry == o.expect[0]
    )


def beside(outcomes: Iterable[Outcome]) -> Counter[str]:
    """By group, the entries shown beside those expected, where at least one was right."""
    return Counter(
        outcome.group
        for outcome in outcomes
        if outcome.expect and (outcome.group == "lists" or outcome.outcome == RIGHT)
        for _ in answers(outcome.reply) - set(outcome.expect)
    )


def unheld(outcomes: Iterable[Outcome], held: Iterable[str]) -> list[str]:
    """Entries that questions expect and the knowledge does not hold: the set is of another."""
    wanted = {entry for o in outcomes if not o.talk for entry in o.expect}
    return sorted(wanted - set(held))


def confusions(outcomes: Iterable[Outcome]) -> list[Confusion]:
    """What was given for what, the costliest first: answers shown before choices and refusals.

    A question that was only told "unknown" is no confusion: nothing was taken for it.
    """
    found: Counter[tuple[str, str, bool]] = Counter(
        (_expected(outcome), _given(outcome.reply), bool(answers(outcome.reply)))
        for outcome in outcomes
        if outcome.outcome in MISSES and outcome.reply.kind is not Kind.UNKNOWN
    )
    made = [
        Confusion(expected=expected, given=given, count=count, answered=answered)
        for (expected, given, answered), count in found.items()
    ]
    return sorted(made, key=lambda c: (not c.answered, -c.count, c.expected, c.given))


def _expected(outcome: Outcome) -> str:
    if outcome.expect:
        return outcome.expect[0]
    return f"({outcome.group})" + (f" {outcome.origin}" if outcome.origin else "")


def _given(reply: Reply) -> str:
    if reply.kind is Kind.CLARIFY:
        return "asked back: " + ", ".join(sorted(choice.entry for choice in reply.choices))
    if reply.kind is Kind.ANSWER:
        return ", ".join(reply.entries)
    return f"{reply.kind} {reply.entry or ''}".strip()


def total(counts: Iterable[Counter[str]]) -> Counter[str]:
    """All of `counts` as one."""
    return sum(counts, Counter())


def columns(counts: Counter[str], names: Sequence[str]) -> tuple[int, ...]:
    """The counts of `names` in order, and their sum last."""
    row = tuple(counts[name] for name in names)
    return (*row, sum(row))
