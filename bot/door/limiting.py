"""Keeps to Telegram's limits by waiting before sending, so that a crowd does not end in a ban.

A chat that has to wait waits alone, and what is not urgent (a digest, a notice) waits behind what
is (a reply). Windows slide: in no second are there more messages than told, unlike with a bucket,
which lets twice its size through in its first. Who waits is let go evenly.
"""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import heappop, heappush

# Seconds between two looks through the chats, to forget those that are silent.
SWEEP = 10.0


@dataclass(frozen=True, kw_only=True)
class Rate:
    """So many messages in any `seconds`."""

    count: int
    seconds: float


# core.telegram.org/bots/faq, "My bot is hitting limits": about 30 messages a second in all, one a
# second in a chat (bursts are let pass: 20 questions in a row get their answers at once), 20 a
# minute in a group. None of it is promised.
OVERALL = Rate(count=30, seconds=1.0)
CHAT = Rate(count=20, seconds=20.0)
GROUP = Rate(count=20, seconds=60.0)


class Urgency(IntEnum):
    """What goes first."""

    REPLY = 0
    NOTICE = 1


_urgency = ContextVar("urgency", default=Urgency.REPLY)


@contextmanager
def as_notices() -> Iterator[None]:
    """What is sent inside, also by tasks begun inside, waits until no reply does."""
    token = _urgency.set(Urgency.NOTICE)
    try:
        yield
    finally:
        _urgency.reset(token)


