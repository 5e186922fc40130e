"""How a message reaches Telegram: patiently where it was lost, never again where it may be there.

A 429, a 5xx and a cut connection are overcome; after a time-out the answer may have arrived, so it
is not sent twice. (A connection cut just after delivery still doubles a message: rare, and better
than an answer lost each time a server restarts.)
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.door.bounded import Bounded
from bot.door.showing import Button, Rows, Shown, plain

log = logging.getLogger(__name__)
T = TypeVar("T")

# Seconds before each further try after a 5xx or a cut connection.
PAUSES = (0.5, 1.5)
# Messages of which is known what they say: those of a busy day.
KNOWN = 20_000
# Telegram may ask to wait for hours; an answer that late helps nobody.
LONGEST_WAIT = 60.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Causes of a TimedOut after which nothing can have arrived, whatever the HTTP library behind it.
_NEVER_SENT = frozenset({"ConnectTimeout", "PoolTimeout", "ConnectionTimeoutError"})
_GONE = ("chat not found", "user not found", "peer_id_invalid", "have no rights to send a message")
_UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Unreachable(Exception):
    """The citizen blocked the bot, or the chat is gone: there is nobody to say anything to."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message goes: a chat, its topic if it has any, and the message it answers."""

    chat: int
    thread: int | None = None
    answers: int | None = None


