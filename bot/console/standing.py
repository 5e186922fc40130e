"""A record as it stands in its file at this moment, whatever the desk answers from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from bot.addresses import HOME
from bot.aside import aside
from bot.console.ground import Ground
from bot.console.sorts import Sort, sort_in
from bot.loading.values import IDENTIFIER, LONGEST_ID
from bot.splicing.files import Shelf
from bot.splicing.patch import mark
from bot.splicing.places import BOM, Document, span
from bot.splicing.trees import EditError, Tree, records, tree_of

CATALOGUE = f"{HOME}/pengetahuan"
TOPIC = f"{CATALOGUE}/catatan"
GONE = f"{CATALOGUE}?hilang=1"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`mark` is the file's, `digest` the record's own: what tells two states of it apart."""

    id: str
    file: str
    mark: str
    sort: Sort
    tree: Mapping[str, Tree]
    text: str
    """Its lines in the file."""

    @property
    def digest(self) -> str:
        """Comments and quotes do not count."""
        told = json.dumps(self.tree, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def asks(self) -> tuple[str, ...]:
        """Its phrasings as they are written."""
        asked = self.tree.get("ask")
        return tuple(" ".join(str(one).split()) for one in asked) if asked else ()


async def standing(ground: Ground, id: str) -> Standing | None:
    """The record of that id; None where there is none, or its file cannot be read."""
    if not IDENTIFIER.fullmatch(id) or len(id) > LONGEST_ID:
        return None
    known = ground.holder.desk.knowledge.by_id.get(id)
    shelf = ground.workshop.shelf
    return await aside(lambda: _found(shelf, id, known.file if known else ""))


def _found(shelf: Shelf, id: str, likely: str) -> Standing | None:
    names = shelf.names()
    for name in sorted(names, key=lambda name: name != likely):
        try:
            raw = shelf.read(name)
            if raw is None or (name != likely and id.encode() not in raw):
                continue
            tree = tree_of(raw)
        except EditError:
            continue
        for holder, section, at in records(tree, id)[:1]:
            return Standing(
                id=id,
                file=name,
                mark=mark(raw),
                sort=sort_in(section),
                tree=holder[section][at],
                text=_lines(raw, id),
            )
    return None


def _lines(raw: bytes, id: str) -> str:
    document = Document(raw.decode().removeprefix(BOM))
    place = document.place(id)
    if place is None:
        return ""
    start = document.line_start(span(place.record)[0])
    return document.text[start : document.below(place.record)].replace("\r\n", "\n").rstrip("\n")
