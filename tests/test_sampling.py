"""The sample log: invented, told apart everywhere, erased for good, and never among real ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from bot import sampling
from bot.keeping.kept import Vote, Wanted
from bot.keeping.privacy import Pseudonymiser
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.tables.exporting import Format, every, pieces
from tests.consolehall import JAKARTA
from tests.desks import shipped_desk
from tests.logged import question

NOW = datetime(2026, 11, 25, 15, 30, tzinfo=JAKARTA)


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[tuple[SQLite, QueryLog]]:
    async with SQLite(tmp_path / "preview.db") as store, QueryLog(store) as log:
        yield store, log


async def filled(store: SQLite, log: QueryLog) -> int:
    return await sampling.fill(store, log, shipped_desk(), NOW)


async def test_it_is_a_month_of_all_that_can_happen(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, log):
        number = await filled(store, log)
        kept = await store.queries(Wanted(), limit=1000)
        waiting = await store.queries(Wanted(open_only=True), limit=1000)

    assert 100 <= number == len(kept) <= 200
    assert {one.asked.kind for one in kept} == set(Kind)
    assert {one.vote for one in kept} == {None, *Vote}
    assert any(one.choice for one in kept)
    assert 15 <= len(waiting) <= number / 2
    assert all(NOW - timedelta(days=31) < one.asked.at < NOW for one in kept)
    assert [one.asked.at for one in kept] == sorted((one.asked.at for one in kept), reverse=True)
    assert {"id", "su", "en"} == {one.asked.language for one in kept}


async def test_its_answers_are_what_the_desk_says(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, log):
        await filled(store, log)
        kept = [one.asked for one in await store.queries(Wanted(), limit=1000)]
    replies = {one.words: shipped_desk().reply(one.words) for one in kept if one.words}

    assert [(one.kind, one.entries) for one in kept if one.words] == [
        (replies[one.words].kind, replies[one.words].entries) for one in kept if one.words
    ]
    assert {one.knowledge_version for one in kept} == {shipped_desk().knowledge.version}


async def test_every_row_is_marked_and_no_person_could_be_taken_for_one(tmp_path: Path) -> None:
    person = Pseudonymiser(key=b"k" * 32).of(7)
    async with opened(tmp_path) as (store, log):
        number = await filled(store, log)
        await store.add([question(1, person=person, words="sungguhan")])
        marked = [
            sampling.is_sample(k.asked.person) for k in await store.queries(Wanted(), limit=999)
        ]
        counted = await sampling.number(store)
        rows = every(store, Wanted())
        sheet = b"".join([piece async for piece in pieces(rows, Format.CSV, JAKARTA)]).decode()

    assert marked == [True] * number + [False]
    assert counted == number
    assert sheet.count("contoh-") == number


async def test_erased_it_is_gone_from_the_files_and_stays_away(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, log):
        number = await filled(store, log)
        await store.add([question(1, words="sungguhan")])
        words = next(k.asked.words for k in await store.queries(Wanted()) if k.asked.words)
        before = bytes_in(tmp_path)
        erased = await sampling.erase(store)
        left = [kept.asked.words for kept in await store.queries(Wanted())]
        after = bytes_in(tmp_path)
        again = await filled(store, log)
    async with opened(tmp_path) as (store, log):
        restarted = await filled(store, log)

    assert (erased, again, restarted) == (number, 0, 0)
    assert left == ["sungguhan"]
    assert (b"contoh-" in before, words.encode() in before) == (True, True)
    assert (b"contoh-" in after, words.encode() in after) == (False, False)


async def test_it_is_made_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as (store, log):
        number = await filled(store, log)
        again = await filled(store, log)

        assert (again, await sampling.number(store)) == (0, number)


def bytes_in(folder: Path) -> bytes:
    """All that the database's files hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir())
