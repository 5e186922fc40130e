"""Rehearsals of changes, made beside the pages: one at a time, and told how far each one is."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.answering import Desk
from bot.aside import aside
from bot.changes.foreseeing import MOST_ROWS, Memory, Progress
from bot.changes.rehearsing import Rehearsal, Trial, rehearse
from bot.heap import give_back
from bot.keeping.kept import Kept, Wanted
from bot.keeping.storage import SQLite
from bot.reviews.tallying import approved_wordings

DAYS = timedelta(days=30)
# Different wordings, the newest, whose answer somebody stood for: asked again, however old.
MOST_APPROVED = 1_000
# Rows read at once: a few milliseconds of the loop's time.
_SLICE = 200
# Changes looked at whose outcome is remembered, so that saving one does not reckon it again.
_REMEMBERED = 8
# Seconds that the desk of the latest one is kept for who saves it.
KEPT = 600.0


class Unfinished(Exception):
    """What a change does is still being worked out; ask again."""

    def __init__(self, progress: Progress) -> None:
        super().__init__("what the change does is still being worked out")
        self.progress = progress


@dataclass(frozen=True, kw_only=True)
class _Work:
    task: "asyncio.Task[Rehearsal]"
    progress: Progress


class Rehearsals:
    """Use on one event loop. `now`: in the office's zone."""

    def __init__(self, store: SQLite, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now
        self._turn = asyncio.Lock()
        self._works: dict[tuple[str, str, Trial], _Work] = {}
        self._memory = Memory()
        self.latest: Desk | None = None
        """That answered in the latest rehearsal, for who saves what was looked at."""

    async def of(
        self, trial: Trial, desk: Desk, over: str, today: date, patience: float | None
    ) -> Rehearsal:
        """What the trial would do in place of the desk; begun once, whoever asks how often.

        `over`: the mark of the file that it changes; `patience`: seconds, None for as long as it
        takes. Raises Unfinished and, once a try, StoreError.
        """
        key = desk.knowledge.version, over, trial
        work = self._works.get(key) or self._begun(key, desk, today)
        await asyncio.wait({work.task}, timeout=patience)
        if not work.task.done():
            raise Unfinished(work.progress)
        if work.task.exception() and self._works.get(key) is work:
            del self._works[key]
        return work.task.result()

    def _begun(self, key: tuple[str, str, Trial], desk: Desk, today: date) -> _Work:
        progress = Progress()
        task = asyncio.create_task(self._made(key[2], desk, today, progress))
        self._works[key] = work = _Work(task=task, progress=progress)
        done = [one for one, held in self._works.items() if held.task.done()]
        for one in done[: max(0, len(self._works) - _REMEMBERED)]:
            del self._works[one]
        return work

    async def _made(self, trial: Trial, desk: Desk, today: date, progress: Progress) -> Rehearsal:
        """One at a time, for each takes seconds of the machine's time."""
        async with self._turn:
            log = await self._log()
            approved = await approved_wordings(self._store, MOST_APPROVED)
            found = await aside(
                lambda: rehearse(trial, desk, log, self._memory, today, approved, progress)
            )
            self._keep(found.desk)
            await aside(give_back)
            return replace(found, desk=None)

    def _keep(self, desk: Desk | None) -> None:
        """The latest alone, and not for ever: each holds some fifty megabytes."""
        self.latest = desk
        asyncio.get_running_loop().call_later(KEPT, self._drop, desk)

    def _drop(self, desk: Desk | None) -> None:
        if self.latest is desk:
            self.latest = None

    async def _log(self) -> list[Kept]:
        """The newest first."""
        wanted, before = Wanted(since=self._now() - DAYS), None
        found: list[Kept] = []
        while len(found) < MOST_ROWS:
            batch = await self._store.queries(wanted, limit=_SLICE, before=before)
            found += batch
            if len(batch) < _SLICE:
                break
            before = batch[-1].asked.id
        return found[:MOST_ROWS]
