"""What is worth knowing about an entry and stops nothing: staff read it, citizens never do."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.entries import Entry, EntryKind
from bot.loading.ageing import STALE
from bot.loading.drafting import Draft
from bot.loading.faults import Fault
from bot.loading.vetting import units

FEWEST = {EntryKind.ENTRY: 15, EntryKind.REFERRAL: 8, EntryKind.GAP: 8}
"""Phrasings below which ranking suffers; a referral or gap is narrower and needs fewer."""
LONG_TITLE = 24
LONG_ANSWER = 900


def noted(drafts: Iterable[Draft], today: date | None) -> Iterator[Fault]:
    """Notes on each entry; without `today` no day is called stale or future."""
    for draft in drafts:
        entry = draft.entry
        yield from _twice(draft)
        for message in (*_about(entry), *_vouching(entry), *_day(entry, today)):
            yield Fault(file=entry.file, line=entry.line, message=f"`{entry.id}`: {message}")


def _twice(draft: Draft) -> Iterator[Fault]:
    entry = draft.entry
    first: dict[str, int] = {}
    asked = zip(entry.ask, draft.alike, draft.asked_at, strict=True)
    for phrasing, alike, line in asked:
        known = first.setdefault(alike, line)
        if known != line:
            message = f"`{entry.id}`: pertanyaan “{phrasing}” sudah ada di baris {known}"
            yield Fault(file=entry.file, line=line, message=message)


def _about(entry: Entry) -> Iterator[str]:
    few = FEWEST[entry.kind]
    if len(entry.ask) < few:
        yield f"baru {len(entry.ask)} cara bertanya; sebaiknya {few} atau lebih"
    title = max((entry.title.id, entry.title.en or "", entry.title.su or ""), key=len)
    if len(title) > LONG_TITLE:
        yield f"judul “{title}” {len(title)} huruf; sebaiknya paling banyak {LONG_TITLE}"
    size = units(entry.answer.id)
    if size > LONG_ANSWER:
        yield f"jawaban {size} huruf; sebaiknya paling banyak {LONG_ANSWER}"


def _vouching(entry: Entry) -> Iterator[str]:
    """Who vouches for an entry of the office's own; a referral states no fact of it."""
    if entry.kind is EntryKind.ENTRY:
        if not entry.sources:
            yield "tanpa sumber; isi `sources:`"
        if entry.checked is None:
            yield "belum pernah dicocokkan dengan sumbernya; isi `checked:`"
        if entry.confirmed_by is None:
            yield "belum dikonfirmasi kantor; isi `confirmed_by:`"


def _day(entry: Entry, today: date | None) -> Iterator[str]:
    if today and entry.checked:
        if entry.checked > today:
            yield f"`checked` {entry.checked} ada di masa depan"
        elif today - entry.checked > STALE:
            yield f"terakhir dicocokkan {entry.checked}, lebih dari {STALE.days} hari lalu"
