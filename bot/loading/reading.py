"""YAML read without guessing: every scalar stays the text it was, and every value knows its line.

Only what a hand-kept file needs is read: mappings, lists and scalars. Anchors, tags, merge keys
and further documents are refused by name, so that nothing can unfold into more than was written.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from bot.loading import slips
from bot.loading.faults import Fault
from bot.loading.listing import LARGEST, TOO_LARGE
from bot.loading.slips import Slip

DEEPEST = 10
"""Levels of nesting; the format itself needs six."""

COMMENT = re.compile(r"[ \t]+#")
SWALLOWED = re.compile(r"[ \t]*(-|[a-z_]+:(?=\s|$))")


class Scalar(str):
    """A text as YAML reads it. `cut`: an unquoted ` #` behind it hid the rest of its line."""

    __slots__ = ("cut", "line")

    def __new__(cls, text: str, line: int, *, cut: bool = False) -> "Scalar":
        scalar = str.__new__(cls, text)
        scalar.line, scalar.cut = line, cut
        return scalar

    line: int
    cut: bool


class Items(list["Value"]):
    """A list, and the line it begins in."""

    __slots__ = ("line",)

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class Fields(dict[str, "Value"]):
    """A mapping, the line it begins in and those of its keys; `flow`: written in braces."""

    __slots__ = ("flow", "keys_at", "line")

    def __init__(self, line: int, *, flow: bool = False) -> None:
        super().__init__()
        self.line, self.flow = line, flow
        self.keys_at: dict[str, int] = {}


Value: TypeAlias = Scalar | Items | Fields


def read(file: str, raw: bytes) -> tuple[Fields | None, tuple[Fault, ...]]:
    """The file's sections, or None where it cannot be read at all, and its faults."""
    try:
        builder = _Builder(decoded(raw))
        root, found = builder.root(), builder.slips
    except Slip as slip:
        root, found = None, [slip]
    return root, faults_of(file, found)


def faults_of(file: str, found: Iterable[Slip]) -> tuple[Fault, ...]:
    """The slips of one file as faults."""
    return tuple(Fault(file=file, line=slip.line or 1, message=str(slip)) for slip in found)


def decoded(raw: bytes) -> str:
    """The file's text without its byte-order mark; a Slip where it is not plain UTF-8."""
    if len(raw) > LARGEST:
        raise Slip(TOO_LARGE, 1)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raise Slip(slips.UTF_16, 1)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Slip(slips.NOT_UTF_8, raw.count(b"\n", 0, error.start) + 1) from None
    slips.refuse_characters(text)
    return text


class _Builder:
    """Builds the tree of one file from libyaml's events, and gathers what does not stop it."""

    def __init__(self, text: str) -> None:
        self.lines = slips.lines_of(text)
        self.slips: list[Slip] = []
        self.events = self._events(text)

    def _events(self, text: str) -> Iterator[Event]:
        event: Event | None = None
        try:
            parser = yaml.CBaseLoader(text)
            while following := parser.get_event():
                event = following
                yield event
        except yaml.YAMLError as error:
            raise slips.explained(error, self.lines, event) from None

    def root(self) -> Fields:
        """The one mapping that the file is; an empty file is an empty one."""
        root: Value = Fields(1)
        for count, start in enumerate(self._documents()):
            if count:
                raise Slip(slips.DOCUMENTS, _line(start))
            root = self._value(next(self.events), 0)
        if isinstance(root, Scalar) and not root:
            return Fields(root.line)
        if not isinstance(root, Fields):
            raise Slip(slips.NO_SECTIONS, root.line)
        return root

    def _documents(self) -> Iterator[Event]:
        for event in self.events:
            line = _line(event)
            if isinstance(event, DocumentStartEvent):
                if event.version or event.tags:
                    raise Slip(slips.DIRECTIVE, line - 1)
                yield event
            elif isinstance(event, DocumentEndEvent) and event.explicit:
                raise Slip(slips.DOCUMENTS, line)
            elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
                raise Slip(slips.UNREADABLE, line)

    def _value(self, event: Event, depth: int) -> Value:
        # Nearly all are plain texts, of which nothing more need be known.
        if isinstance(event, ScalarEvent) and event.anchor is event.tag is None and depth < DEEPEST:
            return self._scalar(event)
        line = _line(event)
        self._refuse_reuse(event, line)
        if depth == DEEPEST:
            raise Slip(slips.TOO_DEEP, line)
        if isinstance(event, SequenceStartEvent):
            return self._items(line, depth + 1)
        assert isinstance(event, MappingStartEvent)
        return self._fields(line, bool(event.flow_style), depth + 1)

    def _refuse_reuse(self, event: Event, line: int) -> None:
        if isinstance(event, AliasEvent):
            raise Slip(slips.leading("*"), line)
        if isinstance(event, NodeEvent) and event.anchor is not None:
            raise Slip(slips.leading("&"), line)
        if getattr(event, "tag", None) is not None:
            raise Slip(slips.leading("!"), line)

    def _scalar(self, event: ScalarEvent) -> Scalar:
        first, last, column = slips.reach(event)
        line = first + 1
        if last >= line and event.style not in ("|", ">"):
            self._note_swallowed(line, last)
        return Scalar(event.value, line, cut=not event.style and self._comment(last, column))

    def _comment(self, line: int, column: int) -> bool:
        """Whether a comment follows; libyaml counts a line more than a file without its last."""
        rest = self.lines[line] if line < len(self.lines) else ""
        return column < len(rest) and COMMENT.match(rest, column) is not None

    def _note_swallowed(self, line: int, last: int) -> None:
        """Of a text that runs over lines: a list or a key in it was surely meant as one."""
        for number, text in enumerate(self.lines[line : last + 1], line + 1):
            if SWALLOWED.match(text):
                self.slips.append(Slip(slips.SWALLOWED.format(line), number))
                return

    def _items(self, line: int, depth: int) -> Items:
        items = Items(line)
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._value(event, depth))
        return items

    def _fields(self, line: int, flow: bool, depth: int) -> Fields:
        fields = Fields(line, flow=flow)
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._value(event, depth)
            self._add(fields, key, self._value(next(self.events), depth))
        return fields

    def _add(self, fields: Fields, key: Value, value: Value) -> None:
        if not isinstance(key, Scalar):
            raise Slip(slips.BAD_KEY, key.line)
        if key == "<<":
            raise Slip(slips.MERGE, key.line)
        if key in fields:
            self.slips.append(Slip(slips.TWICE.format(key, fields.keys_at[key]), key.line))
            return
        fields[key] = value
        fields.keys_at[key] = key.line


def _line(event: Event) -> int:
    """The line an event begins in, from 1."""
    return slips.reach(event)[0] + 1
