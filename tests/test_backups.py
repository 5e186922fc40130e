"""A copy made while the bot writes is whole, and a bot restored from it goes on where it was.

The commands are those of docs/operate.md, run as they stand there, but for user and folder.
"""

import asyncio
import re
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.keeping.kept import Wanted
from bot.keeping.storage import SQLite
from bot.localtelegram import LocalTelegram
from tests.desks import ROOT
from tests.lives import Lives
from tests.logged import question
from tests.test_surviving import answers, until_ready

PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Backup")[1].split("## Upgrade")[0]
BLOCKS = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
COPY = "data/cadangan.db"
# The column of the pseudonym.
PERSON = 2

WAYS = [
    pytest.param(
        0,
        marks=pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed"),
        id="sqlite3",
    ),
    pytest.param(1, id="python"),
]


def run_there(block: str, folder: Path) -> str:
    """What the lines of a block print, run in `folder` by who runs the tests."""
    printed = ""
    for line in block.strip().splitlines()[1:]:
        command = shlex.split(line.removeprefix("sudo -u integrity-desk "))
        command = [part.replace(".venv/bin/python", sys.executable) for part in command]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=30, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), line
        printed += done.stdout
    return printed


def rows(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT * FROM queries ORDER BY id").fetchall()


def health(path: Path) -> str:
    with closing(sqlite3.connect(path)) as database:
        [found] = database.execute("PRAGMA integrity_check").fetchone()
    return str(found)


def test_the_page_has_the_blocks_that_are_tried_here() -> None:
    copying, other, looking, restoring = BLOCKS

    assert "sqlite3 data/bot.db" in copying and "import sqlite3" in other
    assert "integrity_check" in looking and "rm -f" in restoring
    assert "inbox" not in "".join(BLOCKS)
    # Without the umask others could read the copy, wherever it is moved to.
    assert copying in (ROOT / "docs" / "going-live.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
async def test_a_copy_made_while_the_bot_runs_restores_into_one_that_goes_on(
    tmp_path: Path, way: int
) -> None:
    world = LocalTelegram()
    (tmp_path / "before").mkdir()
    async with Lives(world, tmp_path / "before") as lives:
        await lives.begins()
        citizen = world.citizen()
        assert [await answers(citizen) for _ in range(3)] == [True] * 3
        await until_ready(lives)
        for _ in range(500):  # no answer waits for the log
            if len(rows(lives.folder / "data" / "bot.db")) == 3:
                break
            await asyncio.sleep(0.02)
        assert (lives.folder / "data" / "bot.db-wal").stat().st_size > 0
        await asyncio.to_thread(run_there, BLOCKS[way], lives.folder)
        copy = lives.folder / COPY
        copied = rows(copy)
        assert await answers(citizen), "the bot is not held up by it"
        assert await lives.stops() == 0

    assert (health(copy), len(copied)) == ("ok", 3)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    await restored(tmp_path, copied)
    async with Lives(world, tmp_path / "after") as lives:
        await lives.begins()
        assert await answers(citizen)
        assert await lives.stops() == 0
    now = rows(lives.database)

    assert (now[:3], len(now)) == (copied, 4)
    # The same person, for the key came along.
    assert {row[PERSON] for row in now} == {copied[0][PERSON]}


async def restored(tmp_path: Path, copied: list[tuple[object, ...]]) -> None:
    """Another machine with nothing but copy and key, and a journal of another file in the way."""
    data = tmp_path / "after" / "data"
    data.mkdir(parents=True, mode=0o700)
    for name in ("bot.db", "bot.db-wal", "bot.db-shm"):
        (data / name).write_bytes(b"left over from what was there")
    old = tmp_path / "before"
    shutil.copy(old / COPY, data.parent / "cadangan.db")
    shutil.copy(old / "data" / "pseudonym.key", data.parent / "pseudonym.key")
    wanted = [line for line in BLOCKS[3].splitlines() if "rm -f" in line or "install" in line]
    for line in wanted:
        plain = line.removeprefix("sudo ").replace(" -o integrity-desk -g integrity-desk", "")
        await asyncio.to_thread(subprocess.run, shlex.split(plain), cwd=data.parent, check=True)

    assert len(wanted) == 3
    assert rows(data / "bot.db") == copied
    assert {stat.S_IMODE(file.stat().st_mode) for file in data.iterdir()} == {0o600}


@pytest.mark.parametrize("way", WAYS)
async def test_a_copy_made_under_a_storm_of_writes_is_one_moment_of_it(
    tmp_path: Path, way: int
) -> None:
    async with SQLite(tmp_path / "data" / "bot.db") as store:
        await store.add([question(1)])  # on a busy machine the first copy may be faster
        writing = asyncio.create_task(write_on(store))
        copies = []
        for number in range(5):
            await asyncio.to_thread(run_there, BLOCKS[way], tmp_path)
            copies.append((tmp_path / COPY).rename(tmp_path / f"{number}.db"))
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        written = len(await store.queries(Wanted(), limit=1_000_000))
    found = [[row[0] for row in rows(copy)] for copy in copies]

    assert [health(copy) for copy in copies] == ["ok"] * len(copies)
    assert [ids for ids in found if ids != list(range(1, len(ids) + 1))] == []
    assert [len(ids) for ids in found] == sorted(len(ids) for ids in found)
    assert 0 < len(found[0]) < len(found[-1]) <= written


async def write_on(store: SQLite) -> None:
    """A question at a time, each a transaction."""
    id = 0
    while True:
        id += 1
        await store.add([question(id)])


async def test_a_file_copied_without_its_journal_lacks_the_newest(tmp_path: Path) -> None:
    """Why the page forbids `cp`."""
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add([question(1)])
        await store.checkpoint()
        await store.add([question(2)])
        shutil.copy(store.path, tmp_path / "copied.db")

    assert len(rows(tmp_path / "copied.db")) == 1
    assert len(rows(store.path)) == 2


@pytest.mark.skipif(not shutil.which("sqlite3"), reason="sqlite3 is not installed here")
async def test_the_copy_is_looked_at_as_the_page_says(tmp_path: Path) -> None:
    async with SQLite(tmp_path / "data" / "bot.db") as store:
        await store.add([question(id) for id in range(1, 8)])
        await asyncio.to_thread(run_there, BLOCKS[0], tmp_path)
    printed = run_there(f"cd /\n{BLOCKS[2]}", tmp_path)

    assert printed == "ok\n7\n"
