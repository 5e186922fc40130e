"""An Excel file of one sheet that grows as its rows come: neither in memory nor on a disk.

xlsxwriter makes all of it but the rows, twice: once for what stands before them, and once, when
their number is known, for what stands after. They go straight into the zipped sheet between.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Protocol
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

Cell = str | float | bool
_SHEET = "xl/worksheets/sheet1.xml"
_ROWS_END = b"</sheetData>"
# Optional, and only known at the end.
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
# What XML cannot hold or would change stands as _xHHHH_ (ECMA-376, ST_Xstring).
_UNHEARD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class Book:
    """Use `row` for each, then `close`. Text stays text: no formula, link or number is made of it.

    `to` need not be seekable, and stays open.
    """

    def __init__(
        self, to: BinaryIO, name: str, columns: Sequence[str], widths: Mapping[str, int]
    ) -> None:
        self._name, self._columns, self._widths = name, columns, widths
        self._letters = [xl_col_to_name(at) for at in range(len(columns))]
        # A file that tells no place is written to the end and never gone back in.
        self._zip = ZipFile(_Stream(to), "w", ZIP_DEFLATED)  # type: ignore[call-overload]
        self._rows = 1
        before, _, _ = _DIMENSION.sub(b"", self._shell()[_SHEET]).partition(_ROWS_END)
        self._sheet = self._zip.open(_SHEET, "w", force_zip64=True)
        self._sheet.write(before)

    def row(self, cells: Sequence[Cell]) -> None:
        """The next one."""
        self._rows += 1
        written = (
            _written(f"{letter}{self._rows}", cell)
            for letter, cell in zip(self._letters, cells, strict=True)
        )
        self._sheet.write(f'<row r="{self._rows}">{"".join(written)}</row>'.encode())

    def close(self) -> None:
        """What stands after the rows, and the other parts."""
        parts = self._shell()
        self._sheet.write(_ROWS_END + parts.pop(_SHEET).partition(_ROWS_END)[2])
        self._sheet.close()
        for path, part in parts.items():
            self._zip.writestr(path, part)
        self._zip.close()

    def _shell(self) -> dict[str, bytes]:
        """The parts of a book with the heading alone, its filter over all rows until now."""
        to = io.BytesIO()
        book = xlsxwriter.Workbook(to, {"in_memory": True})
        sheet = book.add_worksheet(self._name)
        sheet.write_row(0, 0, self._columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(self._columns):
            sheet.set_column(at, at, self._widths.get(column, 14))
        sheet.autofilter(0, 0, max(self._rows - 1, 1), len(self._columns) - 1)
        book.close()
        with ZipFile(to) as made:
            return {path: made.read(path) for path in made.namelist()}


class _Writable(Protocol):
    def write(self, data: bytes, /) -> int: ...


class _Stream:
    """A file that can only be written on."""

    def __init__(self, to: _Writable) -> None:
        self._to = to

    def write(self, data: bytes) -> int:
        return self._to.write(data)

    def flush(self) -> None:
        """The caller's affair."""


def _written(place: str, cell: Cell) -> str:
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{cell:d}</v></c>'
    if not isinstance(cell, str):
        return f'<c r="{place}"><v>{cell}</v></c>'
    if not cell:
        return ""
    text = escape(_UNHEARD.sub(lambda one: f"_x{ord(one[0]):04X}_", cell))
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
