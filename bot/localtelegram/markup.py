"""Telegram's HTML read as strictly as Telegram reads it: what it refuses is refused, in its words.

The rules and the wording follow `parse_html` of TDLib's MessageEntity.cpp, which is what
api.telegram.org runs: it reads bytes, knows four named references, and takes NUL for a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.localtelegram.telegramtext import Entity, Formatted, checked_link, utf16_length

_SPACE = b" \t\r\n\0\v"
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_REFERENCE = re.compile(rb"&(?:#(?:x([0-9a-fA-F]*)|([0-9]*))|([A-Za-z]*))")
_TOKEN = re.compile(rb"[A-Za-z0-9.-]*")
_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    **{"a": "text_link", "pre": "pre", "code": "code", "blockquote": "blockquote"},
    "tg-emoji": "custom_emoji",
}
# Which attribute of a tag counts, and what its value must begin with; all others are ignored.
_ATTRIBUTES = {
    "a": ("href", ""),
    "code": ("class", "language-"),
    "span": ("class", "tg-"),
    "tg-emoji": ("emoji-id", ""),
}
_PLAIN = re.compile(rb"[^<&]+")
_USER_LINK = re.compile(r"tg:(?://)?user\?id=(\d+)", re.IGNORECASE)


class MarkupError(ValueError):
    """What Telegram says of markup that it cannot parse, without its "can't parse entities: "."""


@dataclass(kw_only=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def parse_html(text: str) -> Formatted:
    """`text` without its tags, and what they meant. Raises MarkupError where Telegram refuses."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._source = text.encode() + b"\0"
        self._at = 0
        self._out = bytearray()
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> Formatted:
        last = len(self._source) - 1
        while self._at < last:
            if plain := _PLAIN.match(self._source, self._at, last):
                self._at = plain.end()
                self._say(plain[0])
            elif self._source.startswith(b"<", self._at):
                self._tag()
            else:
                self._say(self._character())
        if self._open:
            raise MarkupError(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"'
            )
        return Formatted(text=self._decoded(), entities=tuple(self._sorted()))

    def _decoded(self) -> str:
        try:
            # A pair of surrogates written as two references is one character; half a one is none.
            units = self._out.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
            return units.decode("utf-16-le")
        except UnicodeDecodeError as fault:
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, check for "
                "unmatched surrogate code units"
            ) from fault

    def _sorted(self) -> Iterator[Entity]:
        for entity in sorted(self._entities, key=lambda one: (one.offset, -one.length)):
            yield replace(entity, language=None) if entity.type == "code" else entity

    def _say(self, part: bytes) -> None:
        self._out += part
        self._units += utf16_length(part.decode("utf-8", "surrogatepass"))

    def _character(self) -> bytes:
        """The next character, a reference decoded; the reader stands behind it."""
        if self._source[self._at : self._at + 1] == b"&" and (decoded := self._reference()):
            return decoded.encode("utf-8", "surrogatepass")
        end = self._at + 1
        while self._source[end] & 0xC0 == 0x80:
            end += 1
        self._at, begin = end, self._at
        return self._source[begin:end]

    def _reference(self) -> str:
        """The character a reference stands for; "" for one Telegram leaves as it is (`&nbsp;`)."""
        found = _REFERENCE.match(self._source, self._at)
        assert found is not None, "an ampersand alone matches"
        hexadecimal, decimal, name = found.groups()
        if name is not None:
            character = _NAMED.get(name, "")
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal or b"0")
            short = found.end() - found.start() < 10
            character = chr(code) if 0 < code < 0x10FFFF and short else ""
        if character:
            self._at = found.end() + self._source.startswith(b";", found.end())
        return character

    def _tag(self) -> None:
        begin, self._at = self._at, self._at + 1
        if self._source.startswith(b"/", self._at):
            self._end_tag(begin)
        else:
            self._start_tag(begin)
        self._at += 1

    def _until(self, stop: bytes) -> str:
        begin = self._at
        while self._source[self._at] not in stop:
            self._at += 1
        return self._source[begin : self._at].decode()

    def _skip_space(self) -> None:
        while self._source[self._at] in b" \t\r\n\v":
            self._at += 1

    def _ended(self) -> bool:
        return self._source[self._at] == 0

    def _start_tag(self, begin: int) -> None:
        tag = self._until(_SPACE + b">").lower()
        if self._ended():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        if tag not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while self._source[self._at : self._at + 1] != b">":
            self._skip_space()
            if self._source.startswith(b">", self._at):
                break
            argument = self._attribute(tag, begin) or argument
        if tag == "span" and argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        opened = _Open(tag=tag, argument=argument, offset=self._units, begin=len(self._out))
        self._open.append(opened)

    def _attribute(self, tag: str, begin: int) -> str:
        """Reads one attribute; what it tells of the tag, or "" if nothing."""
        name = self._until(_SPACE + b"=>/\"'")
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
        self._skip_space()
        expands = tag == "blockquote" and name == "expandable"
        if self._source.startswith(b"=", self._at):
            self._at += 1
            self._skip_space()
        elif not self._ended():
            return "1" if expands else ""
        if self._ended():
            raise MarkupError(f'Unclosed start tag "{tag}" at byte offset {begin}')
        value = self._value()
        if self._ended():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        wanted, prefix = _ATTRIBUTES.get(tag, ("", ""))
        if name == wanted and value.startswith(prefix):
            return value.removeprefix(prefix)
        return "1" if expands else ""

    def _value(self) -> str:
        begin = self._at
        quote = self._source[begin : begin + 1]
        if quote not in (b"'", b'"'):
            found = _TOKEN.match(self._source, begin)
            self._at = found.end() if found else begin
            if self._source[self._at] not in _SPACE + b">":
                raise MarkupError(f"Unexpected end of name token at byte offset {begin}")
            return self._source[begin : self._at].decode().lower()
        self._at += 1
        value = b""
        while not self._source.startswith(quote, self._at) and not self._ended():
            value += self._character()
        self._at += not self._ended()
        return value.decode("utf-8", "replace")

    def _end_tag(self, begin: int) -> None:
        if not self._open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self._at += 1
        name = self._until(_SPACE + b">").lower()
        self._skip_space()
        if not self._source.startswith(b">", self._at):
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        opened = self._open.pop()
        if name not in ("", opened.tag):
            raise MarkupError(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        if self._units > opened.offset and (entity := self._entity(opened)):
            self._entities.append(entity)

    def _entity(self, opened: _Open) -> Entity | None:
        entity = Entity(
            type=_KINDS[opened.tag], offset=opened.offset, length=self._units - opened.offset
        )
        if opened.tag == "a":
            return self._link(entity, opened)
        if opened.tag == "blockquote" and opened.argument:
            return replace(entity, type="expandable_blockquote")
        if opened.tag == "tg-emoji":
            if not opened.argument.isdecimal() or int(opened.argument) == 0:
                raise MarkupError("Invalid custom emoji identifier specified")
            return replace(entity, custom_emoji_id=opened.argument)
        if opened.tag in ("pre", "code"):
            return self._code(entity, opened)
        return entity

    def _link(self, entity: Entity, opened: _Open) -> Entity | None:
        url = opened.argument or self._out[opened.begin :].decode("utf-8", "replace")
        if user := _USER_LINK.match(url):
            return replace(entity, type="text_mention", user=int(user[1]))
        link = checked_link(url)
        return replace(entity, url=link) if link else None

    def _code(self, entity: Entity, opened: _Open) -> Entity:
        """`pre` and `code` around just the same text are one block, with the code's language."""
        inner = self._entities[-1] if self._entities else None
        same = inner is not None and (inner.offset, inner.length) == (entity.offset, entity.length)
        if same and inner is not None and {inner.type, entity.type} == {"pre", "code"}:
            language = inner.language or opened.argument
            if language:
                self._entities.pop()
                return replace(entity, type="pre", language=language)
        return replace(entity, language=opened.argument or None)
