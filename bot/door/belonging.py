"""Where the bot stands: blocked by a citizen or let in again, added to a group or thrown out.

Of people it is remembered under their pseudonym, of groups nothing at all.
"""

import logging
from collections.abc import Iterable
from contextlib import suppress

from telegram.error import TelegramError

from bot.door.door import Door
from bot.door.grouping import is_closed
from bot.door.sending import Place, Unreachable
from bot.door.standing import IN, OUT
from bot.door.visiting import Visit
from bot.keeping.kept import StoreError

log = logging.getLogger(__name__)


class Belonging:
    """What is done about a change; `admins`: who may always add the bot."""

    def __init__(self, admins: Iterable[int]) -> None:
        self._admins = frozenset(admins)

    async def receive(self, door: Door, visit: Visit) -> None:
        """Remember it, or leave; never raises a TelegramError."""
        if visit.data not in (IN, OUT):
            await _move(door, visit)
            return
        if visit.data == OUT:
            door.forget_chat(visit.chat)
        if visit.private:
            await _block(door, visit)
        elif visit.data == OUT:
            log.info("the bot is no longer in a group")
        else:
            log.info("the bot was added to a group")
            if visit.person not in self._admins and await is_closed(door.log.store):
                await _go(door, visit)


async def _move(door: Door, visit: Visit) -> None:
    """The office's group was upgraded: from now on it is another chat."""
    if door.backroom and visit.chat == door.backroom.chat:
        await door.backroom.moves(int(visit.data))


async def _block(door: Door, visit: Visit) -> None:
    if door.notices:
        try:
            await door.notices.block(door.person(visit), blocked=visit.data == OUT)
        except StoreError as error:
            log.warning("that somebody blocked the bot, or no longer, is not kept: %s", error)


async def _go(door: Door, visit: Visit) -> None:
    log.info("the bot leaves a group that no administrator added it to")
    say = door.words("group_not_wanted", "id")
    with suppress(TelegramError, Unreachable):  # it may not be allowed to speak there
        await door.sender.send(Place(chat=visit.chat), (door.privately(say, "id", "start"),))
    with suppress(TelegramError):
        await door.sender.leave(visit.chat)
