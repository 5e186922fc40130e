"""What is kept of a question, and the writer that no reply waits for."""

import asyncio
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.keeping.kept import REJECTED, StoreError, Vote, Wanted, asked
from bot.keeping.queryids import QueryIds, id_of, id_text
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.replies import Kind, Ranked, Reply
from tests.logged import BUDI, NOON, SITI, question

EVERYTHING = Wanted()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db", busy=0.05) as store:
        yield store


async def ids(store: SQLite) -> list[int]:
    return [kept.asked.id for kept in await store.queries(EVERYTHING, limit=10_000)]


async def until(condition: Callable[[], bool]) -> None:
    """Waits; a hang is ended by the test's own limit."""
    while not condition():  # noqa: ASYNC110 - the log tells nobody when it has written
        await asyncio.sleep(0.01)


async def until_kept(store: SQLite, expected: list[int]) -> None:
    """Waits until these ids are in the store, and no other."""
    while await ids(store) != expected:  # noqa: ASYNC110 - likewise
        await asyncio.sleep(0.01)


# --- what is kept


def test_of_a_reply_the_masked_words_and_what_was_answered_are_kept() -> None:
    reply = Reply(
        question="NIK saya 3214011203850001, apa itu WBK?",
        kind=Kind.ANSWER,
        text="...",
        language="id",
        entry="wbk",
        entries=("wbk",),
        score=0.9,
        ranking=(Ranked(entry="wbk", score=0.9), Ranked(entry="wbbm", score=0.05)),
    )

    note = asked(reply, BUDI, NOON, 1.25, "abc123", 7)

    assert note == question(
        7,
        words="NIK saya [NIK], apa itu WBK?",
        entry="wbk",
        entries=("wbk",),
        score=0.9,
        runner_up=Ranked(entry="wbbm", score=0.05),
        milliseconds=1.25,
    )


def test_of_a_private_reply_no_words_are_kept() -> None:
    reply = Reply(question="atasan saya korupsi", kind=Kind.UNKNOWN, text="", language="id")

    kept = asked(reply, BUDI, NOON, 1, "v", 1)
    private = asked(
        Reply(question=reply.question, kind=Kind.UNKNOWN, text="", language="id", private=True),
        BUDI,
        NOON,
        1,
        "v",
        1,
    )

    assert (kept.words, private.words) == ("atasan saya korupsi", None)


def test_the_runner_up_of_an_unknown_is_the_nearest_entry() -> None:
    ranking = (Ranked(entry="wbk", score=0.2), Ranked(entry="wbbm", score=0.1))
    unknown = Reply(question="?", kind=Kind.UNKNOWN, text="", language="id", ranking=ranking)
    nothing = Reply(question="?", kind=Kind.UNKNOWN, text="", language="id")

    assert asked(unknown, BUDI, NOON, 1, "v", 1).runner_up == ranking[0]
    assert asked(nothing, BUDI, NOON, 1, "v", 1).runner_up is None


def test_a_time_without_a_zone_is_refused() -> None:
    reply = Reply(question="?", kind=Kind.UNKNOWN, text="", language="id")

    with pytest.raises(ValueError, match="time zone"):
        asked(reply, BUDI, datetime(2026, 11, 24), 1, "v", 1)


async def test_half_a_surrogate_pair_does_not_keep_a_question_from_the_store(
    store: SQLite,
) -> None:
    reply = Reply(question="halo \ud83d", kind=Kind.UNKNOWN, text="", language="id")

    await store.add([asked(reply, BUDI, NOON, 1, "v", 1)])

    [kept] = await store.queries(EVERYTHING)
    assert kept.asked.words == "halo ?"


async def test_a_time_in_the_offices_zone_comes_back_as_the_same_moment(store: SQLite) -> None:
    jakarta = timezone(timedelta(hours=7))
    await store.add([question(1, at=datetime(2026, 11, 24, 19, tzinfo=jakarta))])

    [kept] = await store.queries(EVERYTHING)
    assert (kept.asked.at, kept.asked.at.tzinfo) == (NOON, UTC)


