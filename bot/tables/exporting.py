"""The log as CSV, XLSX or JSON lines: a row a question, and no cell that a program would run.

The columns, in this order in every format:

    id                 of the question, as buttons and the console name it
    time               ISO 8601 in the office's time zone, to the second
    person             pseudonym; the same person has the same one
    language           of the answer: id, su, en
    kind               answer, clarify, no_data, referral, smalltalk, unknown
    words              masked; empty where they are not kept
    entry              what was answered; entries: all of it, where it was more than one
    entries
    score              0..1, how sure the desk was that the question was the office's
    runner_up          the best entry that was not answered, and its score
    runner_up_score
    vote               yes, no
    choice             the entry whose button was pressed, or bukan_ini
    review             taught, referred, answered, set_aside
    open               true while the question waits for the office
    knowledge_version  by which it was answered
    milliseconds       that the desk took

In JSON lines what is absent is null and `entries` is a list; elsewhere it is an empty cell and a
list parted by spaces.
"""

import csv
import io
import json
import unicodedata
from collections.abc import AsyncIterable, AsyncIterator, Callable
from datetime import tzinfo
from enum import StrEnum
from typing import BinaryIO, Protocol

from bot.keeping.kept import Kept, Store, Wanted
from bot.keeping.queryids import id_text
from bot.tables.workbook import Book

Cell = str | float | bool | tuple[str, ...] | None

COLUMNS = (
    "id",
    "time",
    "person",
    "language",
    "kind",
    "words",
    "entry",
    "entries",
    "score",
    "runner_up",
    "runner_up_score",
    "vote",
    "choice",
    "review",
    "open",
    "knowledge_version",
    "milliseconds",
)
# One sheet of Excel, its header taken off.
MOST_ROWS = 1_048_575
_WIDTHS = {"time": 25, "person": 34, "words": 60, "entry": 28, "entries": 28, "runner_up": 28}
# Bytes sent on at once.
_PIECE = 1 << 16
# https://owasp.org/www-community/attacks/CSV_Injection; Excel reads full-width signs likewise.
_STARTS_FORMULA = frozenset("=+-@\t\r\n")


class ExportError(Exception):
    """The export cannot be written; the sentence says what to do instead."""


class Format(StrEnum):
    """What an export can be."""

    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class _Sheet(Protocol):
    def row(self, cells: tuple[Cell, ...]) -> None: ...

    def close(self) -> None: ...


async def export(
    rows: AsyncIterable[Kept], to: BinaryIO, form: Format, zone: tzinfo, *, most: int = MOST_ROWS
) -> int:
    """Write `rows` to `to`, which stays open, as they come; the number of rows.

    Raises ExportError for more than `most` rows of XLSX; what is written by then is of no use.
    """
    sheet = _SHEETS[form](to)
    count = 0
    try:
        async for kept in rows:
            if count == most and form is Format.XLSX:
                raise ExportError(
                    f"Satu lembar Excel hanya memuat {most} baris; persempit dengan --since dan "
                    "--until, atau pakai --format csv."
                )
            sheet.row(_cells(kept, zone))
            count += 1
    finally:
        sheet.close()
    return count


async def pieces(rows: AsyncIterable[Kept], form: Format, zone: tzinfo) -> AsyncIterator[bytes]:
    """The export as it grows, never more than a piece of it in memory."""
    to = io.BytesIO()
    sheet = _SHEETS[form](to)
    async for kept in rows:
        sheet.row(_cells(kept, zone))
        if to.tell() >= _PIECE:
            yield to.getvalue()
            to.seek(0)
            to.truncate()
    sheet.close()
    yield to.getvalue()


async def every(store: Store, wanted: Wanted, page: int = 500) -> AsyncIterator[Kept]:
    """All questions wanted, the newest first, read a page at a time."""
    before: int | None = None
    while rows := await store.queries(wanted, limit=page, before=before):
        for row in rows:
            yield row
        before = rows[-1].asked.id


def _cells(kept: Kept, zone: tzinfo) -> tuple[Cell, ...]:
    asked = kept.asked
    return (
        id_text(asked.id),
        asked.at.astimezone(zone).isoformat(timespec="seconds"),
        asked.person,
        asked.language,
        asked.kind.value,
        asked.words,
        asked.entry,
        asked.entries,
        round(asked.score, 4),
        asked.runner_up.entry if asked.runner_up else None,
        round(asked.runner_up.score, 4) if asked.runner_up else None,
        kept.vote.value if kept.vote else None,
        kept.choice,
        kept.review.value if kept.review else None,
        kept.open,
        asked.knowledge_version,
        round(asked.milliseconds, 3),
    )


def _flat(cell: Cell) -> str | float | bool:
    if cell is None:
        return ""
    return " ".join(cell) if isinstance(cell, tuple) else cell


class _Csv:
    """UTF-8 with a byte order mark, without which Excel takes it for Windows' code page."""

    def __init__(self, to: BinaryIO) -> None:
        self._text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text)
        self._rows.writerow(COLUMNS)

    def row(self, cells: tuple[Cell, ...]) -> None:
        self._rows.writerow([_disarmed(_flat(cell)) for cell in cells])

    def close(self) -> None:
        self._text.detach()  # flushes; the file is the caller's


def _disarmed(cell: str | float | bool) -> str | float:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if not isinstance(cell, str):
        return cell
    first = unicodedata.normalize("NFKC", cell[:1])
    return "'" + cell if first in _STARTS_FORMULA else cell


class _Xlsx:
    """Text stays text: no formulas, links or numbers are made of a citizen's words."""

    def __init__(self, to: BinaryIO) -> None:
        self._book = Book(to, "log", COLUMNS, _WIDTHS)

    def row(self, cells: tuple[Cell, ...]) -> None:
        self._book.row([_flat(cell) for cell in cells])

    def close(self) -> None:
        self._book.close()


class _Jsonl:
    """An object a line, as it is: whatever reads JSON runs nothing."""

    def __init__(self, to: BinaryIO) -> None:
        self._to = to

    def row(self, cells: tuple[Cell, ...]) -> None:
        line = json.dumps(dict(zip(COLUMNS, cells, strict=True)), ensure_ascii=False)
        self._to.write(line.encode() + b"\n")

    def close(self) -> None:
        self._to.flush()


_SHEETS: dict[Format, Callable[[BinaryIO], _Sheet]] = {
    Format.CSV: _Csv,
    Format.XLSX: _Xlsx,
    Format.JSONL: _Jsonl,
}
