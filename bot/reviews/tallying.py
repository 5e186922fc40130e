"""The log counted: how many asked, how they were met, what of. Counts only, nobody's words."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from bot.keeping.counts import QUARTER
from bot.keeping.kept import REJECTED, Review, Vote, Wanted
from bot.keeping.schema import conditions, milliseconds
from bot.keeping.storage import SQLite
from bot.replies import Kind


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Messages counted by how they were met, the open ones among them, and the votes."""

    kinds: Mapping[Kind, int] = field(default_factory=dict)
    open: int = 0
    yes: int = 0
    no: int = 0

    @property
    def asked(self) -> int:
        """Questions: all but greetings, thanks and the like."""
        return sum(number for kind, number in self.kinds.items() if kind is not Kind.SMALLTALK)

    def of(self, kind: Kind) -> int:
        """How many were met so."""
        return self.kinds.get(kind, 0)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            kinds=Counter(self.kinds) + Counter(other.kinds),
            open=self.open + other.open,
            yes=self.yes + other.yes,
            no=self.no + other.no,
        )


def days_until(last: date, number: int) -> list[date]:
    """So many days, `last` at the end."""
    return [last - timedelta(days=back) for back in range(number - 1, -1, -1)]


def midnight(day: date, zone: tzinfo) -> datetime:
    """When the day begins there."""
    return datetime.combine(day, time(), zone)


async def by_day(store: SQLite, days: Iterable[date], zone: tzinfo) -> dict[date, Tally]:
    """A tally for each of these days. Raises StoreError."""
    counted = {day: _Counting() for day in days}
    edges = [[str(day), *_quarters(day, zone)] for day in counted]
    rows = await store.read(
        "SELECT value ->> 0, kind, SUM(asked), SUM(open), SUM(yes), SUM(no) FROM json_each(?)"
        " JOIN tallies ON quarter >= value ->> 1 AND quarter < value ->> 2 GROUP BY 1, 2",
        json.dumps(edges),
    )
    for day, kind, number, waiting, yes, no in rows:
        counting = counted[date.fromisoformat(day)]
        counting.kinds[kind] += number
        counting.votes.update(open=waiting, yes=yes, no=no)
    return {day: counting.done() for day, counting in counted.items()}


def _quarters(day: date, zone: tzinfo) -> tuple[int, int]:
    """The first quarter of an hour of the day there, and the first after it."""
    ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    first, after = (milliseconds(end) // QUARTER for end in ends)
    return first, after


@dataclass(frozen=True, kw_only=True)
class _Counting:
    """A tally that grows, for a month has thousands of rows."""

    kinds: Counter[str] = field(default_factory=Counter)
    votes: Counter[str] = field(default_factory=Counter)

    def done(self) -> Tally:
        kinds = {Kind(kind): number for kind, number in self.kinds.items()}
        return Tally(
            kinds=kinds, open=self.votes["open"], yes=self.votes["yes"], no=self.votes["no"]
        )


async def middle_time(store: SQLite, since: datetime) -> float | None:
    """The median of milliseconds that a question took; None where there was none.

    Buttons pressed take none. Raises StoreError.
    """
    where = f"at >= ? AND milliseconds > 0 AND kind <> '{Kind.SMALLTALK}'"
    rows = await store.read(
        f"SELECT milliseconds FROM queries WHERE {where} ORDER BY milliseconds LIMIT 1"
        f" OFFSET (SELECT COUNT(*) FROM queries WHERE {where}) / 2",
        milliseconds(since),
        milliseconds(since),
    )
    return float(rows[0][0]) if rows else None


async def entries_asked(store: SQLite, since: datetime | None = None) -> Counter[str]:
    """How often each entry was answered. Raises StoreError."""
    if since is None:
        rows = await store.read("SELECT entries, times FROM answered")
    else:
        where, values = conditions(Wanted(since=since, kind=Kind.ANSWER))
        rows = await store.read(
            f"SELECT entries, COUNT(*) FROM queries WHERE {where} GROUP BY entries", *values
        )
    asked: Counter[str] = Counter()
    for entries, number in rows:
        asked.update(dict.fromkeys(json.loads(entries), number))
    return asked


async def approved_wordings(store: SQLite, most: int) -> list[str]:
    """Wordings whose answer a citizen or a reviewer stood for, the newest first.

    Raises StoreError.
    """
    rows = await store.read(
        "SELECT words FROM queries WHERE words IS NOT NULL AND kind <> ? AND"
        " (vote = ? OR choice <> ? OR review IN (?, ?)) GROUP BY words ORDER BY MAX(id) DESC"
        " LIMIT ?",
        Kind.SMALLTALK,
        Vote.YES,
        REJECTED,
        Review.TAUGHT,
        Review.REFERRED,
        most,
    )
    return [words for (words,) in rows]


async def asked_by(store: SQLite, since: datetime, fewest: int) -> bool:
    """Whether so many different people asked, or more. Raises StoreError."""
    sql = "SELECT DISTINCT person FROM queries WHERE at >= ? LIMIT ?"
    return len(await store.read(sql, milliseconds(since), fewest)) >= fewest


async def themes(store: SQLite, since: datetime, fewest: int) -> list[tuple[str, int]]:
    """Entries answered to so many different people or more, and how often; the most asked first.

    Raises StoreError.
    """
    rows = await store.read(
        "SELECT value, COUNT(*) FROM queries, json_each(queries.entries) WHERE at >= ? AND kind = ?"
        " GROUP BY value HAVING COUNT(DISTINCT person) >= ? ORDER BY 2 DESC, value",
        milliseconds(since),
        Kind.ANSWER,
        fewest,
    )
    return [(str(entry), int(number)) for entry, number in rows]


async def count(store: SQLite, wanted: Wanted) -> int:
    """How many questions are wanted. Raises StoreError."""
    where, values = conditions(wanted)
    return int((await store.read(f"SELECT COUNT(*) FROM queries WHERE {where}", *values))[0][0])
