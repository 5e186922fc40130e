"""RETENTION_DAYS from end to end: what is past it is gone once the bot runs, in either mode."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process, create_subprocess_exec
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.keeping.kept import Wanted
from bot.keeping.storage import SQLite
from bot.localtelegram import LocalTelegram
from tests.botapiserver import BotApiServer
from tests.desks import ROOT
from tests.folders import made
from tests.logged import question
from tests.townhall import KNOWLEDGE

# Seconds that the program may take to be ready; a hang limit and no measure.
START = 40
DAYS = 30


async def started(folder: Path, **environ: str) -> Process:
    """The bot as a process of its own, once it listens."""
    made(folder, {"umum.yaml": KNOWLEDGE})
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if "TELEGRAM" not in name},
            "KNOWLEDGE_DIR": str(folder),
            "LISTEN": "127.0.0.1:0",
            "RETENTION_DAYS": str(DAYS),
            "PYTHONPATH": str(ROOT),
            **environ,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    async with asyncio.timeout(START):
        while b"konsol" not in (await process.stdout.readline()):
            assert process.returncode is None
    return process


def held(path: Path) -> list[str]:
    """Which words stand anywhere in the database or beside it."""
    files = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    return [word for word in ("LAMA", "BARU") if word.encode() in files]


@pytest.mark.parametrize("mode", ["preview", "bot"])
async def test_what_is_past_its_days_is_gone_when_the_bot_runs(tmp_path: Path, mode: str) -> None:
    path, now = tmp_path / "data" / f"{mode}.db", datetime.now(UTC)
    async with SQLite(path) as store:
        await store.add(
            [
                question(1, at=now - timedelta(days=DAYS + 1), words="LAMA"),
                question(2, at=now - timedelta(days=DAYS - 1), words="BARU"),
            ]
        )
    before = held(path)
    world = LocalTelegram()
    server: AbstractAsyncContextManager[BotApiServer | None] = (
        BotApiServer(world) if mode == "bot" else nullcontext()
    )
    async with server as api:
        real = (
            {"TELEGRAM_BOT_TOKEN": world.token, "TELEGRAM_API_BASE_URL": api.base_url}
            if api
            else {}
        )
        process = await started(tmp_path, **real)
        running = held(path)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 20)
    async with SQLite(path) as store:
        left = [kept.asked.words for kept in await store.queries(Wanted(until=now), limit=5000)]

    assert before == ["LAMA", "BARU"]
    assert running == held(path) == ["BARU"]
    assert "BARU" in left
    assert process.returncode == 0