class _Window:
    """The times of the last messages, as far as they matter."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: deque[float] = deque(maxlen=rate.count)
        self._paced_until = 0.0

    def opens(self) -> float:
        """When the next message may go; a time gone by where it may go at once."""
        if len(self._times) < self._rate.count:
            return 0.0
        return max(self._times[0] + self._rate.seconds, self._paced_until)

    def pass_(self, now: float, *, others_wait: bool) -> None:
        """A message goes. Who waits for this window goes evenly: bursts a second apart, late by
        some milliseconds on their way, would be twice the rate where they arrive."""
        pace = self._rate.seconds / self._rate.count
        if others_wait and now < self.opens() + 2 * pace:
            # From when it was due, not from now: a timer that is late must not slow the rest.
            self._paced_until = max(self._paced_until, now - pace) + pace
        self._times.append(now)

    def is_empty(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._rate.seconds <= now


@dataclass(slots=True, eq=False)
class _Chat:
    """What was sent there lately, and who waits to send."""

    windows: tuple[_Window, ...]
    waiting: tuple[deque["_Turn"], deque["_Turn"]] = field(
        default_factory=lambda: (deque(), deque())
    )
    held_until: float = 0.0
    ticket: int = 0
    """Of its place in one of the heaps, where an older ticket counts no more; 0: in neither."""

    def opens(self) -> float:
        return max((self.held_until, *(window.opens() for window in self.windows)))

    def head(self) -> "_Turn | None":
        """The next to send, replies first; those who gave up are dropped."""
        for line in self.waiting:
            while line and line[0].granted.done():
                line.popleft()
            if line:
                return line[0]
        return None

    def is_idle(self, now: float) -> bool:
        empty = all(window.is_empty(now) for window in self.windows)
        return empty and self.held_until <= now and self.head() is None


@dataclass(slots=True, eq=False)
class _Turn:
    number: int
    urgency: Urgency
    granted: asyncio.Future[None]


class Limits:
    """Hands out turns to send; None switches a limit off.

    Memory: a few times for each chat written to in the last minute, and what the waiting callers
    hold themselves.
    """

    def __init__(
        self,
        *,
        overall: Rate | None = OVERALL,
        chat: Rate | None = CHAT,
        group: Rate | None = GROUP,
        sweep: float = SWEEP,
    ) -> None:
        self._overall = _Window(overall) if overall else None
        self._person = tuple(rate for rate in (chat,) if rate)
        self._group = tuple(rate for rate in (chat, group) if rate)
        self._chats: dict[int | str, _Chat] = {}
        self._resting: list[tuple[float, int, _Chat]] = []
        self._ready: list[tuple[int, int, int, _Chat]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._number = 0
        self._swept, self._every = 0.0, sweep
        self.waiting = 0
        """Messages that wait for their turn."""

    @property
    def known(self) -> int:
        """Chats of which it is remembered what went there."""
        return len(self._chats)

    async def turn(self, chat: int | str, *, again: bool = False) -> None:
        """Returns when a message may go to `chat`; `again`: before those that wait there."""
        now = time.monotonic()
        place = self._chat(chat, now)
        if not self._ready and not place.ticket and place.opens() <= now and self._is_open(now):
            self._pass(place, now)
            return
        mine = self._line_up(place, again)
        self.waiting += 1
        try:
            await mine.granted
        finally:
            self.waiting -= 1

    def hold(self, chat: int | str, seconds: float) -> None:
        """Nothing goes to `chat` for so long: Telegram said so."""
        now = time.monotonic()
        place = self._chat(chat, now)
        place.held_until = max(place.held_until, now + seconds)

    def _chat(self, chat: int | str, now: float) -> _Chat:
        self._sweep(now)
        place = self._chats.get(chat)
        if place is None:
            # A name instead of a number is that of a channel or a public group.
            rates = self._group if isinstance(chat, str) or chat < 0 else self._person
            place = self._chats[chat] = _Chat(windows=tuple(_Window(rate) for rate in rates))
        return place

    def _sweep(self, now: float) -> None:
        if now < self._swept + self._every:
            return
        self._swept = now
        self._chats = {
            chat: place
            for chat, place in self._chats.items()
            if place.ticket or not place.is_idle(now)
        }

    def _is_open(self, now: float) -> bool:
        return self._overall is None or self._overall.opens() <= now

    def _pass(self, place: _Chat, now: float) -> None:
        for window in place.windows:
            window.pass_(now, others_wait=place.head() is not None)
        if self._overall:
            self._overall.pass_(now, others_wait=bool(self._ready))

    def _line_up(self, place: _Chat, again: bool) -> _Turn:
        granted = asyncio.get_running_loop().create_future()
        mine = _Turn(number=self._next(), urgency=_urgency.get(), granted=granted)
        line = place.waiting[mine.urgency]
        if again:
            line.appendleft(mine)
        else:
            line.append(mine)
        if place.head() is mine:
            self._rest(place)
            self._pump()
        return mine

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _rest(self, place: _Chat) -> None:
        """Until its next message may go, as far as the chat is concerned."""
        place.ticket = 0
        if place.head() is not None:
            place.ticket = self._next()
            heappush(self._resting, (place.opens(), place.ticket, place))

    def _pump(self) -> None:
        """Lets pass whatever may pass now, and comes back when the next may."""
        now = time.monotonic()
        self._wake(now)
        while self._ready and self._is_open(now):
            *_, ticket, place = heappop(self._ready)
            if ticket == place.ticket:
                self._let_pass(place, now)
                self._wake(now)
        self._come_back(now)

    def _wake(self, now: float) -> None:
        """Those whose chat is open compete: replies first, then whoever came first."""
        while self._resting and self._resting[0][0] <= now:
            _, ticket, place = heappop(self._resting)
            if ticket != place.ticket:
                continue
            head = place.head()
            if head is None or place.opens() > now:  # gave up, or held meanwhile
                self._rest(place)
            else:
                place.ticket = self._next()
                heappush(self._ready, (head.urgency, head.number, place.ticket, place))

    def _let_pass(self, place: _Chat, now: float) -> None:
        head = place.head()
        if head is not None and place.opens() <= now:  # else held while others were let pass
            head.granted.set_result(None)
            self._pass(place, now)
        self._rest(place)

    def _come_back(self, now: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        times = [self._resting[0][0]] if self._resting else []
        if self._ready and self._overall:
            times.append(self._overall.opens())
        if times:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(min(times) - now, 0.0), self._pump)