class Sender:
    """Sends, edits and acknowledges, each as patiently as its fault allows."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        # A hash of what a chat's message says now: an edit that changes nothing is refused.
        self._says: Bounded[tuple[int, int], int] = Bounded(KNOWN)

    async def send(self, place: Place, parts: Sequence[Shown]) -> tuple[int, ...]:
        """The ids of the messages sent.

        Raises Unreachable where the citizen cannot be reached, and the TelegramError itself
        where Telegram refuses the message or may or may not have delivered it.
        """
        return tuple([await self._one(place, shown) for shown in parts])

    async def edit(
        self, place: Place, messages: Sequence[int], parts: Sequence[Shown]
    ) -> tuple[int, ...]:
        """Make the messages say `parts` instead; their ids, () where they cannot be changed.

        What says so already is left alone, what is too much goes, what is lacking comes below.
        """
        kept = min(len(messages), len(parts))
        for message, shown in zip(messages[:kept], parts[:kept], strict=True):
            if not await self._change(place, message, shown):
                return ()
        for message in messages[kept:]:
            await self._remove(place, message)
        return (*messages[:kept], *await self.send(place, parts[kept:]))

    def forget(self, chat: int) -> None:
        """Nothing is known any more of what was sent there."""
        for key in self._says:
            if key[0] == chat:
                self._says.drop(key)

    async def acknowledge(self, press: str, toast: str = "") -> None:
        """Stop the spinner of a pressed button; failing that changes nothing for what follows."""
        try:
            await self._bot.answer_callback_query(press, text=toast or None)
        except TelegramError as error:
            # Usually "query is too old": the press waited for us while we were away.
            log.info("a press was acknowledged too late or not at all: %s", type(error).__name__)

    async def typing(self, place: Place) -> bool:
        """Say over the chat that an answer is being written; False where that did not get through.

        Telegram's apps say so for 5 seconds, or until the answer is there.
        """
        try:
            await self._bot.send_chat_action(
                place.chat, ChatAction.TYPING, message_thread_id=place.thread
            )
        except TelegramError as error:
            # Nobody misses it; what really is wrong, the answer itself will meet.
            log.debug("typing was not shown: %s", type(error).__name__)
            return False
        return True

    async def _one(self, place: Place, shown: Shown) -> int:
        try:
            return await _insist(lambda: self._send(place, shown, html=True))
        except ChatMigrated as error:
            return await self._one(replace(place, chat=error.new_chat_id, answers=None), shown)
        except Forbidden as error:
            raise Unreachable from error
        except BadRequest as error:
            return await self._otherwise(place, shown, error)

    async def _otherwise(self, place: Place, shown: Shown, error: BadRequest) -> int:
        """A second way for the refusals that have one."""
        reason = error.message.lower()
        if any(words in reason for words in _GONE):
            raise Unreachable from error
        if "can't parse entities" in reason:
            log.warning("an answer's markup was refused and went out as plain text")
            return await _insist(lambda: self._send(place, shown, html=False))
        if "message thread not found" in reason and place.thread is not None:
            return await self._one(replace(place, thread=None), shown)
        raise error

    async def _send(self, place: Place, shown: Shown, *, html: bool) -> int:
        answered = (
            ReplyParameters(place.answers, allow_sending_without_reply=True)
            if place.answers
            else None
        )
        message = await self._bot.send_message(
            place.chat,
            shown.html if html else plain(shown),
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=place.thread,
            reply_parameters=answered,
            reply_markup=_keyboard(shown.rows),
        )
        self._says.set((place.chat, message.message_id), hash(shown))
        return message.message_id

    async def _change(self, place: Place, message: int, shown: Shown) -> bool:
        key = (place.chat, message)
        if self._says.get(key) == hash(shown):
            return True
        self._says.drop(key)  # until it is known again
        try:
            await _insist(lambda: self._edit(place, message, shown, html=True))
        except BadRequest as error:
            reason = error.message.lower()
            if "message is not modified" in reason:
                return True
            if any(words in reason for words in _UNEDITABLE):
                return False
            if "can't parse entities" not in reason:
                raise
            await _insist(lambda: self._edit(place, message, shown, html=False))
        except Forbidden as error:
            raise Unreachable from error
        self._says.set(key, hash(shown))
        return True

    async def _remove(self, place: Place, message: int) -> None:
        self._says.drop((place.chat, message))
        try:
            await _insist(lambda: self._bot.delete_message(place.chat, message))
        except TelegramError as error:
            # After 48 hours Telegram refuses; the citizen may have deleted it, too.
            log.info("a part of an older answer stays: %s", type(error).__name__)

    async def _edit(self, place: Place, message: int, shown: Shown, *, html: bool) -> None:
        await self._bot.edit_message_text(
            shown.html if html else plain(shown),
            chat_id=place.chat,
            message_id=message,
            parse_mode=ParseMode.HTML if html else None,
            link_preview_options=_NO_PREVIEW,
            reply_markup=_keyboard(shown.rows),
        )


async def _insist(call: Callable[[], Awaitable[T]]) -> T:
    """`call`, again after a 429, a 5xx or a cut connection, never where it may have arrived."""
    pauses = iter(PAUSES)
    waited = 0.0
    while True:
        try:
            return await call()
        except RetryAfter as error:
            wait = _seconds(error) + 0.1
            waited += wait
            if waited > LONGEST_WAIT:
                raise
            log.info("Telegram asks to wait %.1f s before the next message", wait)
        except (BadRequest, ChatMigrated):
            raise  # a BadRequest is a NetworkError to python-telegram-bot, yet stays what it is
        except NetworkError as error:
            pause = next(pauses, None)
            if pause is None or not _certainly_lost(error):
                raise
            wait = pause
            log.info("a message did not get through (%s); another try", type(error).__name__)
        await asyncio.sleep(wait)


def _certainly_lost(error: NetworkError) -> bool:
    """False after a time-out that came while waiting for Telegram's answer: it may be there."""
    if not isinstance(error, TimedOut):
        return True
    return type(error.__cause__).__name__ in _NEVER_SENT


def _seconds(error: RetryAfter) -> float:
    """Whole seconds today, a timedelta in python-telegram-bot's next major version."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[_pressable(button) for button in row] for row in rows])


def _pressable(button: Button) -> InlineKeyboardButton:
    if button.copy:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copy))
    return InlineKeyboardButton(button.label, callback_data=button.data)
