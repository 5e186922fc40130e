"""Tables that offices keep, read cell by cell as plain text: Excel files and CSV, values only.

Nothing in a file is run or looked up: a formula counts by the value that was saved with it, and
what cannot be read safely (passwords, macros, sizes beyond reason) is refused in one sentence.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import range_boundaries

LARGEST = 20 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 200 * 1024 * 1024
"""Bytes of what an Excel file holds once unpacked."""
MOST_ROWS = 20_000
MOST_COLUMNS = 100
HEADER_WITHIN = 20
"""Rows among which the header is looked for: a title or a note may stand above it."""

_PACKED = b"PK\x03\x04"
# An OLE container: an Excel file with a password, or one of before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ";,\t"
_SPREAD = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_NO_VALUE = "rumus tanpa nilai tersimpan; buka di Excel, simpan, lalu coba lagi"


class SheetError(Exception):
    """The file cannot be read; the sentence says why, and what helps."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell's text; `wrong` says why it has none where it should."""

    text: str = ""
    wrong: str = ""


_EMPTY = Cell()


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row by its number in the file; `merged`: columns (from 0) that are one with those above."""

    number: int
    cells: Sequence[Cell]
    merged: frozenset[int] = frozenset()

    def cell(self, column: int | None) -> Cell:
        """The cell of that column (from 0); an empty one where the row ends before, or for None."""
        inside = column is not None and column < len(self.cells)
        return self.cells[column] if inside and column is not None else _EMPTY


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A worksheet, or a CSV file (then without a name); rows without text are left out."""

    name: str
    lines: Sequence[Line]


def read(path: Path, is_header: Callable[[Line], bool]) -> list[Sheet]:
    """All sheets that are shown; `is_header` tells how a CSV file parts its columns.

    Raises SheetError.
    """
    raw = _bytes(path)
    if raw.startswith(_OLE):
        raise SheetError(
            f"{path.name} terkunci kata sandi, atau berbentuk .xls lama; buka di Excel, lepaskan "
            "sandinya, dan simpan sebagai .xlsx."
        )
    return _book(path, raw) if raw.startswith(_PACKED) else [_text(path, raw, is_header)]


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise SheetError(f"{path} tidak ada, atau bukan berkas.")
        if path.stat().st_size > LARGEST:
            raise SheetError(f"{path.name} lebih besar dari 20 MB; bagi menjadi beberapa berkas.")
        return path.read_bytes()
    except OSError as error:
        raise SheetError(f"{path} tidak terbaca: {error.strerror}.") from error


# --- Excel


