"""Question-answer pairs found in an office's table: its columns by their heads, its rows grouped.

Several questions of one answer are one pair: where the answer is merged over their rows or written
again, or where they stand in one cell. A row without an answer of its own is never given somebody
else's: it is left out, and its number told.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from bot.loading.reading import Scalar
from bot.loading.slips import Slip
from bot.loading.values import address, day
from bot.tables.sheets import HEADER_WITHIN, Cell, Line, Sheet, SheetError, read


class Column(StrEnum):
    """What a column holds."""

    QUESTION = "pertanyaan"
    ANSWER = "jawaban"
    SOURCE = "sumber"
    URL = "url"
    DATE = "tanggal"
    CATEGORY = "kategori"
    TITLE = "judul"


# Heads as offices write them; numbers, stars and brackets around them do not count.
HEADS: Mapping[Column, frozenset[str]] = {
    Column.QUESTION: frozenset(
        {"pertanyaan", "question", "questions", "tanya", "daftar pertanyaan", "pertanyaan warga"}
        | {"pertanyaan masyarakat", "q"}
    ),
    Column.ANSWER: frozenset({"jawaban", "answer", "answers", "jawab", "jawaban kantor", "a"}),
    Column.SOURCE: frozenset(
        {"sumber", "source", "sources", "sumber jawaban", "dasar hukum", "referensi", "reference"}
    ),
    Column.URL: frozenset({"url", "tautan", "link", "alamat web", "alamat url", "tautan sumber"}),
    Column.DATE: frozenset({"tanggal", "date", "tgl", "tanggal sumber"}),
    Column.CATEGORY: frozenset({"kategori", "category", "topik", "topic", "tema", "bagian"}),
    Column.TITLE: frozenset({"judul", "title"}),
}
_NOT_A_HEAD = re.compile(r"\([^)]*\)|[^\w\s]|_")
_NUMERIC_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
# Tags that word processors and websites leave behind; what else stands between < and > is text.
_LINE_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|tr|ul|ol|h[1-6])\b[^<>]*>", re.IGNORECASE)
_ITEM_TAG = re.compile(r"<\s*li\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"<\s*/?\s*(?:a|b|i|u|s|em|strong|span|font|li|table|tbody|td|th|small|sup|sub|img|style)\b[^<>]*>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&#?\w{1,32};")
_BULLET = re.compile(r"^(?:[•·●▪◦‣∙]|[*–—-](?= )) *", re.MULTILINE)
_ITEM = re.compile(r"(?:- |\(?[0-9]{1,3}[.)] )+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_SEPARATORS = re.compile("\r\n|[\r\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A row that was left out, and why; `sheet` is empty for CSV."""

    sheet: str
    row: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.sheet}, baris {self.row}" if self.sheet else f"baris {self.row}"
        return f"{place}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One way to ask, and the row it stands in."""

    text: str
    row: int


@dataclass(kw_only=True)
class Pair:
    """An answer and its questions, which grow as rows are read; texts are plain."""

    sheet: str
    row: int
    answer: str
    questions: list[Question]
    source: str = ""
    url: str = ""
    dated: date | None = None
    category: str = ""
    title: str = ""


@dataclass(kw_only=True)
class Found:
    """All pairs of a file, the rows left out, and what was read and set aside in rows kept."""

    pairs: list[Pair] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[Skipped] = field(default_factory=list)


def pairs_of(path: Path) -> Found:
    """The pairs of an Excel or CSV file. Raises SheetError, also where no columns are known."""
    found = Found()
    sheets = read(path, lambda line: _heads(line) is not None)
    headed = [(sheet, *head) for sheet in sheets if (head := _head(sheet))]
    if not headed:
        raise SheetError(
            f"{path.name}: kolom pertanyaan dan jawaban tidak ditemukan; beri judul kolom "
            "“pertanyaan” dan “jawaban” (boleh juga: sumber, url, tanggal, kategori, judul)."
        )
    for sheet, at, columns in headed:
        _Reading(sheet.name, columns, found).read(sheet.lines[at + 1 :])
    return found


