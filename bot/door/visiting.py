"""An update unwrapped once, at the door, so that no room behind it meets an absent field.

Telegram's updates are mostly absent fields; a Visit is what a citizen did, and holds no names. It
is read from the Bot API's JSON as it comes: python-telegram-bot's objects of an update cost more
than all else that is done to take it in (95 of 150 microseconds).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from telegram import Update, User
from telegram.constants import ChatType
from telegram.ext import filters

# An object of the Bot API, as its JSON has it; https://core.telegram.org/bots/api#available-types
Raw = Mapping[str, Any]

_COMMAND = re.compile(
    r"/(?P<name>\w{1,64})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL | re.ASCII
)


class VisitKind(StrEnum):
    """What a citizen did."""

    TEXT = "text"
    CAPTION = "caption"
    COMMAND = "command"
    EDITED = "edited"
    MEDIA = "media"
    PRESS = "press"
    CHANGE = "change"
    """The bot was let in or shut out, or the chat has a new id: see standing."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One thing a citizen did, in one chat.

    `person`: the id of the user, or of the chat that an anonymous admin or a channel speaks as.
    `thread`: the forum topic's id, None outside topics. `message`: what to reply to; of a press,
    the message whose button it was (0 if unknown). `text`: the words without the bot's own name;
    of a command, what follows it. `addressed`: meant for this bot, always so in private.
    `command`: its name in small letters. `press`: the id to answer a press by, `data` what its
    button carried, `buttons` the data of all buttons of that message, `pictured` whether it is a
    picture. `album`: shared by the pictures sent together. `about`: what the bot's own message
    says that this one replies to, `replied` its id (0: none). What the inbox knows of it:
    `update`, Telegram's id of the update; `query`, the id of its question in the log, 0 where none
    is given yet; `late`: it waited for so long that the answer begs pardon.
    """

    kind: VisitKind
    chat: int
    person: int
    message: int
    thread: int | None = None
    text: str = ""
    language_code: str = ""
    private: bool = True
    addressed: bool = True
    command: str = ""
    press: str = ""
    data: str = ""
    buttons: tuple[str, ...] = ()
    pictured: bool = False
    album: str = ""
    about: str = ""
    replied: int = 0
    update: int = 0
    query: int = 0
    late: bool = False


def visit_of(update: Raw, me: User) -> Visit | None:
    """What a citizen did to `me`, the bot; None for what is not meant for it or is no act.

    Raises LookupError, TypeError, AttributeError or ValueError for what is no update at all.
    """
    if press := update.get("callback_query"):
        return _press(press)
    if edited := update.get("edited_message"):
        return _edited(edited, me)
    message = update.get("message")
    return _message(message, me) if message and not _is_notice(message) else None


def _is_notice(message: Raw) -> bool:
    """Somebody joined, a title changed, and forty kinds more: none of them has words."""
    if message.get("text") or message.get("caption"):
        return False
    read = Update.de_json({"update_id": 0, "message": dict(message)}, None)
    return bool(filters.StatusUpdate.ALL.check_update(read))


def _press(query: Raw) -> Visit:
    """A press is always a Visit: whatever it is, its spinner has to be stopped."""
    person, message = query["from"], query.get("message")
    visit = Visit(
        kind=VisitKind.PRESS,
        chat=message["chat"]["id"] if message else person["id"],
        person=person["id"],
        message=message["message_id"] if message else 0,
        language_code=person.get("language_code") or "",
        private=message is None or message["chat"]["type"] == ChatType.PRIVATE,
        press=query["id"],
        data=query.get("data") or "",
    )
    if not message or not message["date"]:  # of one too old Telegram tells nothing more
        return visit
    pictured = bool(message.get("photo"))
    return replace(visit, thread=_thread(message), buttons=_buttons(message), pictured=pictured)


def _edited(message: Raw, me: User) -> Visit | None:
    """A question put right; a live location that moves and an edited command are no question."""
    visit = _message(message, me)
    if visit is None or visit.kind not in (VisitKind.TEXT, VisitKind.CAPTION):
        return None
    return replace(visit, kind=VisitKind.EDITED)


def _message(message: Raw, me: User) -> Visit | None:
    person = _person(message)
    if person is None:
        return None
    private = message["chat"]["type"] == ChatType.PRIVATE
    about = message.get("reply_to_message") if _replies_to(message, me) else None
    written = _written(message)
    visit = Visit(
        kind=_kind(message),
        chat=message["chat"]["id"],
        person=person,
        message=message["message_id"],
        thread=_thread(message),
        text=written,
        language_code=(message.get("from") or {}).get("language_code") or "",
        private=private,
        addressed=private or bool(about),
        album=message.get("media_group_id") or "",
        about=_written(about) if about else "",
        replied=about["message_id"] if about else 0,
    )
    if not written:
        return visit
    return _command(visit, me) if _COMMAND.fullmatch(written) else _words(visit, message, me)


def _kind(message: Raw) -> VisitKind:
    if message.get("text"):
        return VisitKind.TEXT
    return VisitKind.CAPTION if message.get("caption") else VisitKind.MEDIA


def _command(visit: Visit, me: User) -> Visit | None:
    found = _COMMAND.fullmatch(visit.text)
    assert found, "only what looks like a command comes here"
    bot = (found["bot"] or "").lower()
    if bot and bot != (me.username or "").lower():
        return None
    return replace(
        visit,
        kind=VisitKind.COMMAND,
        command=found["name"].lower(),
        text=(found["rest"] or "").strip(),
        addressed=visit.addressed or bool(bot),
    )


def _words(visit: Visit, message: Raw, me: User) -> Visit:
    """In a group "@bot" calls it; alone under another's message, it asks what stands there."""
    if "@" not in visit.text:
        return visit
    text, called = re.subn(rf"@{me.username}\b", "", visit.text, flags=re.IGNORECASE)
    if not called:
        return visit
    about = message.get("reply_to_message")
    if not text.strip() and about:
        text = _written(about)
    return replace(visit, text=text.strip(), addressed=True)


def _written(message: Raw) -> str:
    return message.get("text") or message.get("caption") or ""


def _person(message: Raw) -> int | None:
    """None where nobody asks: another bot, or a channel's post mirrored into its group."""
    if message.get("is_automatic_forward"):
        return None
    if chat := message.get("sender_chat"):
        return int(chat["id"])
    user = message.get("from")
    return None if not user or user["is_bot"] else int(user["id"])


def _replies_to(message: Raw, me: User) -> bool:
    """In a topic the bot opened, everything "replies" to its opening; that is not meant for it."""
    about = message.get("reply_to_message")
    if not about or "forum_topic_created" in about:
        return False
    return bool(about.get("from")) and about["from"]["id"] == me.id


def _thread(message: Raw) -> int | None:
    """Outside topics the id only groups replies, and a message sent "into" it is refused."""
    return message.get("message_thread_id") if message.get("is_topic_message") else None


def _buttons(message: Raw) -> tuple[str, ...]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", ())
    return tuple(b["callback_data"] for row in rows for b in row if b.get("callback_data"))
