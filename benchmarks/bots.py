"""The bots that are measured, each in a process of its own: python -m benchmarks.bots NAME URL."""

import asyncio
import logging
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvloop
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.answering import Desk
from bot.door.retrying import RetryingRequest
from bot.door.serving import build_application, serve
from bot.door.transport import AiohttpRequest, Timeouts
from bot.heap import give_back
from bot.keeping.inbox import Inbox
from bot.keeping.inboxfile import inbox_beside
from bot.keeping.privacy import Pseudonymiser
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.knowledge import load

TOKEN = "1234567890:a-token-of-the-right-form-0000000000"
KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """As in python-telegram-bot's echobot example."""
    assert update.message is not None and update.message.text is not None
    await update.message.reply_text(update.message.text)


def echo_by_default(base_url: str) -> None:
    """The framework's own example, unchanged but for the address."""
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    application = Application.builder().token(TOKEN).base_url(base_url).build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    application.run_polling(allowed_updates=Update.ALL_TYPES)


async def echo_on_our_wire(base_url: str, *, concurrent: bool) -> None:
    """The same handler on our transport and uvloop, one update after another or side by side."""
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(base_url)
        .request(_wire())
        .get_updates_request(_wire())
        .concurrent_updates(concurrent)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, echo))
    stop = _stopped()
    async with application:
        assert application.updater is not None
        await application.start()
        await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await stop.wait()
        await application.updater.stop()
        await application.stop()


@dataclass(frozen=True, kw_only=True)
class _Holder:
    desk: Desk


async def whole(base_url: str, folder: Path) -> None:
    """All of it: matching on the office's knowledge, conversations, inbox and log on a disk."""
    desk = Desk(load(KNOWLEDGE))
    give_back()
    database = folder / "bot.db"
    async with (
        SQLite(database) as store,
        QueryLog(store) as log,
        Inbox(inbox_beside(database), settle=log.settle) as inbox,
    ):
        application = build_application(
            _Holder(desk=desk),
            log,
            Pseudonymiser(key=b"a key for benchmarks, 32 bytes.."),
            token=TOKEN,
            base_url=base_url,
            request=_wire(),
            get_updates_request=_wire(),
            inbox=inbox,
        )
        await serve(application, _stopped())


def _wire() -> RetryingRequest:
    """As the bot has it, but for the limits: they would measure Telegram, not the bot."""
    return RetryingRequest(AiohttpRequest(256, Timeouts(read=20.0, pool=20.0)), limits=None)


def _stopped() -> asyncio.Event:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    return stop


def main(name: str, base_url: str) -> None:
    """Serves until SIGTERM."""
    if name == "default":
        echo_by_default(base_url)
        return
    with tempfile.TemporaryDirectory() as folder:
        works: dict[str, Any] = {
            "echo": lambda: echo_on_our_wire(base_url, concurrent=False),
            "concurrent": lambda: echo_on_our_wire(base_url, concurrent=True),
            "whole": lambda: whole(base_url, Path(folder)),
            "fresh": lambda: whole(base_url, Path(folder)),
        }
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(works[name]())


if __name__ == "__main__":
    main(*sys.argv[1:])
