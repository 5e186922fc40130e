"""Changes inside a record: items of its lists more or less, or a whole field said anew."""

from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, SequenceNode

from bot.splicing.places import Document, Splice, pair_of, span
from bot.splicing.splices import instead, items_at, new_field, without
from bot.splicing.trees import EditError, Refusal, Tree, less, placed, record, refuse, said
from bot.splicing.words import Written, field, in_braces, scalar


@dataclass(frozen=True, kw_only=True)
class AddItems:
    """Items more in a list that has some, before the one of that place.

    `language`: of a list that may be told in several; None for a plain one.
    """

    id: str
    name: str
    at: int
    items: tuple[Written, ...]
    language: str | None = None

    def splice(self, document: Document) -> Splice:
        """A line each where the list has lines, one behind the other where it is in brackets."""
        listed = _listed(document, self.id, self.name, self.language)
        refuse(not listed.value or self.at > len(listed.value), Refusal.MISSING)
        flow = bool(listed.flow_style)
        written = [
            scalar(one, flow=flow) if isinstance(one, str) else in_braces(one) for one in self.items
        ]
        return items_at(document, listed, self.at, written)

    def apply(self, tree: Tree) -> None:
        """In their order."""
        holder, key = _held(tree, self.id, self.name, self.language)
        holder[key][self.at : self.at] = [said(one) for one in self.items]


@dataclass(frozen=True, kw_only=True)
class RemoveItem:
    """An item of a list goes, with the comments inside it. `language`: as with AddItems."""

    id: str
    name: str
    at: int
    language: str | None = None

    def splice(self, document: Document) -> Splice:
        """Its lines, or it and its comma."""
        listed = _listed(document, self.id, self.name, self.language)
        refuse(self.at >= len(listed.value), Refusal.MISSING)
        return without(document, listed, self.at)

    def apply(self, tree: Tree) -> None:
        """A list of lines that has none left is an empty field."""
        holder, key = _held(tree, self.id, self.name, self.language)
        holder[key] = less(holder[key], self.at)


@dataclass(frozen=True, kw_only=True)
class SetWhole:
    """A field of a record said anew, whatever it was before; "" leaves it empty."""

    id: str
    name: str
    value: Written

    def splice(self, document: Document) -> Splice:
        """In place of the former value, or as a new field at the record's end."""
        mapping = placed(document, self.id).record
        pair = pair_of(mapping, self.name)
        if pair is None:
            return new_field(document, mapping, self.name, self.value)
        key, former = pair
        # Lines would swallow what else stands in the line, a comment say.
        end = document.end_of(former)
        beside = document.text[end : document.next_line(end)].strip()
        if mapping.flow_style or beside:
            return instead(document, key, former, f" {self._beside()}")
        lines = field(self.name, self.value, document.column(span(key)[0]))
        first = lines[0].partition(":")[2]
        written = document.newline(span(key)[1]).join((first, *lines[1:]))
        return instead(document, key, former, written)

    def _beside(self) -> str:
        if isinstance(self.value, str):
            return scalar(self.value, flow=True, cited=True) if self.value else ""
        return in_braces(self.value)

    def apply(self, tree: Tree) -> None:
        """A text is one whatever blanks are around it."""
        record(tree, self.id)[self.name] = said(self.value)


def _listed(document: Document, id: str, name: str, language: str | None) -> SequenceNode:
    pair = pair_of(placed(document, id).record, name)
    node: Node | None = pair[1] if pair else None
    if language and isinstance(node, MappingNode):
        pair = pair_of(node, language)
        node = pair[1] if pair else None
    if not isinstance(node, SequenceNode):
        raise EditError(Refusal.MISSING)
    return node


def _held(tree: Tree, id: str, name: str, language: str | None) -> tuple[Tree, str]:
    """What holds the list, and under which key."""
    found = record(tree, id)
    if language and isinstance(found.get(name), dict):
        return found[name], language
    return found, name
