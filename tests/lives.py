"""The bot as a process of its own, killed and started anew, on one played Telegram.

async with Lives(world, folder) as lives:
    await lives.begins()
    lives.dies()
"""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import sys
import time
from asyncio.subprocess import Process, create_subprocess_exec
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import httpx

from bot.door.webhook import HEADER, PATH
from bot.localtelegram import LocalTelegram
from bot.localtelegram.botapi import Json
from tests.botapiserver import BotApiServer
from tests.desks import ROOT
from tests.townhall import KNOWLEDGE

SECRET = "rahasia-antara-kita"
# Updates that Telegram brings at the same time.
AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Death:
    """When it was (time.monotonic), and whose words lay in the inbox unanswered or unticked."""

    at: float
    left: frozenset[tuple[int, str]]


class Lives:
    """Begins and ends the bot; by `webhook` a sender brings updates as Telegram does, with retries.

    `log` is what the program printed in all its lives.
    """

    def __init__(self, world: LocalTelegram, folder: Path, *, webhook: bool = False) -> None:
        self.world = world
        self.folder = folder
        self.deaths: list[Death] = []
        self._webhook = webhook
        self._port = _free_port()
        self._server = BotApiServer(world)
        self.process: Process | None = None
        self._sender: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Lives":
        await self._server.__aenter__()
        (self.folder / "k").mkdir()
        (self.folder / "k" / "umum.yaml").write_text(KNOWLEDGE, encoding="utf-8")
        if self._webhook:
            self._sender = asyncio.create_task(self._bring())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        if self._sender:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)
        await self._server.__aexit__(kind, value, traceback)

    @property
    def address(self) -> str:
        """Where the bot's own web door is."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def database(self) -> Path:
        """The log of questions."""
        return self.folder / "data" / "bot.db"

    @property
    def inbox(self) -> Path:
        """What is not answered yet."""
        return self.folder / "data" / "bot-inbox.db"

    @property
    def log(self) -> str:
        """What the program printed."""
        return (self.folder / "log.txt").read_text(encoding="utf-8")

    async def begins(self, **environment: str) -> Process:
        """Start the program; returns at once."""
        given = {
            "TELEGRAM_BOT_TOKEN": self.world.token,
            "TELEGRAM_API_BASE_URL": self._server.base_url,
            "KNOWLEDGE_DIR": str(self.folder / "k"),
            "LISTEN": f"127.0.0.1:{self._port}",
            "PYTHONPATH": str(ROOT),
        }
        if self._webhook:
            given |= {
                "WEBHOOK": "1",
                "PUBLIC_URL": "https://bot.example",
                "WEBHOOK_SECRET": SECRET,
            }
        with (self.folder / "log.txt").open("ab") as log:
            self.process = await create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=self.folder,
                env={**os.environ, **given, **environment},
                stdout=log,
                stderr=log,
            )
        return self.process

    async def listens(self) -> None:
        """Until this life asks Telegram for updates, or tells it where to bring them."""
        method = "setWebhook" if self._webhook else "getUpdates"
        before = len(self.world.calls(method))
        await self.world.until(lambda: len(self.world.calls(method)) > before, timeout=30)

    async def dies(self) -> None:
        """As by the machine: no handler runs, nothing is flushed."""
        assert self.process
        at = time.monotonic()
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        self.deaths.append(Death(at=at, left=self.left()))

    async def stops(self) -> int:
        """As by systemd; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 20)

    def left(self) -> frozenset[tuple[int, str]]:
        """Who said what that is not ticked off yet."""
        if not self.inbox.exists():
            return frozenset()
        with closing(sqlite3.connect(self.inbox)) as inbox:
            if not inbox.execute("SELECT 1 FROM sqlite_master WHERE name = 'inbox'").fetchone():
                return frozenset()
            rows = inbox.execute("SELECT person, content FROM inbox").fetchall()
        return frozenset((person, json.loads(content).get("text", "")) for person, content in rows)

    async def _bring(self) -> None:
        """What waits goes to the bot, a few at once, again and again until it says 200."""
        async with httpx.AsyncClient(timeout=10) as client:
            while True:
                some = list(self.world.updates)[:AT_ONCE]
                taken = await asyncio.gather(*(self._post(client, update) for update in some))
                for update, ok in zip(some, taken, strict=True):
                    if ok:
                        self.world.updates.remove(update)
                await asyncio.sleep(0 if any(taken) else 0.02)

    async def _post(self, client: httpx.AsyncClient, update: Json) -> bool:
        if not self.world.webhook:
            return False
        headers = {HEADER: self.world.webhook["secret_token"]}
        try:
            response = await client.post(self.address + PATH, json=update, headers=headers)
        except httpx.HTTPError:
            return False
        return response.status_code == 200


def _free_port() -> int:
    """One below those that connections of this machine are given (from 32768 on): one of the many
    that other tests open would take it before the bot does."""
    start = 16_000 + os.getpid() % 8_000
    for port in range(start, 32_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free")
