"""The workshop over a real folder, database and reloader: what is saved, undone and refused."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.changes.auditing import Action, audited, since
from bot.changes.teaching import Editor, Proposal, Workshop
from bot.keeping.kept import Review, Wanted
from bot.keeping.storage import SQLite
from bot.reloading import Reloader
from bot.reviews.postponing import postponed, put_off, take_up
from bot.reviews.reviewing import open_groups
from bot.splicing.editing import AddPhrasing, AddRecord, RemovePhrasing
from bot.splicing.patch import mark
from bot.splicing.trees import EditError, Refusal
from tests.consolehall import JAKARTA, folder_of
from tests.logged import NOON
from tests.officehall import unknown
from tests.townhall import desk_of

RINA = Editor(name="Rina", role="editor")


@dataclass(kw_only=True)
class Shop:
    """A workshop and what it works on."""

    work: Workshop
    store: SQLite
    reloader: Reloader
    file: Path

    async def teaches(self, phrasing: str, id: str = "wbk", *questions: int) -> int:
        plan = await self.work.plan(proposal(phrasing, id))
        return await self.work.save(plan, RINA, questions, Review.TAUGHT)


@asynccontextmanager
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    folder = folder_of(tmp_path / "knowledge", None)
    reloader = Reloader(folder, desk_of())
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add([unknown(id, f"tanya {id}") for id in range(1, 5)])
        copies = tmp_path / "copies"
        work = Workshop(folder, copies, store, reloader, lambda: datetime.now(JAKARTA))
        yield Shop(work=work, store=store, reloader=reloader, file=folder / "umum.yaml")


def proposal(phrasing: str, id: str = "wbk", file: str = "umum.yaml") -> Proposal:
    return Proposal(
        file=file,
        action=Action.PHRASING,
        entry=id,
        what=phrasing,
        changes=(AddPhrasing(id=id, phrasing=phrasing),),
    )


async def test_later_changes_of_the_same_file_outlive_the_undo_of_an_earlier_one(
    tmp_path: Path,
) -> None:
    async with shop(tmp_path) as hall:
        before = hall.file.read_bytes()
        first = await hall.teaches("kalimat pertama sekali")
        await hall.teaches("kalimat kedua lain", "sejarah")
        await hall.work.undo(first, RINA)
        desk = hall.reloader.desk

    added = b"      - kalimat kedua lain\n"
    assert hall.file.read_bytes().replace(added, b"") == before
    assert added in hall.file.read_bytes()
    assert desk.reply("kalimat kedua lain").entries == ("sejarah",)


async def test_an_undo_that_would_break_the_folder_is_refused(tmp_path: Path) -> None:
    async with shop(tmp_path) as hall:
        fields = {"id": "baru", "title": "Baru", "ask": ["apa yang baru"], "answer": "Ini."}
        record = Proposal(
            file="baru.yaml",
            action=Action.ENTRY,
            entry="baru",
            what="Baru",
            changes=(AddRecord(section="entries", fields=fields),),
        )
        plan = await hall.work.plan(record)
        id = await hall.work.save(plan, RINA, (), Review.TAUGHT)
        leaning = hall.file.read_text("utf-8").replace("[zona, wbk]", "[zona, baru]")
        hall.file.write_text(leaning, encoding="utf-8")
        with pytest.raises(EditError) as raised:
            await hall.work.undo(id, RINA)

        assert len(await audited(hall.store, 9)) == 1
    assert raised.value.refusal is Refusal.FAULTY
    assert (hall.file.parent / "baru.yaml").exists()


async def test_where_the_file_cannot_be_written_nothing_else_is_done(tmp_path: Path) -> None:
    async with shop(tmp_path) as hall:
        plan = await hall.work.plan(proposal("kalimat pertama sekali"))
        (tmp_path / "copies").write_bytes(b"in the way")
        with pytest.raises(EditError) as raised:
            await hall.work.save(plan, RINA, (1, 2), Review.TAUGHT)

        assert await audited(hall.store, 9) == []
        assert [k.review for k in await hall.store.queries(Wanted())] == [None] * 4
    assert raised.value.refusal is Refusal.UNWRITABLE


async def test_of_two_who_save_at_once_one_is_told(tmp_path: Path) -> None:
    async with shop(tmp_path) as hall:
        plans = [await hall.work.plan(proposal(f"kalimat {n} sekali")) for n in ("satu", "dua")]
        saving = (hall.work.save(plan, RINA, (), Review.TAUGHT) for plan in plans)
        done = await asyncio.gather(*saving, return_exceptions=True)
        others = await since(hall.store, "umum.yaml", plans[0].over)

    assert sorted(type(one).__name__ for one in done) == ["EditError", "int"]
    assert len(others) == 1
    assert sum(f"kalimat {n} sekali" in hall.file.read_text("utf-8") for n in ("satu", "dua")) == 1


async def test_a_question_closed_otherwise_meanwhile_stays_so(tmp_path: Path) -> None:
    async with shop(tmp_path) as hall:
        id = await hall.teaches("kalimat pertama sekali", "wbk", 1, 2)
        await hall.store.review(2, Review.ANSWERED)
        await hall.work.undo(id, RINA)
        found = await hall.store.queries(Wanted())

    assert [kept.review for kept in found] == [None, None, Review.ANSWERED, None]


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        (proposal("x", "tak-ada"), Refusal.MISSING),
        (proposal("apa syarat wbk"), Refusal.PRESENT),
        (proposal("x", "wbk", "../umum.yaml"), Refusal.MISSING),
        (proposal("x", "wbk", "lain.yaml"), Refusal.MISSING),
    ],
)
async def test_what_cannot_be_planned_says_why(
    tmp_path: Path, wanted: Proposal, refusal: Refusal
) -> None:
    async with shop(tmp_path) as hall:
        plan = await hall.work.plan(wanted)
        with pytest.raises(EditError):
            await hall.work.save(plan, RINA, (), Review.TAUGHT)

    assert (plan.refusal, plan.foresight) == (refusal, None)


async def test_what_check_refuses_is_not_saved(tmp_path: Path) -> None:
    async with shop(tmp_path) as hall:
        asks = ("ceritakan sejarah kantor", "bagaimana riwayat berdirinya kantor")
        changes = tuple(
            RemovePhrasing(id="sejarah", phrasing=ask) for ask in (*asks, "sejarah berdirinya")
        )
        plan = await hall.work.plan(
            Proposal(
                file="umum.yaml", action=Action.PHRASING, entry="sejarah", what="", changes=changes
            )
        )
        with pytest.raises(EditError):
            await hall.work.save(plan, RINA, (), Review.TAUGHT)

    assert [fault.file for fault in plan.faults] == ["umum.yaml"]


async def test_the_changes_since_a_mark_are_known_only_if_all_went_through_here(
    tmp_path: Path,
) -> None:
    async with shop(tmp_path) as hall:
        start = mark(hall.file.read_bytes())
        ids = [await hall.teaches(f"kalimat {n} sekali") for n in ("satu", "dua")]

        assert [row.id for row in await since(hall.store, "umum.yaml", start)] == ids[::-1]
        assert await since(hall.store, "umum.yaml", "x") == []
        assert await since(hall.store, "lain.yaml", start) == []


async def test_put_off_is_a_group_by_its_newest_question_and_forgotten_with_it(
    tmp_path: Path,
) -> None:
    async with shop(tmp_path) as hall:
        first, second, *_ = await open_groups(hall.store)
        await put_off(hall.store, first)
        await put_off(hall.store, first)
        assert await postponed(hall.store) == {first.newest}
        await take_up(hall.store, first)
        assert await postponed(hall.store) == frozenset()
        await put_off(hall.store, first)
        await hall.store.purge(NOON.replace(year=2027))
        await hall.store.add([unknown(99, "baru")])
        await put_off(hall.store, second)

        assert await postponed(hall.store) == frozenset()


async def test_the_desk_that_was_looked_at_is_the_one_that_is_served(tmp_path: Path) -> None:
    """None is built a second time; where the folder is another by then, its own is."""
    async with shop(tmp_path) as hall:
        plan = await hall.work.plan(proposal("kalimat pertama sekali"))
        other = await hall.work.plan(proposal("kalimat kedua lain", "sejarah"))
        await hall.work.save(other, RINA)
        looked_at = hall.reloader.desk
        await hall.work.undo(1, RINA)
        former = hall.reloader.desk
        await hall.work.save(plan, RINA)
        desk = hall.reloader.desk

    assert looked_at.reply("kalimat kedua lain").entries == ("sejarah",)
    assert former.reply("kalimat kedua lain").entries != ("sejarah",)
    assert desk.reply("kalimat pertama sekali").entries == ("wbk",)
