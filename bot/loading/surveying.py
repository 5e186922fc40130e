"""The SPI records of all files together: whose index it is, what was measured, what it is called.

A range holds for the years it names and for no other: KPK drew the categories anew in 2024.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bot.entries import Figure, Range, RangeCategory, Subject
from bot.figures import decimal_text
from bot.loading.faults import Fault
from bot.loading.pages import Folder, Page
from bot.loading.records import FigureRecord, RangeRecord, SubjectRecord
from bot.loading.values import nearest

HIGHEST = Decimal(100)


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """A figure, the record it was written as, and the page it stands on."""

    figure: Figure
    record: FigureRecord
    page: Page


class Survey:
    """What the folder holds of SPI, and what of it cannot be so (`faults`)."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.faults: list[Fault] = []
        self.subjects: dict[str, Subject] = {}
        self.ranges: dict[int, Range] = {}
        self.measured: dict[tuple[str, int], Measured] = {}
        self._words: dict[str, str] = {}
        surveys = [(page, page.record.spi) for page in folder.pages if page.record.spi]
        for page, spi in surveys:
            for subject in spi.subjects:
                self._add_subject(page, subject)
            for drawn in spi.ranges:
                self._add_range(page, drawn)
        for page, spi in surveys:
            for figure in spi.figures:
                self._add_figure(page, figure)

    @property
    def drawn(self) -> tuple[Range, ...]:
        """Each range once, in the order of the files."""
        return tuple({id(drawn): drawn for drawn in self.ranges.values()}.values())

    def _fault(self, page: Page, line: int, message: str) -> None:
        self.faults.append(Fault(file=page.file, line=line, message=message))

    def _add_subject(self, page: Page, record: SubjectRecord) -> None:
        words = list(record.words or (record.id.replace("-", " "),))
        if record.id in self.subjects:
            self._fault(page, record.line, f"subjek `{record.id}` sudah ada; pakai id lain")
        for word in words[:]:
            owner = self._words.setdefault(word.casefold(), record.id)
            if owner != record.id:
                message = f"kata `{word}` sudah dipakai subjek `{owner}`; satu kata satu subjek"
                self._fault(page, record.line, message)
                words.remove(word)
        self.subjects[record.id] = Subject(id=record.id, name=record.name, words=tuple(words))

    def _add_range(self, page: Page, record: RangeRecord) -> None:
        rows = sorted(record.categories, key=lambda row: row.low)
        for row in rows:
            if row.low > row.high:
                message = f"rentang `{row.name}`: `from` lebih besar dari `to`; tukar keduanya"
                self._fault(page, row.line, message)
        for lower, upper in pairwise(rows):
            if upper.low <= lower.high:
                message = f"rentang `{upper.name}` tumpang tindih dengan `{lower.name}`; "
                self._fault(page, upper.line, message + "batasnya tidak boleh bersinggungan")
        categories = [RangeCategory(name=row.name, low=row.low, high=row.high) for row in rows]
        drawn = Range(years=record.years, categories=tuple(categories))
        for year in record.years:
            if self.ranges.setdefault(year, drawn) is not drawn:
                message = f"tahun {year} sudah punya rentang; satu tahun hanya satu rentang"
                self._fault(page, record.line, message)

    def _add_figure(self, page: Page, record: FigureRecord) -> None:
        problem = self._problem(record)
        if problem:
            if record.subject in self.subjects or not self._folder.may_hold(record.subject):
                self._fault(page, record.line, problem)
            self._folder.lost += f" {_id(record)} spi:"
            return
        figure = Figure(
            entry=_id(record),
            subject=record.subject,
            year=record.year,
            index=record.index,
            category=record.category or self._category(record),
        )
        self.measured[record.subject, record.year] = Measured(
            figure=figure, record=record, page=page
        )

    def _problem(self, record: FigureRecord) -> str | None:
        """Why the figure cannot be so."""
        if record.subject not in self.subjects:
            return f"subjek `{record.subject}` tidak ada; {nearest(record.subject, self.subjects)}"
        if not 0 <= record.index <= HIGHEST:
            return f"indeks {decimal_text(record.index, 'id')} di luar 0 sampai 100"
        held = self.measured.get((record.subject, record.year))
        if held:
            where = f"{held.page.file}:{held.record.line}"
            return f"angka {record.subject} tahun {record.year} sudah ada di {where}; hapus satu"
        return self._contradiction(record)

    def _contradiction(self, record: FigureRecord) -> str | None:
        drawn = self.ranges.get(record.year)
        if not drawn or not record.category:
            return None
        names = [category.name for category in drawn.categories]
        if record.category not in names:
            return f"kategori `{record.category}` tidak ada; {nearest(record.category, names)}"
        right = self._category(record) or record.category
        if right != record.category:
            index = decimal_text(record.index, "id")
            return (
                f"kategori `{record.category}` bertentangan dengan rentang {record.year}: {index} "
                f"termasuk `{right}`; perbaiki, atau hapus `category`"
            )
        return None

    def _category(self, record: FigureRecord) -> str | None:
        drawn = self.ranges.get(record.year)
        rows = drawn.categories if drawn else ()
        return next((row.name for row in rows if row.low <= record.index <= row.high), None)


def _id(record: FigureRecord) -> str:
    return record.id or f"spi-{record.subject}-{record.year}"
