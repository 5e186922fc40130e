"""Who waits for an answer, as it is kept: once each, by its owner alone, and not a day too long."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.keeping.notices import KEPT, MOST, Notice, Notices, Told
from bot.keeping.storage import SQLite
from tests.logged import BUDI, NOON, SITI
from tests.newsroom import bytes_of

TOLD = Told(language="id", entries={"pilkades": "abc"})


def notice(query: int = 1, person: str = BUDI, at: datetime = NOON) -> Notice:
    """Budi waits for something since noon."""
    words = f"pertanyaan {query}"
    return Notice(query=query, chat=4711, person=person, at=at, language="su", words=words)


async def test_what_is_kept_is_what_is_read(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store)
        kept = [await notices.keep(one) for one in (notice(), notice(), notice(2, SITI))]
        told = await notices.mark(notice(), TOLD)
        read = [await notices.one(1), *await notices.after(1), *await notices.of_person(BUDI)]

    assert (kept, told) == ([True] * 3, True)
    assert [(one.query, one.told) for one in read if one] == [(1, TOLD), (2, None), (1, TOLD)]
    assert notices.fresh == {1, 2}
    assert read[1] == notice(2, SITI)


async def test_of_two_who_would_tell_one_begins(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        one, other = Notices(store), Notices(store)
        await one.keep(notice())
        begun = [await one.mark(notice(), TOLD), await other.mark(notice(), TOLD)]
        taken = [await one.take(notice()), await other.take((await one.after(0))[0])]

    assert (begun, taken) == ([True, False], [False, True])


async def test_only_its_owner_ends_it(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store)
        for query, person in ((1, BUDI), (2, BUDI), (3, SITI)):
            await notices.keep(notice(query, person))
        ended = [await notices.end(1, SITI), await notices.end(1, BUDI), await notices.end(1, BUDI)]
        all_ended = await notices.end_all(BUDI)
        left = await notices.after(0)

    assert (ended, all_ended) == ([False, True, False], True)
    assert [one.query for one in left] == [3]


async def test_who_waits_for_many_cannot_wait_for_more_but_others_can(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store)
        kept = [await notices.keep(notice(query)) for query in range(1, MOST + 2)]
        again, other = await notices.keep(notice(MOST)), await notices.keep(notice(99, SITI))

    assert kept == [True] * MOST + [False]
    assert (again, other) == (True, True)


async def test_whatever_the_clock_says_nothing_is_kept_for_longer(tmp_path: Path) -> None:
    dice = random.Random(7)
    now = [NOON]
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store, lambda: now[0])
        begun = {id: NOON + timedelta(days=dice.uniform(-100, 100)) for id in range(1, 60)}
        for id, at in begun.items():
            await notices.keep(notice(id, f"{id:032}", at))
        latest = NOON
        for _ in range(20):
            now[0] = NOON + timedelta(days=dice.uniform(-100, 250))  # set back, too
            latest = max(latest, now[0])
            await notices.forget_old()
            left = {one.query for one in await notices.after(0)}
            assert left <= {id for id, at in begun.items() if now[0] < at + KEPT}
            assert left >= {id for id, at in begun.items() if latest < at + KEPT}


async def test_who_blocks_the_bot_waits_for_nothing_any_more(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store)
        await store.set_language(BUDI, "su")
        await notices.keep(notice())
        await notices.block(BUDI, blocked=True)
        blocked, left = await notices.is_blocked(BUDI), await notices.after(0)
        await notices.block(BUDI, blocked=False)
        unblocked, language = await notices.is_blocked(BUDI), await store.language(BUDI)

    assert (blocked, left, unblocked, language) == (True, [], False, "su")


async def test_erasing_a_person_erases_what_they_wait_for(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        notices = Notices(store)
        await notices.keep(notice())
        await notices.keep(notice(2, SITI))
        erased = await store.erase(BUDI)
        left = await notices.after(0)
        read = bytes_of(tmp_path)

    assert (erased.notices, [one.query for one in left]) == (1, [2])
    assert b"pertanyaan 1" not in read


def test_times_are_told_in_utc_and_until_when() -> None:
    assert notice(at=NOON.astimezone(UTC)).until == NOON + timedelta(days=90)
