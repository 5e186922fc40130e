"""What was talked about is at hand, half an hour long, after a restart too, not after erasing."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversing import NEW, Conversation
from bot.door.remembering import PATIENCE, Memory
from bot.storage import SQLite

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TALK = Conversation(entries=("zona",), language="en")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class SlowSQLite(SQLite):
    """A store on a disk that takes its time."""

    async def conversation(self, person: str, now: datetime, place: str = "") -> Conversation:
        await asyncio.sleep(60)
        return NEW


async def test_a_talk_is_remembered_for_half_an_hour_in_its_own_place(tmp_path: Path) -> None:
    clock = Clock()
    async with SQLite(tmp_path / "bot.db") as store:
        memory = Memory(store, clock)
        memory.remember("a", "", TALK)
        at_once = await memory.conversation("a", "")
        elsewhere = await memory.conversation("a", "group")
        another = await memory.conversation("b", "")
        clock.now += timedelta(minutes=29)
        later = await memory.conversation("a", "")
        clock.now += timedelta(minutes=1)
        too_late = await memory.conversation("a", "")

    assert (at_once, elsewhere, another) == (TALK, NEW, NEW)
    assert (later, too_late) == (TALK, NEW)


async def test_a_talk_survives_a_restart_but_grows_no_younger_by_it(tmp_path: Path) -> None:
    clock = Clock()
    async with SQLite(tmp_path / "bot.db") as store:
        memory = Memory(store, clock)
        memory.remember("a", "", TALK)
        clock.now += timedelta(minutes=10)
        await memory.flush()
        again = Memory(store, clock)
        after_restart = await again.conversation("a", "")
        clock.now += timedelta(minutes=20)
        too_late = await again.conversation("a", "")

    assert (after_restart, too_late) == (TALK, NEW)


async def test_what_is_erased_is_not_written_back(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        memory = Memory(store)
        await memory.choose_language("a", "en")
        memory.remember("a", "", TALK)
        memory.remember("a", "group", TALK)
        memory.remember("b", "", TALK)
        await store.erase("a")
        memory.forget("a")
        await memory.flush()
        again = Memory(store)
        talks = [await again.conversation(*key) for key in (("a", ""), ("a", "group"), ("b", ""))]
        languages = [await memory.language("a"), await again.language("a")]

    assert talks == [NEW, NEW, TALK]
    assert languages == [None, None]


async def test_a_language_is_kept_and_can_be_given_up(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await Memory(store).choose_language("a", "su")
        memory = Memory(store)
        chosen = await memory.language("a")
        await memory.choose_language("a", None)
        given_up = await memory.language("a")

    assert (chosen, given_up) == ("su", None)


async def test_a_reply_does_not_wait_for_a_slow_or_closed_store(tmp_path: Path) -> None:
    before = time.monotonic()
    async with SlowSQLite(tmp_path / "slow.db") as slow:
        waited = await Memory(slow).conversation("a", "")
    closed = Memory(SQLite(tmp_path / "closed.db"))
    unread = await closed.conversation("a", "")
    unknown = await closed.language("a")

    assert (waited, unread, unknown) == (NEW, NEW, None)
    assert time.monotonic() - before < PATIENCE + 5
