"""The real program on a bad day: what machine, disk and Telegram do to it, and what it does.

Each test runs `python -m bot run` as systemd would.
"""

import asyncio
import re
import resource
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.localtelegram import Citizen, LocalTelegram
from tests.lives import Lives

SLOGAN = "apa slogan kpu purwakarta"


async def answers(citizen: Citizen) -> bool:
    """Whether a question is answered."""
    await citizen.says(SLOGAN)
    [answer] = await citizen.receives(timeout=30)
    return answer.text.startswith("Slogan")


async def look(lives: Lives, path: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(lives.address + path)


async def until_ready(lives: Lives, *, ready: bool = True) -> dict[str, Any]:
    """What /readyz says once it says that; a hang limit, not a measure."""
    async with asyncio.timeout(30):
        while (response := await look(lives, "/readyz")).is_success is not ready:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    facts: dict[str, Any] = response.json()
    return facts


async def test_a_watchman_sees_figures_and_no_word(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        citizen = world.citizen(id=7654321)
        assert await answers(citizen)
        facts = await until_ready(lives)
        figures = (await look(lives, "/metrics")).text
        code = await lives.stops()

    assert code == 0
    assert (facts["status"], facts["mode"], facts["inbox_unkept"]) == ("ready", "polling", 0)
    assert 'bot_updates_total{kind="text"} 1.0' in figures
    assert 'bot_replies_total{kind="answer"} 1.0' in figures
    assert "bot_answer_seconds_count 1.0" in figures
    assert f'bot_knowledge_info{{version="{facts["knowledge"]}"}} 1.0' in figures
    assert [word for word in ("slogan", "7654321", world.token) if word in figures] == []


async def test_a_token_that_telegram_does_not_know_ends_the_start_in_one_line(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        other = "1234567890:this-token-was-never-given-to-anybody"
        process = await lives.begins(TELEGRAM_BOT_TOKEN=other)
        code = await asyncio.wait_for(process.wait(), 30)
        told = lives.log

    assert code == 2
    assert "this-token" not in told
    assert "Traceback" not in told
    assert told.splitlines()[-1].startswith("Telegram menolak TELEGRAM_BOT_TOKEN")


async def test_a_token_revoked_while_running_ends_the_program_within_ten_seconds(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        process = await lives.begins()
        await lives.listens()
        await until_ready(lives)
        await asyncio.sleep(0.5)  # a poll waits now: nobody writes, so nothing ends it early
        token, world.token = world.token, "1234567890:another-one-after-a-revocation-00"
        before = time.monotonic()
        code = await asyncio.wait_for(process.wait(), 30)
        took = time.monotonic() - before
        told = lives.log

    assert code == 2
    assert took < 10
    assert token not in told
    assert "Traceback" not in told
    assert "may come again" not in told


async def test_another_instance_is_told_in_one_line_and_by_readyz(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        assert await answers(world.citizen())
        world.faults.next("getUpdates", status=409, times=None)
        await world.citizen().says("halo")
        facts = await until_ready(lives, ready=False)
        world.faults.clear()
        assert await answers(world.citizen())
        still = await until_ready(lives, ready=False)  # one poll that succeeds proves nothing
        code = await lives.stops()
        told = [line for line in lives.log.splitlines() if "another program polls" in line]

    assert "another program polls with this bot's token" in facts["telegram"]
    assert still["telegram"] == facts["telegram"]
    assert (len(told), code) == (1, 0)


async def test_a_second_program_with_the_same_data_does_not_begin(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        await lives.listens()
        first = lives.process
        broken = b"ini bukan basis data" * 500
        lives.database.write_bytes(broken)
        second = await lives.begins(LISTEN="127.0.0.1:0")
        code = await asyncio.wait_for(second.wait(), 30)
        told = lives.log.splitlines()[-1]
        assert await answers(world.citizen())
        lives.process = first

    assert code == 1
    assert "sudah berjalan" in told
    # What the first has open is not moved from under it, however it looks.
    assert not [*lives.database.parent.glob("*.rusak-*")]


async def test_on_a_full_disk_citizens_are_answered_and_the_log_says_so(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        process = await lives.begins()
        citizen = world.citizen()
        assert await answers(citizen)
        await until_ready(lives)
        [_, hard] = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        # No file may grow beyond a page, as if no block were free.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, hard))
        assert [await answers(citizen) for _ in range(5)] == [True] * 5
        facts = await until_ready(lives, ready=False)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        well = await until_ready(lives)
        assert await answers(citizen)
        code = await lives.stops()
        told = lives.log

    assert "failing" in (facts["inbox"], facts["log"])
    assert facts["inbox_unkept"] > 0
    assert well["inbox"] == "ok"
    assert "the inbox cannot be written, answers go on unkept" in told
    assert re.search(r"the inbox is written again; [1-9]\d* updates went unkept", told)
    assert code == 0


async def test_on_a_locked_database_citizens_are_answered_and_logged_later(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        citizen = world.citizen()
        assert await answers(citizen)
        with closing(sqlite3.connect(lives.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answered = [await answers(citizen) for _ in range(3)]
            await until_ready(lives, ready=False)
            other.execute("ROLLBACK")
        await until_ready(lives)
        code = await lives.stops()
        with closing(sqlite3.connect(lives.database)) as log:
            [logged] = log.execute("SELECT count(*) FROM queries").fetchone()

    assert answered == [True] * 3
    assert (code, logged) == (0, 4)


async def test_a_stop_does_not_wait_for_a_locked_database(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        citizen = world.citizen()
        assert await answers(citizen)
        with closing(sqlite3.connect(lives.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert await answers(citizen)
            before = time.monotonic()
            code = await lives.stops()
            took = time.monotonic() - before
            other.execute("ROLLBACK")
        told = lives.log

    assert code == 0
    assert took < 5
    assert re.search(r"the log ends unwritten, [12] notes lost", told)


@pytest.mark.parametrize("name", ["bot.db", "bot-inbox.db"])
async def test_a_broken_database_is_moved_aside_and_citizens_are_answered(
    tmp_path: Path, name: str
) -> None:
    world = LocalTelegram()
    broken = b"ini bukan basis data, melainkan catatan" * 500
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(broken)
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        assert await answers(world.citizen())
        assert await lives.stops() == 0
        told = lives.log

    [aside] = (tmp_path / "data").glob(f"{name}.rusak-*[0-9]")
    assert aside.read_bytes() == broken
    assert f"{name} is broken" in told


async def test_a_stop_lets_what_has_begun_end_and_keeps_the_rest(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        await lives.begins()
        citizen = world.citizen()
        assert await answers(citizen)
        world.faults.next("sendMessage", hang=0.7, times=None)
        for _ in range(20):
            await citizen.says(SLOGAN)
        await world.until(lambda: len(world.calls("sendMessage")) == 2)
        before = time.monotonic()
        code = await lives.stops()
        took = time.monotonic() - before
        answered = len(citizen.chat.sent)
        begun = len(world.calls("sendMessage"))
        world.faults.clear()
        await lives.begins()
        await world.until(lambda: len(citizen.chat.sent) >= 21, timeout=30)
        assert await lives.stops() == 0

    assert (code, answered) == (0, begun)
    assert took < 5
    assert answered < 21
    assert len(citizen.chat.sent) == 21
    assert "Traceback" not in lives.log