def plain(text: str) -> str:
    """The text without markup, hidden signs and spare blanks; list items begin with `- `."""
    text = _SEPARATORS.sub("\n", unicodedata.normalize("NFC", text))
    if "<" in text or "&" in text:
        text = _ITEM_TAG.sub("\n- ", _LINE_TAG.sub("\n", text))
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), _TAG.sub("", text))
    text = _HIDDEN.sub("", text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", _BULLET.sub("- ", "\n".join(lines))).strip()


def _head(sheet: Sheet) -> tuple[int, Mapping[Column, int]] | None:
    """Which line is the header, and its columns; None where there is none."""
    for at, line in enumerate(sheet.lines[:HEADER_WITHIN]):
        columns = _heads(line)
        if columns:
            return at, columns
    return None


def _heads(line: Line) -> Mapping[Column, int] | None:
    """The columns, if question and answer are among them; of two alike the first counts."""
    found: dict[Column, int] = {}
    for at, cell in enumerate(line.cells):
        name = " ".join(_NOT_A_HEAD.sub(" ", cell.text.casefold()).split())
        for column, heads in HEADS.items():
            if name in heads:
                found.setdefault(column, at)
    return found if {Column.QUESTION, Column.ANSWER} <= found.keys() else None


class _Reading:
    """One sheet, read from the top: what a row means depends on the rows above."""

    def __init__(self, sheet: str, columns: Mapping[Column, int], found: Found) -> None:
        self._sheet = sheet
        self._columns = columns
        self._found = found
        self._by_answer: dict[str, Pair] = {}
        self._above: Pair | None = None

    def read(self, lines: Sequence[Line]) -> None:
        for line in lines:
            pair, reason = self._row(line)
            self._above = pair
            if reason:
                self._found.skipped.append(self._at(line, reason))

    def _row(self, line: Line) -> tuple[Pair | None, str]:
        """The pair that the row belongs to, and why it is left out, "" where it is not."""
        question, answer = self._cell(line, Column.QUESTION), self._cell(line, Column.ANSWER)
        goes_on = self._columns[Column.ANSWER] in line.merged and not answer.text
        if question.wrong or answer.wrong:
            return None, question.wrong or answer.wrong
        asked = list(_questions(question.text, line.number))
        if goes_on and self._above is None:
            return None, "jawabannya milik baris di atasnya, yang dilewati"
        if not asked:
            return (self._above, "") if goes_on else (None, "pertanyaan kosong")
        if goes_on and self._above:
            self._above.questions += asked
            return self._above, ""
        text = plain(answer.text)
        return (self._pair(line, text, asked), "") if text else (None, "jawaban kosong")

    def _pair(self, line: Line, answer: str, asked: list[Question]) -> Pair:
        known = self._by_answer.get(answer)
        if known:
            known.questions += asked
            return known
        made = Pair(
            sheet=self._sheet,
            row=line.number,
            answer=answer,
            questions=asked,
            source=self._line(line, Column.SOURCE),
            url=self._url(line),
            dated=self._day(line),
            category=self._line(line, Column.CATEGORY),
            title=self._line(line, Column.TITLE),
        )
        self._by_answer[answer] = made
        self._found.pairs.append(made)
        return made

    def _url(self, line: Line) -> str:
        written = self._line(line, Column.URL)
        try:
            return address(Scalar(written, line.number)) if written else ""
        except Slip as slip:
            self._found.notes.append(self._at(line, f"url tidak dipakai: {slip}"))
            return ""

    def _day(self, line: Line) -> date | None:
        written = self._line(line, Column.DATE)
        numeric = _NUMERIC_DAY.fullmatch(written)
        if numeric:
            written = f"{numeric[3]}-{numeric[2]}-{numeric[1]}"  # the day first, as in Indonesia
        try:
            return day(Scalar(written, line.number)) if written else None
        except Slip as slip:
            self._found.notes.append(self._at(line, f"tanggal tidak dipakai: {slip}"))
            return None

    def _line(self, line: Line, column: Column) -> str:
        """A cell's text on one line; one that is wrong is as good as empty."""
        return " ".join(plain(self._cell(line, column).text).split())

    def _cell(self, line: Line, column: Column) -> Cell:
        return line.cell(self._columns.get(column))

    def _at(self, line: Line, reason: str) -> Skipped:
        return Skipped(sheet=self._sheet, row=line.number, reason=reason)


def _questions(text: str, row: int) -> Iterator[Question]:
    """The questions of a cell: a new line begins one after a `?` or with a mark of its own.

    Else it goes on with the line above, for half a question asks for nothing in particular.
    """
    asked: list[str] = []
    for line in filter(None, plain(text).split("\n")):
        words = _ITEM.sub("", line, count=1) if _ITEM.match(line) else line
        if asked and words == line and not asked[-1].endswith("?"):
            asked[-1] += f" {words}"
        else:
            asked.append(words)
    yield from (Question(text=words, row=row) for words in asked if words)
