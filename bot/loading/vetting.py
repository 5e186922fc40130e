"""What each entry may be alone and cannot be beside the others; nothing of it reaches a citizen."""

from collections.abc import Iterable, Iterator, Sequence

from bot.entries import Entry, EntryKind, FollowUp, Regulation, SmallTalkKind, Text
from bot.loading.drafting import Draft
from bot.loading.faults import Fault
from bot.loading.pages import Folder, Page
from bot.loading.records import SmallTalkRecord
from bot.loading.values import LONGEST_ID, nearest, squeezed

LONGEST_ANSWER = 4096 - 300
"""UTF-16 units: what one Telegram message shows, less the lines for the sources."""
LONGEST_TITLE = 64
"""Bytes of a button's label."""

TALK = Sequence[tuple[Page, SmallTalkRecord]]


def vetted(drafts: Sequence[Draft], talk: TALK, folder: Folder) -> Iterator[Fault]:
    """Every fault of the entries and the small talk as they are shown."""
    entries = [draft.entry for draft in drafts]
    yield from _ids(entries, talk)
    yield from _phrasings(drafts, talk)
    yield from _related(entries, folder)
    yield from _followed(entries, folder)
    yield from _regulations(entries)
    for entry in entries:
        yield from shown(entry.file, entry.line, entry.title, entry.answer)
        if not entry.ask:
            yield _fault(entry, f"entri `{entry.id}` belum punya cara bertanya; isi `ask:`")
    for page, record in talk:
        yield from shown(page.file, record.line, None, record.answer)
        if not record.ask and not record.words:
            message = f"percakapan `{record.id}` butuh `words:` atau `ask:`"
            yield Fault(file=page.file, line=record.line, message=message)
        if record.signs and record.kind is SmallTalkKind.OTHER:
            message = (
                f"percakapan `{record.id}` berjenis `other`; `signs:` hanya untuk `greeting`, "
                "`thanks`, dan `goodbye`: hapus, atau ganti `kind:`"
            )
            yield Fault(file=page.file, line=record.line, message=message)


def _fault(entry: Entry, message: str) -> Fault:
    return Fault(file=entry.file, line=entry.line, message=message)


def _ids(entries: Iterable[Entry], talk: TALK) -> Iterator[Fault]:
    """An id stands for one thing in the whole folder."""
    places = [(entry.id, entry.file, entry.line) for entry in entries]
    places += [(record.id, page.file, record.line) for page, record in talk]
    first: dict[str, str] = {}
    for id, file, line in places:
        if id in first:
            message = f"id `{id}` sudah dipakai di {first[id]}; beri id lain"
            yield Fault(file=file, line=line, message=message)
        first.setdefault(id, f"{file}:{line}")
        if len(id) > LONGEST_ID:
            message = f"id `{id}` terlalu panjang: {len(id)} huruf, paling banyak {LONGEST_ID}"
            yield Fault(file=file, line=line, message=message)


def _phrasings(drafts: Iterable[Draft], talk: TALK) -> Iterator[Fault]:
    """A phrasing leads to one entry only; else an exact question would have two answers."""
    first: dict[str, tuple[str, str]] = {}
    for id, file, line, phrasing, alike in _asked(drafts, talk):
        owner, place = first.setdefault(alike, (id, f"{file}:{line}"))
        if owner != id:
            message = f"pertanyaan “{phrasing}” sudah ada di {place} (`{owner}`); hapus salah satu"
            yield Fault(file=file, line=line, message=message)


def _asked(drafts: Iterable[Draft], talk: TALK) -> Iterator[tuple[str, str, int, str, str]]:
    for draft in drafts:
        entry = draft.entry
        asked = zip(entry.ask, draft.alike, draft.asked_at, strict=True)
        for phrasing, alike, line in asked:
            yield entry.id, entry.file, line, phrasing, alike
    for page, record in talk:
        for ask in record.ask:
            yield record.id, page.file, ask.line, ask, squeezed(ask)


def _related(entries: Sequence[Entry], folder: Folder) -> Iterator[Fault]:
    known = [entry.id for entry in entries if entry.kind is EntryKind.ENTRY]
    whole = [entry.id for entry in entries if entry.kind is EntryKind.ENTRY and not entry.part_of]
    for entry in entries:
        if entry.part_of and entry.part_of not in whole and not folder.may_hold(entry.part_of):
            lead = "harus menunjuk entri lain yang bukan bagian dari entri lagi"
            yield _fault(entry, f"`part_of` {lead}; {nearest(entry.part_of, whole)}")
        for id in entry.related:
            if id == entry.id:
                yield _fault(entry, f"`related` menunjuk entri `{id}` itu sendiri; hapus")
            elif id not in known and not folder.may_hold(id):
                message = f"`related` menunjuk `{id}` yang tidak ada; {nearest(id, known)}"
                yield _fault(entry, message)


def _followed(entries: Sequence[Entry], folder: Folder) -> Iterator[Fault]:
    """What is asked next leads to one topic that is there; only answers are gone on from."""
    known = {entry.id for entry in entries}
    for entry in entries:
        if entry.then and entry.kind is not EntryKind.ENTRY:
            yield _fault(entry, f"`then` hanya untuk jawaban kantor; hapus dari `{entry.id}`")
        first: dict[str, FollowUp] = {}
        for one in entry.then:
            former = first.setdefault(one.ask.casefold(), one)
            if one.entry and one.entry not in known and not folder.may_hold(one.entry):
                message = f"`then` menuju `{one.entry}` yang tidak ada; {nearest(one.entry, known)}"
                yield Fault(file=entry.file, line=one.line, message=message)
            elif former.entry != one.entry:
                to = former.entry or entry.id
                at = f"sudah ada di baris {former.line} menuju `{to}`; hapus salah satu"
                yield Fault(file=entry.file, line=one.line, message=f"lanjutan “{one.ask}” {at}")


def _regulations(entries: Iterable[Entry]) -> Iterator[Fault]:
    """A regulation has one entry: asked by number, only one can be the answer."""
    first: dict[tuple[str, str, int], Entry] = {}
    for entry in entries:
        made = entry.record
        if isinstance(made, Regulation):
            held = first.setdefault((made.kind, made.number, made.year), entry)
            if held is not entry:
                name = f"{made.kind} {made.number}/{made.year}"
                yield _fault(entry, f"{name} sudah ada di {held.file}:{held.line}; hapus satu")


def shown(file: str, line: int, title: Text | None, answer: Text) -> Iterator[Fault]:
    """Whether title and answer fit on a button and in a message, in each language."""
    for language, part in _parts(title) if title else ():
        size = len(part.encode())
        if size > LONGEST_TITLE:
            message = f"judul ({language}) {size} bita, tombol memuat {LONGEST_TITLE}; persingkat"
            yield Fault(file=file, line=line, message=message)
    for language, part in _parts(answer):
        size = units(part)
        if size > LONGEST_ANSWER:
            message = (
                f"jawaban ({language}) {size} huruf, satu pesan Telegram memuat "
                f"{LONGEST_ANSWER}; persingkat atau bagi menjadi dua entri"
            )
            yield Fault(file=file, line=line, message=message)


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 units, an emoji two."""
    return len(text.encode("utf-16-le")) // 2


def _parts(text: Text) -> Iterator[tuple[str, str]]:
    for language, part in (("id", text.id), ("en", text.en), ("su", text.su)):
        if part is not None:
            yield language, part
