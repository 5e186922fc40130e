"""Knowledge saved is knowledge served; knowledge broken is told of, and the last good one stays."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from weakref import ref

from bot.answering import Desk
from bot.aside import aside
from bot.door.showing import said
from bot.heap import give_back
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.loading.faults import Fault
from bot.loading.listing import version_of
from bot.watching import TICK, Signature, changes, signature

log = logging.getLogger(__name__)

# Seconds. A fault must still be there after this: editors and git leave halves for a moment. What
# is saved meanwhile is read at once, looked for this often.
GRACE = 0.5
_LOOK = 0.05
# A folder that never holds still is read as it is after so many readings of a tenth of a second.
_READINGS = 5
# Whatever it is answered: a desk that cannot answer this is not given to citizens.
_PROBE = "apa itu integritas"

OnFaults = Callable[[tuple[Fault, ...]], Awaitable[object]]
OnGood = Callable[[str], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a folder was found to be: a new desk, or faults, or neither (it is as it was)."""

    desk: Desk | None = None
    faults: tuple[Fault, ...] = ()


def attempt(
    folder: Path, before: Desk, today: date | None = None, ready: Desk | None = None
) -> Outcome:
    """Load the folder and build its desk, unless it holds what `before` answers from.

    `ready`: a desk that is taken where it answers from just this knowledge. Never raises; takes
    seconds of CPU where the knowledge is another one.
    """
    try:
        if _holds(folder, before.knowledge.version):
            return Outcome()
        knowledge = _at_rest(folder, today)
        if knowledge.version == before.knowledge.version:
            return Outcome()
        if not knowledge.topics:
            return _unusable(folder, before, "reload_empty")
        if ready is None or ready.knowledge.version != knowledge.version:
            ready = Desk(knowledge, before)
        ready.reply(_PROBE)
        give_back()
    except KnowledgeError as error:
        return Outcome(faults=error.faults)
    except Exception as error:
        # A fault of ours must not cost citizens the knowledge that works.
        log.error("a knowledge cannot be built:\n%s", traceback.format_exc().rstrip())
        return _unusable(folder, before, "reload_failed", kind=type(error).__name__)
    return Outcome(desk=ready)


def _holds(folder: Path, version: str) -> bool:
    """Whether it is the knowledge of that version, which then need not be read again."""
    try:
        return version_of(folder) == version
    except OSError:
        return False


def _at_rest(folder: Path, today: date | None) -> Knowledge:
    """What the folder holds once it has held still while it was read; raises KnowledgeError.

    So a save of several files is read whole, and one of a single file is not waited for.
    """
    for _ in range(_READINGS):
        seen = signature(folder)
        try:
            knowledge = load(folder, today=today)
        except KnowledgeError:
            if signature(folder) == seen:
                raise
        else:
            if signature(folder) == seen:
                return knowledge
    return load(folder, today=today)


def _unusable(folder: Path, before: Desk, key: str, **fields: object) -> Outcome:
    message = said(before.knowledge.language.say, key, "id", **fields)
    return Outcome(faults=(Fault(file=folder.resolve().name, line=1, message=message),))


class Reloader:
    """The DeskHolder of a running bot: `desk` is always whole, and never one with faults.

    Run `watch` beside the bot; `reload` at once where a program of ours has just saved. `today`
    gives the office's day to the notes.
    """

    def __init__(
        self,
        folder: Path,
        desk: Desk,
        *,
        today: Callable[[], date | None] = lambda: None,
        grace: float = GRACE,
        tick: float = TICK,
        force_polling: bool | None = None,
    ) -> None:
        self._folder = folder
        self._desk = desk
        self._faults: tuple[Fault, ...] = ()
        self._told: set[tuple[Fault, ...]] = set()
        self._today = today
        self._grace = grace
        self._tick = tick
        self._force_polling = force_polling
        self._read: Signature = ()
        self._ready: ref[Desk] | None = None
        self._reloading = asyncio.Lock()
        self._on_faults: list[OnFaults] = []
        self._on_good: list[OnGood] = []
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def desk(self) -> Desk:
        """The desk of the last good knowledge."""
        return self._desk

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What keeps the folder's knowledge of now from being served; empty: `desk` is it."""
        return self._faults

    @property
    def version(self) -> str:
        """The version of the knowledge that is served."""
        return self._desk.knowledge.version

    def listen(self, *, on_faults: OnFaults | None = None, on_good: OnGood | None = None) -> None:
        """`on_faults` hears each set of faults once, and () when all are mended; `on_good` hears
        each new version served. Nobody waits for them, and their errors are logged.
        """
        if on_faults:
            self._on_faults.append(on_faults)
        if on_good:
            self._on_good.append(on_good)

    async def watch(self) -> None:
        """Reload whenever the folder changes, until cancelled."""
        try:
            happenings = changes(self._folder, tick=self._tick, force_polling=self._force_polling)
            async with aclosing(happenings):
                async for _ in happenings:
                    await self.reload()
        finally:
            for task in self._telling:
                task.cancel()
            await asyncio.gather(*self._telling, return_exceptions=True)

    def expect(self, ready: Desk) -> None:
        """The folder is about to hold what this desk answers from: it need not be built again.

        Whoever reads the folder first takes it, be it `watch`; nobody keeps it alive for that.
        """
        self._ready = ref(ready)

    async def reload(self) -> tuple[Fault, ...]:
        """Serve what the folder holds now, if it can be served; else its faults.

        One at a time, so that an older reading never replaces a newer one.
        """
        async with self._reloading:
            outcome = await self._attempt()
            end = time.monotonic() + self._grace
            changed = True
            while changed and outcome.faults not in ((), self._faults):
                changed = await self._changes_before(end)
                outcome = await self._attempt()
            self._settle(outcome)
        return self._faults

    async def _attempt(self) -> Outcome:
        self._read = await self._now()
        ready = self._ready() if self._ready else None
        return await aside(lambda: attempt(self._folder, self._desk, self._today(), ready))

    async def _changes_before(self, end: float) -> bool:
        """Whether the folder becomes another one than was read, before `end` (time.monotonic)."""
        while time.monotonic() < end:
            if await self._now() != self._read:
                return True
            await asyncio.sleep(_LOOK)
        return False

    async def _now(self) -> Signature:
        return await aside(lambda: signature(self._folder))

    def _settle(self, outcome: Outcome) -> None:
        mended = bool(self._faults) and not outcome.faults
        self._faults = outcome.faults
        if outcome.desk:
            log.info("serving knowledge %s, no longer %s", _version(outcome.desk), self.version)
            self._desk = outcome.desk
            self._tell(listener(self.version) for listener in self._on_good)
        if outcome.faults and outcome.faults not in self._told:
            self._told.add(outcome.faults)
            log.warning("%s; knowledge %s stays", _summary(outcome.faults), self.version)
            self._tell(listener(outcome.faults) for listener in self._on_faults)
        if mended:
            self._told.clear()
            log.info("the knowledge is without faults again")
            self._tell(listener(()) for listener in self._on_faults)

    def _tell(self, news: Iterable[Awaitable[object]]) -> None:
        for one in news:
            task = asyncio.create_task(_heard(one))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)


async def _heard(news: Awaitable[object]) -> None:
    try:
        await news
    except Exception as error:
        log.error("a listener to the knowledge failed: %s", type(error).__name__)


def _version(desk: Desk) -> str:
    return desk.knowledge.version


def _summary(faults: tuple[Fault, ...]) -> str:
    """One line, whatever the faults hold."""
    first = " ".join(str(faults[0]).split())
    return first if len(faults) == 1 else f"{first} (and {len(faults) - 1} more faults)"
