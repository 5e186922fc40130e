"""What came in is kept until it is answered, whatever happens to program, disk or clock."""

import asyncio
import gc
import sqlite3
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.keeping.inbox import TRIES, Inbox
from bot.keeping.inboxfile import STEPS, InboxFile, Letter, inbox_beside
from bot.keeping.kept import StoreError
from tests.soaking import share

BUDI, SITI = 70001, 70002


def letter(update: int, person: int = BUDI, content: str = "{}") -> Letter:
    return Letter(update=update, at=1_800_000_000_000, person=person, query=update, content=content)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "bot-inbox.db"


@pytest.fixture
async def inbox(path: Path) -> AsyncIterator[Inbox]:
    async with Inbox(path, retry=0.01) as inbox:
        yield inbox


def rows(path: Path, table: str = "inbox") -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [id for (id,) in connection.execute(f"SELECT letter FROM {table} ORDER BY 1")]


async def until(holds: Callable[[], bool]) -> None:
    """A hang limit, not a measure."""
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 # another thread writes
            await asyncio.sleep(0.005)


def ids(letters: list[Letter]) -> list[int]:
    return [letter.update for letter in letters]


def test_the_inbox_lies_beside_the_log() -> None:
    assert inbox_beside(Path("data/bot.db")) == Path("data/bot-inbox.db")


async def test_what_is_kept_is_on_the_disk_when_it_returns(inbox: Inbox, path: Path) -> None:
    new = await inbox.keep([letter(1), letter(2)])

    assert ids(new) == [1, 2]
    assert rows(path) == [1, 2]
    assert inbox.waiting == 2


async def test_what_is_answered_leaves_and_its_id_is_remembered(inbox: Inbox, path: Path) -> None:
    await inbox.keep([letter(1), letter(2)])
    inbox.done(1)
    await until(lambda: rows(path) == [2])

    assert rows(path, "answered") == [1]
    assert inbox.waiting == 1


@pytest.mark.parametrize("answered", [False, True])
async def test_an_update_that_comes_twice_is_new_once(
    inbox: Inbox, path: Path, answered: bool
) -> None:
    await inbox.keep([letter(1)])
    if answered:
        inbox.done(1)
        await until(lambda: rows(path) == [])

    assert await inbox.keep([letter(1)]) == []


async def test_an_update_that_comes_twice_at_the_same_moment_is_new_once(inbox: Inbox) -> None:
    found = await asyncio.gather(*(inbox.keep([letter(1)]) for _ in range(5)))

    assert sorted(map(ids, found)) == [[], [], [], [], [1]]


async def test_after_a_death_what_was_answered_is_known_and_the_rest_is_left(path: Path) -> None:
    async with Inbox(path) as inbox:
        await inbox.keep([letter(3), letter(1), letter(2)])
        inbox.done(2)

    async with Inbox(path) as inbox:
        assert ids(await inbox.left()) == [1, 3]
        assert await inbox.keep([letter(1), letter(2), letter(3)]) == []
        assert ids(await inbox.keep([letter(4)])) == [4]


