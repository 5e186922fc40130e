"""Tables read as plain text, whatever made them, and refused in a sentence where that is wise."""

import struct
import warnings
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from bot.tables import sheets
from bot.tables.sheets import LARGEST, MOST_COLUMNS, MOST_ROWS, Line, Sheet, SheetError, read
from tests.tables import book, repacked

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def any_header(line: Line) -> bool:
    return bool(line.cells) and line.cells[0].text == "a"


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in sheet.lines]


def only(path: Path) -> Sheet:
    [sheet] = read(path, any_header)
    return sheet


def csv_of(path: Path, raw: bytes | str) -> Sheet:
    file = path / "tabel.csv"
    file.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return only(file)


def refusal(path: Path) -> str:
    with pytest.raises(SheetError) as raised:
        read(path, any_header)
    told = str(raised.value)
    assert "\n" not in told
    return told


def test_every_kind_of_value_is_text_as_an_indonesian_writes_it(tmp_path: Path) -> None:
    values = ("é 👍", 12, 2.0, 74.04, True, datetime(2025, 12, 8), datetime(2025, 12, 8, 9, 30))
    path = book(tmp_path / "t.xlsx", (*values, date(2025, 12, 8), time(9, 5)), (), ("", None, "x"))

    assert texts(only(path)) == [
        ["é 👍", "12", "2", "74,04", "ya", "2025-12-08", "2025-12-08 09.30", "2025-12-08", "09.05"],
        ["", "", "x"],
    ]
    assert [line.number for line in only(path).lines] == [1, 3]


