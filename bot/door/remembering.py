"""What a person talked about and which language they chose, at hand without waiting for a disk.

Read from the store where memory has nothing; written back behind the citizen's back, the latest
state of each only. A store that is slow or broken costs a reply a quarter of a second at most, and
the thread of the talk, never the answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.conversing import NEW, Conversation
from bot.door.bounded import Bounded
from bot.kept import REMEMBERED, Store, StoreError, Talk

log = logging.getLogger(__name__)
T = TypeVar("T")

# People whose talk is kept at hand; a busy hour of a busy election day.
PEOPLE = 20_000
# Seconds a reply waits for the store at most.
PATIENCE = 0.25

Key = tuple[str, str]


def _now() -> datetime:
    return datetime.now(UTC)


class Memory:
    """Conversations by person and place (see Store.put_conversation), languages by person."""

    def __init__(self, store: Store, now: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._now = now
        self._talks: Bounded[Key, tuple[datetime, Conversation]] = Bounded(PEOPLE)
        self._languages: Bounded[str, str] = Bounded(PEOPLE)
        self._unwritten: dict[Key, tuple[datetime, Conversation]] = {}
        self._something = asyncio.Event()

    async def conversation(self, person: str, place: str) -> Conversation:
        """What they last talked about there; NEW where that is half an hour ago, or unknown."""
        now = self._now()
        held = self._talks.get((person, place))
        if held:
            at, talk = held
            return talk if now - at < REMEMBERED else NEW
        read = await self._read(self._store.conversation(person, now, place))
        if read == NEW:
            # A talk that was read is not held: only the store knows how old it is.
            self._talks.set((person, place), (now, NEW))
        return read or NEW

    def remember(self, person: str, place: str, talk: Conversation) -> None:
        """From now on that is what they talked about; the store hears of it by and by."""
        self._talks.set((person, place), (self._now(), talk))
        self._unwritten[person, place] = (self._now(), talk)
        self._something.set()

    async def language(self, person: str) -> str | None:
        """The language they chose; None where they chose none."""
        held = self._languages.get(person)
        if held is None:
            held = await self._read(self._chosen(person))
            if held is None:
                return None
            self._languages.set(person, held)
        return held or None

    async def choose_language(self, person: str, language: str | None) -> None:
        """None: as they ask. Raises StoreError where it cannot be kept; it holds for now."""
        self._languages.set(person, language or "")
        await self._store.set_language(person, language)

    def forget(self, person: str) -> None:
        """Nothing of them is left in memory, nor written any more."""
        self._languages.drop(person)
        for key in [key for key in (*self._talks, *self._unwritten) if key[0] == person]:
            self._talks.drop(key)
            self._unwritten.pop(key, None)

    async def write_on(self) -> None:
        """Write back what changed, until it is cancelled."""
        while True:
            await self._something.wait()
            self._something.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write back what changed until now."""
        while self._unwritten:
            unwritten, self._unwritten = self._unwritten, {}
            talks = [Talk(*key, at, talk) for key, (at, talk) in unwritten.items()]
            try:
                await self._store.put_conversations(talks)
            except StoreError as error:
                # Lost only for who talks on after a restart; the log's own writer tells of faults.
                log.debug("%d conversations were not kept: %s", len(talks), error)

    async def _chosen(self, person: str) -> str:
        return await self._store.language(person) or ""

    async def _read(self, reading: Awaitable[T]) -> T | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await reading
        except (StoreError, TimeoutError) as error:
            log.debug("the store was not waited for: %s", type(error).__name__)
            return None
