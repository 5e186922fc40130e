"""A database opened: its journal, its ways, and the schema brought up to date."""

import asyncio
import sqlite3
import time
from pathlib import Path

import aiosqlite

from bot.keeping.kept import StoreError
from bot.keeping.schema import STEPS

_PRAGMAS = (
    "synchronous = NORMAL",  # a crash of the machine may cost the last moments, never the file
    "secure_delete = ON",
    "foreign_keys = ON",
    "temp_store = MEMORY",  # a rewriting must not leave a copy in the temporary folder
)


async def prepare(connection: aiosqlite.Connection, path: Path, busy: float) -> None:
    """Make it ready, waiting `busy` seconds for another program.

    Raises StoreError for a file of a newer program, sqlite3.Error for what is no database.
    """
    await _keep_journal(connection, busy)
    for pragma in _PRAGMAS:
        await connection.execute_fetchall(f"PRAGMA {pragma}")
    await _upgrade(connection, path)


async def _keep_journal(connection: aiosqlite.Connection, busy: float) -> None:
    """Two programs that open a new file at once: here alone SQLite does not wait by itself."""
    until = time.monotonic() + busy
    while True:
        try:
            await connection.execute_fetchall("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
        await asyncio.sleep(0.02)


async def _upgrade(connection: aiosqlite.Connection, path: Path) -> None:
    if await _version(connection, path) == len(STEPS):
        return
    await connection.execute("BEGIN IMMEDIATE")
    # Read again: another program may have been faster.
    for step in STEPS[await _version(connection, path) :]:
        for statement in step:
            await connection.execute(statement)
    await connection.execute(f"PRAGMA user_version = {len(STEPS)}")
    await connection.execute("COMMIT")


async def _version(connection: aiosqlite.Connection, path: Path) -> int:
    [(version,)] = await connection.execute_fetchall("PRAGMA user_version")
    if version > len(STEPS):
        raise StoreError(
            f"{path} ditulis oleh program yang lebih baru (skema {version}, program ini "
            f"mengenal sampai {len(STEPS)}); pasang program yang lebih baru, atau pulihkan "
            "cadangan berkas itu."
        )
    return int(version)
