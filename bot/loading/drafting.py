"""Every record of a folder as an entry, in the order of the files."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.entries import (
    Entry,
    EntryKind,
    Figure,
    Regulation,
    RegulationRef,
    Relation,
    Service,
    Text,
)
from bot.language import Language
from bot.loading.faults import Fault
from bot.loading.pages import Folder, Page
from bot.loading.records import (
    FigureRecord,
    Named,
    OtherRegulationRecord,
    RegulationRecord,
    ServiceRecord,
)
from bot.loading.recounting import Teller
from bot.loading.surveying import Measured, Survey
from bot.loading.values import nearest, squeezed
from bot.replies import Source


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry whose placeholders are not filled yet, and the lines of its phrasings."""

    entry: Entry
    asked_at: tuple[int, ...]

    @cached_property
    def alike(self) -> tuple[str, ...]:
        """Its phrasings squeezed, which two looks are taken at."""
        return tuple(map(squeezed, self.entry.ask))


class Drafter:
    """Drafts all entries; what cannot be drafted is among its `faults`."""

    def __init__(self, folder: Folder, survey: Survey, language: Language) -> None:
        self.faults: list[Fault] = []
        self._kinds = language.kinds
        self._survey = survey
        self._tell = Teller(language)
        self.drafts = [draft for page in folder.pages for draft in self._sorted(page)]

    def _sorted(self, page: Page) -> list[Draft]:
        return sorted(self._drafted(page), key=lambda draft: draft.entry.line)

    def _drafted(self, page: Page) -> Iterator[Draft]:
        for entry in page.record.entries:
            yield _draft(page, entry, answer=entry.answer)
        for referral in page.record.referrals:
            yield _draft(page, referral, answer=referral.answer, kind=EntryKind.REFERRAL)
        for gap in page.record.gaps:
            yield _draft(page, gap, answer=gap.answer, kind=EntryKind.GAP)
        for service in page.record.services:
            yield self._service(page, service)
        for regulation in page.record.regulations:
            self._refuse_kinds(page, regulation)
            yield self._regulation(page, regulation)
        for measured in self._survey.measured.values():
            if measured.page is page:
                yield self._figure(measured)

    def _service(self, page: Page, record: ServiceRecord) -> Draft:
        made = Service(entry=record.id)
        return _draft(page, record, answer=self._tell.service(record), record=made)

    def _refuse_kinds(self, page: Page, record: RegulationRecord) -> None:
        """A kind without a long name cannot be told."""
        rows: list[RegulationRecord | OtherRegulationRecord] = [record]
        for row in (*rows, *record.replaces, *record.amended_by):
            if row.kind not in self._kinds:
                near = nearest(row.kind, self._kinds)
                message = f"jenis peraturan `{row.kind}` tidak dikenal; {near}"
                self.faults.append(Fault(file=page.file, line=row.line, message=message))

    def _regulation(self, page: Page, record: RegulationRecord) -> Draft:
        title = record.title or self._tell.regulation_title(record)
        return _draft(
            page, record, title=title, answer=self._tell.regulation(record), record=_made(record)
        )

    def _figure(self, measured: Measured) -> Draft:
        figure, written = measured.figure, measured.record
        subject = self._survey.subjects[figure.subject]
        own = {squeezed(phrasing) for phrasing in written.ask}
        return _draft(
            measured.page,
            written,
            id=figure.entry,
            title=written.title or self._tell.figure_title(figure, subject),
            asks=[
                ask for ask in self._tell.figure_asks(figure, subject) if squeezed(ask) not in own
            ],
            answer=self._tell.figure(figure, subject, written),
            record=figure,
        )


def _draft(
    page: Page,
    written: Named | FigureRecord,
    *,
    answer: Text,
    id: str | None = None,
    title: Text | None = None,
    asks: Iterable[str] = (),
    kind: EntryKind = EntryKind.ENTRY,
    record: Regulation | Figure | Service | None = None,
) -> Draft:
    """An entry from what a record says itself, and what was made where it says nothing."""
    made = tuple(asks)
    return Draft(
        entry=Entry(
            id=id or written.id or "",
            category=page.category,
            title=title or written.title or answer,
            ask=(*map(str, written.ask), *made),
            answer=answer,
            sources=tuple(Source(title=s.title, url=s.url, date=s.date) for s in written.sources),
            checked=written.checked,
            confirmed_by=written.confirmed_by,
            related=written.related,
            part_of=written.part_of,
            then=written.then,
            private=written.private,
            scope=written.scope,
            kind=kind,
            record=record,
            file=page.file,
            line=written.line,
        ),
        asked_at=(*(ask.line for ask in written.ask), *(written.line for _ in made)),
    )


def _made(record: RegulationRecord) -> Regulation:
    refs = (
        RegulationRef(
            kind=row.kind, number=row.number, year=row.year, name=row.name, relation=relation
        )
        for relation, rows in (
            (Relation.REPLACES, record.replaces),
            (Relation.AMENDED_BY, record.amended_by),
        )
        for row in rows
    )
    return Regulation(
        entry=record.id,
        kind=record.kind,
        number=record.number,
        year=record.year,
        name=record.name,
        about=record.about,
        refs=tuple(refs),
    )
