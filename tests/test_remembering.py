"""What was talked about is at hand, half an hour long, after a restart too, not after erasing."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.door.remembering import PATIENCE, Memory
from bot.keeping.kept import Talk
from bot.keeping.storage import SQLite
from bot.turns.conversing import NEW, Conversation

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

    async def talks(self, of: Sequence[tuple[str, str]], since: datetime) -> list[Talk]:
        await asyncio.sleep(60)
        return []


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


class ReadOnce(SQLite):
    """A store that tells of each single reading."""

    read_alone = 0

    async def talks(self, of: Sequence[tuple[str, str]], since: datetime) -> list[Talk]:
        """Counted."""
        self.read_alone += 1
        return await super().talks(of, since)

    async def language(self, person: str) -> str | None:
        """Counted."""
        self.read_alone += 1
        return await super().language(person)


async def test_what_was_kept_before_the_start_is_known_without_asking_for_it(
    tmp_path: Path,
) -> None:
    async with ReadOnce(tmp_path / "bot.db") as store:
        await store.put_conversation("a", TALK, NOON - timedelta(minutes=10))
        await store.put_conversation("old", TALK, NOON - timedelta(minutes=30))
        await store.set_language("a", "en")
        clock = Clock()
        memory = Memory(store, clock)
        await memory.begin()
        talks = [await memory.conversation(who, "") for who in ("a", "old", "stranger")]
        languages = [await memory.language(who) for who in ("a", "stranger")]
        clock.now += timedelta(minutes=20)
        too_late = await memory.conversation("a", "")

    assert talks == [TALK, NEW, NEW]
    assert languages == ["en", None]
    assert too_late == NEW
    assert store.read_alone == 0


async def test_who_had_to_make_room_in_memory_is_asked_for_again(tmp_path: Path) -> None:
    async with ReadOnce(tmp_path / "bot.db") as store:
        memory = Memory(store, people=2)
        await memory.begin()
        for person in ("a", "b", "c"):
            memory.remember(person, "", TALK)
            await memory.choose_language(person, "su")
        await memory.flush()
        talks = [await memory.conversation(who, "") for who in ("c", "a", "stranger")]
        languages = [await memory.language(who) for who in ("c", "a", "stranger")]
        small = Memory(store, people=2)
        await small.begin()
        again = [await small.conversation(who, "") for who in ("a", "b", "c")]

    assert talks == [TALK, TALK, NEW]
    assert languages == ["su", "su", None]
    assert again == [TALK] * 3
    assert store.read_alone > 0


async def test_only_whom_memory_let_go_is_asked_for_however_many_came_since(
    tmp_path: Path,
) -> None:
    async with ReadOnce(tmp_path / "bot.db") as store:
        clock = Clock()
        memory = Memory(store, clock, people=2)
        await memory.begin()
        for person in ("gone", "a", "b"):
            memory.remember(person, "", TALK)
        await memory.flush()
        strangers = [await memory.conversation(f"x{at}", "") for at in range(100)]
        read_of_strangers = store.read_alone
        gone = await memory.conversation("gone", "")

    assert strangers == [NEW] * 100
    assert read_of_strangers <= 1  # whose hash is by chance that of who had to go
    assert gone == TALK


async def test_a_crowd_that_memory_let_go_is_asked_for_in_few_readings(tmp_path: Path) -> None:
    people = [str(at) for at in range(100)]
    async with ReadOnce(tmp_path / "bot.db") as store:
        await store.put_conversations([Talk(one, "", NOON, TALK) for one in people[1:]])
        clock = Clock()
        memory = Memory(store, clock)
        clock.now += timedelta(minutes=10)
        talks = await asyncio.gather(*(memory.conversation(one, "") for one in people))
        again = [await memory.conversation(one, "") for one in people]
        clock.now += timedelta(minutes=20)
        too_late = [await memory.conversation(one, "") for one in people]

    assert talks == again == [NEW, *(TALK for _ in people[1:])]
    assert too_late == [NEW] * len(people)
    assert store.read_alone == 1


async def test_who_waits_no_longer_for_a_slow_store_takes_it_from_nobody(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await store.put_conversation("a", TALK, datetime.now(UTC))
        memory = Memory(store)
        gone, staying = (asyncio.create_task(memory.conversation("a", "")) for _ in range(2))
        await asyncio.sleep(0)
        gone.cancel()

        assert await staying == TALK


async def test_whom_another_program_erased_memory_forgets_too(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store, SQLite(tmp_path / "bot.db") as other:
        memory = Memory(store)
        await memory.begin()
        for person in ("a", "b"):
            memory.remember(person, "", TALK)
            await memory.choose_language(person, "su")
        await memory.flush()
        keeping_up = asyncio.create_task(memory.keep_up(every=0.01))
        await other.erase("a")
        async with asyncio.timeout(10):
            while await memory.language("a"):  # noqa: ASYNC110 # another program wrote
                await asyncio.sleep(0.01)
        talks = [await memory.conversation(who, "") for who in ("a", "b")]
        languages = [await memory.language(who) for who in ("a", "b")]
        keeping_up.cancel()
        await asyncio.gather(keeping_up, return_exceptions=True)

    assert talks == [NEW, TALK]
    assert languages == [None, "su"]


class Interrupted(SQLite):
    """A store during whose reading somebody is erased."""

    memory: Memory | None = None

    async def languages(self, most: int) -> dict[str, str]:
        """Read, and then gone."""
        read = await super().languages(most)
        await self._interrupt()
        return read

    async def talks(self, of: Sequence[tuple[str, str]], since: datetime) -> list[Talk]:
        """Likewise."""
        read = await super().talks(of, since)
        await self._interrupt()
        return read

    async def _interrupt(self) -> None:
        if self.memory:
            memory, self.memory = self.memory, None
            await self.erase("a")
            memory.forget("a")


async def test_who_is_erased_while_memory_begins_is_not_in_it(tmp_path: Path) -> None:
    async with Interrupted(tmp_path / "bot.db") as store:
        await store.put_conversation("a", TALK, datetime.now(UTC))
        await store.set_language("a", "en")
        store.memory = memory = Memory(store)
        await memory.begin()

        assert await memory.conversation("a", "") == NEW
        assert await memory.language("a") is None


async def test_who_is_erased_while_a_talk_is_read_is_not_held(tmp_path: Path) -> None:
    async with Interrupted(tmp_path / "bot.db") as store:
        for person in ("a", "b"):
            await store.put_conversation(person, TALK, datetime.now(UTC))
        store.memory = memory = Memory(store)
        talks = await asyncio.gather(*(memory.conversation(who, "") for who in ("a", "b")))
        later = [await memory.conversation(who, "") for who in ("a", "b")]

    assert talks == later == [NEW, TALK]
