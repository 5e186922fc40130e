"""What is saved is served, what is broken is told once, and citizens notice neither."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.door.door import DeskHolder
from bot.knowledge import load
from bot.loading.faults import Fault
from bot.reloading import Reloader, attempt
from bot.watching import changes, signature
from tests.folders import entry, made

FILE = "umum.yaml"
OTHER = entry(id="dua", title="Dua", ask="[apa itu dua]", answer="Ini dua.")
BROKEN = "entries:\n  - id: satu\n    titel: Satu\n"
# Seconds; a hang limit and no measure.
HANG = 20


def saying(answer: str) -> str:
    """A knowledge of one entry, which is answered so."""
    return entry(answer=answer)


@dataclass(kw_only=True)
class Watched:
    """A reloader at work, and what its listeners heard."""

    folder: Path
    reloader: Reloader
    watching: asyncio.Task[None]
    faults: list[tuple[Fault, ...]] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    def save(self, content: str, name: str = FILE) -> None:
        (self.folder / name).write_text(content, encoding="utf-8")

    def answer(self) -> str:
        """What a citizen who asks now is answered."""
        return self.reloader.desk.reply("apa itu satu").text

    async def keeps_saving(self, content: str) -> None:
        """Save until it is served: the first events may come before the watch is on."""
        async with asyncio.timeout(HANG):
            while not self.versions:
                self.save(content)
                await asyncio.sleep(0.2)

    async def until(self, condition: Callable[[], object]) -> None:
        """Waits until a listener was told something by which `condition` holds."""
        async with asyncio.timeout(HANG), self.heard:
            await self.heard.wait_for(lambda: bool(condition()))

    async def on_faults(self, faults: tuple[Fault, ...]) -> None:
        async with self.heard:
            self.faults.append(faults)
            self.heard.notify_all()

    async def on_good(self, version: str) -> None:
        async with self.heard:
            self.versions.append(version)
            self.heard.notify_all()


@asynccontextmanager
async def watched(
    tmp_path: Path, *, tick: float = 0.2, grace: float = 0.5, force_polling: bool | None = None
) -> AsyncIterator[Watched]:
    folder = tmp_path / "pengetahuan"
    folder.mkdir()
    made(folder, {FILE: saying("Ini satu.")})
    reloader = Reloader(
        folder, Desk(load(folder)), tick=tick, grace=grace, force_polling=force_polling
    )
    watching = asyncio.create_task(reloader.watch())
    found = Watched(folder=folder, reloader=reloader, watching=watching)
    reloader.listen(on_faults=found.on_faults, on_good=found.on_good)
    try:
        yield found
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def places(faults: tuple[Fault, ...]) -> list[tuple[str, int]]:
    return [(fault.file, fault.line) for fault in faults]


# 30 s are longer than the hang limit: then only an event can bring it about.
WAYS = [(30.0, None), (30.0, True), (0.2, None)]


@pytest.mark.parametrize(("tick", "force_polling"), WAYS)
async def test_a_saved_file_serves_the_next_question(
    tmp_path: Path, tick: float, force_polling: bool | None
) -> None:
    async with watched(tmp_path, tick=tick, force_polling=force_polling) as found:
        before = found.reloader.version
        await found.keeps_saving(saying("Ini baru."))

        assert found.answer() == "Ini baru."
        assert found.versions == [found.reloader.version] != [before]
        assert (found.faults, found.reloader.faults) == ([], ())


async def test_what_was_saved_before_the_watch_began_is_not_missed(tmp_path: Path) -> None:
    folder = made(tmp_path, {FILE: saying("Ini satu.")})
    desk = Desk(load(folder))
    made(folder, {FILE: saying("Ini baru.")})
    reloader = Reloader(folder, desk)
    good = asyncio.Event()

    async def on_good(version: str) -> None:
        good.set()

    reloader.listen(on_good=on_good)
    watching = asyncio.create_task(reloader.watch())
    async with asyncio.timeout(HANG):
        await good.wait()
    watching.cancel()

    assert reloader.desk.reply("apa itu satu").text == "Ini baru."


async def test_a_broken_file_leaves_the_last_good_knowledge_and_is_told_by_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(tmp_path) as found:
        good = found.reloader.version
        found.save(BROKEN)
        await found.until(lambda: found.faults)

        assert found.answer() == "Ini satu."
        assert found.reloader.version == good
        assert places(found.reloader.faults)[0] == (FILE, 2)
        assert (FILE, 3) in places(found.reloader.faults)
    [line] = [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
    assert line.startswith(f"{FILE}:2: ")
    assert f"knowledge {good} stays" in line
    assert "\n" not in line


async def test_the_same_faults_are_told_once_and_mending_is_told_too(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        found.save(BROKEN)
        await found.until(lambda: found.faults)
        found.save(BROKEN)
        assert await found.reloader.reload()
        found.save(saying("Ini baru."))
        await found.until(lambda: () in found.faults)

        assert [bool(faults) for faults in found.faults] == [True, False]
        assert found.answer() == "Ini baru."
        found.save(BROKEN)
        await found.until(lambda: len(found.faults) == 3)

        assert found.faults[2] == found.faults[0]


async def test_other_faults_are_told_anew_and_known_ones_are_not(tmp_path: Path) -> None:
    async with watched(tmp_path, tick=30) as found:
        for content in (BROKEN, "entries: [", BROKEN):
            found.save(content)
            assert await found.reloader.reload()
        found.save(saying("Ini baru."))
        await found.until(lambda: () in found.faults)

        assert [places(faults)[:1] for faults in found.faults] == [[(FILE, 2)], [(FILE, 1)], []]


async def test_an_undone_mistake_mends_without_a_new_desk(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        desk = found.reloader.desk
        found.save(BROKEN)
        await found.until(lambda: found.faults)
        found.save(saying("Ini satu."))
        await found.until(lambda: () in found.faults)

        assert found.reloader.desk is desk
        assert (found.versions, found.reloader.faults) == ([], ())


async def test_what_is_broken_only_while_it_is_written_is_told_to_nobody(tmp_path: Path) -> None:
    # What is mended is served at once: nobody waits for the grace to pass.
    async with watched(tmp_path, tick=30, grace=2 * HANG) as found:
        found.save(BROKEN)
        reloading = asyncio.create_task(found.reloader.reload())
        await asyncio.sleep(0.5)
        found.save(saying("Ini baru."))
        async with asyncio.timeout(HANG):
            assert await reloading == ()

        assert found.answer() == "Ini baru."
        assert found.faults == []


async def test_a_folder_that_is_gone_costs_nothing_and_is_found_again(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        shutil.rmtree(found.folder)
        await found.until(lambda: found.faults)

        assert found.answer() == "Ini satu."
        assert places(found.faults[0]) == [("pengetahuan", 1)]
        found.folder.mkdir()
        found.save(saying("Ini kembali."))
        await found.until(lambda: () in found.faults)

        assert found.answer() == "Ini kembali."
        found.save(saying("Ini kembali lagi."))
        await found.until(lambda: len(found.versions) == 2)

        assert found.answer() == "Ini kembali lagi."


async def test_another_folder_in_its_place_is_read_and_watched(tmp_path: Path) -> None:
    """As a symbolic link turned to a new release, or a folder restored from a copy."""
    async with watched(tmp_path, tick=30) as found:
        await found.keeps_saving(saying("Ini awal."))
        fresh = tmp_path / "baru"
        fresh.mkdir()
        made(fresh, {FILE: saying("Ini rilis baru.")})
        found.folder.rename(tmp_path / "lama")
        fresh.rename(found.folder)
        await found.until(lambda: found.answer() == "Ini rilis baru.")
        found.versions.clear()
        await found.keeps_saving(saying("Ini disunting."))

        assert found.answer() == "Ini disunting."


async def test_a_link_turned_to_another_folder_is_followed(tmp_path: Path) -> None:
    """No event tells of it: the clock must."""
    link, old, new = tmp_path / "kini", tmp_path / "lama", tmp_path / "baru"
    for folder, answer in ((old, "Ini lama."), (new, "Ini baru.")):
        folder.mkdir()
        made(folder, {FILE: saying(answer)})
    link.symlink_to(old)
    seen = []
    async with asyncio.timeout(HANG), aclosing(changes(link, tick=0.2)) as looks:
        async for _ in looks:
            seen.append((link / FILE).read_text())
            if len(seen) == 2:
                break
            link.unlink()
            link.symlink_to(new)

    assert seen == [saying("Ini lama."), saying("Ini baru.")]


async def test_an_editor_that_renames_a_temporary_file_into_place_is_understood(
    tmp_path: Path,
) -> None:
    async with watched(tmp_path, tick=30) as found:
        await found.keeps_saving(saying("Ini awal."))
        found.save("setengah jadi: [", ".umum.yaml.swp")
        found.save("setengah jadi: [", "umum.yaml~")
        found.save(saying("Ini baru."), "umum.yaml.tmp")
        (found.folder / "umum.yaml.tmp").replace(found.folder / FILE)
        await found.until(lambda: len(found.versions) == 2)

        assert found.answer() == "Ini baru."
        assert found.faults == []


async def test_of_saves_during_a_reload_the_newest_is_served_at_last(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        for number in range(30):
            found.save(saying(f"Ini nomor {number}."))
            await asyncio.sleep(0.02)
        await found.until(lambda: found.answer() == "Ini nomor 29.")

        assert found.faults == []


async def test_a_new_file_and_a_lost_one_count_as_changes(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        found.save(OTHER, "dua.yaml")
        await found.until(lambda: found.versions)

        assert found.reloader.desk.reply("apa itu dua").text == "Ini dua."
        (found.folder / "dua.yaml").unlink()
        await found.until(lambda: len(found.versions) == 2)

        assert found.reloader.desk.reply("apa itu dua").text != "Ini dua."


async def test_replies_go_on_while_a_knowledge_is_built(tmp_path: Path) -> None:
    async with watched(tmp_path, tick=30) as found:
        large = "".join(
            entry(id=f"e{n}", title=f"Hal {n}", ask=f"[perihal nomor {n}]", answer="Ya.")[
                len("entries:\n") if n else 0 :
            ]
            for n in range(300)
        )
        found.save(large)
        reloading = asyncio.create_task(found.reloader.reload())
        turns = 0
        while not reloading.done():
            found.reloader.desk.reply("apa itu satu")
            await asyncio.sleep(0)
            turns += 1

        assert await reloading == ()
        assert turns > 10


async def test_a_listener_that_fails_harms_neither_the_watch_nor_the_others(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(tmp_path) as found:

        async def fail(version: str) -> None:
            raise ValueError(version)

        found.reloader.listen(on_good=fail)
        found.save(saying("Ini baru."))
        await found.until(lambda: found.versions)
        found.save(saying("Ini lebih baru."))
        await found.until(lambda: len(found.versions) == 2)

    assert "a listener to the knowledge failed: ValueError" in caplog.messages


def test_an_empty_folder_of_files_is_no_knowledge(tmp_path: Path) -> None:
    """A disk that was full leaves files of no bytes, and they are no fault to the loader."""
    desk = Desk(load(made(tmp_path, {FILE: saying("Ini satu.")})))
    outcome = attempt(made(tmp_path, {FILE: ""}), desk)

    assert outcome.desk is None
    assert [fault.message for fault in outcome.faults] == [
        "folder ini tidak berisi satu entri pun; kembalikan berkasnya"
    ]


def test_a_knowledge_that_is_the_same_is_not_built_again(tmp_path: Path) -> None:
    folder = made(tmp_path, {FILE: saying("Ini satu.")})
    outcome = attempt(folder, Desk(load(folder)))

    assert (outcome.desk, outcome.faults) == (None, ())


def test_a_desk_that_is_ready_is_taken_for_just_the_knowledge_that_it_answers_from(
    tmp_path: Path,
) -> None:
    before = Desk(load(made(tmp_path, {FILE: saying("Ini satu.")})))
    ready = Desk(load(made(tmp_path, {FILE: saying("Ini dua.")})), before)
    taken = attempt(tmp_path, before, ready=ready)
    other = attempt(made(tmp_path, {FILE: saying("Ini tiga.")}), before, ready=ready)

    assert taken.desk is ready
    assert other.desk not in (None, before, ready)


async def test_whoever_reads_the_folder_first_takes_the_desk_that_is_expected(
    tmp_path: Path,
) -> None:
    reloader = Reloader(tmp_path, Desk(load(made(tmp_path, {FILE: saying("Ini satu.")}))))
    ready = Desk(load(made(tmp_path, {FILE: saying("Ini dua.")})))
    reloader.expect(ready)
    await reloader.reload()

    assert reloader.desk is ready


def test_what_is_not_knowledge_does_not_change_a_signature(tmp_path: Path) -> None:
    before = signature(made(tmp_path, {FILE: saying("Ini satu.")}))
    made(tmp_path, {".umum.yaml.swp": "x", "umum.yaml~": "x", "4913": "x"})

    assert signature(tmp_path) == before
    made(tmp_path, {FILE: saying("Ini dua.")})
    assert signature(tmp_path) != before
    assert signature(tmp_path / "tidak-ada") != before


async def test_a_reloader_holds_the_desk_of_a_running_bot(tmp_path: Path) -> None:
    async with watched(tmp_path) as found:
        holder: DeskHolder = found.reloader

        assert holder.desk is found.reloader.desk
