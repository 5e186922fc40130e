"""The open questions in groups: made beside the pages, kept up as questions come and go.

The first grouping of many, and the hourly one anew, take seconds: pages wait for none of it, but
show what there is by then, or how far it is, and citizens are answered in between.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.aside import aside
from bot.keeping.storage import SQLite
from bot.knowledge import Knowledge
from bot.reviews.gathering import Heap, Open, Wording, heaped, open_mark, open_questions, wordings
from bot.reviews.likening import Likening

# Questions grouped before a page is shown; for more it waits not at all, a moment would not do.
AT_ONCE = 250
# A grouping is made anew after so long: how rare words are has changed, groups have emptied.
RENEWED = timedelta(hours=1)
# Questions read at once, and seconds of rest after each step in a thread: citizens come first.
_SLICE, _REST = 500, 0.005
# Seconds before many are begun: the page that wants them is shown first.
_FIRST = 0.1


@dataclass(frozen=True, kw_only=True)
class Grouped:
    """`at`: when they were grouped anew; `left`: open questions that are not in a group yet."""

    heaps: Sequence[Heap]
    at: datetime
    left: int

    @property
    def total(self) -> int:
        """Questions in groups."""
        return sum(len(heap.ids) for heap in self.heaps)


class _Made:
    """One grouping: what it has learnt, and the label of each question. Ids and numbers alone."""

    def __init__(self, knowledge: Knowledge, at: datetime) -> None:
        self.at = at
        self.language = knowledge.language
        self.labels: dict[int, int] = {}
        self._likening = Likening(knowledge)
        self._topics: dict[str | None, int] = {}

    async def add(self, batch: Sequence[Wording]) -> None:
        """Label these, in slices."""
        alike: dict[str, list[int]] = {}
        for one in batch:
            if one.words is not None:
                alike.setdefault(one.words, []).append(one.id)
            else:
                # The topic is all there is; such labels are below 0.
                self.labels[one.id] = self._topics.setdefault(one.near, -1 - len(self._topics))
        steps, told = self._likening.labels([*alike]), iter(alike.values())
        while (step := await aside(lambda: next(steps, None))) is not None:
            for label, ids in zip(step, told, strict=False):
                self.labels |= dict.fromkeys(ids, label)
            await asyncio.sleep(_REST)


class Groups:
    """Use on one event loop, for one store."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._made: _Made | None = None
        self._task: asyncio.Task[None] | None = None
        self._latest: tuple[tuple[int, ...], Grouped] | None = None

    async def look(
        self, store: SQLite, knowledge: Knowledge, now: datetime, *, whole: bool = False
    ) -> Grouped:
        """The groups by now, or all of them; begins what is to be done. Raises StoreError."""
        mark = await open_mark(store)
        if self._latest and self._latest[0] == mark and not self._outdated(knowledge, now):
            return self._latest[1]
        grouped = await self._grouped(store, knowledge, now, whole=whole)
        self._latest = None if grouped.left or self._task else (mark, grouped)
        return grouped

    def _outdated(self, knowledge: Knowledge, now: datetime) -> bool:
        made = self._made
        return made is None or made.language != knowledge.language or now - made.at >= RENEWED

    async def _grouped(
        self, store: SQLite, knowledge: Knowledge, now: datetime, *, whole: bool
    ) -> Grouped:
        questions = await open_questions(store)
        if await self._kept_up(store, knowledge, now, questions, whole=whole):
            questions = await open_questions(store)  # some may be closed or erased meanwhile
        made = self._made
        if made is None:
            return Grouped(heaps=(), at=now, left=len(questions))
        # Of what is closed or erased nothing is kept.
        made.labels = {id: made.labels[id] for id, _ in questions if id in made.labels}
        left = len(questions) - len(made.labels)
        return Grouped(heaps=heaped(questions, made.labels), at=made.at, left=left)

    async def _kept_up(
        self,
        store: SQLite,
        knowledge: Knowledge,
        now: datetime,
        questions: Sequence[Open],
        *,
        whole: bool,
    ) -> bool:
        """Begins what is to be done; whether it was waited for."""
        self._end()
        made = self._made
        if made is None or self._outdated(knowledge, now):
            missing = [id for id, _ in questions]
            work = self._renew(store, knowledge, now, missing)
        else:
            missing = [id for id, _ in questions if id not in made.labels]
            work = self._fill(made, store, missing)
        if self._task is None and missing:
            self._task = asyncio.create_task(work)
        else:
            work.close()
        task = self._task
        if task is None or not (whole or len(missing) <= self._at_once):
            return False
        await asyncio.wait({task})
        self._end()
        return True

    def _end(self) -> None:
        """Of what is done; raises what it raised, to whoever looks next."""
        task = self._task
        if task and task.done():
            self._task = None
            task.result()

    async def _renew(
        self, store: SQLite, knowledge: Knowledge, now: datetime, ids: Sequence[int]
    ) -> None:
        if len(ids) > self._at_once:
            await asyncio.sleep(_FIRST)
        made = await aside(lambda: _Made(knowledge, now))
        if self._made is None:
            self._made = made  # better few than none
        await self._fill(made, store, ids)
        self._made = made

    async def _fill(self, made: _Made, store: SQLite, ids: Sequence[int]) -> None:
        batch: list[Wording] = []
        for start in range(0, len(ids), _SLICE):
            batch += await wordings(store, ids[start : start + _SLICE])
        await made.add(batch)
