"""Staff in Telegram: what ADMIN_IDS may ask of the bot, and nobody else so much as finds.

The right is looked at before every command and every press, for a menu hides nothing.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from urllib.parse import urlsplit

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.door.bounded import Bounded
from bot.door.buttons import DOUBLE_TAP, press
from bot.door.commands import COMMANDS, Command
from bot.door.door import Door, place_of
from bot.door.grouping import groups, leave
from bot.door.officelog import log_page
from bot.door.officeopen import group_page, open_page, reopened_page, set_aside_page
from bot.door.officewords import OFFICE, Garbled, Scribe
from bot.door.showing import Shown, said, sentence
from bot.door.visiting import Visit, VisitKind
from bot.entries import Text
from bot.keeping.kept import Store, StoreError

log = logging.getLogger(__name__)

Handler = Callable[[Door, Visit], Awaitable[None]]
Page = Callable[..., Awaitable[Shown]]
LinkMaker = Callable[[int], Awaitable[str | None]]

# By the second part of a button's data: the page it leads to, and how many ids may follow.
_PAGES: dict[str, tuple[Page, Sequence[int]]] = {
    "l": (log_page, range(1, 6)),
    "b": (open_page, (1,)),
    "g": (group_page, (2,)),
    "s": (set_aside_page, (2,)),
    "u": (reopened_page, (3,)),
}
# Pages whose button changes something: pressed twice by a nervous finger, it does so once.
_ACTS = ("s", "u")
# As Telegram's apps name them; "" is for everybody else, who reads Indonesian.
_LANGUAGES = {"": "id", "en": "en"}


class Office:
    """`admins`: Telegram user ids; `zone`: the office's, in which times are told.

    `console`: makes a link to the web console for one of them, None while that is shut; where
    there is no such thing at all, there is no command for it either. `digest`: shows and sets it.
    `commands` and `presses` (by the first part of a button's data) are for the line of handlers,
    `publish` for after the start.
    """

    def __init__(
        self,
        admins: Iterable[int],
        zone: tzinfo,
        console: LinkMaker | None = None,
        digest: Handler | None = None,
    ) -> None:
        self._admins = frozenset(admins)
        self._zone = zone
        # Hashes, for a page holds citizens' words, which shall not lie about in memory.
        self._shown: Bounded[tuple[int, int], int] = Bounded(1000)
        self.commands: Sequence[Command] = (
            Command(id="log", en="log", act=self._command(log_page)),
            Command(id="belum", en="unanswered", act=self._command(open_page)),
            *(self._console(console) if console else ()),
            *(self._digest(digest) if digest else ()),
            Command(id="grup", en="groups", act=self._for_admins(_readable(groups))),
            Command(id="keluar", en="leave", act=self._for_admins(leave)),
        )
        self.presses: Mapping[str, Handler] = {OFFICE: self._press}

    async def publish(
        self, bot: Bot, say: Mapping[str, Text], citizens: Sequence[Command] = COMMANDS
    ) -> None:
        """List all commands in the admins' own chats; never raises a TelegramError.

        Telegram knows the chat of those only who have written to the bot once.
        """
        for admin in sorted(self._admins):
            try:
                await self._list(bot, BotCommandScopeChat(admin), (*citizens, *self.commands), say)
            except TelegramError as error:
                kind = type(error).__name__
                log.warning("an administrator's menu of commands stays as it was: %s", kind)

    async def _list(
        self,
        bot: Bot,
        scope: BotCommandScopeChat,
        commands: Sequence[Command],
        say: Mapping[str, Text],
    ) -> None:
        for code, language in _LANGUAGES.items():
            listed = tuple(
                BotCommand(command.name(language), said(say, command.about, language))
                for command in commands
            )
            if await bot.get_my_commands(scope=scope, language_code=code or None) != listed:
                await bot.set_my_commands(listed, scope=scope, language_code=code or None)

    def _console(self, link: LinkMaker) -> Sequence[Command]:
        """Leads into the web console; whoever holds the link is let in, so it goes to one alone."""

        async def serve(door: Door, visit: Visit) -> None:
            async def page(scribe: Scribe, store: Store) -> Shown:
                made = await link(visit.person)
                return sentence(scribe.say(_console_words(made), link=made))

            await self._serve(door, visit, page)

        return (Command(id="konsol", en="console", act=self._for_admins(serve)),)

    def _digest(self, digest: Handler) -> Sequence[Command]:
        act = self._for_admins(_readable(digest))
        return (Command(id="ringkasan", en="summary", act=act),)

    def _command(self, page: Page) -> Handler:
        async def serve(door: Door, visit: Visit) -> None:
            await self._serve(door, visit, page)

        return self._for_admins(serve)

    def _for_admins(self, serve: Handler) -> Handler:
        async def act(door: Door, visit: Visit) -> None:
            if visit.person in self._admins:
                await serve(door, visit)
            elif visit.addressed:
                # To the letter what an unknown command gets; in a group that is silence.
                await door.tell(visit, "command_unknown")

        return act

    async def _press(self, door: Door, visit: Visit) -> None:
        """Whom it is not for gets what every unknown button gets, and so does what is garbled."""
        kind, *ids = visit.data.split(":")[1:] or [""]
        page, counts = _PAGES.get(kind, (None, ()))
        if visit.person not in self._admins or page is None or len(ids) not in counts:
            await press(door, visit)
        elif kind not in _ACTS or not self._double(door, visit):
            await self._serve(door, visit, page, *ids)

    async def _serve(self, door: Door, visit: Visit, page: Page, *ids: str) -> None:
        if not visit.private:
            await door.tell_privately(visit, "office_private_only")
            return
        scribe = Scribe(desk=door.desk, language=await door.language(visit), zone=self._zone)
        try:
            await door.log.settle()  # what was asked a moment ago is listed
            await self._put(door, visit, await page(scribe, door.log.store, *ids))
        except Garbled:
            await press(door, visit)
        except StoreError as error:
            log.warning("an administrator could not read the log: %s", error)
            await door.tell(visit, "office_unreadable")

    async def _put(self, door: Door, visit: Visit, shown: Shown) -> None:
        """In the place of the page whose button was pressed, else as a new message.

        A page that stands there already is left alone: Telegram refuses an edit without a change.
        """
        at = (visit.chat, visit.message)
        if visit.kind is VisitKind.PRESS and visit.message:
            if self._shown.get(at) == hash(shown):
                return
            if await door.sender.edit(place_of(visit), (visit.message,), (shown,)):
                self._shown.set(at, hash(shown))
                return
        [sent] = await door.send(visit, (shown,))
        self._shown.set((visit.chat, sent), hash(shown))

    def _double(self, door: Door, visit: Visit) -> bool:
        key = (visit.chat, visit.message, visit.person, visit.data)
        now, last = time.monotonic(), door.taps.get(key)
        door.taps.set(key, now)
        return last is not None and now < last + DOUBLE_TAP


def _readable(serve: Handler) -> Handler:
    """Where the database cannot be used, that is said."""

    async def act(door: Door, visit: Visit) -> None:
        try:
            await serve(door, visit)
        except StoreError as error:
            log.warning("an administrator could not set what is remembered: %s", error)
            await door.tell(visit, "office_unreadable")

    return act


def _console_words(link: str | None) -> str:
    """An address of the machine itself opens on no phone; it is better to say so."""
    if link is None:
        return "office_console_shut"
    host = urlsplit(link).hostname or ""
    return (
        "office_console_here"
        if host in ("localhost", "127.0.0.1", "::1")
        else "office_console_link"
    )
