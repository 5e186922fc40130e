"""YAML in, frozen entries out; every fault named by file and line, and all of them at once.

A folder loads whole or not at all. The rooms on the way: pages (files to records), surveying (SPI),
drafting (records to entries), filling (placeholders), vetting (what cannot be), noting.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.entries import Category, Entry, EntryKind, Figure, Regulation, SmallTalk, Text
from bot.knowledge import Knowledge, KnowledgeError
from bot.language import Language
from bot.loading.drafting import Draft, Drafter
from bot.loading.faults import Fault
from bot.loading.filling import Filler
from bot.loading.noting import noted
from bot.loading.overriding import overridden, shipped
from bot.loading.pages import LANGUAGE, Folder, Page, opened
from bot.loading.reading import faults_of
from bot.loading.records import SmallTalkRecord
from bot.loading.slips import Slip
from bot.loading.surveying import Survey
from bot.loading.vetting import vetted


def built(folder: Path, today: date | None) -> Knowledge:
    """The folder's knowledge, or KnowledgeError (see knowledge.load)."""
    pages = opened(folder)
    language, faults = _language(pages)
    survey = Survey(pages)
    drafter = Drafter(pages, survey, language)
    filling = _Filling(pages, Filler(pages, survey), drafter.drafts)
    faults += [*pages.faults, *survey.faults, *drafter.faults, *filling.faults]
    faults += vetted(filling.drafts, filling.talk, pages)
    if faults:
        raise KnowledgeError(faults)
    entries = [draft.entry for draft in filling.drafts]
    records = [entry.record for entry in entries]
    return Knowledge(
        folder=pages.name,
        entries=tuple(entry for entry in entries if entry.kind is EntryKind.ENTRY),
        referrals=tuple(entry for entry in entries if entry.kind is EntryKind.REFERRAL),
        gaps=tuple(entry for entry in entries if entry.kind is EntryKind.GAP),
        smalltalk=tuple(_smalltalk(record) for _, record in filling.talk),
        regulations=tuple(made for made in records if isinstance(made, Regulation)),
        figures=tuple(made for made in records if isinstance(made, Figure)),
        subjects=tuple(survey.subjects.values()),
        ranges=survey.drawn,
        categories=tuple(_categories(pages, entries)),
        language=language,
        version=pages.version,
        notes=tuple(sorted((*pages.notes, *noted(filling.drafts, today)))),
    )


def _language(pages: Folder) -> tuple[Language, list[Fault]]:
    language, faults = shipped()
    if faults:
        raise KnowledgeError(faults)
    if pages.language is None:
        return language, []
    language, slips = overridden(language, pages.language)
    return language, [*faults_of(LANGUAGE, slips)]


class _Filling:
    """All answers with their placeholders filled."""

    def __init__(self, pages: Folder, filler: Filler, drafts: Iterable[Draft]) -> None:
        self.faults: list[Fault] = []
        self._filler = filler
        self.drafts = [self._draft(draft) for draft in drafts]
        self.talk = [
            (page, self._talk(page, record))
            for page in pages.pages
            for record in page.record.smalltalk
        ]

    def _draft(self, draft: Draft) -> Draft:
        entry = draft.entry
        answer = self._answer(entry.answer, entry.file, entry.line)
        return replace(draft, entry=replace(entry, answer=answer))

    def _talk(self, page: Page, record: SmallTalkRecord) -> SmallTalkRecord:
        answer = self._answer(record.answer, page.file, record.line)
        return record.model_copy(update={"answer": answer})

    def _answer(self, answer: Text, file: str, line: int) -> Text:
        try:
            return self._filler.filled(answer)
        except Slip as slip:
            self.faults.append(Fault(file=file, line=line, message=str(slip)))
            return answer


def _smalltalk(record: SmallTalkRecord) -> SmallTalk:
    return SmallTalk(
        id=record.id,
        kind=record.kind,
        words=record.words,
        signs=record.signs,
        ask=tuple(map(str, record.ask)),
        answer=record.answer,
    )


def _categories(pages: Folder, entries: Sequence[Entry]) -> Iterator[Category]:
    """The files that hold entries of the office's own; one with none of them is none."""
    for page in pages.pages:
        held = [e.id for e in entries if e.file == page.file and e.kind is EntryKind.ENTRY]
        named = Text(id=page.category.replace("-", " ").capitalize())
        if held:
            yield Category(id=page.category, title=page.record.title or named, entries=tuple(held))
