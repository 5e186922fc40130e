"""How long an answer that was compared with its source may stand before it is called stale."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.entries import Entry

STALE = timedelta(days=400)


def held_until(entries: Iterable[Entry], today: date) -> date:
    """The last day from `today` on which the notes on `entries` are the same; else the last."""
    checked = [entry.checked for entry in entries if entry.checked]
    ends = [day - timedelta(days=1) if day > today else day + STALE for day in checked]
    return min((day for day in ends if day >= today), default=date.max)
