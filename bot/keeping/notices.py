"""Who asked to be told when the office answers their question: kept with consent, and not for long.

The one list that names chats. A row is marked as told before anything is sent, so that a death in
between tells nobody twice; whoever erases it meanwhile is told nothing at all.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.keeping.kept import Store
from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite

KEPT = timedelta(days=90)
# Questions that one person may wait for at a time.
MOST = 20
_COLUMNS = "query, chat, person, at, language, words, told"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody was told: of each entry a hash of its text, in `language`."""

    language: str
    entries: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A question that somebody waits for. `query`: its id in the log; `words` are masked.

    `told`: None while it waits.
    """

    query: int
    chat: int
    person: str
    at: datetime
    language: str
    words: str
    told: Told | None = None

    @property
    def until(self) -> datetime:
        """When it is forgotten at the latest."""
        return self.at + KEPT


class Notices:
    """In the office's database. Every method raises StoreError.

    `fresh`: questions that somebody began to wait for since whoever looks after them last took
    them from here.
    """

    def __init__(
        self, store: SQLite, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._clock = clock
        self.fresh: set[int] = set()

    def now(self) -> datetime:
        """By the clock that the notices go by."""
        return self._clock()

    async def keep(self, notice: Notice) -> bool:
        """Whether it is kept: not where that person waits for MOST others already."""
        async with self._store.write() as db:
            [(others,)] = await db.execute_fetchall(
                "SELECT COUNT(*) FROM notices WHERE person = ? AND query <> ?",
                (notice.person, notice.query),
            )
            if others >= MOST:
                return False
            await db.execute(
                f"INSERT OR IGNORE INTO notices ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                _row(notice),
            )
        self.fresh.add(notice.query)
        return True

    async def one(self, query: int) -> Notice | None:
        """That of a question, None where nobody waits for it (any more)."""
        rows = await self._store.read(f"SELECT {_COLUMNS} FROM notices WHERE query = ?", query)
        return _notice(rows[0]) if rows else None

    async def after(self, query: int, limit: int = 100) -> list[Notice]:
        """The next ones by the ids of their questions."""
        sql = f"SELECT {_COLUMNS} FROM notices WHERE query > ? ORDER BY query LIMIT ?"
        return [_notice(row) for row in await self._store.read(sql, query, limit)]

    async def of_person(self, person: str) -> list[Notice]:
        """All of one person, the oldest first."""
        sql = f"SELECT {_COLUMNS} FROM notices WHERE person = ? ORDER BY query"
        return [_notice(row) for row in await self._store.read(sql, person)]

    async def mark(self, notice: Notice, told: Told | None) -> bool:
        """Told so from now on, if it is as it was; None: it waits again."""
        return await self._changed(
            "UPDATE notices SET told = ? WHERE query = ? AND told IS ?",
            _written(told),
            notice.query,
            _written(notice.told),
        )

    async def take(self, notice: Notice) -> bool:
        """It is over, if it is as it was."""
        sql = "DELETE FROM notices WHERE query = ? AND told IS ?"
        return await self._changed(sql, notice.query, _written(notice.told))

    async def end(self, query: int, person: str) -> bool:
        """Its owner has enough of it; whether it was there."""
        sql = "DELETE FROM notices WHERE query = ? AND person = ?"
        return await self._changed(sql, query, person)

    async def end_all(self, person: str) -> bool:
        """All of one person are over; whether there were any."""
        return await self._changed("DELETE FROM notices WHERE person = ?", person)

    async def forget_old(self) -> bool:
        """What was kept for as long as it may be is over."""
        oldest = milliseconds(self._clock() - KEPT)
        return await self._changed("DELETE FROM notices WHERE at <= ?", oldest)

    async def block(self, person: str, *, blocked: bool) -> None:
        """They shut the bot out, which ends all they waited for; or let it in again."""
        if blocked:
            await self.end_all(person)
        async with self._store.write() as db:
            await db.execute(
                "INSERT INTO people (person, shut_out) VALUES (?, ?)"
                " ON CONFLICT DO UPDATE SET shut_out = excluded.shut_out",
                (person, blocked),
            )

    async def is_blocked(self, person: str) -> bool:
        """Whether they have shut the bot out."""
        sql = "SELECT 1 FROM people WHERE person = ? AND shut_out"
        return bool(await self._store.read(sql, person))

    async def _changed(self, sql: str, *values: str | int | None) -> bool:
        async with self._store.write() as db:
            done = await db.execute(sql, values)
        if done.rowcount and sql.startswith("DELETE"):
            self._store.loosen()
        return done.rowcount > 0


def notices_in(store: Store) -> Notices | None:
    """Those of the log's database, where it is one."""
    return Notices(store) if isinstance(store, SQLite) else None


def _row(notice: Notice) -> tuple[str | int | None, ...]:
    return (
        notice.query,
        notice.chat,
        notice.person,
        milliseconds(notice.at),
        notice.language,
        notice.words,
        _written(notice.told),
    )


def _notice(row: Sequence[Any]) -> Notice:
    query, chat, person, at, language, words, told = row
    return Notice(
        query=query,
        chat=chat,
        person=person,
        at=datetime.fromtimestamp(at / 1000, UTC),
        language=language,
        words=words,
        told=Told(**json.loads(told)) if told else None,
    )


def _written(told: Told | None) -> str | None:
    if told is None:
        return None
    return json.dumps({"language": told.language, "entries": dict(told.entries)}, sort_keys=True)
