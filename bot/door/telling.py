"""Those who asked to be told are told: once, when what they asked is answered, and once more if
what they were told is put right.

What was published is compared with what they wait for at every new knowledge and at every start, so
nothing depends on having been there.
"""

import asyncio
import hashlib
import logging
import time
from contextlib import suppress
from dataclasses import replace

from bot.answering import Desk
from bot.door.delivering import Delivery, deliver
from bot.door.door import Door
from bot.door.failing import note
from bot.door.noticing import ending
from bot.door.officewords import LONGEST_WORDS, cut
from bot.door.sending import Place
from bot.door.showing import Shown, preceded
from bot.keeping.kept import StoreError
from bot.keeping.notices import Notice, Notices, Told
from bot.keeping.queryids import id_text
from bot.normalising import tokens
from bot.replies import Kind, Reply

log = logging.getLogger(__name__)

# Seconds: between two looks where nothing was published (for what could not be sent, and what is
# too old), and between two people.
EVERY, PAUSE = 60.0, 0.2


class Teller:
    """Run `tell_on` beside the bot."""

    def __init__(
        self, door: Door, notices: Notices, *, every: float = EVERY, pause: float = PAUSE
    ) -> None:
        self._door = door
        self._notices = notices
        self._every = every
        self._pause = pause
        self._compared = ""
        self._free_at = 0.0

    async def tell_on(self) -> None:
        """Tell whoever is to be told, until it is cancelled."""
        while True:
            self._door.published.clear()
            try:
                await self._look()
            except StoreError as error:
                self._compared = ""
                log.warning("nobody can be told just now: %s", error)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every):
                    await self._door.published.wait()

    async def _look(self) -> None:
        """At all of them where the knowledge is another one, else at those who came since."""
        await self._notices.forget_old()
        version = self._door.desk.knowledge.version
        fresh, self._notices.fresh = self._notices.fresh, set()
        whole, all_told, last = version != self._compared, True, 0
        if not (whole or fresh):
            return
        while batch := await self._notices.after(last):
            for notice in batch:
                if whole or notice.query in fresh:
                    all_told = await self._safely(notice) and all_told
                await asyncio.sleep(0)  # the desk was asked; citizens first
            last = batch[-1].query
        self._compared = version if all_told else ""

    async def _safely(self, notice: Notice) -> bool:
        """A fault of ours about one of them must not keep it from the others."""
        try:
            return await self._one(notice)
        except StoreError:
            raise
        except Exception as error:
            note(error, "telling who waits")
            return True

    async def _one(self, notice: Notice) -> bool:
        """False where there is something to tell and it must be tried again."""
        desk = self._door.desk
        reply = corrected(desk, notice) if notice.told else answered(desk, notice)
        if reply is None:
            return True
        await self._pace()
        # First it is kept as told, then sent. Where it is not as it was, they have ended it.
        if notice.told:
            begun = await self._notices.take(notice)
        else:
            begun = await self._notices.mark(notice, told_of(desk, reply))
        if not begun:
            return True
        parts = await self._parts(notice, reply)
        place = Place(chat=notice.chat)
        went = await deliver(self._door.sender, place, parts, lambda: self._undo(notice))
        if went is Delivery.GONE:
            await self._notices.block(notice.person, blocked=True)
        elif went is Delivery.DONE:
            talk = await self._door.memory.conversation(notice.person, "")
            self._door.memory.remember(notice.person, "", talk.after(reply))
        self._free_at = time.monotonic() + self._pause
        return went is not Delivery.LOST

    async def _pace(self) -> None:
        """A pause after the one before, which whoever comes first need not wait for."""
        await asyncio.sleep(max(self._free_at - time.monotonic(), 0.0))

    async def _undo(self, notice: Notice) -> None:
        """It waits again, unless they have shut the bot out or ended it."""
        if notice.told is None:
            now = await self._notices.one(notice.query)
            if now:
                await self._notices.mark(now, None)
        elif not await self._notices.is_blocked(notice.person):
            await self._notices.keep(notice)

    async def _parts(self, notice: Notice, reply: Reply) -> tuple[Shown, ...]:
        """Which question it is about, the answer as any citizen gets it, and the way to end it."""
        words = cut(notice.words, LONGEST_WORDS)
        knowledge = self._door.desk.knowledge
        parts = await self._door.displays.of(reply, id_text(notice.query), knowledge)
        key = "notice_corrected" if notice.told else "notice_told"
        *before, last = preceded(self._door.words(key, reply.language, words=words), parts)
        if notice.told:
            return (*before, last)
        rows = ending(self._door, reply.language, notice.query)
        return (*before, replace(last, rows=last.rows + rows))


def answered(desk: Desk, notice: Notice) -> Reply | None:
    """What a citizen who asks it now is answered; None where they are not."""
    reply = desk.reply(notice.words, language=notice.language)
    return reply if reply.kind is Kind.ANSWER and reply.entries and not reply.private else None


def corrected(desk: Desk, notice: Notice) -> Reply | None:
    """The first entry told of whose words are others now, in the language that was read."""
    told = notice.told
    for entry, mark in told.entries.items() if told else ():
        reply = desk.show(entry, told.language) if told else None
        if told and reply and reply.language == told.language and fingerprint(reply) != mark:
            return reply
    return None


def told_of(desk: Desk, reply: Reply) -> Told:
    """By what a correction of what `reply` told will be known."""
    shown = {entry: desk.show(entry, reply.language) for entry in reply.entries}
    entries = {entry: fingerprint(one) for entry, one in shown.items() if one}
    return Told(language=reply.language, entries=entries)


def fingerprint(reply: Reply) -> str:
    """Of its words: a comma that was put right is no correction to wake anybody for."""
    return hashlib.sha256(" ".join(tokens(reply.text)).encode()).hexdigest()[:16]


async def telling(door: Door) -> None:
    """Beside the bot, until it is cancelled; nothing where nobody can wait for anything."""
    if door.notices:
        await Teller(door, door.notices).tell_on()