def _book(path: Path, raw: bytes) -> list[Sheet]:
    try:
        _refuse_package(path, raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out nothing is a value
            return _worksheets(path, raw)
    except SheetError:
        raise
    except Exception as error:
        # Whatever is broken inside, openpyxl and zipfile tell it by a dozen kinds of exception.
        raise SheetError(
            f"{path.name} tidak terbaca sebagai berkas Excel ({type(error).__name__}); buka di "
            "Excel dan simpan ulang sebagai .xlsx."
        ) from error


def _refuse_package(path: Path, raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(f"{path.name} terkunci kata sandi; simpan tanpa sandi, sebagai .xlsx.")
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise SheetError(f"{path.name} memuat makro; simpan sebagai .xlsx tanpa makro.")
    if sum(part.file_size for part in parts) > UNPACKED:
        raise SheetError(f"{path.name} terlalu besar sesudah dibuka; bagi menjadi beberapa berkas.")


def _worksheets(path: Path, raw: bytes) -> list[Sheet]:
    """Values, and beside them the formulas: one that was never reckoned has no value."""
    with (
        closing(openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)) as values,
        closing(openpyxl.load_workbook(io.BytesIO(raw), read_only=True)) as formulas,
        zipfile.ZipFile(io.BytesIO(raw)) as package,
    ):
        left, found = MOST_ROWS, list[Sheet]()
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                continue
            lines = list(islice(_lines(sheet, formulas[sheet.title], package), left + 1))
            left -= len(lines)
            if left < 0:
                raise _too_many(path)
            found.append(Sheet(name=sheet.title, lines=lines))
        return found


def _lines(sheet: Any, twin: Any, package: zipfile.ZipFile) -> Iterator[Line]:
    """Rows with anything in them. The stated size of a sheet may be a lie, so it is not asked."""
    sheet.reset_dimensions()
    twin.reset_dimensions()
    merged = _merged(package, sheet._worksheet_path)
    rows = zip_longest(sheet.iter_rows(), twin.iter_rows(), fillvalue=())
    for number, (cells, behind) in enumerate(rows, 1):
        read = [_value(*pair) for pair in islice(zip_longest(cells, behind), MOST_COLUMNS)]
        if any(cell.text or cell.wrong for cell in read):
            yield Line(number=number, cells=read, merged=frozenset(merged.get(number, ())))


def _merged(package: zipfile.ZipFile, part: str) -> dict[int, set[int]]:
    """For each row the columns whose cell is the one above, only merged with it."""
    found: dict[int, set[int]] = {}
    size = 0
    with package.open(part) as source:
        for _, element in ElementTree.iterparse(source):
            if element.tag == f"{_SPREAD}mergeCell":
                bounds = range_boundaries(element.get("ref", ""))
                left, top, right, bottom = (bound or 1 for bound in bounds)
                columns = range(left - 1, min(right, MOST_COLUMNS))
                size += max(bottom - top, 0) * len(columns)
                if size > MOST_ROWS * MOST_COLUMNS:
                    break  # more than the sheet may hold: made to tire whoever reads it
                for row in range(top + 1, bottom + 1):
                    found.setdefault(row, set()).update(columns)
            if element.tag in (f"{_SPREAD}row", f"{_SPREAD}mergeCell"):
                element.clear()
    return found


def _value(cell: Any, twin: Any) -> Cell:
    value = getattr(cell, "value", None)
    if value is None or value == "":
        never = getattr(twin, "data_type", "n") == "f"
        return Cell(wrong=_NO_VALUE) if never else _EMPTY
    if getattr(cell, "data_type", "s") == "e":
        return Cell(wrong=f"sel berisi galat {value}")
    return Cell(text=_written(value))


def _written(value: object) -> str:
    """As an Indonesian would have typed it."""
    match value:
        case bool():
            return "ya" if value else "tidak"
        case float():
            return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
        case datetime():
            moment = f" {value:%H.%M}" if value.time() != time() else ""
            return f"{value:%Y-%m-%d}{moment}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H.%M}"
    return str(value)


def _too_many(path: Path) -> SheetError:
    most = f"{MOST_ROWS:,}".replace(",", ".")
    return SheetError(f"{path.name} lebih dari {most} baris; bagi menjadi beberapa berkas.")


# --- CSV


def _text(path: Path, raw: bytes, is_header: Callable[[Line], bool]) -> Sheet:
    """Parted by the sign by which its header can be read, else by the first that parts it."""
    text, parted, last = _decoded(path, raw), list[Sheet](), ""
    told, _, rest = text.partition("\n")
    if told.strip().lower().startswith("sep="):
        text = rest  # a line for Excel alone
    for separator in _SEPARATORS:
        try:
            sheet = Sheet(name="", lines=_parted(path, text, separator))
        except csv.Error as error:
            last = str(error)
            continue
        if any(is_header(line) for line in sheet.lines[:HEADER_WITHIN]):
            return sheet
        parted.append(sheet)
    if not parted:
        raise SheetError(f"{path.name} tidak terbaca sebagai CSV ({last}); periksa tanda kutipnya.")
    return parted[0]


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith(_UTF_16) or b"\0" in raw[:4096]:
        raise SheetError(
            f"{path.name} bukan .xlsx dan bukan CSV; simpan dari Excel sebagai .xlsx, atau sebagai "
            "“CSV UTF-8”."
        )
    for encoding in ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    raise SheetError(f"{path.name} memuat huruf yang tidak terbaca; simpan sebagai “CSV UTF-8”.")


def _parted(path: Path, text: str, separator: str) -> list[Line]:
    """Rows as a spreadsheet counts them. Raises csv.Error, for a quote left open above all."""
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number, row in enumerate(reader, 1):
        cells = [_typed(text) for text in row[:MOST_COLUMNS]]
        if any(cell.text or cell.wrong for cell in cells):
            lines.append(Line(number=number, cells=cells))
        if len(lines) > MOST_ROWS:
            raise _too_many(path)
    return lines


def _typed(text: str) -> Cell:
    """What a spreadsheet would take for a formula is no text, and is not reckoned here."""
    if text.startswith("="):
        return Cell(wrong="rumus; tulis hasilnya sebagai teks")
    return Cell(text=text) if text.strip() else _EMPTY
