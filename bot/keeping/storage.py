"""The log's questions, people and talks as rows of a database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.compactjson import compact
from bot.keeping.database import Database
from bot.keeping.kept import (
    Asked,
    Erased,
    History,
    Kept,
    Review,
    Talk,
    Vote,
    Wanted,
)
from bot.keeping.schema import (
    FORGET_CHATS,
    INSERT,
    PUT_TALKS,
    SELECT,
    TALKS,
    conditions,
    kept_of,
    milliseconds,
    read_talk,
    row_of,
    written_talk,
)
from bot.replies import Kind
from bot.turns.conversing import Conversation


class SQLite(Database):
    """A Store in one file."""

    async def add(self, notes: Sequence[Asked]) -> None:
        """All in one transaction; of an id that is there already nothing changes."""
        if notes:
            rows = compact([row_of(note) for note in notes], escaping=False)
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

    async def talks(self, of: Sequence[tuple[str, str]], since: datetime) -> list[Talk]:
        """Times in UTC; NEW for what an older program wrote and cannot be read any more."""
        return [_talk(row) for row in await self._rows(TALKS, compact(of), milliseconds(since))]

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
        await self._alone(PUT_TALKS, compact(rows))

    async def recent_talks(self, since: datetime, most: int) -> list[Talk]:
        """Read as `talks` are."""
        rows = await self._rows(
            "SELECT person, place, at, conversation FROM conversations WHERE at > ? "
            "ORDER BY at DESC LIMIT ?",
            milliseconds(since),
            most,
        )
        return [_talk(row) for row in reversed(rows)]

    async def erase(self, person: str) -> Erased:
        """Gone from the file and its journal when this returns, if no other program reads it."""
        async with self._transaction() as db:
            counts = [
                (await db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))).rowcount
                for table in ("queries", "conversations", "people", "notices", "handovers")
            ]
        await self.wipe()
        return Erased(*counts)

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

    async def _update(self, change: str, value: str | None, where: str, *values: Any) -> bool:
        async with self._transaction() as db:
            done = await db.execute(f"UPDATE queries SET {change} WHERE {where}", (value, *values))
        return done.rowcount > 0


def _talk(row: tuple[str, str, int, str]) -> Talk:
    person, place, at, written = row
    return Talk(person, place, datetime.fromtimestamp(at / 1000, UTC), read_talk(written))
