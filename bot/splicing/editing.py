"""Knowledge written back: a change is spliced into the text, and every other byte stays as it was.

The file is not written anew from what was read; that would cost its comments, quotes and folds.
After each change it is read again and must hold just that change, or nothing is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.splicing.folds import refolded
from bot.splicing.places import BOM, SECTIONS, Document, Splice, pair_of, span
from bot.splicing.splices import (
    instead,
    item_below,
    item_beside,
    items_at,
    new_field,
    record_below,
    section_begun,
    section_in_braces,
    without,
)
from bot.splicing.trees import (
    EditError,
    Refusal,
    Said,
    Tree,
    id_in,
    less,
    placed,
    record,
    records,
    refuse,
    said,
    tree_of,
)
from bot.splicing.words import BARE, Written, field, record_in_braces, scalar, value

# Characters of a record in braces that are still one line.
_LINE = 160


class Change(Protocol):
    """One thing to change in one file. Both methods raise EditError."""

    def splice(self, document: Document) -> Splice:
        """Where in the text, and what."""

    def apply(self, tree: Tree) -> None:
        """The same, done to what the file says."""


def edited(raw: bytes, changes: Sequence[Change]) -> bytes:
    """The file with the changes made, one after the other. Raises EditError."""
    for change in changes:
        raw = _edited(raw, change)
    return raw


def _edited(raw: bytes, change: Change) -> bytes:
    wanted = tree_of(raw)
    text = raw.decode()
    mark, text = (BOM, text[1:]) if text.startswith(BOM) else ("", text)
    made = mark + change.splice(Document(text)).into(text)
    change.apply(wanted)
    try:
        found = tree_of(made.encode())
    except EditError:
        raise EditError(Refusal.UNSAFE) from None
    if found != wanted:
        raise EditError(Refusal.UNSAFE)
    return made.encode()


# --- the changes


@dataclass(frozen=True, kw_only=True)
class AddPhrasing:
    """One more way to ask for a record."""

    id: str
    phrasing: str

    def splice(self, document: Document) -> Splice:
        """A line more where the list has lines, an item more where it stands in brackets."""
        place = placed(document, self.id)
        pair = pair_of(place.record, "ask")
        if pair is None:
            return new_field(document, place.record, "ask", [self.phrasing])
        key, asked = pair
        if isinstance(asked, SequenceNode) and asked.value and not asked.flow_style:
            return item_below(document, asked, self.phrasing)
        if isinstance(asked, SequenceNode):
            return item_beside(document, asked, scalar(self.phrasing, flow=True))
        refuse(bool(asked.value), Refusal.MISSING)
        if place.record.flow_style:
            return instead(document, key, asked, f" [{scalar(self.phrasing, flow=True)}]")
        column = document.column(span(key)[0])
        lines = field("ask", [self.phrasing], column)[1:]
        return document.lines_at(document.next_line(document.behind_key(key)), lines)

    def apply(self, tree: Tree) -> None:
        """At the end of the list."""
        found = record(tree, self.id)
        asked = found.get("ask") or []
        refuse(self.phrasing in asked, Refusal.PRESENT)
        found["ask"] = [*asked, Said(self.phrasing)]


@dataclass(frozen=True, kw_only=True)
class RemovePhrasing:
    """One way less to ask for a record."""

    id: str
    phrasing: str

    def splice(self, document: Document) -> Splice:
        """The first item that is just so."""
        pair = pair_of(placed(document, self.id).record, "ask")
        asked = pair[1] if pair else None
        if not isinstance(asked, SequenceNode):
            raise EditError(Refusal.MISSING)
        texts = [item.value for item in asked.value]
        refuse(self.phrasing not in texts, Refusal.MISSING)
        return without(document, asked, texts.index(self.phrasing))

    def apply(self, tree: Tree) -> None:
        """A list of lines that has none left is an empty field."""
        found = record(tree, self.id)
        asked = found.get("ask") or []
        refuse(self.phrasing not in asked, Refusal.MISSING)
        found["ask"] = less(asked, asked.index(self.phrasing))


@dataclass(frozen=True, kw_only=True)
class AddRecord:
    """A new record at the end of a section, which is begun where there is none.

    `section`: the last key of one of SECTIONS; what holds a deeper one must be there.
    """

    section: str
    fields: Mapping[str, Written]

    def splice(self, document: Document) -> Splice:
        """Parted from the record before as those before it are."""
        [path] = [path for path in SECTIONS if path[-1] == self.section]
        listed = document.section(path)
        if len(path) > 1:
            return self._deep(document, listed)
        if document.root is not None and document.root.flow_style:
            return section_in_braces(document, document.root, self.section, self.fields)
        if isinstance(listed, SequenceNode) and listed.value and not listed.flow_style:
            return record_below(document, listed, self.fields)
        if isinstance(listed, SequenceNode):
            return item_beside(document, listed, record_in_braces(self.fields))
        refuse(bool(listed and listed.value), Refusal.MISSING)
        return section_begun(document, self.section, self.fields)

    def _deep(self, document: Document, listed: Node | None) -> Splice:
        """An SPI figure is a line where it fits into one."""
        if not isinstance(listed, SequenceNode) or not listed.value:
            raise EditError(Refusal.MISSING)
        if listed.flow_style:
            return item_beside(document, listed, record_in_braces(self.fields))
        line = record_in_braces(self.fields)
        if len(line) <= _LINE and "\\n" not in line:
            return items_at(document, listed, len(listed.value), [line])
        return record_below(document, listed, self.fields)

    def apply(self, tree: Tree) -> None:
        """Its id must be new to the file."""
        refuse(bool(records(tree, id_in(self.fields) or "")), Refusal.PRESENT)
        [outer] = [path[:-1] for path in SECTIONS if path[-1] == self.section]
        for key in outer:
            tree = tree[key]
        fields = {key: said(part) for key, part in self.fields.items()}
        tree[self.section] = [*(tree.get(self.section) or []), fields]


@dataclass(frozen=True, kw_only=True)
class RemoveRecord:
    """A record goes, with the comments inside it."""

    id: str

    def splice(self, document: Document) -> Splice:
        """Its lines, and the blank one that parted it from the record before."""
        place = placed(document, self.id)
        return without(document, place.listed, place.at, parted=True)

    def apply(self, tree: Tree) -> None:
        """A section of lines that has none left is empty."""
        for holder, section, at in records(tree, self.id)[:1]:
            holder[section] = less(holder[section], at)
            return
        raise EditError(Refusal.MISSING)


@dataclass(frozen=True, kw_only=True)
class SetField:
    """A text of a record becomes another; "" leaves the field empty.

    `language`: of a text that may be told in several; None for a plain field. `item`: which of
    the record's small records it is a field of (a source's, say): their key, and which from 0.
    """

    id: str
    name: str
    value: str
    language: str | None = None
    item: tuple[str, int] | None = None

    def splice(self, document: Document) -> Splice:
        """In place of the former value, or as a new field at the record's end."""
        mapping, name = self._holder(placed(document, self.id).record), self.name
        pair = pair_of(mapping, name)
        if pair and self.language and isinstance(pair[1], MappingNode):
            mapping, name = pair[1], self.language
            pair = pair_of(mapping, name)
        elif self.language not in (None, "id"):
            return self._retold(document, mapping, pair)
        if pair is None:
            return new_field(document, mapping, name, self.value)
        key, former = pair
        if not isinstance(former, ScalarNode):
            raise EditError(Refusal.MISSING)
        end = document.end_of(former)
        beside = document.text[end : document.next_line(end)].strip()
        flow, bare = bool(mapping.flow_style), self.name in BARE
        lines = value(self.value, document.column(span(key)[0]), flow=flow, bare=bare)
        if beside and self.value and not flow:
            # A block would swallow what else stands in the line, a comment say.
            lines = [" " + scalar(self.value, bare=bare, cited=not bare)]
        elif former.style == ">" and self.value:
            lines = refolded(document.text[span(former)[0] : end], self.value) or lines
        return instead(document, key, former, document.newline(span(key)[1]).join(lines))

    def _holder(self, mapping: MappingNode) -> MappingNode:
        if self.item is None:
            return mapping
        pair = pair_of(mapping, self.item[0])
        listed = pair[1].value if pair and isinstance(pair[1], SequenceNode) else []
        if self.item[1] >= len(listed) or not isinstance(listed[self.item[1]], MappingNode):
            raise EditError(Refusal.MISSING)
        held: MappingNode = listed[self.item[1]]
        return held

    def _retold(
        self, document: Document, mapping: MappingNode, pair: tuple[Node, Node] | None
    ) -> Splice:
        """A text in one language becomes one in two."""
        if pair is None or not isinstance(pair[1], ScalarNode) or not pair[1].value.strip():
            raise EditError(Refusal.MISSING)
        assert self.language is not None
        key, former = pair
        both = {"id": former.value.strip(), self.language: self.value}
        if mapping.flow_style:
            written = " " + record_in_braces(both)
        else:
            lines = field(self.name, both, document.column(span(key)[0]))
            first = lines[0].partition(":")[2]
            written = document.newline(span(key)[1]).join((first, *lines[1:]))
        return instead(document, key, former, written)

    def apply(self, tree: Tree) -> None:
        """A text in one language becomes one in two where another is given."""
        found = record(tree, self.id)
        if self.item:
            found = found[self.item[0]][self.item[1]]
        former = found.get(self.name)
        if self.language and isinstance(former, dict):
            former[self.language] = Said(self.value)
        elif self.language not in (None, "id"):
            found[self.name] = {"id": Said(former), str(self.language): Said(self.value)}
        else:
            found[self.name] = Said(self.value)
