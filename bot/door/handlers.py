"""The line a message travels, from Telegram's door to the reply; it reads down this page."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from telegram import Update
from telegram.ext import ContextTypes

from bot.door.asking import ask
from bot.door.bounded import Bounded
from bot.door.buttons import press, toast
from bot.door.commands import COMMANDS, Command, by_name
from bot.door.door import Door, of_phone, place_of
from bot.door.queueing import FLOOD_SECONDS, Admission, Gate, Queues
from bot.door.sending import Unreachable
from bot.door.visiting import Visit, VisitKind, visit_of
from bot.door.waiting import typing

log = logging.getLogger(__name__)

Handler = Callable[[Door, Visit], Awaitable[None]]


class Line:
    """Every update comes in by `receive`; other rooms may add commands to the citizens' own.

    `unlisted`: commands that work, but that no menu shows to everybody. `presses`: handlers of
    buttons, by the first part of their data.
    """

    def __init__(
        self,
        door: Door,
        commands: Sequence[Command] = COMMANDS,
        *,
        unlisted: Sequence[Command] = (),
        presses: Mapping[str, Handler] | None = None,
        queues: Queues | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.door = door
        self.queues = queues or Queues()
        self._gate = gate or Gate()
        self.commands = commands
        self._by_name = by_name((*commands, *unlisted))
        self._presses = presses or {}
        self._albums: Bounded[str, bool] = Bounded(1000)
        self._kinds: dict[VisitKind, Handler] = {
            VisitKind.TEXT: ask,
            VisitKind.CAPTION: ask,
            VisitKind.EDITED: ask,
            VisitKind.COMMAND: self._command,
            VisitKind.MEDIA: media,
            VisitKind.PRESS: self._press,
        }

    async def receive(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Unwrap, stop the spinner, wait for the chat's turn, answer."""
        visit = visit_of(update, context.bot.bot)
        if visit is None or not self._is_meant(visit):
            return
        if await self._is_flood(visit):
            return
        async with self.queues.turn(visit.chat, partial(self._acknowledge, visit)) as begins:
            if begins:
                await self._answer(visit)

    def _is_meant(self, visit: Visit) -> bool:
        """In a group the bot is silent unless it is called: by name, by reply, by its commands."""
        if visit.kind is VisitKind.COMMAND and visit.command in self._by_name:
            return True
        if visit.album and visit.kind is VisitKind.MEDIA and self._albums.get(visit.album):
            return False  # of ten pictures sent together only the first is spoken about
        if visit.album:
            self._albums.set(visit.album, True)
        return visit.addressed

    async def _is_flood(self, visit: Visit) -> bool:
        admission = self._gate.admit(visit.person, time.monotonic())
        if admission is Admission.WELCOME:
            return False
        await self._acknowledge(visit)
        if admission is Admission.TOO_FAST:
            log.info("somebody sends too fast and was asked to wait")
            await self._reachably(self.door.tell(visit, "too_fast", seconds=int(FLOOD_SECONDS)))
        return True

    async def _acknowledge(self, visit: Visit) -> None:
        """A press is answered before anything else is done about it, even if nothing will be."""
        if visit.kind is VisitKind.PRESS:
            key = toast(visit)
            words = self.door.words(key, of_phone(visit)) if key else ""
            await self.door.sender.acknowledge(visit.press, words)

    async def _answer(self, visit: Visit) -> None:
        async with typing(self.door.sender, place_of(visit)):
            await self._reachably(self._kinds[visit.kind](self.door, visit))

    async def _reachably(self, answer: Awaitable[None]) -> None:
        try:
            await answer
        except Unreachable:
            log.info("somebody cannot be reached (any more); nothing more is sent to them")

    async def _command(self, door: Door, visit: Visit) -> None:
        command = self._by_name.get(visit.command)
        if command:
            await command.act(door, visit)
        else:
            await door.tell(visit, "command_unknown")

    async def _press(self, door: Door, visit: Visit) -> None:
        await self._presses.get(visit.data.partition(":")[0], press)(door, visit)


async def media(door: Door, visit: Visit) -> None:
    """Pictures, voices, places and the like are not kept, not even looked at."""
    await door.tell(visit, "media_only")