# --- query ids


def test_ids_grow_with_time_stay_short_and_never_repeat() -> None:
    fresh = QueryIds()
    made = [fresh.next() for _ in range(5000)]

    assert made == sorted(set(made))
    assert all(0 < id < 1 << 63 for id in made)
    assert all(re.fullmatch(r"[0-9a-z]{1,13}", id_text(id)) for id in made)
    assert [id_of(id_text(id)) for id in made] == made


def test_ids_grow_though_the_clock_is_set_back_and_reach_into_the_nineties() -> None:
    times = iter([1_800_000_000.0, 1_700_000_000.0, 3_880_000_000.0])
    fresh = QueryIds(lambda: next(times))

    first, second, last = (fresh.next() for _ in range(3))

    assert first < second < last < 1 << 63
    assert len(id_text(last)) <= 13


def test_two_programs_at_the_same_moment_make_different_ids() -> None:
    made = {QueryIds(lambda: 1_800_000_000.0).next() for _ in range(20)}

    assert len(made) > 1


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("0", 0),
        ("z", 35),
        ("1y2p0ij32e8e7", (1 << 63) - 1),
        ("1y2p0ij32e8e8", None),
        ("zzzzzzzzzzzzzz", None),
        ("", None),
        ("A", None),
        ("-1", None),
        ("1_0", None),
        ("٣", None),
    ],
)
def test_a_button_that_never_named_a_question_is_told_apart(text: str, id: int | None) -> None:
    assert id_of(text) == id


# --- the writer


async def test_a_thousand_notes_are_all_there_after_the_end(store: SQLite) -> None:
    async with QueryLog(store) as log:
        for id in range(1, 1001):
            log.note(question(id))

    assert await ids(store) == list(range(1000, 0, -1))
    assert (log.waiting, log.lost) == (0, 0)


async def test_notes_are_written_by_themselves(store: SQLite) -> None:
    async with QueryLog(store) as log:
        log.note(question(1))
        await until(lambda: not log.waiting)

        assert await ids(store) == [1]


async def test_a_vote_and_a_choice_find_the_question_that_still_waits(store: SQLite) -> None:
    async with QueryLog(store) as log:
        log.note(question(1, kind=Kind.CLARIFY))
        log.choose("1", BUDI, None)
        log.vote("1", BUDI, helpful=False)
        log.note(question(2))
        log.choose("2", BUDI, "wbk")
        log.vote("2", BUDI, helpful=True)
        log.vote("2", SITI, helpful=False)
        log.vote("not an id", BUDI, helpful=False)
        log.choose("not an id", BUDI, None)
        await log.flush()

        kept = await store.queries(EVERYTHING)

    assert [(one.choice, one.vote) for one in kept] == [("wbk", Vote.YES), (REJECTED, Vote.NO)]


async def test_whoever_is_erased_is_not_written_afterwards(store: SQLite) -> None:
    async with QueryLog(store) as log:
        log.note(question(1, person=BUDI))
        log.note(question(2, person=SITI))

        assert await log.erase(BUDI) == 1

    assert await ids(store) == [2]


