"""What SECURITY.md promises: each test it names is there, and here are those of no other room."""

import asyncio
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from bot.cli import main
from bot.door.queueing import FLOOD
from bot.localtelegram import LocalTelegram
from bot.settings import RULES
from tests.desks import ROOT
from tests.lives import Lives
from tests.test_surviving import answers, until_ready
from tests.townhall import townhall

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SLOGAN = "apa slogan kpu purwakarta"


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not re.search(rf"^(async )?def {name}\(", (ROOT / "tests" / file).read_text(), re.M)
    ]

    assert len(named) > 40
    assert missing == []


def test_every_threat_says_what_stops_it_or_what_remains() -> None:
    section = PAGE.split("## Who could do what")[1].split("## What is not")[0]
    rows = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]

    assert len([row for row in rows if row[0].startswith("| **")]) >= 11
    assert [row for row in rows if len(row) != 4 or not row[2].strip()] == []


def test_the_page_names_no_address_but_what_the_office_publishes() -> None:
    published = (ROOT / "bot" / "language.yaml").read_text(encoding="utf-8")
    [address] = set(re.findall(r"[\w.+-]+@[\w-]+\.\w+", PAGE))

    assert address in published


# --- the owner's alone


@contextmanager
def no_umask() -> Iterator[None]:
    """Whatever is made is as open as its maker says."""
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


def written(path: Path) -> None:
    """Waits for what the program writes beside its serving."""
    for _ in range(400):
        if path.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{path.name} was never written")


async def test_all_that_is_kept_is_the_owners_alone(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with Lives(world, tmp_path) as lives:
        with no_umask():
            await lives.begins()
            await lives.listens()
        assert await answers(world.citizen())
        await until_ready(lives)
        data = tmp_path / "data"
        await asyncio.to_thread(written, data / "bot-learnt.pickle")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()}
        folder = stat.S_IMODE(data.stat().st_mode)
        assert await lives.stops() == 0

    assert folder == 0o700
    assert modes == dict.fromkeys(modes, 0o600)
    assert set(modes) == {
        *("bot.db", "bot.db-wal", "bot.db-shm"),
        *("bot-inbox.db", "bot-inbox.db-wal", "bot-inbox.db-shm", "bot-inbox.db.lock"),
        *("bot-learnt.pickle", "pseudonym.key"),
    }


# --- the token


def shown_of(process: int, name: str) -> bytes:
    return Path(f"/proc/{process}/{name}").read_bytes()


async def test_the_token_is_in_no_process_list(tmp_path: Path) -> None:
    """Read from .env it is neither in the command line nor in what /proc shows of the start."""
    world = LocalTelegram()
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={world.token}\n", encoding="utf-8")
    async with Lives(world, tmp_path) as lives:
        process = await lives.begins(TELEGRAM_BOT_TOKEN="")
        assert await answers(world.citizen())
        shown = [shown_of(process.pid, name) for name in ("cmdline", "environ")]
        assert await lives.stops() == 0

    assert [world.token.encode() in text for text in shown] == [False, False]
    assert world.token not in lives.log


def test_no_command_takes_a_secret_as_an_argument() -> None:
    """What stands on a command line is read by everybody on the machine, and kept by the shell."""
    secret = {name.lower() for name in RULES if re.search("TOKEN|KEY|SECRET", name)}
    taken = {
        parameter.name or ""
        for command in main.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Parameter)
    }

    assert secret >= {"telegram_bot_token", "pseudonym_key", "webhook_secret"}
    assert [name for name in taken if re.search("token|key|secret|password", name)] == []
    assert {"user_id"} <= taken


# --- floods


async def test_presses_count_as_messages_do(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        [answer] = await citizen.receives()
        vote = answer.buttons[-1]
        pressed = [await citizen.presses(answer, vote) for _ in range(FLOOD + 10)]
        acknowledged = hall.world.calls
        await hall.world.until(lambda: len(acknowledged("answerCallbackQuery")) == len(pressed))
        await hall.world.until(lambda: len(citizen.chat.sent) > 1)
        told = [message.text for message in citizen.chat.sent]

    assert len(pressed) == FLOOD + 10
    assert told[1:] == [told[1]]
    assert "detik" in told[1]
