"""What is kept of a hand-over: found by its number, topic, message and person, and forgotten."""

import asyncio
from datetime import timedelta
from pathlib import Path

from telegram import Bot

from bot.commands.logtools import forget
from bot.door.backroom import Backroom, number_in
from bot.door.sending import Sender
from bot.keeping import handovers
from bot.keeping.handovers import Handover, State, hand_over
from bot.keeping.kept import Review, Wanted
from bot.keeping.storage import SQLite
from bot.localtelegram import LocalTelegram
from bot.settings import load_settings
from tests.logged import BUDI, NOON, SITI
from tests.officehall import unknown
from tests.townhall import JAKARTA

WORDS = "aula dipinjam warga"


async def handed(store: SQLite, query: int = 1, person: str = BUDI) -> Handover:
    await store.add([unknown(query, WORDS, person)])
    return await hand_over(
        store, query=query, person=person, language="id", words=WORDS, chat=4711, at=NOON
    )


async def test_it_is_found_by_whatever_names_it(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        first, second = await handed(store), await handed(store, 2, SITI)
        await handovers.posted(store, first.number, (11, 12), 7)
        await handovers.posted(store, second.number, (21,))
        await handovers.told(store, first.number, (5,), 99)
        found = await handovers.of_number(store, 1)

        assert (await handovers.of_office(store, 12)) == found
        assert (await handovers.of_query(store, 1)) == found
        assert (await handovers.of_person(store, BUDI)) == [found]
        assert await handovers.of_office(store, 5) is None
        assert await handovers.of_number(store, 3) is None
    assert found
    assert (found.office, found.thread, found.told, found.passed) == ((11, 12), 7, (5,), (99,))
    assert (found.at, found.words, found.name) == (NOON, WORDS, "BBBB")


async def test_an_answer_closes_its_question_but_for_what_a_reviewer_said(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await handed(store)
        await handed(store, 2)
        await store.review(2, Review.TAUGHT)
        for number in (1, 2):
            await handovers.answered(store, number, (31,), 98, Review.ANSWERED)
        reviews = [kept.review for kept in await store.queries(Wanted())]
        states = [one.state for one in await handovers.of_person(store, BUDI)]

    assert reviews == [Review.TAUGHT, Review.ANSWERED]
    assert states == [State.ANSWERED] * 2


async def test_numbers_are_given_once(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        first = await handed(store)
        await handovers.take_back(store, first.number)
        second = await handed(store)

    assert (first.number, second.number) == (1, 2)


async def test_who_is_erased_leaves_no_byte_of_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    async with SQLite(path) as store:
        await handed(store, 1, BUDI)
        await handed(store, 2, SITI)
        await handovers.bar(store, BUDI, barred=True)
        await store.erase(BUDI)
        left = [one.person for one in (*await handovers.of_person(store, SITI),)]
        barred = await handovers.is_barred(store, BUDI)
        held = path.read_bytes()  # a small file

        assert await handovers.of_person(store, BUDI) == []
    assert (left, barred) == ([SITI], False)
    assert BUDI.encode() not in held


def test_forget_takes_it_too(tmp_path: Path) -> None:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}
    settings = load_settings(environment, None)

    async def fill() -> None:
        async with SQLite(settings.database) as store:
            await handed(store)

    async def left() -> list[Handover]:
        async with SQLite(settings.database) as store:
            return await handovers.of_person(store, BUDI)

    asyncio.run(fill())
    assert forget(settings, 4711, BUDI) == 1
    assert asyncio.run(left()) == []


async def test_what_was_never_closed_goes_with_the_days_that_questions_are_kept(
    tmp_path: Path,
) -> None:
    async with SQLite(tmp_path / "bot.db") as store:
        await handed(store)
        await store.purge(NOON + timedelta(seconds=1))

        assert await handovers.of_person(store, BUDI) == []


async def test_where_the_group_moved_to_is_known_after_a_restart(tmp_path: Path) -> None:
    world = LocalTelegram()
    bot = Bot(world.token)
    async with SQLite(tmp_path / "bot.db") as store:
        first = Backroom(store, Sender(bot), bot, -5, JAKARTA)
        await first.moves(-100_777)
        second = Backroom(store, Sender(bot), bot, -5, JAKARTA)
        await second.recall()
        other = Backroom(store, Sender(bot), bot, -6, JAKARTA)  # the settings name another now
        await other.recall()

    assert (first.chat, second.chat, other.chat) == (-100_777, -100_777, -6)


def test_a_number_is_read_off_the_first_line_alone() -> None:
    assert number_in("Jawaban petugas untuk T-17:\n\nT-18") == 17
    assert number_in("Halo\nT-18") is None
    assert number_in("PT-3 dan T-x") is None
