"""Heaps of open questions over a real SQLite file: shown, closed together, opened together."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.keeping.kept import Asked, Review, Vote, Wanted
from bot.keeping.storage import SQLite
from bot.replies import Kind, Ranked
from bot.reviews import reviewing
from bot.reviews.gathering import (
    Heap,
    close,
    group_of,
    heaped,
    open_mark,
    open_questions,
    reopen,
    shown,
    wordings,
)
from tests.logged import BUDI, NOON, SITI, question


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        yield store


def waiting(id: int, words: str | None, person: str = BUDI, near: str | None = None) -> Asked:
    """An open question; `near`: the entry that stood nearest."""
    runner_up = Ranked(entry=near, score=0.1) if near else None
    at = NOON + timedelta(minutes=id % 1000)
    return question(
        id, at=at, words=words, person=person, kind=Kind.UNKNOWN, entry=None, runner_up=runner_up
    )


async def heap_of(store: SQLite, *ids: int) -> Heap:
    """The heap of these open questions."""
    [heap] = heaped(await open_questions(store), dict.fromkeys(ids, 0))
    return heap


async def states(store: SQLite) -> dict[int, Review | None]:
    return {kept.asked.id: kept.review for kept in await store.queries(Wanted())}


async def test_heaps_of_most_people_come_first_then_the_most_asked_then_the_newest(
    store: SQLite,
) -> None:
    sole = [waiting(id, "a") for id in range(1, 6)]
    await store.add([*sole, waiting(6, "b"), waiting(7, "b", SITI), waiting(8, "c")])
    await store.add([waiting(9, "d"), waiting(10, "e"), question(11)])
    labels = {1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 1, 7: 1, 8: 2, 9: 3}
    heaps = heaped(await open_questions(store), labels)

    assert [heap.ids for heap in heaps] == [(7, 6), (5, 4, 3, 2, 1), (9,), (8,)]
    assert [heap.people for heap in heaps] == [2, 1, 1, 1]


async def test_a_sample_is_told_from_people(store: SQLite) -> None:
    await store.add([waiting(1, "a"), waiting(2, "b"), waiting(3, "b", "contoh-01")])
    heaps = heaped(await open_questions(store), {1: 0, 2: 1, 3: 1})

    assert [(heap.newest, heap.sample) for heap in heaps] == [(3, True), (1, False)]


async def test_open_is_what_the_log_calls_open(store: SQLite) -> None:
    await store.add([question(at, kind=kind) for at, kind in enumerate([*Kind] * 3, 1)])
    for id in range(1, 19, 4):
        await store.vote(id, Vote.NO, BUDI)
        await store.review(id + 1, Review.TAUGHT)
    expected = [kept.asked.id for kept in await store.queries(Wanted(open_only=True))]

    assert [id for id, _ in await open_questions(store)] == expected


async def test_the_mark_changes_with_what_is_open_and_with_nothing_else(store: SQLite) -> None:
    await store.add([waiting(1 << 40, "a"), waiting(2 << 40, "b"), question(3)])
    marks = [await open_mark(store)]
    await store.add([question(4)])
    await store.vote(4, Vote.YES, BUDI)
    same = await open_mark(store)
    for change in (Review.SET_ASIDE, None):
        await store.review(1 << 40, change)
        marks.append(await open_mark(store))
    await store.vote(3, Vote.NO, BUDI)
    marks.append(await open_mark(store))
    await store.erase(BUDI)
    marks.append(await open_mark(store))

    assert same == marks[0] == marks[2]
    assert len({*marks}) == 4


async def test_ways_of_writing_are_shown_the_most_frequent_first(store: SQLite) -> None:
    words = ["Apa", "apa", "apa", "APA"]
    await store.add([waiting(id, text) for id, text in enumerate(words, 1)])
    await store.add([waiting(5, None, near="wbk"), waiting(6, None, near="zi")])
    worded, wordless = await heap_of(store, 1, 2, 3, 4), await heap_of(store, 5, 6)
    first, second = await shown(store, [worded, wordless])

    assert [(one.words, one.times, one.newest) for one in first.variants] == [
        ("apa", 2, 3),
        ("APA", 1, 4),
        ("Apa", 1, 1),
    ]
    assert (first.words, first.last_asked) == ("apa", NOON + timedelta(minutes=4))
    assert (second.words, second.variants, second.then) == (None, [], "zi")


async def test_of_what_was_erased_meanwhile_nothing_is_shown(store: SQLite) -> None:
    await store.add([waiting(1, "a"), waiting(2, "b", SITI)])
    heaps = [await heap_of(store, 1), await heap_of(store, 2)]
    await store.erase(SITI)

    assert [one.words for one in await shown(store, heaps)] == ["a"]
    assert await group_of(store, heaps[1]) is None


async def test_wordings_come_with_what_was_nearest(store: SQLite) -> None:
    await store.add([waiting(1, "a", near="wbk"), question(2, words=None), waiting(3, "c")])
    told = [(one.id, one.words, one.near) for one in await wordings(store, [3, 2, 1])]

    assert told == [(1, "a", "wbk"), (2, None, "zona-integritas"), (3, "c", None)]


async def test_what_was_closed_together_is_opened_together_and_nothing_else(
    store: SQLite,
) -> None:
    await store.add([waiting(id, f"cara ke-{id}") for id in range(1, 6)])
    await store.review(3, Review.SET_ASIDE)
    heap = await heap_of(store, 1, 2, 5)
    closed = await close(store, heap.ids)
    aside = await states(store)
    opened = await reopen(store, heap.newest, heap.ids[-1])

    assert (closed, opened) == (3, 3)
    assert [id for id, review in aside.items() if review] == [5, 3, 2, 1]
    assert [id for id, review in (await states(store)).items() if review] == [3]


@pytest.mark.parametrize("ids", [(1, 2, 3), (1,)])
async def test_closing_spares_what_somebody_else_closed_otherwise(
    store: SQLite, ids: Sequence[int]
) -> None:
    await store.add([waiting(id, "a") for id in ids])
    heap = await heap_of(store, *ids)
    await store.review(1, Review.TAUGHT)

    assert await close(store, heap.ids) == len(ids) - 1
    assert (await states(store))[1] is Review.TAUGHT


@pytest.mark.parametrize(("erased", "left"), [(BUDI, 1), (SITI, 2)])
async def test_undoing_works_though_one_end_of_the_heap_is_erased(
    store: SQLite, erased: str, left: int
) -> None:
    await store.add([waiting(1, "a b"), waiting(2, "lain", SITI), waiting(3, "beda")])
    heap = await heap_of(store, 1, 2, 3)
    await close(store, heap.ids)
    await store.erase(erased)

    assert await reopen(store, 3, 1) == left


async def test_what_was_closed_in_telegram_is_opened_too(store: SQLite) -> None:
    await store.add([waiting(1, "a b"), waiting(2, "A B")])
    [group] = await reviewing.open_groups(store)
    await reviewing.set_aside(store, group)

    assert await reopen(store, 2, 1) == 2


async def test_of_the_erased_no_closing_is_kept(store: SQLite) -> None:
    await store.add([waiting(1, "a"), waiting(2, "b", SITI)])
    await close(store, (1,))
    await store.erase(BUDI)
    await close(store, (2,))

    assert await store.read("SELECT question FROM closings") == [(2,)]
