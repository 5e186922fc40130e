"""The log of questions: noted at once, written in groups by one task; no reply waits for it.

It is for learning, not for the books. What waits in memory when the program is killed, a moment's
questions, is lost. What was written survives the program's death, and all but the last moments
of it the machine's.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Self

from bot.keeping.kept import HANDED, REJECTED, REMEMBERED, Asked, History, Store, StoreError, Vote
from bot.keeping.queryids import id_of

logger = logging.getLogger(__name__)

# Notes in one transaction, and notes that may wait while the database cannot be written.
BATCH = 1000
ROOM = 10_000
# Seconds: until the next attempt after a failure, and how often failing is spoken of.
RETRY = 1.0
# Seconds in which notes gather for one write; whoever ticks off answers does not wait for it.
GATHER = 0.05
COMPLAIN = 60.0


@dataclass(frozen=True, kw_only=True)
class _Voted:
    id: int
    person: str
    value: Vote


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    id: int
    person: str
    entry: str


_Note = Asked | _Voted | _Chosen


class QueryLog:
    """Use as `async with QueryLog(store, retention=...) as log`, on an open store.

    Questions older than `retention` go when it begins, and from then on every `tidy_every` seconds.

    While the store cannot be written, notes wait, `room` of them; those that find no room, or no
    store at the end, are counted in `lost`. `failing` says whether the last attempt failed.
    `listen` hears of each question too, and must not raise.
    """

    def __init__(
        self,
        store: Store,
        *,
        retention: timedelta = timedelta(days=365),
        room: int = ROOM,
        retry: float = RETRY,
        tidy_every: float = 60.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        listen: Callable[[Asked], None] | None = None,
    ) -> None:
        self.store = store
        self._listen = listen
        self.lost = 0
        self.failing = False
        self._retention = retention
        self._room = room
        self._retry = retry
        self._tidy_every = tidy_every
        self._clock = clock
        self._notes: deque[_Note] = deque()
        self._some = asyncio.Event()
        self._writing = asyncio.Lock()
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._complained = float("-inf")
        self._closed = False

    async def __aenter__(self) -> Self:
        await self._tidy()  # what grew old while nobody was running goes before anybody is served
        self._tasks = (asyncio.create_task(self._write_on()), asyncio.create_task(self._tidy_on()))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def waiting(self) -> int:
        """Notes not written yet."""
        return len(self._notes)

    def note(self, asked: Asked) -> None:
        """Keep a question; never blocks, never raises."""
        self._put(asked)
        if self._listen:
            self._listen(asked)

    def vote(self, query: str, person: str, helpful: bool) -> None:
        """Keep what the asker said to "did this help?"; `query` is the id as the button has it."""
        id = id_of(query)
        if id is not None:
            self._put(_Voted(id=id, person=person, value=Vote.YES if helpful else Vote.NO))

    def choose(self, query: str, person: str, entry: str | None) -> None:
        """Keep which choice the asker pressed; None: "Bukan ini"."""
        id = id_of(query)
        if id is not None:
            self._put(_Chosen(id=id, person=person, entry=entry or REJECTED))

    async def of_person(self, person: str, limit: int) -> History:
        """What is kept of a person, with what waited until now. Raises StoreError."""
        await self.flush()
        return await self.store.of_person(person, limit)

    async def erase(self, person: str) -> int:
        """Everything of a person goes; the number of their questions. Raises StoreError."""
        # What waits is written first, else it would be written after the erasure.
        await self.flush()
        return (await self.store.erase(person)).queries

    async def settle(self) -> None:
        """Returns when what was noted until now is written, or cannot be now; never raises."""
        if not self.failing:
            with suppress(StoreError):
                await self.flush()

    async def flush(self) -> None:
        """Write all that waits by now. Raises StoreError where it goes on waiting."""
        async with self._writing:
            due = len(self._notes)  # what is noted meanwhile is not waited for: it may never end
            try:
                while due > 0:
                    batch = tuple(islice(self._notes, min(due, BATCH)))
                    await self._write(batch)
                    for _ in batch:
                        self._notes.popleft()
                    due -= len(batch)
            except StoreError:
                self.failing = True
                raise
            if self.failing:
                logger.warning("the log is written again")
            self.failing = False

    async def aclose(self) -> None:
        """Write what waits, or count it lost; the store stays open."""
        self._closed = True
        async with self._writing:  # no write is broken off halfway
            for task in self._tasks:
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = ()
        try:
            await self.flush()
        except StoreError as error:
            self.lost += len(self._notes)
            self._notes.clear()
            logger.error("the log ends unwritten, %d notes lost: %s", self.lost, error)

    def _put(self, note: _Note) -> None:
        if self._closed or len(self._notes) >= self._room:
            self.lost += 1
            self._complain("closed" if self._closed else "no room for more notes")
        else:
            self._notes.append(note)
            self._some.set()

    async def _write(self, batch: Sequence[_Note]) -> None:
        """Questions first, so that a vote finds its own; all may safely be written twice."""
        try:
            await self.store.add([note for note in batch if isinstance(note, Asked)])
            for note in batch:
                if isinstance(note, _Voted):
                    await self.store.vote(note.id, note.value, note.person)
                elif isinstance(note, _Chosen):
                    await self.store.choose(note.id, note.entry, note.person)
        except StoreError:
            raise
        except Exception as error:
            # A fault of ours: what cannot be written ever must not stand before what can.
            self.lost += len(batch)
            self._complain(f"{len(batch)} notes can never be written, {type(error).__name__}")

    async def _write_on(self) -> None:
        while True:
            await self._some.wait()
            await asyncio.sleep(GATHER)
            self._some.clear()
            try:
                await self.flush()
            except StoreError as error:
                self._complain(str(error))
                self._some.set()
                await asyncio.sleep(self._retry)

    async def _tidy_on(self) -> None:
        while True:
            await asyncio.sleep(self._tidy_every)
            await self._tidy()

    async def _tidy(self) -> None:
        """What is old goes; what was overwritten leaves the files."""
        now = self._clock()
        try:
            await self.store.purge(
                now - self._retention, idle_since=now - REMEMBERED, handed_before=now - HANDED
            )
            await self.store.checkpoint()
        except StoreError as error:
            logger.warning("what has grown old stays for now: %s", error)

    def _complain(self, what: str) -> None:
        now = time.monotonic()
        if now >= self._complained + COMPLAIN:
            self._complained = now
            logger.warning("the log: %s; %d notes wait, %d lost", what, self.waiting, self.lost)
