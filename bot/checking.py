"""`python -m bot check`: what is wrong, what is worth knowing, what is new in what ships."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.entries import Entry
from bot.knowledge import Knowledge, KnowledgeError, load
from bot.loading.drafting import Drafter
from bot.loading.faults import Fault
from bot.loading.pages import opened
from bot.loading.surveying import Survey
from bot.loading.values import squeezed
from bot.normalising import Normaliser
from bot.resembling import Phrasing, noted, resembling

SHIPPED = Path(__file__).parent.parent / "knowledge"
"""The knowledge that comes with the bot."""

COMPARED = ("title", "answer", "sources", "related", "part_of", "private", "scope", "record")
"""What makes an entry another one; who confirmed it and when is each office's own affair."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A shipped entry that the office's folder lacks (`fields` empty) or has otherwise."""

    entry: str
    title: str
    file: str
    line: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that was found in a folder; the counts are None where it could not be loaded."""

    folder: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    new: tuple[Difference, ...] = ()
    changed: tuple[Difference, ...] = ()
    entries: int | None = None
    referrals: int | None = None
    phrasings: int | None = None
    version: str | None = None

    def passes(self, *, strict: bool = False) -> bool:
        """Whether the folder may be used; `strict` counts notes as well."""
        return not self.faults and not (strict and self.notes)


def report(folder: Path, *, against: Path | None = None, today: date | None = None) -> Report:
    """Check a folder, and compare it with the shipped one that `against` names."""
    try:
        knowledge = load(folder, today=today)
    except KnowledgeError as error:
        return Report(folder=folder.resolve().name, faults=error.faults)
    found: list[Difference] = []
    faults: tuple[Fault, ...] = ()
    if against:
        try:
            found = differences(knowledge, load(against))
        except KnowledgeError as error:
            faults = tuple(replace(f, file=f"{against.name}/{f.file}") for f in error.faults)
    return Report(
        folder=knowledge.folder,
        faults=faults,
        notes=tuple(sorted((*knowledge.notes, *_too_close(folder, knowledge)))),
        new=tuple(difference for difference in found if not difference.fields),
        changed=tuple(difference for difference in found if difference.fields),
        entries=len(knowledge.entries),
        referrals=len(knowledge.referrals),
        phrasings=sum(len(entry.ask) for entry in knowledge.topics),
        version=knowledge.version,
    )


def _too_close(folder: Path, knowledge: Knowledge) -> Iterator[Fault]:
    """Phrasings of two topics too close to tell apart.

    Only here, for it takes longer than a load; the files are read again for their lines.
    """
    pages = opened(folder)
    drafts = Drafter(pages, Survey(pages), knowledge.language).drafts
    phrasings = [
        Phrasing(text=ask, entry=knowledge.by_id[draft.entry.id], line=line)
        for draft in drafts
        for ask, line in zip(draft.entry.ask, draft.asked_at, strict=True)
    ]
    return noted(resembling(phrasings, Normaliser(knowledge.language)))


def differences(own: Knowledge, shipped: Knowledge) -> list[Difference]:
    """What is shipped and `own` lacks or has otherwise, in their order."""
    return [
        Difference(
            entry=entry.id, title=entry.title.id, file=entry.file, line=entry.line, fields=fields
        )
        for entry in shipped.topics
        for fields in [_changed(own.by_id.get(entry.id), entry)]
        if fields is not None
    ]


def _changed(own: Entry | None, shipped: Entry) -> tuple[str, ...] | None:
    """Fields that differ, none where the entry is new; None where nothing is to be told.

    Phrasings that only the office has are its own work and no difference.
    """
    if own is None:
        return ()
    changed = [name for name in COMPARED if getattr(own, name) != getattr(shipped, name)]
    if not {*map(squeezed, shipped.ask)} <= {*map(squeezed, own.ask)}:
        changed.append("ask")
    return tuple(changed) or None


def as_text(report: Report) -> str:
    """The report for a terminal: faults, notes, differences, and one line of counts."""
    lines = [
        *_section("Kesalahan (harus diperbaiki):", report.faults),
        *_section("Catatan (tidak menghentikan apa pun):", report.notes),
        *_section("Baru di pengetahuan bawaan:", map(_told, report.new)),
        *_section("Berbeda dari pengetahuan bawaan:", map(_told, report.changed)),
        _summary(report),
    ]
    return "\n".join(lines)


def _section(title: str, items: Iterable[object]) -> list[str]:
    lines = [str(item) for item in items]
    return [title, *lines, ""] if lines else []


def _told(difference: Difference) -> str:
    place = f"{difference.file}:{difference.line}: `{difference.entry}` {difference.title}"
    return f"{place} ({', '.join(difference.fields)})" if difference.fields else place


def _summary(report: Report) -> str:
    counts = f"{len(report.faults)} kesalahan, {len(report.notes)} catatan"
    if report.entries is None:
        return f"{report.folder}: {counts}."
    return (
        f"{report.folder}: {report.entries} entri, {report.referrals} rujukan, "
        f"{report.phrasings} cara bertanya; {counts}; versi {report.version}."
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as a JSON object; values that are not known are null."""
    return asdict(report)
