"""The exported log read back by the programs that will read it, and none of them runs a cell."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bot.keeping.kept import Kept, Review, StoreError, Vote, Wanted
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.tables.exporting import COLUMNS, ExportError, Format, every, export, pieces
from tests.logged import BUDI, question

JAKARTA = ZoneInfo("Asia/Jakarta")
FULL = Kept(
    asked=question(40, words="apa itu ZI?\nterima kasih", entries=("zona-integritas", "wbk")),
    vote=Vote.NO,
    choice="wbk",
    review=Review.TAUGHT,
    open=False,
)
BARE = Kept(
    asked=question(
        5, kind=Kind.UNKNOWN, words=None, entry=None, entries=(), score=0.0, runner_up=None
    ),
    vote=None,
    choice=None,
    review=None,
    open=True,
)
INJECTIONS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM(1)",
    "https://contoh.go.id",
    "0812",
    "_x0041_",
    "a\x00\x07b",
    'kutip " dan, koma; titik koma',
]


async def stream(rows: Iterable[Kept]) -> AsyncIterator[Kept]:
    for row in rows:
        yield row


def saying(words: str) -> Kept:
    """A question of these words."""
    return Kept(asked=question(1, words=words), vote=None, choice=None, review=None, open=False)


async def exported(rows: Sequence[Kept], form: Format) -> bytes:
    file = io.BytesIO()
    assert await export(stream(rows), file, form, JAKARTA) == len(rows)
    return file.getvalue()


def csv_rows(written: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"), newline="")))


def sheet_of(written: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(written)).active
    assert isinstance(sheet, Worksheet)
    return sheet


async def test_a_csv_opens_in_excel_with_its_columns_in_order_and_times_of_the_office() -> None:
    written = await exported([FULL, BARE], Format.CSV)
    full, bare = csv_rows(written)

    assert written.startswith(b"\xef\xbb\xbfid,time,")
    assert tuple(full) == COLUMNS
    assert full == {
        "id": "14",
        "time": "2026-11-24T19:00:00+07:00",
        "person": BUDI,
        "language": "id",
        "kind": "answer",
        "words": "apa itu ZI?\nterima kasih",
        "entry": "zona-integritas",
        "entries": "zona-integritas wbk",
        "score": "0.875",
        "runner_up": "wbk",
        "runner_up_score": "0.25",
        "vote": "no",
        "choice": "wbk",
        "review": "taught",
        "open": "false",
        "knowledge_version": "abc123",
        "milliseconds": "0.5",
    }
    assert [name for name, cell in bare.items() if cell == ""] == [
        "words",
        "entry",
        "entries",
        "runner_up",
        "runner_up_score",
        "vote",
        "choice",
        "review",
    ]
    assert (bare["open"], bare["score"]) == ("true", "0.0")


async def test_json_lines_hold_the_same_with_nulls_and_lists() -> None:
    full, bare = map(json.loads, (await exported([FULL, BARE], Format.JSONL)).splitlines())

    assert tuple(full) == tuple(bare) == COLUMNS
    assert full["words"] == "apa itu ZI?\nterima kasih"
    assert full["entries"] == ["zona-integritas", "wbk"]
    assert (full["open"], full["score"], full["time"]) == (
        False,
        0.875,
        "2026-11-24T19:00:00+07:00",
    )
    assert (bare["words"], bare["vote"], bare["entries"], bare["open"]) == (None, None, [], True)


async def test_a_sheet_holds_the_same_under_a_header_that_stays() -> None:
    sheet = sheet_of(await exported([FULL, BARE], Format.XLSX))
    header, full, bare = sheet.iter_rows(values_only=True)

    assert header == COLUMNS
    assert sheet.freeze_panes == "A2"
    assert dict(zip(COLUMNS, full, strict=True)) | {"words": None} == {
        "id": "14",
        "time": "2026-11-24T19:00:00+07:00",
        "person": BUDI,
        "language": "id",
        "kind": "answer",
        "words": None,
        "entry": "zona-integritas",
        "entries": "zona-integritas wbk",
        "score": 0.875,
        "runner_up": "wbk",
        "runner_up_score": 0.25,
        "vote": "no",
        "choice": "wbk",
        "review": "taught",
        "open": False,
        "knowledge_version": "abc123",
        "milliseconds": 0.5,
    }
    assert full[COLUMNS.index("words")] == "apa itu ZI?\nterima kasih"
    assert (bare[COLUMNS.index("words")], bare[COLUMNS.index("open")]) == (None, True)


@pytest.mark.parametrize("form", Format)
async def test_an_empty_log_is_a_file_all_the_same(form: Format) -> None:
    written = await exported([], form)

    if form is Format.CSV:
        assert written.decode("utf-8-sig").strip() == ",".join(COLUMNS)
    elif form is Format.XLSX:
        assert list(sheet_of(written).iter_rows(values_only=True)) == [COLUMNS]
    else:
        assert written == b""


@pytest.mark.parametrize("words", INJECTIONS)
async def test_in_csv_no_cell_begins_like_a_formula(words: str) -> None:
    [row] = csv_rows(await exported([saying(words)], Format.CSV))

    assert row["words"].removeprefix("'") == words
    assert row["words"].startswith("'") == (words[0] in "=+-@\t\r\n＝＠")


@pytest.mark.parametrize("words", INJECTIONS)
async def test_in_a_sheet_words_are_nothing_but_words(words: str) -> None:
    sheet = sheet_of(await exported([saying(words)], Format.XLSX))
    cell = sheet.cell(row=2, column=COLUMNS.index("words") + 1)

    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert str(cell.value).replace("\r\n", "\n") == escaped(words)


def escaped(words: str) -> str:
    """As openpyxl gives it back: it leaves Excel's escapes of control characters unread."""
    words = words.replace("_x", "_x005F_x")
    for char in "\x00\x07\r":
        words = words.replace(char, f"_x{ord(char):04X}_")
    return words


