"""The log counted, over a real SQLite file."""

import itertools
import json
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.keeping.counts import OPEN, QUARTER
from bot.keeping.kept import REJECTED, Review, Vote, Wanted
from bot.keeping.schema import INSERT, STEPS, row_of
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.reviews.tallying import (
    approved_wordings,
    by_day,
    count,
    days_until,
    entries_asked,
    middle_time,
)
from tests.logged import BUDI, NOON, question

JAKARTA = ZoneInfo("Asia/Jakarta")
TODAY = NOON.date()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        yield store


async def test_each_kind_and_each_vote_is_counted_and_courtesies_are_no_questions(
    store: SQLite,
) -> None:
    await store.add([question(at, kind=kind) for at, kind in enumerate(Kind, 1)])
    await store.add([question(10), question(11), question(12)])
    await store.vote(10, Vote.YES, BUDI)
    await store.vote(11, Vote.NO, BUDI)
    await store.choose(2, REJECTED, BUDI)
    await store.review(6, Review.SET_ASIDE)
    [tally] = (await by_day(store, [TODAY], JAKARTA)).values()

    assert tally.asked == 8
    assert tally.of(Kind.ANSWER) == 4
    assert tally.of(Kind.SMALLTALK) == 1
    assert (tally.open, tally.yes, tally.no) == (2, 1, 1)


async def test_what_is_open_is_counted_as_the_log_finds_it(store: SQLite) -> None:
    await store.add([question(at, kind=kind) for at, kind in enumerate([*Kind] * 3, 1)])
    for at, kept in enumerate(await store.queries(Wanted())):
        if at % 2:
            await store.vote(kept.asked.id, Vote.NO, BUDI)
    [tally] = (await by_day(store, [TODAY], JAKARTA)).values()
    found = await store.queries(Wanted(open_only=True))

    assert tally.open == len(found) == await count(store, Wanted(open_only=True))


ZONES = ["Asia/Jakarta", "UTC", "Asia/Kathmandu", "America/New_York", "Australia/Lord_Howe"]


@pytest.mark.parametrize("name", ZONES)
async def test_a_day_is_the_offices_own(store: SQLite, name: str) -> None:
    """By hand, over a change of clocks, in zones that are not whole hours off."""
    zone = ZoneInfo(name)
    begin = datetime(2026, 10, 30, tzinfo=ZoneInfo("UTC"))
    times = [begin + timedelta(minutes=7 * at) for at in range(1200)]
    await store.add([question(at, at=moment) for at, moment in enumerate(times, 1)])
    days = days_until(date(2026, 11, 3), 5)
    tallies = await by_day(store, days, zone)
    expected = [sum(moment.astimezone(zone).date() == day for moment in times) for day in days]

    assert [tally.asked for tally in tallies.values()] == expected
    assert list(tallies) == days


async def test_tallies_add_up(store: SQLite) -> None:
    await store.add([question(1), question(2, at=NOON - timedelta(days=1))])
    tallies = await by_day(store, days_until(TODAY, 3), JAKARTA)
    first, second, third = tallies.values()

    assert [first.asked, second.asked, third.asked] == [0, 1, 1]
    assert (first + second + third).asked == 2


TIMES = [
    ([], None),
    ([2.0], 2.0),
    ([5.0, 1.0, 3.0], 3.0),
    ([0.0, 0.0, 7.0], 7.0),  # two were opened by a button
]


@pytest.mark.parametrize(("took", "middle"), TIMES)
async def test_the_middle_time_is_of_questions_alone(
    store: SQLite, took: list[float], middle: float | None
) -> None:
    await store.add([question(at, milliseconds=ms) for at, ms in enumerate(took, 1)])
    await store.add([question(90, kind=Kind.SMALLTALK, milliseconds=99.0)])
    await store.add([question(91, at=NOON - timedelta(days=2), milliseconds=99.0)])

    assert await middle_time(store, NOON - timedelta(days=1)) == middle


async def test_entries_are_counted_by_what_was_answered(store: SQLite) -> None:
    both = ("slogan", "wbk")
    await store.add(
        [
            question(1, entry="slogan", entries=both),
            question(2, entry="wbk", entries=("wbk",)),
            question(3, entry="rujuk-ktp", entries=(), kind=Kind.REFERRAL),
            question(4, at=NOON - timedelta(days=40), entry="zona", entries=("zona",)),
        ]
    )

    assert await entries_asked(store) == {"wbk": 2, "slogan": 1, "zona": 1}
    assert await entries_asked(store, NOON - timedelta(days=1)) == {"wbk": 2, "slogan": 1}


