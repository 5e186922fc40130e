"""What an office wants to know of a day or a week: counts, and what to teach first."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.keeping.kept import Wanted
from bot.keeping.storage import SQLite
from bot.reviews.postponing import postponed
from bot.reviews.reviewing import Group, open_groups
from bot.reviews.tallying import Tally, by_day, count, days_until

# When offices open, and how long after it the news is still worth sending.
HOUR = time(8)
STALE = timedelta(days=1)
FIRST = 5


class Rhythm(StrEnum):
    """How often; the values are kept in the database."""

    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"

    @property
    def days(self) -> int:
        """That one tells of."""
        return 1 if self is Rhythm.DAILY else 7


@dataclass(frozen=True, kw_only=True)
class Digest:
    """`days`: first and last, both included; `waiting`: all open questions of whatever day.

    `first`: the groups to teach first, those of most people; only such as have words.
    """

    days: tuple[date, date]
    tally: Tally
    waiting: int
    first: tuple[Group, ...]

    @property
    def is_empty(self) -> bool:
        """Nobody asked anything."""
        return self.tally.asked == 0


def due(rhythm: Rhythm, now: datetime, zone: tzinfo) -> datetime | None:
    """When the latest was due, `now` at the latest: at HOUR, weekly on Mondays; None for never."""
    if rhythm is Rhythm.OFF:
        return None
    day = now.astimezone(zone).date()
    if now < datetime.combine(day, HOUR, zone):
        day -= timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime.combine(day, HOUR, zone)


async def digest(store: SQLite, last: date, days: int, zone: tzinfo) -> Digest:
    """Of so many days, `last` included. Raises StoreError."""
    wanted = days_until(last, days)
    tallies = await by_day(store, wanted, zone)
    late = await postponed(store)
    groups = [one for one in await open_groups(store) if one.newest not in late and one.words]
    return Digest(
        days=(wanted[0], wanted[-1]),
        tally=sum(tallies.values(), Tally()),
        waiting=await count(store, Wanted(open_only=True)),
        first=tuple(groups[:FIRST]),
    )
