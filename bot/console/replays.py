"""The replay of the last days: made beside the pages, kept until the knowledge is another one."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from bot.answering import Desk
from bot.aside import aside
from bot.keeping.kept import Kept, Wanted
from bot.keeping.storage import SQLite
from bot.reviews.replaying import Outcome, Replay, outcomes, summed
from bot.tables.exporting import every

DAYS = 30
# Questions asked again, the newest; beyond them a replay is for the terminal.
MOST = 20_000
# Questions asked at one go in a thread, and seconds of rest after it: citizens come first.
_STEP, _REST = 25, 0.005
# Seconds that a page waits for a replay that may be done at once.
_PATIENCE = 0.1


@dataclass(frozen=True, kw_only=True)
class Made:
    """A replay with what it was made of: the knowledge's version, and when.

    `capped`: there were more than MOST questions, and the oldest are left out.
    """

    replay: Replay
    version: str
    at: datetime
    capped: bool


@dataclass(frozen=True, kw_only=True)
class Working:
    """How many questions were asked again until now; `total` is 0 while the log is still read."""

    done: int
    total: int


class Replays:
    """Use on one event loop. One is made at a time; another knowledge or day begins another."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made_of: tuple[str, date] | None = None
        self._task: asyncio.Task[Made] | None = None
        self._working = Working(done=0, total=0)

    async def look(self, store: SQLite, desk: Desk, now: datetime) -> Made | Working:
        """What there is by now; begins it where there is none. Raises StoreError, once a try."""
        made_of = desk.knowledge.version, now.date()
        if self._task is None or made_of != self._made_of:
            self.forget()
            self._made_of, self._working = made_of, Working(done=0, total=0)
            self._task = asyncio.create_task(self._made(store, desk, now))
        task = self._task
        await asyncio.wait({task}, timeout=_PATIENCE)
        if not task.done() or task.cancelled():
            return self._working
        if task.exception() and self._task is task:
            self._task = None  # the next who looks begins again
        return task.result()

    def forget(self) -> None:
        """The next look begins anew."""
        if self._task:
            self._task.cancel()
        self._task = None

    async def _made(self, store: SQLite, desk: Desk, now: datetime) -> Made:
        rows = await self._rows(store, now)
        capped = len(rows) > self._most
        rows = rows[: self._most][::-1]
        drawn, found = outcomes(rows, desk), list[Outcome]()
        while batch := await aside(lambda: list(islice(drawn, _STEP))):
            found += batch
            self._working = Working(done=len(found), total=len(rows))
            await asyncio.sleep(_REST)
        replay = await aside(lambda: summed(found))
        return Made(replay=replay, version=desk.knowledge.version, at=now, capped=capped)

    async def _rows(self, store: SQLite, now: datetime) -> list[Kept]:
        """The newest first, one more than may be."""
        rows: list[Kept] = []
        async for kept in every(store, Wanted(since=now - timedelta(days=DAYS))):
            rows.append(kept)
            if len(rows) > self._most:
                break
        return rows