async def test_while_the_database_is_locked_notes_wait_and_are_written_when_it_opens(
    store: SQLite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with QueryLog(store, retry=0.01) as log:
            log.note(question(1))
            await until(lambda: log.failing)
            log.note(question(2))
            with pytest.raises(StoreError):
                await log.flush()
            assert (log.waiting, log.lost) == (2, 0)

            other.execute("ROLLBACK")
            await until(lambda: not log.waiting)
            await until(lambda: not log.failing)

    assert await ids(store) == [2, 1]
    old, *told = [record.getMessage() for record in caplog.records]
    assert old.startswith("what has grown old stays for now: ")
    assert [line.split(":")[0] for line in told] == ["the log", "the log is written again"]
    assert "1 notes wait, 0 lost" in told[0]


async def test_what_finds_no_room_or_no_database_at_the_end_is_counted_and_told(
    store: SQLite, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with QueryLog(store, room=3) as log:
            for id in range(1, 6):
                log.note(question(id))
            assert (log.waiting, log.lost) == (3, 2)

    assert (log.waiting, log.lost) == (0, 5)
    assert "5 notes lost" in caplog.text
    assert "zona integritas" not in caplog.text
    assert BUDI not in caplog.text


async def test_a_note_that_can_never_be_written_does_not_stand_before_the_next(
    store: SQLite, caplog: pytest.LogCaptureFixture
) -> None:
    async with QueryLog(store) as log:
        log.note(question(1, words="RAHASIA \ud800"))
        await until(lambda: not log.waiting)
        log.note(question(2))

    assert log.lost == 1
    assert await ids(store) == [2]
    assert "UnicodeEncodeError" in caplog.text
    assert "RAHASIA" not in caplog.text


async def test_after_the_end_a_note_is_counted_as_lost(store: SQLite) -> None:
    async with QueryLog(store) as log:
        pass

    log.note(question(1))

    assert (log.waiting, log.lost) == (0, 1)
    await log.aclose()


async def test_what_is_old_goes_by_itself_and_leaves_the_journal(store: SQLite) -> None:
    now = datetime.now(UTC)
    await store.add(
        [
            question(1, at=now - timedelta(days=31), words="LAMA"),
            question(2, at=now - timedelta(days=29)),
        ]
    )

    async with QueryLog(store, retention=timedelta(days=30), tidy_every=0.01):
        await until_kept(store, [2])
        journal = store.path.with_name("bot.db-wal")
        await until(lambda: journal.stat().st_size == 0)

    assert b"LAMA" not in await asyncio.to_thread(store.path.read_bytes)


async def test_what_grew_old_meanwhile_is_gone_when_the_log_begins(store: SQLite) -> None:
    now = datetime(2030, 1, 31, tzinfo=UTC)
    ages = {1: timedelta(days=30, seconds=1), 2: timedelta(days=30), 3: timedelta(days=1)}
    await store.add([question(id, at=now - age, words=f"KATA{id}") for id, age in ages.items()])

    async with QueryLog(
        store, retention=timedelta(days=30), tidy_every=3600, clock=lambda: now
    ) as log:
        assert await ids(store) == [3, 2]
        assert [word for word in words_in(store) if word] == ["KATA2", "KATA3"]
        log.note(question(4, at=now, words="KATA4"))

    assert await ids(store) == [4, 3, 2]


async def test_each_day_what_has_had_its_time_goes_from_the_file_and_its_journal(
    store: SQLite,
) -> None:
    day = timedelta(days=1)
    now = [datetime(2030, 1, 1, tzinfo=UTC)]
    await store.add([question(id, at=now[0] + id * day, words=f"KATA{id}") for id in range(1, 6)])
    left = []
    async with QueryLog(store, retention=30 * day, tidy_every=0.01, clock=lambda: now[0]):
        for id in range(1, 6):
            now[0] += day * (31 if id == 1 else 1) + timedelta(seconds=1)
            await until_kept(store, list(range(5, id, -1)))
            left.append(await ids(store))
    await store.close()

    assert left == [[5, 4, 3, 2], [5, 4, 3], [5, 4], [5], []]
    assert words_in(store) == []


def words_in(store: SQLite) -> list[str]:
    """Which of KATA1 to KATA5 stand anywhere in the file or beside it."""
    files = store.path.parent.glob(store.path.name + "*")
    held = b"".join(file.read_bytes() for file in files)
    return [word for id in range(1, 6) if (word := f"KATA{id}").encode() in held]


async def test_tidying_goes_on_after_the_database_was_locked(store: SQLite) -> None:
    old = datetime.now(UTC) - timedelta(days=400)
    await store.add([question(1, at=old)])
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with QueryLog(store, tidy_every=0.01):
            await asyncio.sleep(0.2)
            other.execute("ROLLBACK")
            await until_kept(store, [])

    assert await ids(store) == []
