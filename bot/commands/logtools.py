"""The log on the terminal: exported, read to be asked again, and a person forgotten."""

import asyncio
import os
import sys
from pathlib import Path
from typing import BinaryIO

from bot.keeping.database import BUSY
from bot.keeping.inboxfile import InboxFile, inbox_beside
from bot.keeping.kept import Kept, StoreError, Wanted
from bot.keeping.storage import SQLite
from bot.settings import Settings
from bot.tables import exporting
from bot.tables.exporting import Format


def export(settings: Settings, wanted: Wanted, form: Format, output: Path | None) -> None:
    """Write the questions wanted to a file, or to stdout.

    Raises StoreError, ExportError and OSError.
    """
    if output is None:
        asyncio.run(_export(settings, wanted, form, sys.stdout.buffer))
        return
    # Masked words under pseudonyms are still the office's alone.
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        asyncio.run(_export(settings, wanted, form, file))


async def _export(settings: Settings, wanted: Wanted, form: Format, to: BinaryIO) -> None:
    async with _store(settings) as store:
        await exporting.export(exporting.every(store, wanted), to, form, settings.timezone)


def rows(settings: Settings, wanted: Wanted) -> list[Kept]:
    """The questions wanted, the oldest first. Raises StoreError."""
    return asyncio.run(_rows(settings, wanted))


async def _rows(settings: Settings, wanted: Wanted) -> list[Kept]:
    async with _store(settings) as store:
        return [kept async for kept in exporting.every(store, wanted)][::-1]


def forget(settings: Settings, user_id: int, person: str) -> int:
    """Erase all of somebody, by their Telegram id and by their pseudonym `person`.

    The number of questions that went. Raises StoreError.
    """
    erased = asyncio.run(_forget(settings, person))
    inbox = InboxFile(inbox_beside(settings.database), busy=BUSY)
    if inbox.path.exists():
        inbox.open()
        try:
            inbox.erase(user_id, before=None)
        finally:
            inbox.close()
    return erased


async def _forget(settings: Settings, person: str) -> int:
    async with _store(settings) as store:
        return (await store.erase(person)).queries


def _store(settings: Settings) -> SQLite:
    """The log that is there: a command that reads it must not make an empty one."""
    if not settings.database.exists():
        raise StoreError(f"Belum ada log di {settings.database}.")
    return SQLite(settings.database)
