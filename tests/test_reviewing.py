"""Open questions grouped, set aside and opened again, over a real SQLite file."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.keeping.kept import Asked, Review, Vote, Wanted
from bot.keeping.storage import SQLite
from bot.replies import Kind, Ranked
from bot.reviews.reviewing import holding, open_groups, reopen, set_aside
from tests.logged import BUDI, NOON, SITI, question


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        yield store


def waiting(id: int, words: str | None, person: str = BUDI, near: str | None = None) -> Asked:
    """An open question; `near`: the entry that stood nearest."""
    runner_up = Ranked(entry=near, score=0.1) if near else None
    at = NOON + timedelta(minutes=id)
    return question(
        id, at=at, words=words, person=person, kind=Kind.UNKNOWN, entry=None, runner_up=runner_up
    )


async def grouped(store: SQLite, most: int = 2000) -> list[list[int]]:
    """The ids of each group."""
    return [[k.asked.id for k in group.questions] for group in await open_groups(store, most)]


ALIKE = [
    ("Kapan pilkades?", "kapan  PILKADES", True),
    ("haloooo KPU", "halo kpu", True),
    ("kapan pilkada", "kapan pilkades", False),
    ("🤔", "🤔", True),
    ("🤔", "❓", False),
    ("متى الانتخابات", "متى  الانتخابات", True),
    ("🤔", None, False),
]


@pytest.mark.parametrize(("one", "other", "alike"), ALIKE)
async def test_the_same_normalised_words_are_one_group(
    store: SQLite, one: str, other: str | None, alike: bool
) -> None:
    await store.add([waiting(1, one), waiting(2, other)])

    assert await grouped(store) == ([[2, 1]] if alike else [[2], [1]])


async def test_more_people_come_before_more_times_and_these_before_the_newest(
    store: SQLite,
) -> None:
    sole = [waiting(id, "seorang lima kali") for id in range(1, 6)]
    both = [waiting(6, "dua orang"), waiting(7, "dua orang", SITI)]
    await store.add([*sole, *both, waiting(8, "lama"), waiting(9, "baru")])

    assert await grouped(store) == [[7, 6], [5, 4, 3, 2, 1], [9], [8]]
    assert [group.people for group in await open_groups(store)] == [2, 1, 1, 1]


async def test_without_words_the_topic_makes_the_group(store: SQLite) -> None:
    await store.add([waiting(1, None, near="wbk"), waiting(2, None), waiting(3, None, near="wbk")])
    groups = await open_groups(store)

    assert await grouped(store) == [[3, 1], [2]]
    assert [group.words for group in groups] == [None, None]
    assert [group.variants for group in groups] == [[], []]


async def test_ways_of_writing_are_counted_the_most_frequent_first(store: SQLite) -> None:
    await store.add([waiting(1, "Apa"), waiting(2, "apa"), waiting(3, "apa"), waiting(4, "APA")])
    [group] = await open_groups(store)

    assert group.variants == [
        ("apa", 2, NOON + timedelta(minutes=3)),
        ("APA", 1, NOON + timedelta(minutes=4)),
        ("Apa", 1, NOON + timedelta(minutes=1)),
    ]
    assert (group.words, group.last_asked) == ("apa", NOON + timedelta(minutes=4))


@pytest.mark.parametrize("most", [1, 199, 200, 201, 450])
async def test_no_more_than_the_newest_are_looked_at(store: SQLite, most: int) -> None:
    await store.add([waiting(id, f"nomor {id}") for id in range(1, 451)])

    assert await grouped(store, most) == [[id] for id in range(450, 450 - most, -1)]


async def test_only_what_is_open_is_grouped(store: SQLite) -> None:
    await store.add([waiting(1, "a b"), question(2, words="a b"), question(3, words="a b")])
    await store.vote(3, Vote.NO, BUDI)

    assert await grouped(store) == [[3, 1]]


async def test_a_group_is_found_by_any_of_its_questions(store: SQLite) -> None:
    await store.add([waiting(1, "a b"), waiting(2, "A B"), waiting(3, "lain")])
    groups = await open_groups(store)

    assert holding(groups, 1) == holding(groups, 2)
    assert holding(groups, 4) is None


async def test_setting_aside_and_undoing_counts_what_it_changed(store: SQLite) -> None:
    others = [question(id, words=f"antara {id}") for id in range(2, 500)]
    await store.add([waiting(1, "a b"), *others, waiting(500, "a b", SITI), waiting(501, "a b")])
    await store.review(499, Review.SET_ASIDE)
    [group] = await open_groups(store)
    await store.erase(SITI)

    assert await set_aside(store, group) == 2
    assert await grouped(store) == []
    assert await reopen(store, group.newest, group.oldest) == 2
    assert await grouped(store) == [[501, 1]]
    still = [k.asked.id for k in await store.queries(Wanted(), limit=1000) if k.review]
    assert still == [499]


@pytest.mark.parametrize(("erased", "left"), [(BUDI, 1), (SITI, 1)])
async def test_undoing_works_though_one_end_of_the_group_is_erased(
    store: SQLite, erased: str, left: int
) -> None:
    await store.add([waiting(1, "a b"), waiting(2, "a b", SITI)])
    [group] = await open_groups(store)
    await set_aside(store, group)
    await store.erase(erased)

    assert await reopen(store, group.newest, group.oldest) == left


async def test_undoing_what_is_all_gone_opens_nothing(store: SQLite) -> None:
    assert await reopen(store, 2, 1) == 0
