"""How a message reaches its chat: sent, edited, acknowledged, and what to do where one is refused.

Patience with what is lost on the way is retrying's.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from telegram import Bot
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    TelegramError,
)

from bot.door.bounded import Bounded
from bot.door.calling import Fields, call, keyboard, message_id
from bot.door.photos import Photos
from bot.door.showing import Rows, Shown, plain

log = logging.getLogger(__name__)

# Messages of which is known what they say: those of a busy day. More take 25 MB for each 20,000.
KNOWN = 10_000
_NO_PREVIEW = {"is_disabled": True}
# Of a group some say that the bot may not speak in it (any more); nobody there can be told so.
_GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "have no rights to send a message",
    "not enough rights to send",
    "chat_write_forbidden",
    "chat_restricted",
    "topic_closed",
)
_UNEDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",  # but a picture
)


class Unreachable(Exception):
    """The citizen blocked the bot, or the chat is gone: there is nobody to say anything to."""


class Place(NamedTuple):
    """Where a message goes: a chat, its topic if it has any, and the message it answers."""

    chat: int
    thread: int | None = None
    answers: int | None = None


class Sender:
    """Sends, edits and acknowledges, each as patiently as its fault allows."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._photos = Photos(bot)
        # Of a chat's message a hash of what it says now, for an edit that changes nothing is
        # refused, and whether it is a picture, for that cannot become a text.
        self._says: Bounded[tuple[int, int], tuple[int, bool]] = Bounded(KNOWN)
        # Of a private chat the buttons that stand lowest: who types a label presses it.
        self._standing: Bounded[int, Rows] = Bounded(KNOWN)
        self.moved: Bounded[int, int] = Bounded(1000)
        """Groups that were upgraded, and the ids of the supergroups they became."""

    async def send(self, place: Place, parts: Sequence[Shown]) -> tuple[int, ...]:
        """The ids of the messages sent; a picture that cannot go gives way to its words.

        Raises Unreachable where the citizen cannot be reached, and the TelegramError itself
        where Telegram refuses the message or may or may not have delivered it.
        """
        sent = [await self._one(place, shown) for shown in parts]
        return tuple(message for message in sent if message is not None)

    async def edit(
        self, place: Place, messages: Sequence[int], parts: Sequence[Shown]
    ) -> tuple[int, ...]:
        """Make the messages say `parts` instead; their ids, () where they cannot be changed.

        What says so already is left alone, what is too much goes, what is lacking comes below. A
        picture that shall be a text makes room for new messages: Telegram cannot turn it into one.
        """
        kept = min(len(messages), len(parts))
        pairs = zip(messages, parts, strict=False)
        if any(self._is_picture(place, m) and not s.picture for m, s in pairs):
            sent = await self.send(place, parts)
            for message in messages:
                await self._remove(place, message)
            return sent
        for message, shown in zip(messages[:kept], parts[:kept], strict=True):
            if not await self._change(place, message, shown):
                return ()
        for message in messages[kept:]:
            await self._remove(place, message)
        return (*messages[:kept], *await self.send(place, parts[kept:]))

    def link(self, payload: str) -> str:
        """A link into the private chat with the bot; `payload`: as of /start, A-Z a-z 0-9 _ -."""
        return f"https://t.me/{self._bot.username}?start={payload}"

    def standing(self, chat: int) -> Rows:
        """The lowest buttons in a private chat, as far as they are known."""
        return self._standing.get(chat) or ()

    def forget(self, chat: int) -> None:
        """Nothing is known any more of what was sent there."""
        self._standing.drop(chat)
        for key in self._says:
            if key[0] == chat:
                self._says.drop(key)

    async def leave(self, chat: int) -> None:
        """Out of a group. Raises TelegramError."""
        await self._call("leaveChat", chat_id=chat)

    async def acknowledge(self, press: str, toast: str = "") -> None:
        """Stop the spinner of a pressed button; failing that changes nothing for what follows."""
        try:
            await self._call("answerCallbackQuery", callback_query_id=press, text=toast or None)
        except TelegramError as error:
            # Usually "query is too old": the press waited for us while we were away.
            log.info("a press was acknowledged too late or not at all: %s", type(error).__name__)

    async def typing(self, place: Place) -> bool:
        """Say over the chat that an answer is being written; False where that did not get through.

        Telegram's apps say so for 5 seconds, or until the answer is there.
        """
        try:
            await self._call(
                "sendChatAction",
                chat_id=place.chat,
                action=ChatAction.TYPING,
                message_thread_id=place.thread,
            )
        except TelegramError as error:
            # Nobody misses it; what really is wrong, the answer itself will meet.
            log.debug("typing was not shown: %s", type(error).__name__)
            return False
        return True

    async def _one(self, place: Place, shown: Shown) -> int | None:
        """None for a picture that could not go and whose words others say."""
        try:
            if shown.picture:
                if (message := await self._photo(place, shown)) is not None:
                    return message
                shown = shown.words
            if not shown.html:
                return None
            return await self._send(place, shown, html=True)
        except ChatMigrated as error:
            self.moved.set(place.chat, error.new_chat_id)
            return await self._one(place._replace(chat=error.new_chat_id, answers=None), shown)
        except Forbidden as error:
            raise Unreachable from error
        except BadRequest as error:
            return await self._otherwise(place, shown, error)

    async def _photo(self, place: Place, shown: Shown) -> int | None:
        message = await self._photos.send(
            place.chat, shown, thread=place.thread, answered=_answered(place)
        )
        if message is not None:
            self._know(place, message, shown)
        return message

    def _is_picture(self, place: Place, message: int) -> bool:
        said = self._says.get((place.chat, message))
        return said is not None and said[1]

    async def _otherwise(self, place: Place, shown: Shown, error: BadRequest) -> int | None:
        """A second way for the refusals that have one."""
        reason = error.message.lower()
        if any(words in reason for words in _GONE):
            raise Unreachable from error
        if "can't parse entities" in reason:
            log.warning("an answer's markup was refused and went out as plain text")
            return await self._send(place, shown, html=False)
        if "message thread not found" in reason and place.thread is not None:
            return await self._one(place._replace(thread=None), shown)
        raise error

    async def _send(self, place: Place, shown: Shown, *, html: bool) -> int:
        sent = await self._call(
            "sendMessage",
            chat_id=place.chat,
            text=shown.html if html else plain(shown),
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=place.thread,
            reply_parameters=_answered(place),
            reply_markup=keyboard(shown.rows),
        )
        message = message_id(sent)
        self._know(place, message, shown)
        return message

    async def _change(self, place: Place, message: int, shown: Shown) -> bool:
        key = (place.chat, message)
        if self._says.get(key) == _said(shown):
            return True
        self._says.drop(key)  # until it is known again
        try:
            if not shown.picture:
                await self._edit(place, message, shown, html=True)
            elif not await self._photos.put(place.chat, message, shown):
                words = shown.words if shown.words.html else replace(shown, picture=None)
                return await self._change(place, message, words)
        except ChatMigrated:
            return False  # the supergroup has none of the group's messages; a new one follows there
        except BadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                return True
            if any(words in reason for words in _UNEDITABLE):
                return False
            if "can't parse entities" not in reason:
                raise
            await self._edit(place, message, shown, html=False)
        except Forbidden as error:
            raise Unreachable from error
        self._know(place, message, shown)
        return True

    def _know(self, place: Place, message: int, shown: Shown) -> None:
        self._says.set((place.chat, message), _said(shown))
        if shown.rows and place.chat > 0:
            self._standing.set(place.chat, shown.rows)

    async def _remove(self, place: Place, message: int) -> None:
        self._says.drop((place.chat, message))
        try:
            await self._call("deleteMessage", chat_id=place.chat, message_id=message)
        except TelegramError as error:
            # After 48 hours Telegram refuses; the citizen may have deleted it, too.
            log.info("a part of an older answer stays: %s", type(error).__name__)

    async def _edit(self, place: Place, message: int, shown: Shown, *, html: bool) -> None:
        await self._call(
            "editMessageText",
            chat_id=place.chat,
            message_id=message,
            text=shown.html if html else plain(shown),
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            reply_markup=keyboard(shown.rows),
        )

    async def _call(self, method: str, **fields: object) -> object:
        return await call(self._bot, method, **fields)


def _said(shown: Shown) -> tuple[int, bool]:
    return hash(shown), shown.picture is not None


def _answered(place: Place) -> Fields | None:
    if not place.answers:
        return None
    return {"message_id": place.answers, "allow_sending_without_reply": True}
