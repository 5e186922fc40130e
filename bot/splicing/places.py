"""Where things stand in a knowledge file, by index into its text: what may be put or cut there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.loading.slips import BREAK

BOM = "\ufeff"
# All lists of records that a file may hold.
SECTIONS = (
    ("entries",),
    ("regulations",),
    ("spi", "figures"),
    ("services",),
    ("referrals",),
    ("gaps",),
    ("smalltalk",),
)
_KEEPS = re.compile(r"[|>][0-9]?\+")


@dataclass(frozen=True, kw_only=True)
class Splice:
    """`text[start:end]` becomes `new`."""

    start: int
    end: int
    new: str

    def into(self, text: str) -> str:
        """The text with it done."""
        return text[: self.start] + self.new + text[self.end :]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A record: the list it is in, and which of that list it is."""

    section: tuple[str, ...]
    listed: SequenceNode
    at: int
    record: MappingNode


class Document:
    """A file's text (without its mark of byte order) and the tree of its places."""

    def __init__(self, text: str) -> None:
        self.text = text
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
        self.root = root if isinstance(root, MappingNode) else None

    # --- finding

    def place(self, id: str) -> Place | None:
        """The record of that id, an SPI figure's made one too."""
        for section in SECTIONS:
            listed = self.section(section)
            for at, record in enumerate(listed.value if isinstance(listed, SequenceNode) else ()):
                if isinstance(record, MappingNode) and id_of(record) == id:
                    assert isinstance(listed, SequenceNode)
                    return Place(section=section, listed=listed, at=at, record=record)
        return None

    def section(self, path: Sequence[str]) -> Node | None:
        """What stands under these keys, from the outermost."""
        node: Node | None = self.root
        for key in path:
            pair = pair_of(node, key) if isinstance(node, MappingNode) else None
            node = pair[1] if pair else None
        return node

    # --- places in the text

    def end_of(self, node: Node) -> int:
        """Behind the last character of what `node` says; comments and blanks not counted."""
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return self.end_of(node.value[-1][1])
        if isinstance(node, SequenceNode) and not node.flow_style and node.value:
            return self.end_of(node.value[-1])
        start, end = span(node)
        end = min(end, len(self.text))
        if isinstance(node, ScalarNode) and node.style in ("|", ">"):
            return start + len(self.text[start:end].rstrip(" \r\n"))
        return end

    def keeps(self, node: Node) -> bool:
        """Whether blank lines below it are its own: it ends in a block with a `+`."""
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return self.keeps(node.value[-1][1])
        if isinstance(node, SequenceNode) and not node.flow_style and node.value:
            return self.keeps(node.value[-1])
        start, _ = span(node)
        styled = isinstance(node, ScalarNode) and node.style in ("|", ">")
        return styled and _KEEPS.match(self.text, start) is not None

    def below(self, node: Node) -> int:
        """Where a line may be put below it: the start of a line, or the end of the file."""
        if self.keeps(node):
            last = node
            while isinstance(last, MappingNode | SequenceNode):
                last = last.value[-1][1] if isinstance(last, MappingNode) else last.value[-1]
            return min(span(last)[1], len(self.text))
        return self.next_line(self.end_of(node))

    def next_line(self, at: int) -> int:
        """The start of the line after that one; the text's end where there is none."""
        found = BREAK.search(self.text, at)
        return found.end() if found else len(self.text)

    def line_start(self, at: int) -> int:
        """Where the line of that place begins."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def column(self, at: int) -> int:
        """How far from the start of its line, from 0."""
        return at - self.line_start(at)

    def behind_key(self, key: Node) -> int:
        """Right behind the colon of a key."""
        return self.text.index(":", span(key)[1]) + 1

    def dash(self, listed: SequenceNode, at: int) -> int:
        """The dash of an item of a block list."""
        column = self.column(span(listed)[0])
        line = self.line_start(span(listed.value[at])[0])
        while self.text[line + column : line + column + 1] != "-" and line:
            line = self.line_start(line - 1)
        return line + column

    def is_blank(self, start: int) -> bool:
        """Whether the line that begins there holds nothing."""
        return not self.text[start : self.next_line(start)].strip()

    def before(self, start: int) -> int:
        """The start of the line before the one that begins there; 0 where that is the first."""
        mark = start - 2 if self.text[max(start - 2, 0) : start] == "\r\n" else start - 1
        return self.line_start(max(mark, 0))

    # --- lines put in

    def newline(self, at: int) -> str:
        """The line's end as the lines above that place have it; else as the file does."""
        above = [*BREAK.finditer(self.text, self.before(self.line_start(at)), at)]
        found = above[-1] if above else BREAK.search(self.text)
        return found[0] if found else "\n"

    def lines_at(self, at: int, lines: Sequence[str]) -> Splice:
        """These lines put in there; a file without its last line's end stays without."""
        newline = self.newline(at)
        if at and self.text[at - 1] not in "\r\n":
            return Splice(start=at, end=at, new=newline + newline.join(lines))
        return Splice(start=at, end=at, new="".join(line + newline for line in lines))


def span(node: Node) -> tuple[int, int]:
    """Where the node begins and ends in the text, as YAML marks it."""
    assert node.start_mark is not None and node.end_mark is not None
    return node.start_mark.index, node.end_mark.index


def pair_of(mapping: MappingNode, key: str) -> tuple[Node, Node] | None:
    """A key and its value."""
    for name, found in mapping.value:
        if name.value == key:
            return name, found
    return None


def id_of(record: MappingNode) -> str | None:
    """As the loader names it: its id, of an SPI figure the one made of subject and year."""
    fields = {name.value: found.value for name, found in record.value}
    if isinstance(fields.get("id"), str) and fields["id"].strip():
        return str(fields["id"]).strip()
    if "subject" in fields and "year" in fields:
        return f"spi-{fields['subject']}-{fields['year']}".replace(" ", "")
    return None


def ids(document: Document) -> Iterator[str]:
    """The ids of all records of a file, in no order that matters."""
    for section in SECTIONS:
        listed = document.section(section)
        for record in listed.value if isinstance(listed, SequenceNode) else ():
            if isinstance(record, MappingNode) and (found := id_of(record)):
                yield found
