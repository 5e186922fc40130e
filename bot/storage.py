"""The log in a SQLite file: one writer at a time, and nothing of the forgotten left in its gaps."""

import asyncio
import json
import logging
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import aiosqlite

from bot.conversing import NEW, Conversation
from bot.kept import (
    REMEMBERED,
    Asked,
    Erased,
    History,
    Kept,
    Review,
    StoreError,
    Talk,
    Vote,
    Wanted,
)
from bot.preparing import prepare
from bot.replies import Kind
from bot.schema import (
    FORGET_CHATS,
    INSERT,
    PUT_TALKS,
    SELECT,
    conditions,
    kept_of,
    milliseconds,
    read_talk,
    row_of,
    written_talk,
)

logger = logging.getLogger(__name__)

# Seconds that one program waits for another's write (an export, a forget beside the running bot).
BUSY = 5.0
# Seconds between two rewritings of the file for what merely grew old.
REWRITE = 3600.0


class SQLite:
    """A Store in one file, which only its owner may read. Any number of programs may open it."""

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
            except BaseException:
                await connection.close()  # else its thread would keep the program alive
                raise
            self._open = connection

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

    async def add(self, notes: Sequence[Asked]) -> None:
        """All in one transaction; of an id that is there already nothing changes."""
        if notes:
            rows = json.dumps([row_of(note) for note in notes], ensure_ascii=False)
            await self._alone(INSERT, rows)

    async def vote(self, id: int, value: Vote, person: str) -> bool:
        """Only who asked may vote."""
        return await self._update("vote = ?", value, "id = ? AND person = ?", id, person)

    async def choose(self, id: int, entry: str, person: str) -> bool:
        """Only who asked may choose."""
        return await self._update("choice = ?", entry, "id = ? AND person = ?", id, person)

    async def review(self, id: int, state: Review | None) -> bool:
        """As the reviewer says."""
        return await self._update("review = ?", state, "id = ?", id)

    async def queries(
        self, wanted: Wanted, *, limit: int = 100, before: int | None = None
    ) -> list[Kept]:
        """The newest first."""
        where, values = conditions(wanted, before)
        sql = f"{SELECT} WHERE {where} ORDER BY id DESC LIMIT ?"
        return [kept_of(row) for row in await self._rows(sql, *values, limit)]

    async def of_person(self, person: str, limit: int) -> History:
        """Times in UTC."""
        counts = await self._rows(
            "SELECT kind, count(*), min(at) FROM queries WHERE person = ? GROUP BY kind", person
        )
        newest = f"{SELECT} WHERE person = ? ORDER BY id DESC LIMIT ?"
        oldest = min((at for _, _, at in counts), default=None)
        return History(
            kinds={Kind(kind): count for kind, count, _ in counts},
            since=None if oldest is None else datetime.fromtimestamp(oldest / 1000, UTC),
            latest=tuple(kept_of(row) for row in await self._rows(newest, person, limit)),
        )

    async def language(self, person: str) -> str | None:
        """The choice of a person, None where none was made."""
        rows = await self._rows("SELECT language FROM people WHERE person = ?", person)
        return rows[0][0] if rows else None

    async def languages(self, most: int) -> dict[str, str]:
        """Whoever gave up a choice is not among them."""
        sql = "SELECT person, language FROM people WHERE language IS NOT NULL LIMIT ?"
        return dict(await self._rows(sql, most))

    async def set_language(self, person: str, language: str | None) -> None:
        """The latest choice counts."""
        async with self._transaction() as db:
            await db.execute(
                "INSERT INTO people (person, language) VALUES (?, ?) "
                "ON CONFLICT DO UPDATE SET language = excluded.language",
                (person, language),
            )

    async def conversation(self, person: str, now: datetime, place: str = "") -> Conversation:
        """NEW too where an older program wrote what cannot be read any more."""
        rows = await self._rows(
            "SELECT conversation FROM conversations WHERE person = ? AND place = ? AND at > ?",
            person,
            place,
            milliseconds(now - REMEMBERED),
        )
        return read_talk(rows[0][0]) if rows else NEW

    async def put_conversation(
        self, person: str, conversation: Conversation, now: datetime, place: str = ""
    ) -> None:
        """The latest state alone is kept."""
        await self.put_conversations((Talk(person, place, now, conversation),))

    async def put_conversations(self, talks: Sequence[Talk]) -> None:
        """In one transaction: under load it would else stand in the way of the questions."""
        rows = [
            (talk.person, talk.place, milliseconds(talk.at), written_talk(talk.conversation))
            for talk in talks
        ]
        await self._alone(PUT_TALKS, json.dumps(rows))

    async def recent_talks(self, since: datetime, most: int) -> list[Talk]:
        """Times in UTC; NEW for what an older program wrote and cannot be read any more."""
        rows = await self._rows(
            "SELECT person, place, at, conversation FROM conversations WHERE at > ? "
            "ORDER BY at DESC LIMIT ?",
            milliseconds(since),
            most,
        )
        return [
            Talk(person, place, datetime.fromtimestamp(at / 1000, UTC), read_talk(written))
            for person, place, at, written in reversed(rows)
        ]

    async def was_written_elsewhere(self) -> bool:
        """https://sqlite.org/pragma.html#pragma_data_version"""
        before, [(self._version,)] = self._version, await self._rows("PRAGMA data_version")
        return before is not None and before != self._version

    async def erase(self, person: str) -> Erased:
        """Gone from the file and its journal when this returns, if no other program reads it."""
        async with self._transaction() as db:
            counts = [
                (await db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))).rowcount
                for table in ("queries", "conversations", "people", "notices", "handovers")
            ]
        await self.wipe()
        return Erased(*counts)

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

    async def purge(
        self,
        before: datetime,
        idle_since: datetime | None = None,
        handed_before: datetime | None = None,
    ) -> int:
        """Leaves the file's gaps within the hour."""
        gone = []
        async with self._transaction() as db:
            for sql, when in (
                ("DELETE FROM queries WHERE at < ?", before),
                ("DELETE FROM conversations WHERE at < ?", idle_since or before),
                ("DELETE FROM handovers WHERE at < ?", before),
                (FORGET_CHATS, handed_before or before),
            ):
                gone.append((await db.execute(sql, (milliseconds(when),))).rowcount)
        self._gaps = self._gaps or sum(gone) > 0
        return gone[0]

    async def read(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a query, for rooms that count or keep tables of their own."""
        return await self._rows(sql, *values)

    def write(self) -> AbstractAsyncContextManager[aiosqlite.Connection]:
        """A transaction for such rooms: all that is done in it, or nothing."""
        return self._transaction()

    async def checkpoint(self) -> None:
        """The journal is emptied; after deletions the file is rewritten too, once an hour at most.

        secure_delete wipes the cells that are deleted, but not the copies of cells that SQLite
        left in the gaps of pages it balanced before (measured: 3 of 100 people could still be
        read). Only a rewritten file has none.
        """
        async with self._lock:
            with self._told():
                if self._gaps and time.monotonic() >= self._rewritten + REWRITE:
                    await self._db.execute("VACUUM")
                    self._gaps = False
                    self._rewritten = time.monotonic()
                [(busy, *_)] = await self._db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                if busy:
                    logger.info("another program reads the database; its journal waits a minute")

    async def _update(self, change: str, value: str | None, where: str, *values: Any) -> bool:
        async with self._transaction() as db:
            done = await db.execute(f"UPDATE queries SET {change} WHERE {where}", (value, *values))
        return done.rowcount > 0

    async def _alone(self, sql: str, *values: Any) -> None:
        """A statement that is a transaction by itself."""
        async with self._lock:
            with self._told():
                await self._db.execute(sql, values)

    async def _rows(self, sql: str, *values: Any) -> list[Any]:
        with self._told():
            return list(await self._db.execute_fetchall(sql, values))

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._lock:
            db = self._db
            with self._told():
                try:
                    await db.execute("BEGIN IMMEDIATE")
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
