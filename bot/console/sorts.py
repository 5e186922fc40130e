"""The kinds of records that may be edited, as staff name them and as the files hold them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.entries import Entry, EntryKind, Figure, Regulation, Service, Text
from bot.knowledge import Knowledge
from bot.loading.modelling import Record
from bot.loading.records import (
    EntryRecord,
    FigureRecord,
    RegulationRecord,
    ServiceRecord,
    SmallTalkRecord,
    Vouched,
)
from bot.loading.shaping import Shaped, shaped

# Signed off by a press of its own, and never in the form.
VOUCHING = ("checked", "confirmed_by")
# What changes no word that citizens read leaves a signature as it is.
SILENT = ("ask", "words", "related", "then", "private", "scope")


@dataclass(frozen=True)
class Sort:
    """`word` stands in addresses, `section` is the last key of the list it is in.

    `sourced`: none is saved without a source.
    """

    word: str
    one: str
    many: str
    section: str
    model: type[Record]
    sourced: bool = True

    @cached_property
    def fields(self) -> tuple[Shaped, ...]:
        """What a form asks for."""
        return tuple(field for field in shaped(self.model) if field.key not in VOUCHING)

    @cached_property
    def changeable(self) -> tuple[Shaped, ...]:
        """What a form asks for of a record that is there: an id stays."""
        return tuple(field for field in self.fields if field.key != "id")

    @property
    def vouched(self) -> bool:
        """Whether somebody can sign it off."""
        return issubclass(self.model, Vouched)


SORTS = (
    Sort("entri", "entri", "Entri", "entries", EntryRecord),
    Sort("peraturan", "peraturan", "Peraturan", "regulations", RegulationRecord),
    Sort("angka", "angka SPI", "Angka SPI", "figures", FigureRecord),
    Sort("layanan", "layanan", "Layanan", "services", ServiceRecord),
    Sort("rujukan", "rujukan", "Rujukan", "referrals", EntryRecord, sourced=False),
    Sort("celah", "celah", "Belum diumumkan", "gaps", EntryRecord),
    Sort("basa-basi", "basa-basi", "Basa-basi", "smalltalk", SmallTalkRecord, sourced=False),
)
_KINDS = {EntryKind.ENTRY: "entries", EntryKind.REFERRAL: "referrals", EntryKind.GAP: "gaps"}
_RECORDS = {Regulation: "regulations", Figure: "figures", Service: "services"}


def sort_of(word: str) -> Sort | None:
    """The one of that word."""
    return next((sort for sort in SORTS if sort.word == word), None)


def sort_in(section: str) -> Sort:
    """The one whose records stand in that section."""
    [found] = [sort for sort in SORTS if sort.section == section]
    return found


@dataclass(frozen=True, kw_only=True)
class Item:
    """A record as a list shows it; `vouched` as its sort says."""

    id: str
    title: str
    sort: Sort
    ask: tuple[str, ...]
    file: str = ""
    checked: date | None = None
    confirmed_by: str | None = None


def items(knowledge: Knowledge) -> Iterator[Item]:
    """All that is known, in the order of the files."""
    for entry in knowledge.topics:
        section = _RECORDS.get(type(entry.record), _KINDS[entry.kind])
        yield _item(entry, sort_in(section))
    talks = sort_in("smalltalk")
    for talk in knowledge.smalltalk:
        ask = (*talk.ask, *talk.signs, *talk.words)
        yield Item(id=talk.id, title=_first(talk.answer), sort=talks, ask=ask)


def _item(entry: Entry, sort: Sort) -> Item:
    return Item(
        id=entry.id,
        title=entry.title.id,
        sort=sort,
        ask=entry.ask,
        file=entry.file,
        checked=entry.checked,
        confirmed_by=entry.confirmed_by,
    )


def _first(answer: Text) -> str:
    """What small talk is called, for it has no title: how its answer begins."""
    line = answer.id.strip().splitlines()[0]
    return line if len(line) <= 60 else f"{line[:59]}…"
