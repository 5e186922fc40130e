"""Who changed which knowledge, when and why: kept for good, and what an undo goes by."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import aiosqlite

from bot.keeping.kept import Review
from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite
from bot.splicing.patch import Patch, read_patch


class Action(StrEnum):
    """What was done."""

    PHRASING = "phrasing"
    ENTRY = "entry"
    REFERRAL = "referral"
    RECORD = "record"  # any other new record
    EDIT = "edit"
    CONFIRMED = "confirmed"  # signed off, or compared with its source
    REMOVAL = "removal"
    SHIPPED = "shipped"  # taken over from what ships
    UNDO = "undo"


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody does to one file. `what`: in the words that were put in; `why`: typed by them.

    `questions`: the ids of those that it closes as `review` says; None opens them again.
    """

    staff: str
    role: str
    action: Action
    file: str
    entry: str | None
    what: str
    why: str
    patch: Patch
    questions: tuple[int, ...] = ()
    review: Review | None = None
    undoes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Audited:
    """A deed as it was kept; `undone` is the id of the one that undid it."""

    id: int
    at: datetime
    deed: Deed
    undone: int | None


_SELECT = (
    "SELECT id, at, staff, role, action, file, entry, what, why, patch, questions, review, "
    "undoes, undone "
    "FROM audit"
)


async def audit(db: aiosqlite.Connection, at: datetime, deed: Deed) -> int:
    """Write it down within a transaction of the store; its id."""
    row = await db.execute(
        "INSERT INTO audit (at, staff, role, action, file, entry, what, why, patch, questions, "
        "review, undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            milliseconds(at),
            deed.staff,
            deed.role,
            deed.action,
            deed.file,
            deed.entry,
            deed.what,
            deed.why,
            deed.patch.written(),
            json.dumps(deed.questions),
            deed.review,
            deed.undoes,
        ),
    )
    assert row.lastrowid is not None
    if deed.undoes is not None:
        await db.execute("UPDATE audit SET undone = ? WHERE id = ?", (row.lastrowid, deed.undoes))
    return row.lastrowid


async def audited(
    store: SQLite, limit: int, *, before: int | None = None, file: str | None = None
) -> list[Audited]:
    """The newest first, of ids below `before`, all or of one file. Raises StoreError."""
    given = [(c, v) for c, v in (("id < ?", before), ("file = ?", file)) if v is not None]
    where = " AND ".join(condition for condition, _ in given) or "TRUE"
    values: Sequence[Any] = (*(value for _, value in given), limit)
    rows = await store.read(f"{_SELECT} WHERE {where} ORDER BY id DESC LIMIT ?", *values)
    return [_audited(row) for row in rows]


async def one_audited(store: SQLite, id: int) -> Audited | None:
    """The one of that id; None where there is none. Raises StoreError."""
    rows = await store.read(f"{_SELECT} WHERE id = ?", id)
    return _audited(rows[0]) if rows else None


async def since(store: SQLite, file: str, mark: str, limit: int = 20) -> list[Audited]:
    """What was done to a file since it was as `mark` says, the newest first.

    Empty where that is not known: then somebody's hand was in it beside the console.
    """
    newest = await audited(store, limit, file=file)
    for at, found in enumerate(newest):
        if found.deed.patch.before == mark:
            return newest[: at + 1]
    return []


def _audited(row: Sequence[Any]) -> Audited:
    id, at, staff, role, action, file, entry, what, why, patch, questions, *rest = row
    review, undoes, undone = rest
    deed = Deed(
        staff=staff,
        role=role,
        action=Action(action),
        file=file,
        entry=entry,
        what=what,
        why=why,
        patch=read_patch(patch),
        questions=tuple(json.loads(questions)),
        review=Review(review) if review else None,
        undoes=undoes,
    )
    when = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at)
    return Audited(id=id, at=when, deed=deed, undone=undone)
