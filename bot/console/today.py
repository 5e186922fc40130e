"""How the bot served citizens: the figures of a day, a week and a month, and what lies fallow."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.responses import Response

from bot.console.chart import Chart, chart
from bot.console.ground import Ground, Visit
from bot.entries import Entry
from bot.loading.ageing import STALE
from bot.replies import Kind
from bot.reviews import tallying
from bot.reviews.tallying import Tally

PERIODS = (1, 7, 30)
_MOST_ASKED = 10
# Weeks drawn, from Monday on, the last one up to today.
WEEKS = 26
# Entries listed; the page stays light, however large the knowledge.
LISTED = 40
# Width and height of the chart in its own units, by the screen it is for.
_WIDE, _NARROW = (1032, 280), (358, 240)


@dataclass(frozen=True, kw_only=True)
class Period:
    """So many days, today the last; `middle` in milliseconds, None where nobody asked."""

    days: int
    tally: Tally
    middle: float | None


@dataclass(frozen=True, kw_only=True)
class Fallow:
    """Entries that want somebody's attention, the most asked first."""

    never_asked: Sequence[Entry]
    unconfirmed: Sequence[Entry]
    stale: Sequence[Entry]


async def today(ground: Ground, visit: Visit) -> Response:
    """The console's first page."""
    last = ground.now().date()
    days = tallying.days_until(last, max(PERIODS))
    half_year = tallying.days_until(last, 7 * (WEEKS - 1) + last.weekday() + 1)
    counted = await tallying.by_day(ground.store, half_year, ground.zone)
    tallies, weeks = {day: counted[day] for day in days}, by_week(counted)
    asked = await tallying.entries_asked(ground.store, tallying.midnight(days[0], ground.zone))
    ever = await tallying.entries_asked(ground.store)
    return await ground.page(
        visit,
        "today.html",
        periods=[await _period(ground, tallies, number) for number in PERIODS],
        kinds=[kind for kind in Kind if kind is not Kind.SMALLTALK],
        smalltalk=Kind.SMALLTALK,
        tallies=tallies,
        charts=_charts(tallies),
        weeks=weeks,
        weekly=_charts(weeks),
        since=days[0],
        days=timedelta,
        most_asked=asked.most_common(_MOST_ASKED),
        fallow=_fallow(ground.holder.desk.knowledge.entries, asked, ever, last),
        asked=asked,
        listed=LISTED,
        stale_days=STALE.days,
        erased=visit.asked("contoh") == "terhapus",
    )


def by_week(tallies: Mapping[date, Tally]) -> dict[date, Tally]:
    """Summed by the Monday that each day's week began with, in the order of the days."""
    weeks: dict[date, Tally] = {}
    for day, tally in tallies.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, Tally()) + tally
    return weeks


def _charts(tallies: Mapping[date, Tally]) -> list[tuple[str, Chart]]:
    return [("wide", _drawn(tallies, _WIDE)), ("narrow", _drawn(tallies, _NARROW))]


async def _period(ground: Ground, tallies: dict[date, Tally], number: int) -> Period:
    days = list(tallies)[-number:]
    since = tallying.midnight(days[0], ground.zone)
    return Period(
        days=number,
        tally=sum((tallies[day] for day in days), Tally()),
        middle=await tallying.middle_time(ground.store, since),
    )


def _drawn(tallies: Mapping[date, Tally], size: tuple[int, int]) -> Chart:
    lines = {
        "asked": [tally.asked for tally in tallies.values()],
        "answered": [tally.of(Kind.ANSWER) for tally in tallies.values()],
        "open": [tally.open for tally in tallies.values()],
    }
    return chart(list(tallies), lines, *size)


def _fallow(
    entries: Sequence[Entry], asked: Counter[str], ever: Counter[str], last: date
) -> Fallow:
    first = sorted(entries, key=lambda entry: -asked[entry.id])
    return Fallow(
        never_asked=[entry for entry in entries if not ever[entry.id]],
        unconfirmed=[entry for entry in first if entry.confirmed_by is None],
        stale=[entry for entry in first if _is_stale(entry, last)],
    )


def _is_stale(entry: Entry, last: date) -> bool:
    return entry.checked is None or last - entry.checked > STALE