@pytest.mark.parametrize("words", INJECTIONS)
async def test_in_json_words_stay_to_the_letter(words: str) -> None:
    [line] = (await exported([saying(words)], Format.JSONL)).split(b"\n")[:-1]

    assert json.loads(line)["words"] == words


async def test_more_rows_than_a_sheet_holds_are_refused_and_not_dropped() -> None:
    file = io.BytesIO()

    with pytest.raises(ExportError, match=r"2 baris.*csv"):
        await export(stream([BARE] * 3), file, Format.XLSX, JAKARTA, most=2)

    assert await export(stream([BARE] * 3), file, Format.CSV, JAKARTA, most=2) == 3


@pytest.mark.parametrize("form", Format)
async def test_the_callers_file_stays_open_also_when_the_store_fails(form: Format) -> None:
    async def failing() -> AsyncIterator[Kept]:
        yield FULL
        raise StoreError("gone")

    file = io.BytesIO()
    with pytest.raises(StoreError):
        await export(failing(), file, form, JAKARTA)

    assert not file.closed


async def test_all_pages_of_the_store_are_exported_once_each(tmp_path: Path) -> None:
    file = io.BytesIO()
    async with SQLite(tmp_path / "bot.db") as store:
        kinds = [Kind.UNKNOWN, Kind.ANSWER]
        await store.add([question(id, kind=kinds[id % 2]) for id in range(1, 12)])

        await export(every(store, Wanted(), page=3), file, Format.JSONL, JAKARTA)
        only = [kept.asked.id async for kept in every(store, Wanted(kind=Kind.UNKNOWN), page=2)]

    ids = [json.loads(line)["id"] for line in file.getvalue().splitlines()]
    assert ids == list("ba987654321")
    assert only == [10, 8, 6, 4, 2]


@pytest.mark.parametrize("form", Format)
async def test_in_pieces_it_is_the_same_export(form: Format) -> None:
    rows = [replace(FULL, asked=question(at, words=f"{at} é " * 30)) for at in range(3000)]
    parts = [piece async for piece in pieces(stream(rows), form, JAKARTA)]

    assert readable(form, b"".join(parts)) == readable(form, await exported(rows, form))
    if form is not Format.XLSX:
        assert len(parts) > 3
        assert max(map(len, parts)) < 200_000


def readable(form: Format, content: bytes) -> object:
    """Of an Excel file the cells, for the hour of its making stands in it; else the bytes."""
    if form is not Format.XLSX:
        return content
    return list(sheet_of(content).iter_rows(values_only=True))
