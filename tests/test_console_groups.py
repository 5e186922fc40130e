"""Groups kept up beside the pages, over a real SQLite file and the shipped knowledge."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.groups import RENEWED, Grouped, Groups
from bot.keeping.kept import Asked, Review, StoreError
from bot.keeping.storage import SQLite
from bot.replies import Kind
from tests.desks import shipped_desk
from tests.logged import BUDI, NOON, SITI, question

KNOWN = shipped_desk().knowledge


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        yield store


def waiting(id: int, words: str | None, person: str = BUDI) -> Asked:
    """An open question."""
    return question(id, words=words, person=person, kind=Kind.UNKNOWN, entry=None, runner_up=None)


def held(grouped: Grouped) -> list[tuple[int, ...]]:
    return [heap.ids for heap in grouped.heaps]


async def test_what_asks_the_same_is_a_group_and_new_questions_join_it(store: SQLite) -> None:
    groups = Groups()
    await store.add([waiting(1, "kapan pendaftaran petugas haji"), waiting(2, "tarif parkir")])
    first = await groups.look(store, KNOWN, NOON)
    await store.add([waiting(3, "pendaftaran petugas haji kpn ya"), waiting(4, "tarif parkir brp")])
    second = await groups.look(store, KNOWN, NOON + timedelta(minutes=5))

    assert held(first) == [(2,), (1,)]
    assert held(second) == [(4, 2), (3, 1)]
    assert (second.at, second.left, second.total) == (NOON, 0, 4)


async def test_what_is_closed_or_erased_leaves_its_group_and_comes_back_to_it(
    store: SQLite,
) -> None:
    groups = Groups()
    words = "kapan pendaftaran petugas haji"
    await store.add([waiting(1, words), waiting(2, words), waiting(3, words, person=SITI)])
    await groups.look(store, KNOWN, NOON)
    await store.review(1, Review.SET_ASIDE)
    await store.erase(SITI)
    without = await groups.look(store, KNOWN, NOON)
    await store.review(1, None)

    assert held(without) == [(2,)]
    assert held(await groups.look(store, KNOWN, NOON)) == [(2, 1)]


async def test_without_words_the_topic_makes_the_group(store: SQLite) -> None:
    first, second, third = (waiting(id, None) for id in (1, 2, 3))
    await store.add([replace(first, entry="wbk"), second, replace(third, entry="wbk")])

    assert held(await Groups().look(store, KNOWN, NOON)) == [(3, 1), (2,)]


async def test_of_many_a_page_waits_for_none_and_who_must_have_all_waits_for_all(
    store: SQLite,
) -> None:
    await store.add([waiting(id, f"tarif parkir nomor {id}") for id in range(1, 1500)])
    groups = Groups(at_once=10)
    first = await groups.look(store, KNOWN, NOON)
    whole = await groups.look(store, KNOWN, NOON, whole=True)

    assert (first.left, first.total) == (1499, 0)
    assert (whole.left, len(whole.heaps)) == (0, 1499)


async def test_the_loop_goes_on_while_many_are_grouped(store: SQLite) -> None:
    await store.add([waiting(id, f"tarif parkir nomor {id}") for id in range(1, 1500)])
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    beating = asyncio.create_task(beat())
    await Groups().look(store, KNOWN, NOON, whole=True)
    beating.cancel()

    # Of a loop that stands still there would be none; each slice rests.
    assert beats >= 10


async def test_a_grouping_is_made_anew_by_the_hour_and_for_another_language(
    store: SQLite,
) -> None:
    await store.add([waiting(1, "tarif parkir"), waiting(2, "parkir tarif")])
    groups = Groups()
    later = NOON + RENEWED
    times = [
        (await groups.look(store, KNOWN, now)).at
        for now in (NOON, later - timedelta(seconds=1), later)
    ]
    other = replace(KNOWN, language=replace(KNOWN.language, filler=("parkir",)))
    last = await groups.look(store, other, later + timedelta(minutes=1))

    assert times == [NOON, NOON, later]
    assert last.at == later + timedelta(minutes=1)
    assert held(last) == [(2, 1)]


async def test_while_many_are_grouped_anew_the_groups_of_before_stand(store: SQLite) -> None:
    await store.add([waiting(id, f"tarif parkir nomor {id}") for id in range(1, 40)])
    groups = Groups(at_once=10)
    await groups.look(store, KNOWN, NOON, whole=True)
    later = NOON + RENEWED
    meanwhile = await groups.look(store, KNOWN, later)
    anew = await groups.look(store, KNOWN, later, whole=True)

    assert (meanwhile.at, meanwhile.left, len(meanwhile.heaps)) == (NOON, 0, 39)
    assert (anew.at, anew.left, len(anew.heaps)) == (later, 0, 39)


async def test_an_empty_log_has_no_groups_and_a_shut_one_says_so(store: SQLite) -> None:
    groups = Groups()
    empty = await groups.look(store, KNOWN, NOON)
    await store.close()

    assert (held(empty), empty.left) == ([], 0)
    with pytest.raises(StoreError):
        await groups.look(store, KNOWN, NOON)
