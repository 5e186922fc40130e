"""A text as Telegram keeps it: counted in UTF-16 units, trimmed, its links and commands found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

_HOST = re.compile(r"[^\s@:/]+\.(?!\d+$)[\w-]{2,}|\d{1,3}(\.\d{1,3}){3}")
_OWN_SCHEME = re.compile(r"(tg|ton|tonsite):", re.IGNORECASE)
_FOUND = (
    ("url", re.compile(r"(?:https?://|www\.)[^\s<>\"]*[\w/#=&-]", re.IGNORECASE)),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,31}\b", re.ASCII)),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])", re.ASCII),
    ),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    (
        "url",
        re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:id|com|org|net|me)\b(?:/[^\s<>\"]*[\w/])?"),
    ),
    ("phone_number", re.compile(r"(?<![\w+])\+\d[\d ()-]{7,16}\d\b")),
)
# In these nothing more is found: what is code is no address, what is a link has its own.
_OPAQUE = ("code", "pre", "text_link", "text_mention")


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A stretch of a text shown in a special way; `offset` and `length` count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user: int | None = None
    custom_emoji_id: str | None = None

    def of(self, text: str) -> str:
        """The stretch of `text` that this entity covers."""
        units = text.encode("utf-16-le", "surrogatepass")
        part = units[2 * self.offset : 2 * (self.offset + self.length)]
        return part.decode("utf-16-le", "surrogatepass")

    def as_json(self) -> dict[str, Any]:
        """The entity as the Bot API's MessageEntity."""
        extra = {
            "url": self.url,
            "language": self.language,
            "custom_emoji_id": self.custom_emoji_id,
        }
        return {
            "type": self.type,
            "offset": self.offset,
            "length": self.length,
            **{key: value for key, value in extra.items() if value},
            **({"user": {"id": self.user}} if self.user else {}),
        }


@dataclass(frozen=True, kw_only=True)
class Formatted:
    """A text as the reader sees it, and its entities in the order Telegram gives them."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """How long Telegram holds `text` to be: an emoji outside the basic plane counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def as_shown(formatted: Formatted) -> Formatted:
    """`formatted` as it arrives: white space at both ends gone, addresses and commands marked."""
    text = formatted.text.rstrip()
    cut = utf16_length(text) - utf16_length(text.lstrip())
    text, total = text.lstrip(), utf16_length(text.lstrip())
    kept = [shifted for one in formatted.entities if (shifted := _within(one, cut, total))]
    found = sorted((*kept, *_found(text, kept)), key=lambda one: (one.offset, -one.length))
    return Formatted(text=text, entities=tuple(found))


def _within(entity: Entity, cut: int, total: int) -> Entity | None:
    start = max(entity.offset - cut, 0)
    end = min(entity.offset + entity.length - cut, total)
    return replace(entity, offset=start, length=end - start) if end > start else None


def _found(text: str, kept: list[Entity]) -> Iterator[Entity]:
    taken = [(one.offset, one.offset + one.length) for one in kept if one.type in _OPAQUE]
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start, length = utf16_length(text[: match.start()]), utf16_length(match[0])
            if all(start >= end or start + length <= begin for begin, end in taken):
                taken.append((start, start + length))
                yield Entity(type=kind, offset=start, length=length)


def checked_link(url: str) -> str | None:
    """`url` as Telegram keeps it, or None where it drops the link."""
    bare = url.strip()
    if link_fault(bare):
        return None
    if _OWN_SCHEME.match(bare):
        return bare
    full = bare if "://" in bare else f"http://{bare}"
    parts = urlsplit(full)
    return full if parts.path or parts.query or parts.fragment else f"{full}/"


def link_fault(url: str) -> str:
    """What Telegram finds wrong with an address, in its words; "" if nothing."""
    if _OWN_SCHEME.match(url):
        return ""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return "Wrong HTTP URL"
    if parts.scheme.lower() not in ("http", "https"):
        return "Unsupported URL protocol"
    if not host:
        return "URL host is empty"
    return "" if _HOST.fullmatch(host) else "Wrong HTTP URL"
