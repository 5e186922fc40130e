"""Heaps of open questions that ask the same, as the store has them: looked at, closed, opened.

A heap is ids and people alone, so that a hundred thousand questions are grouped without holding
anybody's words; what a page shows of a few heaps is read when it is shown.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.keeping.counts import OPEN
from bot.keeping.kept import Review
from bot.keeping.schema import SELECT, kept_of
from bot.keeping.storage import SQLite
from bot.reviews.reviewing import Group
from bot.reviews.reviewing import reopen as reopen_alike
from bot.sampling import is_sample

_THESE = "id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, kw_only=True)
class Heap:
    """Open questions that ask the same, ids from the newest on, never empty; how many asked."""

    ids: tuple[int, ...]
    people: int
    sample: bool
    """Whether an invented one is among them."""

    @property
    def newest(self) -> int:
        """By which buttons name it."""
        return self.ids[0]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One way of writing: how often, when last, and the id of that time."""

    words: str
    times: int
    last: datetime
    newest: int


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A heap as a page shows it; `variants`: the most frequent first, none where none are kept."""

    heap: Heap
    variants: Sequence[Variant]
    last_asked: datetime
    then: str | None
    """What stood nearest to the newest when it was asked."""

    @property
    def words(self) -> str | None:
        """As most people wrote it."""
        return self.variants[0].words if self.variants else None


Open = tuple[int, str]
"""The id of an open question, and who asked it."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """An open question's masked words, None where not kept, and what was nearest then."""

    id: int
    words: str | None
    near: str | None


async def open_questions(store: SQLite) -> list[Open]:
    """All of them, from the newest on. Raises StoreError."""
    return await store.read(f"SELECT id, person FROM queries WHERE {OPEN} ORDER BY id DESC")


async def open_mark(store: SQLite) -> tuple[int, ...]:
    """What is the same as long as the same questions are open, in a tenth of the time.

    Raises StoreError.
    """
    # Halves of the ids, for sums of many whole ones run over.
    sums = "COUNT(*), COALESCE(SUM(id >> 32), 0), COALESCE(SUM(id & 0xffffffff), 0)"
    [mark] = await store.read(f"SELECT {sums} FROM queries WHERE {OPEN}")
    return tuple(mark)


async def wordings(store: SQLite, ids: Sequence[int]) -> list[Wording]:
    """What these questions say, from the oldest on. Raises StoreError."""
    rows = await store.read(
        f"SELECT id, words, COALESCE(entry, runner_up) FROM queries WHERE {_THESE} ORDER BY id",
        json.dumps(ids),
    )
    return [Wording(id=id, words=words, near=near) for id, words, near in rows]


def heaped(questions: Iterable[Open], labels: Mapping[int, int]) -> list[Heap]:
    """Heaps of the questions that have labels: those of most people, then the most often asked.

    `questions`: the newest first. People count before times: one who asks fifty times is still one.
    """
    ids: dict[int, list[int]] = {}
    people: dict[int, set[str]] = {}
    for id, person in questions:
        if (label := labels.get(id)) is not None:
            ids.setdefault(label, []).append(id)
            people.setdefault(label, set()).add(person)
    heaps = [
        Heap(
            ids=tuple(held),
            people=len(people[label]),
            sample=any(map(is_sample, people[label])),
        )
        for label, held in ids.items()
    ]
    return sorted(heaps, key=lambda heap: (-heap.people, -len(heap.ids), -heap.newest))


async def shown(store: SQLite, heaps: Sequence[Heap]) -> list[Shown]:
    """What is to be seen of these; of one that was erased meanwhile nothing. Raises StoreError."""
    rows = await store.read(
        "SELECT heap.key, words, COUNT(*), MAX(asked.id) AS newest, at, COALESCE(entry, runner_up)"
        " FROM json_each(?) AS heap, json_each(heap.value) AS one"
        " JOIN queries AS asked ON asked.id = one.value"
        " GROUP BY heap.key, words ORDER BY COUNT(*) DESC, newest DESC",
        json.dumps([heap.ids for heap in heaps]),
    )
    found: list[list[tuple[Variant | None, int, datetime, str | None]]] = [[] for _ in heaps]
    for place, words, times, newest, at, near in rows:
        last = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)
        variant = Variant(words=words, times=times, last=last, newest=newest) if words else None
        found[place].append((variant, newest, last, near))
    return [
        Shown(
            heap=heap,
            variants=[variant for variant, *_ in ways if variant],
            last_asked=max(ways, key=lambda way: way[1])[2],
            then=max(ways, key=lambda way: way[1])[3],
        )
        for heap, ways in zip(heaps, found, strict=True)
        if ways
    ]


async def group_of(store: SQLite, heap: Heap) -> Group | None:
    """The questions themselves, as far as they are open still. Raises StoreError."""
    sql = f"{SELECT} WHERE {_THESE} AND {OPEN} ORDER BY id DESC"
    rows = await store.read(sql, json.dumps(heap.ids))
    return Group(questions=tuple(map(kept_of, rows))) if rows else None


async def close(store: SQLite, questions: Sequence[int]) -> int:
    """Set these aside as not worth teaching; how many were open. Raises StoreError."""
    ids = json.dumps(questions)
    async with store.write() as db:
        await db.execute("DELETE FROM closings WHERE question NOT IN (SELECT id FROM queries)")
        await db.execute(
            f"INSERT OR REPLACE INTO closings SELECT id, ? FROM queries WHERE {_THESE} AND {OPEN}",
            (max(questions), ids),
        )
        done = await db.execute(
            f"UPDATE queries SET review = ? WHERE {_THESE} AND {OPEN}", (Review.SET_ASIDE, ids)
        )
    return done.rowcount


async def reopen(store: SQLite, newest: int, oldest: int) -> int:
    """Undo `close` of those between these two; how many are open again. Raises StoreError.

    Of a single question too, and of what was closed in Telegram.
    """
    done = 0
    if newest != oldest:
        batch = "id IN (SELECT question FROM closings WHERE batch = ?)"
        async with store.write() as db:
            row = await db.execute(
                f"UPDATE queries SET review = NULL WHERE {batch} AND review = ?",
                (newest, Review.SET_ASIDE),
            )
            done = row.rowcount
    return done or await reopen_alike(store, newest, oldest)