async def test_what_is_answered_waits_for_the_log_before_it_is_ticked_off(path: Path) -> None:
    written = asyncio.Event()
    async with Inbox(path, settle=lambda: _wait(written)) as box:
        await box.keep([letter(1)])
        box.done(1)
        await asyncio.sleep(0.1)
        before = rows(path)
        written.set()
        await until(lambda: rows(path) == [])

    assert before == [1]


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def test_many_at_once_share_commits(inbox: Inbox, path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        await asyncio.gather(*(inbox.keep([letter(id)]) for id in range(1, 501)))
        [changes] = other.execute("PRAGMA data_version").fetchone()

    assert rows(path) == list(range(1, 501))
    assert changes < 100


@pytest.mark.soak
async def test_however_many_come_nothing_is_left_in_memory(inbox: Inbox, path: Path) -> None:
    def weigh() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    many = share(200_000) // 100
    tracemalloc.start()
    try:
        for batch in range(many):
            first = 100 * batch
            for one in await inbox.keep([letter(first + at) for at in range(100)]):
                inbox.done(one.update)
            if batch == many // 10:
                await until(lambda: rows(path) == [])
                before = weigh()
        await until(lambda: rows(path) == [])
        after = weigh()
    finally:
        tracemalloc.stop()

    assert inbox.waiting == 0
    assert after < before + 50_000


# --- the file cannot be written


async def test_while_the_file_is_locked_all_is_answered_unkept_and_then_kept_again(
    inbox: Inbox, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        first = await inbox.keep([letter(1), letter(2)])
        locked = (inbox.failing, inbox.keeps, inbox.unkept)
        before = time.monotonic()
        second = [ids(await inbox.keep([letter(id)])) for id in (3, 1)]
        took = time.monotonic() - before
        other.execute("ROLLBACK")
    await until(lambda: not inbox.failing)
    third = await inbox.keep([letter(4)])

    assert (ids(first), second, ids(third)) == ([1, 2], [[3], []], [4])
    assert locked == (True, False, 2)
    assert took < 5
    assert rows(path) == [4]
    told = [record.getMessage().split(",")[0] for record in caplog.records]
    assert told == [
        "the inbox cannot be written",
        "the inbox is written again; 3 updates went unkept",
    ]


async def test_what_was_answered_while_the_disk_was_full_is_ticked_off_afterwards(
    inbox: Inbox, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await inbox.keep([letter(1), letter(2)])
    fills_the_disk(inbox)
    unkept = await inbox.keep([letter(3, content="x" * 100_000)])
    inbox.done(1)
    clears_the_disk(inbox)
    await until(lambda: rows(path) == [2])
    await inbox.keep([letter(4)])

    assert (ids(unkept), inbox.unkept, rows(path)) == ([3], 1, [2, 4])
    assert "disk is full" in caplog.text


def fills_the_disk(inbox: Inbox) -> None:
    """SQLite itself then says "database or disk is full"; the thread has nothing to do just now."""
    assert inbox._file
    [pages] = inbox._file._db.execute("PRAGMA page_count").fetchone()
    inbox._file._db.execute(f"PRAGMA max_page_count = {pages}")


def clears_the_disk(inbox: Inbox) -> None:
    assert inbox._file
    inbox._file._db.execute("PRAGMA max_page_count = 1000000")


async def test_without_a_file_all_is_new_once_and_nothing_is_left() -> None:
    async with Inbox(None) as inbox:
        new = await inbox.keep([letter(1)])
        again = await inbox.keep([letter(1)])
        inbox.done(1)

        assert (ids(new), again, inbox.waiting, inbox.keeps) == ([1], [], 0, False)
        assert await inbox.left() == []


# --- forgetting


async def test_who_is_erased_leaves_no_byte_and_others_stay(inbox: Inbox, path: Path) -> None:
    await inbox.keep([letter(id, content=f'{{"text":"RAHASIA {id}"}}') for id in range(1, 200)])
    await inbox.keep([letter(500, SITI, "LAIN"), letter(501, content="SESUDAH")])
    for id in range(1, 100):
        inbox.done(id)

    await inbox.erase(BUDI, before=500)

    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert rows(path) == [500, 501]
    assert b"RAHASIA" not in left
    assert b"LAIN" in left
    assert b"SESUDAH" in left


async def test_what_was_answered_leaves_the_file_within_the_minute(path: Path) -> None:
    async with Inbox(path, tidy_every=0.02) as inbox:
        await inbox.keep([letter(id, content="RAHASIA" * 50) for id in range(1, 100)])
        for id in range(1, 100):
            inbox.done(id)
        await until(lambda: rows(path) == [])
        await until(
            lambda: not any(b"RAHASIA" in file.read_bytes() for file in path.parent.iterdir())
        )


async def test_a_clock_that_jumps_makes_nobody_unknown(path: Path) -> None:
    now = [1_800_000_000.0]
    async with Inbox(path, clock=lambda: now[0], tidy_every=0.01) as inbox:
        await inbox.keep([letter(1), letter(2)])
        inbox.done(1)
        await until(lambda: rows(path) == [2])
        for jump in (400 * 86400.0, -800 * 86400.0):
            now[0] += jump
            await asyncio.sleep(0.05)

            assert await inbox.keep([letter(1), letter(2)]) == []
    async with Inbox(path, clock=lambda: now[0]) as inbox:
        assert ids(await inbox.left()) == [2]


async def test_ids_of_the_answered_go_after_two_days_but_for_the_latest(path: Path) -> None:
    file = InboxFile(path, busy=1)
    file.open()
    file.write((), range(1, 20_001), at=1000)

    file.forget(until=2000)

    assert len(rows(path, "answered")) == 10_001
    file.close()


# --- the program and its file


async def test_a_letter_that_kills_the_program_each_time_is_given_up(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Inbox(path) as inbox:
        await inbox.keep([letter(1), letter(2)])
    for _ in range(TRIES):
        dies_over(path, 1)

    async with Inbox(path) as inbox:
        assert ids(await inbox.left()) == [2]
    assert rows(path) == [2]
    assert "given up" in caplog.text


def dies_over(path: Path, update: int) -> None:
    """A program that began it again and did not come to its end."""
    file = InboxFile(path, busy=1)
    file.open()
    file.begun(update)
    file.close()


async def test_a_program_that_ends_in_order_blames_no_letter(path: Path) -> None:
    async with Inbox(path) as inbox:
        await inbox.keep([letter(1)])
    dies_over(path, 1)
    for _ in range(TRIES):
        async with Inbox(path) as inbox:
            [left] = await inbox.left()
            await inbox.begin_again(1)

    assert left.tries == 0


async def test_the_inbox_is_the_owners_alone(inbox: Inbox, path: Path) -> None:
    await inbox.keep([letter(1)])

    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert set(modes.values()) == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


async def test_an_inbox_of_a_newer_program_is_refused(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")

    with pytest.raises(StoreError, match="program yang lebih baru"):
        async with Inbox(path):
            pass


async def test_an_id_that_no_database_holds_harms_nobody(inbox: Inbox, path: Path) -> None:
    assert ids(await inbox.keep([letter(2**70)])) == [2**70]
    await until(lambda: not inbox.failing)
    assert ids(await inbox.keep([letter(1)])) == [1]
    assert rows(path) == [1]
