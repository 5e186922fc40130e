"""Messages of one chat in order, chats side by side, and a flood told once to wait.

A slot is taken only by a chat's first message in line: one person's thousand messages hold one
slot, not all of them (measured elsewhere: with a lock a chat, others waited 3.8 seconds).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import Enum, auto

# Chats answered at the same time; most of a turn is spent waiting for Telegram.
SLOTS = 64
# What one person may send in a while. Nobody types so fast; a stuck key and a script do.
FLOOD = 30
FLOOD_SECONDS = 10.0


class Queues:
    """One queue a chat. After `close` nothing that has not begun begins."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._last: dict[int, asyncio.Event] = {}
        self._begun: set[asyncio.Task[object]] = set()
        self._closed = False
        self.left = 0
        """Messages that were not begun because the queues closed."""

    def turn(self, chat: int, first: Callable[[], Awaitable[None]] | None = None) -> "_Turn":
        """Waits for the chat's turn; enters with False where the queues were closed meanwhile.

        The place in line is taken before anything is awaited, then `first` is done without
        waiting for the turn: it must not raise.
        """
        return _Turn(self, chat, first)

    def close(self) -> None:
        """From now on only what has begun goes on."""
        self._closed = True

    def abandon(self) -> int:
        """Cancel what has begun and does not come to its end; returns how many."""
        for task in self._begun:
            task.cancel()
        return len(self._begun)

    @property
    def waiting(self) -> int:
        """Chats with a message in work or in line."""
        return len(self._last)


class _Turn:
    """By hand, for it is entered with each update: generators cost 8 microseconds more."""

    def __init__(
        self, queues: Queues, chat: int, first: Callable[[], Awaitable[None]] | None
    ) -> None:
        self._queues = queues
        self._chat = chat
        self._first = first
        self._done = asyncio.Event()

    async def __aenter__(self) -> bool:
        queues = self._queues
        before = queues._last.get(self._chat)
        queues._last[self._chat] = self._done
        try:
            if self._first:
                await self._first()
            if before:
                await before.wait()
            await queues._slots.acquire()
        except BaseException:
            self._leave()
            raise
        queues._begun.add(_this_task())
        queues.left += queues._closed
        return not queues._closed

    async def __aexit__(self, *_: object) -> None:
        self._queues._begun.discard(_this_task())
        self._queues._slots.release()
        self._leave()

    def _leave(self) -> None:
        self._done.set()
        if self._queues._last[self._chat] is self._done:
            del self._queues._last[self._chat]


def _this_task() -> asyncio.Task[object]:
    task = asyncio.current_task()
    assert task, "a turn is taken by a task"
    return task


class Admission(Enum):
    """What the gate says to a message."""

    WELCOME = auto()
    TOO_FAST = auto()
    """The first one too many: say so."""
    IGNORED = auto()


class Gate:
    """Counts what each person sends; forgets them as soon as their last message is old."""

    def __init__(self, limit: int = FLOOD, seconds: float = FLOOD_SECONDS) -> None:
        self._limit = limit
        self._seconds = seconds
        # When each person's last messages came, who wrote last at the end. In lists, for nearly all
        # send one: a deque takes 760 bytes for it, a list 88.
        self._times: OrderedDict[int, list[float]] = OrderedDict()
        self._shut: set[int] = set()

    @property
    def known(self) -> int:
        """People of whom it is remembered when they wrote."""
        return len(self._times)

    def admit(self, person: int, now: float) -> Admission:
        """Whether a message that arrives `now` (seconds of any steady clock) is answered."""
        self._forget(now - self._seconds)
        if person in self._shut:
            return Admission.IGNORED
        times = self._times.setdefault(person, [])
        while times and times[0] <= now - self._seconds:
            del times[0]
        self._times.move_to_end(person)
        if len(times) < self._limit:
            times.append(now)
            return Admission.WELCOME
        # Shut for the whole while, else each message that grows old would let one more through.
        times[:] = [now]
        self._shut.add(person)
        return Admission.TOO_FAST

    def _forget(self, old: float) -> None:
        """Those whose last message is as `old`; so they are no longer shut out either."""
        while self._times:
            person, times = next(iter(self._times.items()))
            if times[-1] > old:
                return
            del self._times[person]
            self._shut.discard(person)
