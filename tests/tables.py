"""Excel and CSV files as offices keep them, made for a test."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

HEAD = ("Pertanyaan", "Jawaban")


def book(
    path: Path,
    *rows: Sequence[Any],
    merge: Sequence[str] = (),
    more: Callable[[openpyxl.Workbook], object] = lambda book: None,
) -> Path:
    """An Excel file of one sheet, "FAQ"; `more` does to it whatever else is wanted."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "FAQ"
    for row in rows:
        sheet.append(list(row))
    for cells in merge:
        sheet.merge_cells(cells)
    more(made)
    made.save(path)
    return path


def repacked(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    """The same Excel file with its parts changed."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path.write_bytes(to.getvalue())
    return path
