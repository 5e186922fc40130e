"""A message as a chat bubble: what Telegram's clients would draw of it, and nothing of the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from bot.localtelegram.botapi import Json
from bot.localtelegram.chats import Message
from bot.localtelegram.telegramtext import Entity, Formatted
from bot.observing import Told

_SNIPPET = 80
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_BLOCKS = ("pre", "blockquote", "expandable_blockquote")
_FOLDED = Markup(
    "<blockquote><details id='q{}-{}' class='fold'><summary>Kutipan</summary>"
    "<div>{}</div></details></blockquote>"
)
_COMMAND = Markup("<button class='command' form='perintah-{}' name='teks' value='{}'>{}</button>")
_LINK = Markup("<a href='{}' target='_blank' rel='noopener noreferrer'>{}</a>")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture to fetch by its id; sizes in pixels."""

    id: str
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Bubble:
    """`author` is None where it is plain whose it is; `day` where a new one begins above it.

    `people`: those whose joining is told in the middle, in place of a bubble. `rows`: the Bot
    API's inline buttons. `kind` is the Bot API's name of what is neither text nor caption, `about`
    tells it in a few signs (a file's name, seconds), `file` is its id where it can be fetched.
    `reply_to` are words of the message replied to, `replied` who said them.
    """

    id: int
    mine: bool
    from_bot: bool
    html: Markup
    time: str
    edited: bool
    author: str | None
    day: str | None
    picture: Picture | None
    kind: str
    about: str
    file: str
    people: tuple[str, ...]
    reply_to: str | None
    replied: str
    forwarded: str | None
    rows: list[list[Json]]
    told: Told | None

    @property
    def weight(self) -> int:
        """About how many bytes of the page it takes."""
        return len(self.html) + 200 * sum(map(len, self.rows)) + (2700 if self.told else 1100)


def bubble(
    message: Message,
    *,
    seat: str,
    viewer: int,
    zone: tzinfo,
    before: Message | None,
    told: Told | None,
) -> Bubble:
    """`message` as `viewer` (a user id) sees it; `before` is the one above, `seat` names its page.

    Links of its commands submit the page's form `perintah-SEAT`.
    """
    moment = datetime.fromtimestamp(message.date, zone)
    above = datetime.fromtimestamp(before.date, zone) if before else None
    mine = message.sender.id == viewer
    named = message.chat.type != "private" and not mine
    joined = message.content.get("new_chat_members", [])
    return Bubble(
        id=message.id,
        mine=mine,
        from_bot=message.from_bot,
        html=shown(message.body, seat=seat, message=message.id),
        time=f"{moment:%H.%M}",
        edited=message.edited,
        author=message.sender.first_name if named else None,
        day=moment.date().isoformat() if not above or above.date() != moment.date() else None,
        picture=_picture(message.content),
        kind=next(iter(message.content), "text"),
        about=_about(message.content),
        file=message.content.get("document", {}).get("file_id", ""),
        people=tuple(person["first_name"] for person in joined),
        reply_to=snippet(message.reply_to) if message.reply_to else None,
        replied=message.reply_to.sender.first_name if message.reply_to else "",
        forwarded=_origin(message.extra.get("forward_origin")),
        rows=message.keyboard,
        told=told,
    )


def snippet(message: Message) -> str:
    """The first words on one line; "" where there are none."""
    text = " ".join(message.text.split())
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


def shown(body: Formatted, *, seat: str, message: int) -> Markup:
    """The text with its entities as HTML; of two that overlap the later is cut to the earlier."""
    units = body.text.encode("utf-16-le", "surrogatepass")
    entities = sorted(body.entities, key=lambda one: (one.offset, -one.length))
    return Markup().join(_pieces(units, 0, len(units) // 2, entities, seat, message))


def _pieces(
    units: bytes, start: int, end: int, entities: Sequence[Entity], seat: str, message: int
) -> Iterator[Markup]:
    """Offsets in UTF-16 units, as entities count them."""
    rest = list(entities)
    at = start
    while rest:
        entity = rest.pop(0)
        begin, stop = max(entity.offset, at), min(entity.offset + entity.length, end)
        inner = [one for one in rest if one.offset < stop]
        rest = rest[len(inner) :]
        block = entity.type in _BLOCKS
        before = _text(units, at, begin)
        yield escape(before.removesuffix("\n") if block else before)
        inside = Markup().join(_pieces(units, begin, stop, inner, seat, message))
        yield _marked(entity, inside, _text(units, begin, stop), seat, message)
        # A block breaks the line by itself.
        at = stop + 1 if block and _text(units, stop, stop + 1) == "\n" else stop
    yield escape(_text(units, at, end))


def _text(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", "replace")


def _marked(entity: Entity, inside: Markup, text: str, seat: str, message: int) -> Markup:
    if entity.type == "bot_command":
        return _COMMAND.format(seat, text, inside)
    if entity.type == "expandable_blockquote":
        return _FOLDED.format(message, entity.offset, inside)
    if entity.type == "spoiler":
        return Markup("<span class='spoiler' tabindex='0'>{}</span>").format(inside)
    if address := _address(entity, text):
        return _LINK.format(address, inside)
    tag = _TAGS.get(entity.type)
    return Markup(f"<{tag}>{{}}</{tag}>").format(inside) if tag else inside


def _address(entity: Entity, text: str) -> str:
    """Where a link leads, "" where it is none, or one that a browser should not follow."""
    if entity.type == "email":
        return f"mailto:{text}"
    if entity.type == "phone_number":
        return "tel:" + "".join(sign for sign in text if sign in "+0123456789")
    if entity.type not in ("url", "text_link"):
        return ""
    address = entity.url or text
    address = address if "://" in address else f"https://{address}"
    return address if urlsplit(address).scheme in ("http", "https") else ""


def _picture(content: Json) -> Picture | None:
    if not content.get("photo"):
        return None
    largest = content["photo"][-1]
    return Picture(id=largest["file_id"], width=largest["width"], height=largest["height"])


def _origin(origin: Json | None) -> str | None:
    """Who said first what was forwarded."""
    if origin is None:
        return None
    return str(origin.get("sender_user_name") or origin.get("sender_user", {}).get("first_name"))


def _about(content: Json) -> str:
    if document := content.get("document"):
        return str(document.get("file_name", ""))
    if voice := content.get("voice"):
        return "{}.{:02}".format(*divmod(voice["duration"], 60))
    if sticker := content.get("sticker"):
        return str(sticker.get("emoji", ""))
    if place := content.get("location"):
        return f"{place['latitude']:.4f}; {place['longitude']:.4f}".replace(".", ",")
    if contact := content.get("contact"):
        return f"{contact['first_name']}, {contact['phone_number']}"
    return ""
