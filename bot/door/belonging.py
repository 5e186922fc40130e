"""Where the bot stands: blocked by a citizen or let in again, added to a group or thrown out.

Of people it is remembered under their pseudonym, of groups nothing at all.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress

from telegram import Chat, ChatMember, ChatMemberUpdated, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.door.door import Door
from bot.door.grouping import is_closed
from bot.door.sending import Place, Unreachable
from bot.kept import StoreError

log = logging.getLogger(__name__)

_OUT = (ChatMember.LEFT, ChatMember.BANNED)


class Belonging:
    """python-telegram-bot's handlers of `my_chat_member`, and of a group that gets another id.

    `admins`: who may always add the bot.
    """

    def __init__(self, door: Door, admins: Iterable[int]) -> None:
        self._door = door
        self._admins = frozenset(admins)

    async def receive(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Remember it, or leave; never raises a TelegramError."""
        change = update.my_chat_member
        if change is None:
            return
        is_out = change.new_chat_member.status in _OUT
        if is_out:
            self._door.sender.forget(change.chat.id)
        if change.chat.type == Chat.PRIVATE:
            await self._block(change.chat.id, blocked=is_out)
        elif is_out:
            log.info("the bot is no longer in a group")
        elif change.old_chat_member.status in _OUT:
            log.info("the bot was added to a group")
            await self._joined(change)

    async def moves(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """The office's group was upgraded: from now on it is another chat."""
        backroom, message = self._door.backroom, update.message
        if backroom and message and message.chat.id == backroom.chat and message.migrate_to_chat_id:
            await backroom.moves(message.migrate_to_chat_id)

    async def _block(self, chat: int, *, blocked: bool) -> None:
        """A private chat has the number of its person."""
        person = self._door.pseudonyms.of(chat)
        if self._door.notices:
            try:
                await self._door.notices.block(person, blocked=blocked)
            except StoreError as error:
                log.warning("that somebody blocked the bot, or no longer, is not kept: %s", error)

    async def _joined(self, change: ChatMemberUpdated) -> None:
        if change.from_user.id in self._admins or not await is_closed(self._door.log.store):
            return
        log.info("the bot leaves a group that no administrator added it to")
        say, sender = self._door.words("group_not_wanted", "id"), self._door.sender
        with suppress(TelegramError, Unreachable):  # it may not be allowed to speak there
            await sender.send(
                Place(chat=change.chat.id), (self._door.privately(say, "id", "start"),)
            )
        with suppress(TelegramError):
            await sender.leave(change.chat.id)
