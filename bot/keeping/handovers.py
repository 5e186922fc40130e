"""What a hand-over is: a question that a person of the office answers, and how long it is kept.

The chat to answer is kept while there may still be something to say in it, 7 days at most; the
words are those of the log, masked. What staff write is never kept here, nor who of them wrote it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from bot.keeping.kept import HANDED, Review
from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite

# Of one person, waiting at the same time.
MOST = 3
# The citizen is told that nobody answered while their chat is still known.
WARNED = HANDED - timedelta(hours=1)
# Updates of which is remembered that they were passed on: a death may bring them again.
_PASSED = 50
_WEEKEND = 5
_DAY = timedelta(days=1)


class State(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    ANSWERED = "answered"
    """A person has answered; both may go on writing."""
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """`chat`: where the citizen is, None once it is closed; likewise `words`.

    `thread`: the office's topic for it, None where the group has none. `office`, `told`: ids of the
    bot's messages about it in the office's chat and in the citizen's. `passed`: updates that were
    passed on already. `query`: the question's id in the log.
    """

    number: int
    query: int
    person: str
    language: str
    at: datetime
    state: State
    words: str | None
    chat: int | None
    thread: int | None
    office: tuple[int, ...]
    told: tuple[int, ...]
    passed: tuple[int, ...]
    reminded: bool

    @property
    def name(self) -> str:
        """What staff call who asked: the same for all questions of one person, and nobody's."""
        return self.person[:4].upper()

    @property
    def goes(self) -> datetime:
        """When the chat is forgotten at the latest."""
        return self.at + HANDED


_COLUMNS = (
    "number, query, person, language, at, state, words, chat, thread, office, told, passed, "
    "reminded"
)
_SELECT = f"SELECT {_COLUMNS} FROM handovers"


async def hand_over(
    store: SQLite, *, query: int, person: str, language: str, words: str, chat: int, at: datetime
) -> Handover:
    """A new one, under the next number. Raises StoreError, as all of these do."""
    values = (query, person, language, milliseconds(at), State.WAITING, words, chat)
    async with store.write() as db:
        row = await db.execute(
            "INSERT INTO handovers (query, person, language, at, state, words, chat, office, "
            "told, passed, reminded) VALUES (?, ?, ?, ?, ?, ?, ?, '[]', '[]', '[]', 0)",
            values,
        )
    assert row.lastrowid is not None
    made = await of_number(store, row.lastrowid)
    assert made, "it was written just now"
    return made


async def of_number(store: SQLite, number: int) -> Handover | None:
    """The one of that number; None where there is none (any more)."""
    return _first(await _found(store, "number = ?", number))


async def of_office(store: SQLite, message: int) -> Handover | None:
    """The one that the bot's message in the office's chat is about."""
    about = "EXISTS (SELECT 1 FROM json_each(office) WHERE value = ?)"
    return _first(await _found(store, about, message))


async def of_query(store: SQLite, query: int) -> Handover | None:
    """The latest of a question."""
    return _first(await _found(store, "query = ? ORDER BY number DESC LIMIT 1", query))


async def of_person(store: SQLite, person: str) -> list[Handover]:
    """All of a person, the latest first."""
    return await _found(store, "person = ? ORDER BY number DESC", person)


async def unanswered(store: SQLite, before: datetime) -> list[Handover]:
    """Those that wait since `before`, the oldest first."""
    where = "state = ? AND at < ? ORDER BY number"
    return await _found(store, where, State.WAITING, milliseconds(before))


async def posted(
    store: SQLite, number: int, messages: Sequence[int], thread: int | None = None
) -> None:
    """The office's chat has these messages about it, in that topic."""
    async with store.write() as db:
        await db.execute(
            "UPDATE handovers SET thread = COALESCE(?, thread), office = ? WHERE number = ?",
            (thread, await _more(db, "office", number, messages), number),
        )


async def told(store: SQLite, number: int, messages: Sequence[int], update: int = 0) -> None:
    """The citizen's chat has these messages about it; `update` (0: none) is done with."""
    async with store.write() as db:
        await _tell(db, number, messages, update)


