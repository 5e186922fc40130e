"""The splices that changes are made of: an item more or less, a field new or other.

Each leaves the lines around it alone, and is written as its neighbours are.
"""

import re
from collections.abc import Mapping, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.splicing.places import Document, Splice, span
from bot.splicing.words import (
    BARE,
    STEP,
    Written,
    field,
    in_braces,
    record,
    record_in_braces,
    scalar,
)

_COMMA = re.compile(r"[ \t]*,")


def item_below(document: Document, listed: SequenceNode, text: str) -> Splice:
    """A line more in a list of lines, its dash and its text where those above it stand."""
    column, gap = _dash(document, listed)
    line = f"{' ' * column}-{' ' * gap}{scalar(text)}"
    return document.lines_at(document.below(listed), [line])


def items_at(document: Document, listed: SequenceNode, at: int, written: Sequence[str]) -> Splice:
    """Items more before the one of that place, or behind the last; a list that has some."""
    if listed.flow_style and at == len(listed.value):
        return item_beside(document, listed, ", ".join(written))
    if listed.flow_style:
        start = span(listed.value[at])[0]
        return Splice(start=start, end=start, new="".join(f"{one}, " for one in written))
    column, gap = _dash(document, listed)
    lines = [f"{' ' * column}-{' ' * gap}{one}" for one in written]
    if at == len(listed.value):
        return document.lines_at(document.below(listed), lines)
    return document.lines_at(document.line_start(document.dash(listed, at)), lines)


def item_beside(document: Document, listed: SequenceNode, written: str) -> Splice:
    """An item more in a list in brackets; on a line of its own where the last one is."""
    if not listed.value:
        start = span(listed)[0] + 1
        return Splice(start=start, end=start, new=written)
    last = listed.value[-1]
    start, end = span(last)[0], document.end_of(last)
    line = document.line_start(start)
    alone = not document.text[line:start].strip() and line > span(listed)[0]
    between = document.newline(start) + document.text[line:start] if alone else " "
    return Splice(start=end, end=end, new="," + between + written)


def record_below(document: Document, listed: SequenceNode, fields: Mapping[str, Written]) -> Splice:
    """A record more in a list of lines, parted by a blank line where the others are."""
    column, gap = _dash(document, listed)
    lines = record(fields, column, gap)
    keeps = document.keeps(listed)
    parted = len(listed.value) < 2 or _blank_above(document, listed, len(listed.value) - 1)
    return document.lines_at(
        document.below(listed), ["", *lines] if parted and not keeps else lines
    )


def section_begun(document: Document, section: str, fields: Mapping[str, Written]) -> Splice:
    """The first record of a section whose key is at the end of the file, or is put there."""
    root = document.root
    column = document.column(span(root)[0]) if root else 0
    lines = record(fields, column + STEP)
    for key, _ in root.value if root else ():
        if key.value == section:
            return document.lines_at(document.next_line(document.behind_key(key)), lines)
    end = len(document.text)
    keeps = root is not None and document.keeps(root)
    blank = end and not keeps and not document.is_blank(document.before(document.line_start(end)))
    begun = [*([""] if blank else []), f"{' ' * column}{section}:", *lines]
    return document.lines_at(end, begun)


def section_in_braces(
    document: Document, root: MappingNode, section: str, fields: Mapping[str, Written]
) -> Splice:
    """A file that is written in brackets whole gets its record so too."""
    listed = document.section((section,))
    if isinstance(listed, SequenceNode):
        return item_beside(document, listed, record_in_braces(fields))
    return _pair_beside(document, root, f"{section}: [{record_in_braces(fields)}]")


def new_field(document: Document, mapping: MappingNode, key: str, written: Written) -> Splice:
    """A field more at the end of a record."""
    if mapping.flow_style:
        told = scalar(written, flow=True, bare=key in BARE) if isinstance(written, str) else None
        return _pair_beside(document, mapping, f"{key}: {told or in_braces(written)}")
    column = document.column(span(mapping)[0])
    return document.lines_at(document.below(mapping), field(key, written, column))


def instead(document: Document, key: Node, former: Node, written: str) -> Splice:
    """What stands behind a key replaced; `written` begins behind its colon."""
    start = document.behind_key(key)
    if not (isinstance(former, ScalarNode) and not former.value and not former.style):
        return Splice(start=start, end=max(start, document.end_of(former)), new=written)
    return Splice(start=start, end=start, new=written)


def without(document: Document, listed: SequenceNode, at: int, *, parted: bool = False) -> Splice:
    """An item goes; with `parted` also a blank line above it that parted it from the one before."""
    if listed.flow_style:
        return _without_beside(document, listed, at)
    start = document.line_start(document.dash(listed, at))
    end = document.below(listed.value[at])
    if at and document.keeps(listed.value[at - 1]):
        # Blank lines below would become the text's above, which keeps all that follow it.
        while end < len(document.text) and document.is_blank(end):
            end = document.next_line(end)
    elif parted and at and document.is_blank(document.before(start)):
        start = document.before(start)
    if start and end == len(document.text) and document.text[end - 1] not in "\r\n":
        # The file goes on without its last line's end.
        start -= len(document.newline(start))
    return Splice(start=start, end=end, new="")


def _without_beside(document: Document, listed: SequenceNode, at: int) -> Splice:
    """In brackets an item goes with one comma; a comment between items stays."""
    start, end = span(listed.value[at])[0], document.end_of(listed.value[at])
    text = document.text
    if at + 1 < len(listed.value):
        following = span(listed.value[at + 1])[0]
        if not text[end:following].strip(" \t,"):
            return Splice(start=start, end=following, new="")
        comma = _COMMA.match(text, end)
        end = comma.end() if comma else end
    elif at:
        before = document.end_of(listed.value[at - 1])
        if not text[before:start].strip(" \t,"):
            return Splice(start=before, end=end, new="")
        comma = _COMMA.match(text, end)
        end = comma.end() if comma else end
    line, rest = document.line_start(start), document.next_line(end)
    if not text[line:start].strip() and not text[end:rest].strip() and line > span(listed)[0]:
        return Splice(start=line, end=rest, new="")
    return Splice(start=start, end=end, new="")


def _pair_beside(document: Document, mapping: MappingNode, written: str) -> Splice:
    if not mapping.value:
        start = span(mapping)[0] + 1
        return Splice(start=start, end=start, new=written)
    key, last = mapping.value[-1]
    if isinstance(last, ScalarNode) and not last.value and not last.style:
        start = document.behind_key(key)
        return Splice(start=start, end=start, new=f" , {written}")
    end = document.end_of(last)
    return Splice(start=end, end=end, new=f", {written}")


def _dash(document: Document, listed: SequenceNode) -> tuple[int, int]:
    """The column of a list's dashes, and the blanks between the last of them and its item."""
    dash, item = document.dash(listed, len(listed.value) - 1), span(listed.value[-1])[0]
    between = document.text[dash + 1 : item]
    return document.column(dash), len(between) if between and not between.strip(" ") else 1


def _blank_above(document: Document, listed: SequenceNode, at: int) -> bool:
    """Whether a blank line stands between an item and the one before it."""
    start = document.line_start(document.dash(listed, at))
    above = document.next_line(document.end_of(listed.value[at - 1]))
    return any(not line.strip() for line in document.text[above:start].splitlines())
