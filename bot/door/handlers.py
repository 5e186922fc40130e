"""The line a message travels, from Telegram's door to the reply; it reads down this page."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import lru_cache, partial

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.door import desking, handing
from bot.door.asking import ask
from bot.door.belonging import Belonging
from bot.door.bounded import Bounded
from bot.door.buttons import press, toast
from bot.door.commands import COMMANDS, Command, by_name, typed_words
from bot.door.door import Door, of_phone, place_of
from bot.door.pressing import Press
from bot.door.queueing import FLOOD_SECONDS, Admission, Gate, Queues
from bot.door.receiving import age, completed
from bot.door.retrying import certainly_lost
from bot.door.sending import Unreachable
from bot.door.visiting import Visit, VisitKind
from bot.door.waiting import typing
from bot.keeping.inboxfile import Letter
from bot.normalising import key

log = logging.getLogger(__name__)

Handler = Callable[[Door, Visit], Awaitable[None]]

# Seconds after which a press that an earlier run left is only acknowledged, but for those that
# change what is kept of the citizen, or bring them to a person.
STALE_PRESS = 60.0
LASTING = (
    Press.VOTE,
    Press.LANGUAGE,
    Press.ERASE,
    Press.AGREE,
    Press.ASK,
    Press.HAND,
    Press.STAFF,
)
# What was in work at so many deaths is taken up one at a time: if it is what kills the program, the
# next death leaves no doubt, and those that merely were in work beside it are not blamed.
SUSPECT = 2
# Seconds until an answer that Telegram did not take is tried again, and how often while it runs.
AGAIN, TIMES = 30.0, 20
# Labels of buttons, each compared with what is typed beside it; titles of entries, most of them.
_LABELS = 1024


class Line:
    """Every visit comes in by `receive`; other rooms may add commands to the citizens' own.

    `unlisted`: commands that work, but that no menu shows to everybody. `presses`: handlers of
    buttons, by the first part of their data. `admins`: who may always add the bot to groups.
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
        admins: Iterable[int] = (),
    ) -> None:
        self.door = door
        self.queues = queues or Queues()
        self._gate = gate or Gate()
        self.commands = commands
        self._by_name = by_name((*commands, *unlisted))
        self._presses = presses or {}
        self._albums: Bounded[str, bool] = Bounded(1000)
        # Of the knowledge served, and of the one before for who is being answered from it.
        self._words: Bounded[str, dict[str, Command]] = Bounded(2)
        self._again: list[Visit] = []
        self._one_by_one = asyncio.Lock()
        self._times: dict[int, int] = {}
        self._kinds: dict[VisitKind, Handler] = {
            VisitKind.TEXT: self._text,
            VisitKind.CAPTION: ask,
            VisitKind.EDITED: ask,
            VisitKind.COMMAND: self._command,
            VisitKind.MEDIA: media,
            VisitKind.PRESS: self._press,
            VisitKind.CHANGE: Belonging(admins).receive,
        }

    async def receive(self, visit: Visit) -> None:
        """Stop the spinner, wait for the chat's turn, answer, tick it off in the inbox."""
        letter = self.door.inbox.letter(visit.update)
        if visit.update and not (letter and letter.arrived and visit.update not in self._times):
            await self._take_up(visit, letter)
        elif not self._is_meant(visit):
            self.door.inbox.done(visit.update)
        elif visit.kind is VisitKind.CHANGE or not await self._is_flood(visit):
            await self._in_turn(visit)

    async def _take_up(self, visit: Visit, letter: Letter | None) -> None:
        """What an earlier run left, or what did not get through: answered in its chat's turn."""
        if letter is None:
            return
        if visit.kind is VisitKind.PRESS and age(letter) > STALE_PRESS and not _lasts(visit):
            await self._acknowledge(visit)
            self.door.inbox.done(visit.update)
            return
        await self._in_turn(completed(visit, letter), letter)

    async def try_again(self, deliver: Callable[[Visit], None], pause: float = AGAIN) -> None:
        """Until it is cancelled, deliver once more what Telegram did not take."""
        while True:
            await asyncio.sleep(pause)
            again, self._again = self._again, []
            for visit in again:
                deliver(visit)

    async def _in_turn(self, visit: Visit, left: Letter | None = None) -> None:
        acknowledge = partial(self._acknowledge, visit)
        if left is None or left.tries < SUSPECT:
            first = acknowledge if visit.kind is VisitKind.PRESS else None
            await self._when_first(visit, left, first)
            return
        async with AsyncExitStack() as alone:

            async def first_and_alone() -> None:
                await acknowledge()
                await alone.enter_async_context(self._one_by_one)

            await self._when_first(visit, left, first_and_alone)

    async def _when_first(
        self, visit: Visit, left: Letter | None, first: Callable[[], Awaitable[None]] | None
    ) -> None:
        async with self.queues.turn(visit.chat, first) as begins:
            if begins and left and not left.arrived and visit.update not in self._times:
                await self.door.inbox.begin_again(visit.update)
            if begins:
                await self._settle(visit)

    async def _settle(self, visit: Visit) -> None:
        """Answer it and tick it off, or see to it that it is tried again."""
        try:
            await self._answer(visit)
        except (NetworkError, RetryAfter) as error:
            self._not_sent(visit, error)
            raise
        except Exception:
            self.door.inbox.done(visit.update)  # the citizen is told that it failed
            raise
        self._times.pop(visit.update, None)
        self.door.inbox.done(visit.update)

    def _not_sent(self, visit: Visit, error: NetworkError | RetryAfter) -> None:
        """Tried again by and by where it certainly did not arrive; ticked off where it may have.

        The citizen hears of it first, if anything gets through at all. What never does waits in
        the inbox for the next start.
        """
        lost = isinstance(error, RetryAfter) or certainly_lost(error)
        if not lost or isinstance(error, BadRequest):
            self.door.inbox.done(visit.update)
            return
        times = self._times.get(visit.update, 0) + 1
        self._times[visit.update] = times
        if visit.update and times < TIMES:
            log.info("an answer did not get through and is tried again by and by")
            self._again.append(visit)

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
        self.door.inbox.done(visit.update)
        await self._acknowledge(visit)
        if admission is Admission.TOO_FAST:
            log.info("somebody sends too fast and was asked to wait")
            await self._reachably(self.door.tell(visit, "too_fast", seconds=int(FLOOD_SECONDS)))
        return True

    async def _acknowledge(self, visit: Visit) -> None:
        """A press is answered before anything else is done about it, even if nothing will be."""
        if visit.kind is VisitKind.PRESS:
            thanks = toast(visit)
            words = self.door.words(thanks, of_phone(visit)) if thanks else ""
            await self.door.sender.acknowledge(visit.press, words)

    async def _answer(self, visit: Visit) -> None:
        if visit.kind is VisitKind.CHANGE:  # there is nobody to say anything to
            await self._kinds[visit.kind](self.door, visit)
            return
        async with typing(self.door.sender, place_of(visit)):
            await self._reachably(self._met(visit))

    async def _met(self, visit: Visit) -> None:
        """By a person of the office, where it is said to one; else by the desk."""
        door = self.door
        if not await desking.hear(door, visit) and not await handing.follow(door, visit):
            await self._kinds[visit.kind](door, visit)

    async def _reachably(self, answer: Awaitable[None]) -> None:
        try:
            await answer
        except Unreachable:
            log.info("somebody cannot be reached (any more); nothing more is sent to them")

    async def _text(self, door: Door, visit: Visit) -> None:
        """A question; or in private, the label of a button that stands there, or a command typed
        as a word, unless the knowledge holds it.
        """
        press = _labelled(door, visit) if visit.private else None
        if press:
            await self._press(door, press)
            if thanks := toast(press):
                await door.tell(visit, thanks)
            return
        command = self._typed(door, visit) if visit.private else None
        if command and not door.desk.match(visit.text).exact:
            await command.act(door, replace(visit, text=""))
        else:
            await ask(door, visit)

    def _typed(self, door: Door, visit: Visit) -> Command | None:
        version = door.desk.knowledge.version
        words = self._words.get(version)
        if words is None:
            words = typed_words(door.desk.knowledge.language, tuple(self._by_name.values()))
            self._words.set(version, words)
        return words.get(key(visit.text))

    async def _command(self, door: Door, visit: Visit) -> None:
        command = self._by_name.get(visit.command)
        if command:
            await command.act(door, visit)
        else:
            await door.tell(visit, "command_unknown")

    async def _press(self, door: Door, visit: Visit) -> None:
        await self._presses.get(visit.data.partition(":")[0], press)(door, visit)


def _labelled(door: Door, visit: Visit) -> Visit | None:
    """The press of the button whose label was typed; what it leads to comes below, as an answer."""
    rows = door.sender.standing(visit.chat)
    typed = key(visit.text) if rows else ""
    for row in rows if typed else ():
        for button in row:
            if button.data and _label(button.label) == typed:
                return replace(visit, kind=VisitKind.PRESS, message=0, text="", data=button.data)
    return None


@lru_cache(_LABELS)
def _label(label: str) -> str:
    return key(label)


def _lasts(visit: Visit) -> bool:
    return visit.data.partition(":")[0] in LASTING


async def media(door: Door, visit: Visit) -> None:
    """Pictures, voices, places and the like are not kept, not even looked at."""
    await door.tell(visit, "media_only")
