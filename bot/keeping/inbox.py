"""No citizen's question is lost: each is kept before Telegram hears of it, until it is answered.

What comes in and what was answered meanwhile is written in one commit, in a thread of its own; who
hands letters in waits for that commit, an answer never waits for being ticked off. Where the file
cannot be written the citizens are answered all the same, and how many went unkept is counted.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from bot.heap import give_back
from bot.keeping.inboxfile import InboxFile, Letter, milliseconds_now
from bot.keeping.kept import StoreError

logger = logging.getLogger(__name__)
T = TypeVar("T")

# For how long an id is known as answered: Telegram repeats a webhook's update for a day.
ANSWERED = timedelta(hours=48)
# A letter that was in work at so many deaths is not begun again.
TRIES = 12
# Seconds: to wait for another's lock; between attempts while it fails; to gather ticks for one
# commit; between two cleanings; to wait for the log at the end.
BUSY, RETRY, GATHER, TIDY, GOODBYE = 0.5, 2.0, 0.02, 60.0, 1.0
# Ids of unkept updates that are still known when Telegram repeats them.
_UNKEPT = 10_000


async def _at_once() -> None:
    """There is no log to wait for."""


class Inbox:
    """Use as `async with Inbox(path) as inbox`; with None for a path it keeps nothing (preview).

    One program alone may answer from it: that is `onlyone`'s to see to.

    `settle`: waits until what is noted in the log of questions is written there. Only then is a
    letter ticked off: who dies in between answers again, but no question is missing in the log.
    `listen` hears of each letter that is answered, and must not raise.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        settle: Callable[[], Awaitable[None]] = _at_once,
        listen: Callable[[Letter], None] | None = None,
        clock: Callable[[], float] = time.time,
        retry: float = RETRY,
        tidy_every: float = TIDY,
    ) -> None:
        self.failing = False
        """The last attempt to write failed: citizens are answered, but unkept."""
        self.unkept = 0
        """Updates since the start that were answered without being kept."""
        self._file = InboxFile(path, busy=BUSY) if path else None
        self._settle = settle
        self._listen = listen
        self._clock = clock
        self._retry = retry
        self._tidy_every = tidy_every
        self._thread = ThreadPoolExecutor(1, "inbox")
        self._in_work: dict[int, Letter] = {}
        self._loose: OrderedDict[int, None] = OrderedDict()
        self._coming: list[tuple[Sequence[Letter], asyncio.Future[set[int]]]] = []
        self._finished: list[int] = []
        self._answered: list[int] = []
        self._writing = asyncio.Lock()
        self._write = asyncio.Event()
        self._tick = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._attempt_at = 0.0
        self._gaps = False

    async def open(self) -> None:
        """Raises StoreError where the file cannot be used."""
        if self._file:
            await self._in_thread(self._file.open)
            works = (self._write_on(), self._tick_on(), self._tidy_on())
            self._tasks = tuple(asyncio.create_task(work) for work in works)

    async def close(self) -> None:
        """What was answered until now is ticked off; what was not waits for the next start."""
        if self._file:
            if self._tasks:
                with suppress(StoreError, TimeoutError):
                    async with asyncio.timeout(GOODBYE):
                        await self._tick_off()
                        await self._in_thread(self._file.acquit)
            tasks, self._tasks = self._tasks, ()
            async with self._writing:  # no write is broken off halfway
                for task in tasks:
                    task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self._coming or self._answered:
                await self._write_group()
            with suppress(StoreError):
                await self._in_thread(self._file.close)
        self._thread.shutdown()

    async def __aenter__(self) -> Self:
        try:
            await self.open()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def keeps(self) -> bool:
        """All that is in work would be answered after a death."""
        return self._file is not None and not self.failing and not self._loose

    @property
    def waiting(self) -> int:
        """Letters that are not answered yet."""
        return len(self._in_work)

    def letter(self, update: int) -> Letter | None:
        """What is in work under that id."""
        return self._in_work.get(update)

    async def keep(self, letters: Sequence[Letter]) -> list[Letter]:
        """Those that were never seen before, in their order; kept when this returns.

        Never raises: what cannot be kept is counted, and is the caller's to answer all the same.
        """
        coming = [one for one in letters if not self._is_known(one.update)]
        fresh = await self._written(coming) if coming else set()
        new = [one for one in coming if one.update in fresh and one.update not in self._in_work]
        self._in_work.update((letter.update, letter) for letter in new)
        return new

    def done(self, update: int) -> None:
        """It is answered; never blocks."""
        letter = self._in_work.pop(update, None)
        if letter and self._listen:
            self._listen(letter)
        if letter and self._file:
            self._finished.append(update)
            self._tick.set()

    async def left(self) -> list[Letter]:
        """At a start: what an earlier run left unanswered. Raises StoreError."""
        if not self._file:
            return []
        letters = await self._in_thread(self._file.waiting)
        good = [letter for letter in letters if letter.tries < TRIES]
        self._in_work.update((letter.update, letter) for letter in good)
        for letter in letters:
            if letter.tries >= TRIES:
                logger.error("a message was begun %d times in vain and is given up", TRIES)
                self._finished.append(letter.update)
                self._tick.set()
        return good

    async def begin_again(self, update: int) -> None:
        """Count the try of a letter that an earlier run left; before it is made."""
        if self._file and update in self._in_work:
            with suppress(StoreError):  # then it is tried uncounted
                await self._in_thread(partial(self._file.begun, update))

    async def erase(self, person: int, before: int | None = None) -> None:
        """What a person sent goes (up to the update `before`), from the files too.

        What is in work is still answered, from memory. Raises StoreError.
        """
        if self._file:
            await self._tick_off()
            await self._in_thread(partial(self._file.erase, person, before))

    # --- the writer

    def _is_known(self, update: int) -> bool:
        return update in self._in_work or update in self._loose

    async def _written(self, letters: Sequence[Letter]) -> set[int]:
        every = {letter.update for letter in letters}
        if not self._file:
            return every
        if not self._tasks or (self.failing and time.monotonic() < self._attempt_at):
            return self._unkept(every)
        done: asyncio.Future[set[int]] = asyncio.get_running_loop().create_future()
        self._coming.append((letters, done))
        self._write.set()
        return await done

    def _unkept(self, updates: Iterable[int]) -> set[int]:
        for update in updates:
            self._loose[update] = None
            self.unkept += 1
        while len(self._loose) > _UNKEPT:
            self._loose.popitem(last=False)
        return set(updates)

    async def _write_on(self) -> None:
        while True:
            await self._write.wait()
            self._write.clear()
            async with self._writing:
                await self._write_group()

    async def _write_group(self) -> None:
        assert self._file
        coming, self._coming = self._coming, []
        answered, self._answered = self._answered, []
        letters = [letter for group, _ in coming for letter in group]
        now = milliseconds_now(self._clock)
        try:
            fresh = await self._in_thread(partial(self._file.write, letters, answered, now))
        except StoreError as error:
            self._answered = answered + self._answered
            fresh = self._unkept([letter.update for letter in letters])
            self._fails(error)
        else:
            self._gaps = self._gaps or bool(answered)
            self._works()
            if self._answered:  # ticked off while this was written, perhaps while it still failed
                self._write.set()
        for _, done in coming:
            if not done.done():
                done.set_result(fresh)

    def _fails(self, error: StoreError) -> None:
        if not self.failing:
            logger.error("the inbox cannot be written, answers go on unkept: %s", error)
        self.failing = True
        self._attempt_at = time.monotonic() + self._retry
        asyncio.get_running_loop().call_later(self._retry, self._write.set)

    def _works(self) -> None:
        if self.failing:
            logger.warning("the inbox is written again; %d updates went unkept", self.unkept)
        self.failing = False

    # --- what was answered

    async def _tick_on(self) -> None:
        while True:
            await self._tick.wait()
            self._tick.clear()
            await asyncio.sleep(GATHER)
            await self._settled()
            if not self.failing:
                async with self._writing:
                    await self._write_group()

    async def _settled(self) -> None:
        finished, self._finished = self._finished, []
        try:
            await self._settle()
        finally:
            self._answered += finished

    async def _tick_off(self) -> None:
        """Write what was answered until now. Raises StoreError."""
        assert self._file
        await self._settled()
        answered, self._answered = self._answered, []
        try:
            now = milliseconds_now(self._clock)
            await self._in_thread(partial(self._file.write, (), answered, now))
        except StoreError:
            self._answered = answered + self._answered
            raise
        self._gaps = self._gaps or bool(answered)

    async def _tidy_on(self) -> None:
        assert self._file
        while True:
            await asyncio.sleep(self._tidy_every)
            gaps, self._gaps = self._gaps, False
            try:
                until = milliseconds_now(self._clock) - ANSWERED // timedelta(milliseconds=1)
                await self._in_thread(partial(self._file.forget, until))
                if gaps:
                    await self._in_thread(self._file.clean)
                    await self._in_thread(give_back)  # what the rewriting took
            except StoreError as error:
                self._gaps = self._gaps or gaps
                logger.warning("the inbox keeps what it should forget: %s", error)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