WANTED = [
    (Wanted(entry="wbk"), [2, 1]),
    (Wanted(entry="wb"), []),
    (Wanted(entry="rujuk-ktp"), [3]),
    (Wanted(language="su"), [3]),
    (Wanted(vote=Vote.NO), [1]),
    (Wanted(words=("APA", "slogan")), [1]),
    (Wanted(words=("100%",)), [2]),
    (Wanted(words=("1_0",)), []),
    (Wanted(words=("\\",)), []),
    (Wanted(words=("apa",), vote=Vote.YES), []),
    (Wanted(), [3, 2, 1]),
]


@pytest.mark.parametrize(("wanted", "ids"), WANTED)
async def test_questions_are_found_by_what_was_answered_and_by_words(
    store: SQLite, wanted: Wanted, ids: list[int]
) -> None:
    await store.add(
        [
            question(1, words="apa slogan dan WBK", entry="slogan", entries=("slogan", "wbk")),
            question(2, words="apa itu 100% wbk", entry="wbk", entries=("wbk",)),
            question(
                3,
                words=None,
                entry="rujuk-ktp",
                entries=(),
                kind=Kind.REFERRAL,
                language="su",
            ),
        ]
    )
    await store.vote(1, Vote.NO, BUDI)

    assert [kept.asked.id for kept in await store.queries(wanted)] == ids
    assert await count(store, wanted) == len(ids)


async def test_a_log_of_an_older_program_is_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    with closing(sqlite3.connect(path)) as older:
        for statement in STEPS[0]:
            older.execute(statement)
        older.execute(INSERT, (json.dumps([row_of(question(1))]),))
        older.execute("PRAGMA user_version = 1")
        older.commit()
    async with SQLite(path) as store:
        [tally] = (await by_day(store, [TODAY], JAKARTA)).values()
        [(plan,)] = [row[3:] for row in await store.read(f"EXPLAIN QUERY PLAN {COUNTING}")][:1]

    assert tally.asked == 1
    assert "COVERING INDEX queries_counted" in plan


COUNTING = f"SELECT kind, SUM({OPEN}) FROM queries WHERE at >= 0 GROUP BY kind"


async def test_wordings_are_approved_by_votes_choices_and_reviewers(store: SQLite) -> None:
    await store.add([question(id, words=f"soal {id % 8}") for id in range(1, 10)])
    await store.add([question(10, words=None), question(11, words="hai", kind=Kind.SMALLTALK)])
    for id in (1, 9, 10, 11):
        await store.vote(id, Vote.YES, BUDI)
    await store.vote(2, Vote.NO, BUDI)
    await store.choose(3, "wbk", BUDI)
    await store.choose(4, REJECTED, BUDI)
    for id, review in enumerate(Review, 5):
        await store.review(id, review)

    assert await approved_wordings(store, 9) == ["soal 1", "soal 6", "soal 5", "soal 3"]
    assert await approved_wordings(store, 2) == ["soal 1", "soal 6"]


async def test_the_counts_that_stand_ready_are_those_of_the_rows_whatever_happened(
    store: SQLite,
) -> None:
    """Hundreds of writings, votes, presses, reviews, erasures and purges, by chance."""
    chance = random.Random(6)
    people = [f"{at:032x}" for at in range(12)]
    ids = itertools.count(1)

    async def write() -> None:
        ones = [next(ids) for _ in range(chance.randrange(1, 30))]
        kinds, hours = [*Kind], range(-400, 400)
        again = [1] if ones[0] > 1 else []  # a note that comes twice is counted once
        await store.add(
            [
                question(
                    id,
                    at=NOON + timedelta(hours=chance.choice(hours)),
                    person=chance.choice(people),
                    kind=chance.choice(kinds),
                    entries=tuple(chance.sample(["a", "b", "c"], chance.randrange(3))),
                )
                for id in (*ones, *again)
            ]
        )

    async def mark() -> None:
        id, person = chance.randrange(1, 900), chance.choice(people)
        await store.vote(id, chance.choice([*Vote]), person)
        await store.choose(id, chance.choice([REJECTED, "a"]), person)
        await store.review(chance.randrange(1, 900), chance.choice([None, *Review]))

    async def forget() -> None:
        await store.erase(chance.choice(people))

    async def purge() -> None:
        await store.purge(NOON - timedelta(hours=chance.randrange(100, 400)))

    for _ in range(300):
        await chance.choices([write, mark, forget, purge], (10, 60, 1, 1))[0]()

    assert await store.read("SELECT * FROM tallies ORDER BY 1, 2") == await store.read(
        f"SELECT at / {QUARTER}, kind, COUNT(*), SUM({OPEN}), SUM(vote IS 'yes'), "
        "SUM(vote IS 'no') FROM queries GROUP BY 1, 2 ORDER BY 1, 2"
    )
    assert await store.read("SELECT * FROM answered ORDER BY 1") == await store.read(
        "SELECT entries, COUNT(*) FROM queries WHERE kind = 'answer' GROUP BY 1 ORDER BY 1"
    )
    assert await count(store, Wanted()) > 50
