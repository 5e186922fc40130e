"""When a digest is due, and what it tells."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.keeping.kept import Vote
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.reviews.digests import FIRST, Rhythm, digest, due
from bot.reviews.postponing import put_off
from bot.reviews.reviewing import open_groups
from tests.logged import NOON, SITI, question
from tests.officehall import JAKARTA, unknown

MONDAY = datetime(2026, 11, 23, 8, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("rhythm", "now", "expected"),
    [
        (Rhythm.DAILY, MONDAY, MONDAY),
        (Rhythm.DAILY, MONDAY - timedelta(seconds=1), MONDAY - timedelta(days=1)),
        (Rhythm.DAILY, MONDAY + timedelta(hours=23), MONDAY),
        (Rhythm.WEEKLY, MONDAY, MONDAY),
        (Rhythm.WEEKLY, MONDAY - timedelta(seconds=1), MONDAY - timedelta(days=7)),
        (Rhythm.WEEKLY, MONDAY + timedelta(days=6, hours=23), MONDAY),
        (Rhythm.OFF, MONDAY, None),
    ],
)
def test_it_is_due_in_the_morning_and_weekly_on_mondays(
    rhythm: Rhythm, now: datetime, expected: datetime | None
) -> None:
    assert due(rhythm, now.astimezone(UTC), JAKARTA) == expected


def test_where_clocks_are_changed_it_is_due_by_the_clock_on_the_wall() -> None:
    zone = ZoneInfo("Europe/Berlin")
    mornings = [
        due(Rhythm.DAILY, datetime(2026, 10, day, 9, tzinfo=zone), zone) for day in (24, 25)
    ]

    assert [f"{one:%d %H:%M %z}" for one in mornings if one] == ["24 08:00 +0200", "25 08:00 +0100"]


ZONES = st.sampled_from(("Asia/Jakarta", "Europe/Berlin", "America/St_Johns", "UTC"))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


@given(zone=ZONES, now=MOMENTS, later=st.integers(0, 20 * 24 * 60))
def test_whenever_one_looks_the_latest_is_gone_by_and_none_is_left_out(
    zone: str, now: datetime, later: int
) -> None:
    place = ZoneInfo(zone)
    for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY):
        latest = due(rhythm, now, place)
        after = due(rhythm, now + timedelta(minutes=later), place)
        assert latest and after
        gone = (now - latest).total_seconds() / 3600
        assert 0 <= gone <= rhythm.days * 24 + 1  # an hour where clocks are set back
        assert f"{latest:%H:%M}" == "08:00"
        assert rhythm is Rhythm.DAILY or latest.weekday() == 0
        assert after >= latest


async def test_it_counts_its_days_and_names_what_to_teach_first(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add([question(1), question(2, at=NOON - timedelta(days=1))])
        await store.add([unknown(3, "kapan pilkades"), unknown(4, "kapan pilkades", SITI)])
        await store.add([question(5, kind=Kind.CLARIFY, entry=None, entries=())])
        await store.add([unknown(id, f"tanya nomor {id}") for id in range(10, 17)])
        await store.add([unknown(20, None), unknown(6, "lama", at=NOON - timedelta(days=30))])
        await store.vote(1, Vote.YES, question().person)
        groups = {group.words: group for group in await open_groups(store)}
        await put_off(store, groups["tanya nomor 16"])
        told = await digest(store, date(2026, 11, 24), 1, JAKARTA)

    assert (told.tally.asked, told.tally.of(Kind.ANSWER), told.tally.of(Kind.CLARIFY)) == (12, 1, 1)
    assert (told.tally.open, told.tally.yes, told.waiting) == (11, 1, 12)
    assert [group.words for group in told.first] == [
        "kapan pilkades",
        *(f"tanya nomor {id}" for id in (15, 14, 13, 12)),
    ]
    assert len(told.first) == FIRST
    assert not told.is_empty
