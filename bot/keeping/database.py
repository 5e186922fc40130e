"""A SQLite file: one writer at a time, and nothing of the forgotten left in its gaps."""

import asyncio
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.keeping.kept import StoreError
from bot.keeping.preparing import prepare

logger = logging.getLogger(__name__)

# Seconds that one program waits for another's write (an export, a forget beside the running bot).
BUSY = 5.0
# Of these SQLite itself waits so long at a time: its thread cannot be called back meanwhile.
BUSY_AT_A_TIME = 0.1
# Seconds between two rewritings of the file for what merely grew old.
REWRITE = 3600.0


class Database:
    """One file, which only its owner may read. Any number of programs may open it."""

    def __init__(self, path: Path, *, busy: float = BUSY) -> None:
        self.path = path
        self._busy = busy
        self._open: aiosqlite.Connection | None = None
        self._lock = asyncio.Lock()
        self._gaps = False
        self._rewritten = float("-inf")
        self._version: int | None = None

    async def open(self) -> None:
        """Raises StoreError where the file cannot be used or is of a newer program."""
        if self._open:
            return
        with self._told():
            _make_private(self.path)
            connection = await aiosqlite.connect(
                self.path, isolation_level=None, timeout=self._busy
            )
            try:
                await prepare(connection, self.path, self._busy)
                at_a_time = round(1000 * min(self._busy, BUSY_AT_A_TIME))
                await connection.execute_fetchall(f"PRAGMA busy_timeout = {at_a_time}")
            except BaseException:
                await connection.close()  # else its thread would keep the program alive
                raise
            self._open = connection

    def hurry(self) -> None:
        """From now on nothing waits for another program any more: this one is to end soon."""
        self._busy = 0.0

    async def close(self) -> None:
        """What was overwritten leaves the files on the way out, what was purged this hour too."""
        if self._open and self._gaps:
            await self.wipe()
        connection, self._open = self._open, None
        if connection:
            async with self._lock:
                with self._told():
                    await connection.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a query, for rooms that count or keep tables of their own."""
        return await self._rows(sql, *values)

    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """A transaction for such rooms: all that is done in it, or nothing."""
        return self._transaction()

    async def was_written_elsewhere(self) -> bool:
        """See kept.Store; https://sqlite.org/pragma.html#pragma_data_version"""
        before, [(self._version,)] = self._version, await self._rows("PRAGMA data_version")
        return before is not None and before != self._version

    async def wipe(self) -> None:
        """What was just erased leaves the file's gaps and its journal; never raises StoreError."""
        self._gaps = True
        self._rewritten = float("-inf")
        try:
            await self.checkpoint()
        except StoreError as error:
            logger.warning("what was erased leaves the file with the next minute's: %s", error)

    def loosen(self) -> None:
        """What another room deleted leaves the file's gaps within the hour."""
        self._gaps = True

    async def checkpoint(self) -> None:
        """The journal is emptied; after deletions the file is rewritten too, once an hour at most.

        secure_delete wipes the cells that are deleted, but not the copies of cells that SQLite
        left in the gaps of pages it balanced before (measured: 3 of 100 people could still be
        read). Only a rewritten file has none.
        """
        async with self._lock:
            with self._told():
                if self._gaps and time.monotonic() >= self._rewritten + REWRITE:
                    await self._patiently("VACUUM")
                    self._gaps = False
                    self._rewritten = time.monotonic()
                [(busy, *_)] = await self._db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                if busy:
                    logger.info("another program reads the database; its journal waits a minute")

    async def _alone(self, sql: str, *values: Any) -> None:
        """A statement that is a transaction by itself."""
        async with self._lock:
            with self._told():
                await self._patiently(sql, *values)

    async def _patiently(self, sql: str, *values: Any) -> None:
        """Waits for another program's write, so that whoever is told to hurry meanwhile does."""
        began = time.monotonic()
        while True:
            try:
                await self._db.execute(sql, values)
                return
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - began
                # Or SQLITE_BUSY_RECOVERY: another opens what a killed program left.
                if not error.sqlite_errorname.startswith("SQLITE_BUSY") or waited >= self._busy:
                    raise

    async def _rows(self, sql: str, *values: Any) -> list[Any]:
        with self._told():
            return list(await self._db.execute_fetchall(sql, values))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._lock:
            db = self._db
            with self._told():
                try:
                    await self._patiently("BEGIN IMMEDIATE")
                    yield db
                    await db.execute("COMMIT")
                except BaseException:
                    # Not asked first whether one is begun: a BEGIN that was not waited for may
                    # still lie in the thread's queue, before this.
                    with suppress(sqlite3.OperationalError):
                        await db.execute("ROLLBACK")
                    raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path} cannot be used: {error}") from error

    @property
    def _db(self) -> aiosqlite.Connection:
        if self._open is None:
            raise StoreError(f"{self.path} is not open")
        return self._open


def _make_private(path: Path) -> None:
    """Before SQLite makes it, for the journal takes the file's mode; folders of others stay."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