async def answered(
    store: SQLite, number: int, messages: Sequence[int], update: int, review: Review
) -> None:
    """A person has answered: the question is closed in the log, unless a reviewer did so before."""
    async with store.write() as db:
        await _tell(db, number, messages, update)
        await db.execute(
            "UPDATE handovers SET state = ? WHERE number = ? AND state = ?",
            (State.ANSWERED, number, State.WAITING),
        )
        await db.execute(
            "UPDATE queries SET review = ? WHERE review IS NULL "
            "AND id = (SELECT query FROM handovers WHERE number = ?)",
            (review, number),
        )


async def close(store: SQLite, number: int) -> None:
    """Chat and words go; the number stays known while the question is."""
    async with store.write() as db:
        await db.execute(
            "UPDATE handovers SET state = ?, chat = NULL, words = NULL WHERE number = ?",
            (State.CLOSED, number),
        )


async def take_back(store: SQLite, number: int) -> None:
    """As if it had never been handed over."""
    async with store.write() as db:
        await db.execute("DELETE FROM handovers WHERE number = ?", (number,))


async def remind(store: SQLite, number: int, *, reminded: bool = True) -> bool:
    """Whether it falls to the caller to remind of it: once is enough. False gives that back."""
    async with store.write() as db:
        done = await db.execute(
            "UPDATE handovers SET reminded = ? WHERE number = ? AND reminded != ?",
            (reminded, number, reminded),
        )
    return done.rowcount > 0


async def bar(store: SQLite, person: str, *, barred: bool) -> None:
    """Whether they may hand over no more."""
    async with store.write() as db:
        await db.execute(
            "INSERT INTO people (person, barred) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET barred = excluded.barred",
            (person, barred),
        )


async def is_barred(store: SQLite, person: str) -> bool:
    """Whether the office wants no more of theirs."""
    rows = await store.read("SELECT barred FROM people WHERE person = ?", person)
    return bool(rows and rows[0][0])


def due(at: datetime, zone: tzinfo) -> datetime:
    """When a working day has passed since `at`: Monday to Friday, at the same time of day.

    What comes at a weekend counts from Monday. Whole days: the office publishes no hours.
    """
    moment = at.astimezone(zone)
    while moment.weekday() >= _WEEKEND:
        moment += _DAY
    moment += _DAY
    while moment.weekday() >= _WEEKEND:
        moment += _DAY
    return moment


async def _found(store: SQLite, where: str, *values: Any) -> list[Handover]:
    return [_handover(row) for row in await store.read(f"{_SELECT} WHERE {where}", *values)]


async def _tell(db: Any, number: int, messages: Sequence[int], update: int) -> None:
    updates = (update,) if update else ()
    await db.execute(
        "UPDATE handovers SET told = ?, passed = ? WHERE number = ?",
        (
            await _more(db, "told", number, messages),
            await _more(db, "passed", number, updates),
            number,
        ),
    )


async def _more(db: Any, column: str, number: int, more: Sequence[int]) -> str:
    """The list of that column with `more` behind it, the last ones of them."""
    rows = list(
        await db.execute_fetchall(f"SELECT {column} FROM handovers WHERE number = ?", (number,))
    )
    held: list[int] = json.loads(rows[0][0]) if rows else []
    return json.dumps([*held, *more][-_PASSED:])


def _first(found: Sequence[Handover]) -> Handover | None:
    return found[0] if found else None


def _handover(row: Sequence[Any]) -> Handover:
    number, query, person, language, at, state, words, chat, thread, *lists, reminded = row
    office, told, passed = (tuple(json.loads(written)) for written in lists)
    return Handover(
        number=number,
        query=query,
        person=person,
        language=language,
        at=datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at),
        state=State(state),
        words=words,
        chat=chat,
        thread=thread,
        office=office,
        told=told,
        passed=passed,
        reminded=bool(reminded),
    )