def test_a_formula_counts_by_its_saved_value_and_without_one_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ("a", "=1+1", "#N/A"))
    bare = only(path).lines[0].cells

    def reckoned(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")

    saved = only(repacked(path, reckoned)).lines[0].cells

    assert (bare[1].text, "tanpa nilai" in bare[1].wrong) == ("", True)
    assert bare[2].wrong == "sel berisi galat #N/A"
    assert saved[1].text == "2"


def test_merged_cells_are_known_to_go_on_and_a_huge_merge_tires_nobody(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", ("a", "b"), ("c", None), ("d", None), merge=["B1:B2"])
    wide = book(tmp_path / "w.xlsx", ("a", "b"), ("c", "d"), merge=["B1:C3"])

    def widen(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        assert b'ref="B1:C3"' in parts[name]
        parts[name] = parts[name].replace(b'ref="B1:C3"', b'ref="B1:XFD1048576"')

    repacked(wide, widen)

    assert [line.merged for line in only(path).lines] == [frozenset(), {1}, frozenset()]
    assert [line.number for line in only(wide).lines] == [1, 2]


def test_hidden_sheets_are_left_and_a_stated_size_is_not_believed(tmp_path: Path) -> None:
    def more(made: openpyxl.Workbook) -> None:
        made.create_sheet("lama").sheet_state = "hidden"
        made.create_sheet("dua").append(["a", "b"])

    def lie(parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        assert b'ref="A1:B2"' in parts[name]
        parts[name] = parts[name].replace(b'ref="A1:B2"', b'ref="A1:A1"')

    path = repacked(book(tmp_path / "t.xlsx", ("a", "b"), ("c", "d"), more=more), lie)
    found = read(path, any_header)

    assert [sheet.name for sheet in found] == ["FAQ", "dua"]
    assert texts(found[0]) == [["a", "b"], ["c", "d"]]


def test_far_columns_are_left_and_too_many_rows_refused(tmp_path: Path) -> None:
    far = book(tmp_path / "far.xlsx", ["a"] * (MOST_COLUMNS + 5))
    many = tmp_path / "many.csv"
    many.write_text("a\n" * (MOST_ROWS + 1), encoding="utf-8")
    fits = tmp_path / "fits.csv"
    fits.write_text("a\n" * MOST_ROWS, encoding="utf-8")

    assert len(only(far).lines[0].cells) == MOST_COLUMNS
    assert "lebih dari 20.000 baris" in refusal(many)
    assert len(only(fits).lines) == MOST_ROWS


def test_too_many_rows_over_all_sheets_are_refused(tmp_path: Path) -> None:
    made = openpyxl.Workbook(write_only=True)
    for name in ("satu", "dua"):
        sheet = made.create_sheet(name)
        for number in range(MOST_ROWS // 2 + 1):
            sheet.append([f"baris {number}"])
    made.save(tmp_path / "t.xlsx")

    assert "lebih dari 20.000 baris" in refusal(tmp_path / "t.xlsx")


def _macro(parts: dict[str, bytes]) -> None:
    parts["xl/vbaProject.bin"] = b"..."


def _laughs(parts: dict[str, bytes]) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    name = "xl/worksheets/sheet1.xml"
    head, _, rest = parts[name].partition(b"<worksheet")
    doctype = f"<!DOCTYPE worksheet [{entities}]>".encode()
    rest = rest.replace(
        b"<sheetData>", b"<sheetData><row><c t='inlineStr'><is><t>&e11;</t></is></c></row>"
    )
    parts[name] = head + doctype + b"<worksheet" + rest


def _broken(parts: dict[str, bytes]) -> None:
    parts["xl/worksheets/sheet1.xml"] = b"<worksheet"


def _gone(parts: dict[str, bytes]) -> None:
    del parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("change", "words"),
    [(_macro, "makro"), (_laughs, "tidak terbaca"), (_broken, "tidak terbaca"), (_gone, "terbaca")],
)
def test_an_excel_file_that_is_harmful_or_broken_is_refused(
    tmp_path: Path, change: Callable[[dict[str, bytes]], object], words: str
) -> None:
    assert words in refusal(repacked(book(tmp_path / "t.xlsx", ("a", "b")), change))


def test_an_excel_file_with_a_password_or_of_old_is_refused(tmp_path: Path) -> None:
    locked = tmp_path / "t.xlsx"
    locked.write_bytes(OLE)
    zipped = book(tmp_path / "z.xlsx", ("a", "b"))
    raw = bytearray(zipped.read_bytes())
    central = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<H", raw, central + 8, 1)
    zipped.write_bytes(raw)

    assert "kata sandi" in refusal(locked)
    assert "kata sandi" in refusal(zipped)


def test_what_would_unpack_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "t.xlsx", ("a", "b"))
    monkeypatch.setattr(sheets, "UNPACKED", 1000)

    assert "terlalu besar sesudah dibuka" in refusal(path)


NO_TABLES: list[tuple[str, bytes, str]] = [
    ("utf-16", "a;b".encode("utf-16"), "CSV UTF-8"),
    ("zeros", b"\0\0\0\0", "CSV UTF-8"),
    ("no letters", b"a;b\n\x81\x8d;x", "tidak terbaca"),
    ("open quote", b'a;b\n"c;d', "tanda kutip"),
]


@pytest.mark.parametrize(("what", "raw", "words"), NO_TABLES, ids=[row[0] for row in NO_TABLES])
def test_what_is_no_table_is_refused(tmp_path: Path, what: str, raw: bytes, words: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)

    assert words in refusal(path)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)

    assert "tidak ada" in refusal(tmp_path / "none.csv")
    assert "tidak ada" in refusal(tmp_path)
    assert "20 MB" in refusal(large)


CSVS: list[tuple[str, bytes, Sequence[Sequence[str]]]] = [
    ("commas", b"a,b\nc,d;e\n", [["a", "b"], ["c", "d;e"]]),
    ("semicolons", b"a;b\nc;d,e,f\n", [["a", "b"], ["c", "d,e,f"]]),
    ("tabs", b"a\tb\nc\td\n", [["a", "b"], ["c", "d"]]),
    ("told to Excel", b"sep=;\r\na;b\r\nc;d\r\n", [["a", "b"], ["c", "d"]]),
    ("byte order mark", "\ufeffa;é\n".encode(), [["a", "é"]]),
    ("Windows", "a;“é” –\n".encode("cp1252"), [["a", "“é” –"]]),
    ("quoted lines", b'a;"b\nc;""d"""\n', [["a", 'b\nc;"d"']]),
    ("empty rows", b"a;b\n\n;;\nc;d", [["a", "b"], ["c", "d"]]),
]


@pytest.mark.parametrize(("what", "raw", "expected"), CSVS, ids=[row[0] for row in CSVS])
def test_a_csv_file_is_read_however_it_is_parted_and_encoded(
    tmp_path: Path, what: str, raw: bytes, expected: Sequence[Sequence[str]]
) -> None:
    assert texts(csv_of(tmp_path, raw)) == expected


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    lines = csv_of(tmp_path, 'a;b\n\n"c\nc";d\ne;=1+1\n').lines

    assert [line.number for line in lines] == [1, 3, 4]
    assert (lines[2].cells[1].text, "rumus" in lines[2].cells[1].wrong) == ("", True)
    assert lines[0].cell(7).text == lines[0].cell(None).text == ""


def test_reading_warns_of_nothing(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        only(book(tmp_path / "t.xlsx", ("a", "b")))
