"""An Update unwrapped once, at the door, so that no room behind it meets an absent field.

Telegram's updates are mostly absent fields; a Visit is what a citizen did, and holds no names.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import filters

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


def visit_of(update: Update, me: User) -> Visit | None:
    """What a citizen did to `me`, the bot; None for what is not meant for it or is no act."""
    if update.callback_query:
        return _press(update.callback_query)
    if update.edited_message:
        return _edited(update.edited_message, me)
    if update.message and not _is_notice(update):
        return _message(update.message, me)
    return None


def _is_notice(update: Update) -> bool:
    """Somebody joined, a title changed, and forty kinds more: none of them has words."""
    words = update.message and update.message.text
    return not words and bool(filters.StatusUpdate.ALL.check_update(update))


def _press(query: CallbackQuery) -> Visit:
    """A press is always a Visit: whatever it is, its spinner has to be stopped."""
    person, message = query.from_user, query.message
    visit = Visit(
        kind=VisitKind.PRESS,
        chat=message.chat.id if message else person.id,
        person=person.id,
        message=message.message_id if message else 0,
        language_code=person.language_code or "",
        private=message is None or message.chat.type == ChatType.PRIVATE,
        press=query.id,
        data=query.data or "",
    )
    if not isinstance(message, Message):
        return visit
    pictured = bool(message.photo)
    return replace(visit, thread=_thread(message), buttons=_buttons(message), pictured=pictured)


def _edited(message: Message, me: User) -> Visit | None:
    """A question put right; a live location that moves and an edited command are no question."""
    visit = _message(message, me)
    if visit is None or visit.kind not in (VisitKind.TEXT, VisitKind.CAPTION):
        return None
    return replace(visit, kind=VisitKind.EDITED)


def _message(message: Message, me: User) -> Visit | None:
    person = _person(message)
    if person is None:
        return None
    private = message.chat.type == ChatType.PRIVATE
    about = message.reply_to_message if _replies_to(message, me) else None
    written = message.text or message.caption or ""
    visit = Visit(
        kind=VisitKind.TEXT if message.text else VisitKind.CAPTION,
        chat=message.chat.id,
        person=person,
        message=message.message_id,
        thread=_thread(message),
        text=written,
        language_code=message.from_user.language_code or "" if message.from_user else "",
        private=private,
        addressed=private or bool(about),
        album=message.media_group_id or "",
        about=about.text or about.caption or "" if about else "",
        replied=about.message_id if about else 0,
    )
    if not written:
        return replace(visit, kind=VisitKind.MEDIA)
    return _command(visit, me) if _COMMAND.fullmatch(written) else _words(visit, message, me)


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


def _words(visit: Visit, message: Message, me: User) -> Visit:
    """In a group "@bot" calls it; alone under another's message, it asks what stands there."""
    text, called = re.subn(rf"@{me.username}\b", "", visit.text, flags=re.IGNORECASE)
    if not called:
        return visit
    about = message.reply_to_message
    if not text.strip() and about:
        text = about.text or about.caption or ""
    return replace(visit, text=text.strip(), addressed=True)


def _person(message: Message) -> int | None:
    """None where nobody asks: another bot, or a channel's post mirrored into its group."""
    if message.is_automatic_forward:
        return None
    if message.sender_chat:
        return message.sender_chat.id
    user = message.from_user
    return None if user is None or user.is_bot else user.id


def _replies_to(message: Message, me: User) -> bool:
    """In a topic the bot opened, everything "replies" to its opening; that is not meant for it."""
    about = message.reply_to_message
    if about is None or about.forum_topic_created:
        return False
    return about.from_user is not None and about.from_user.id == me.id


def _thread(message: Message) -> int | None:
    """Outside topics the id only groups replies, and a message sent "into" it is refused."""
    return message.message_thread_id if message.is_topic_message else None


def _buttons(message: Message) -> tuple[str, ...]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return tuple(str(b.callback_data) for row in rows for b in row if b.callback_data)
