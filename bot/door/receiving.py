"""What comes in is kept before Telegram is told so; then, and after any death, it is delivered.

Only what somebody may be answered for is kept: a group's own talk never is.
"""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any
from zlib import crc32

from telegram import Bot, Update

from bot.compactjson import compact
from bot.door.standing import change_of
from bot.door.visiting import Raw, Visit, VisitKind, visit_of
from bot.keeping.inbox import Inbox
from bot.keeping.inboxfile import Letter
from bot.keeping.queryids import QueryIds

# Seconds after which an answer begs pardon for being late.
LATE = 3600.0
# Known without being written down, or not worth it: they stand in the letter itself.
_OUTSIDE = ("update", "query", "late")
# What is written down, and how it usually is; MISSING where nothing is usual.
_WRITTEN = tuple(
    (field.name, field.default) for field in fields(Visit) if field.name not in _OUTSIDE
)


class Unreadable(Exception):
    """An update that is none, or of a form that this program does not know."""


class Closed(Exception):
    """The program stopped while it took an update in, and could not keep it."""


class Reception:
    """Updates come in by `receive`, from polls and from the webhook alike."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        ids: QueryIds,
        deliver: Callable[[Update | Visit], None],
        *,
        full: Callable[[], bool] = lambda: False,
        seen: Callable[[Visit], None] | None = None,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._ids = ids
        self._deliver = deliver
        self._full = full
        self._seen = seen
        self._is_started = False

    @property
    def is_open(self) -> bool:
        """Between start and stop, and while so few wait that memory holds them easily."""
        return self._is_started and not self._full()

    async def room(self, pause: float = 0.05) -> None:
        """Returns when there is room for more: Telegram holds the others as well as we could."""
        while self._full():  # noqa: ASYNC110 # looked at seldom, and only when there is a crowd
            await asyncio.sleep(pause)

    async def receive(self, updates: Sequence[Raw]) -> None:
        """Keep them in one commit, then deliver those that were never seen before, in order.

        Raises Unreadable, and then none is kept; Closed where nobody will answer them.
        """
        arrived = self._read(updates)
        letters = {
            name: self._letter(name, update, what)
            for name, (update, what) in arrived.items()
            if isinstance(what, Visit) and _may_be_meant(what)
        }
        fresh = {letter.update: letter for letter in await self._inbox.keep([*letters.values()])}
        if letters and not self._is_started and not self._inbox.keeps:
            raise Closed
        for name, (_, what) in arrived.items():
            if name in letters and name not in fresh:
                continue
            if isinstance(what, Visit) and self._seen:
                self._seen(what)
            letter = fresh.get(name)
            self._deliver(completed(what, letter) if letter and isinstance(what, Visit) else what)

    def _read(self, updates: Sequence[Raw]) -> dict[int, tuple[Raw, Visit | Update]]:
        """All of them before any is kept: what is kept is delivered, whatever comes after it."""
        me = self._bot.bot
        try:
            return {
                name_of(one): (
                    one,
                    visit_of(one, me) or change_of(one) or Update.de_json(dict(one), self._bot),
                )
                for one in updates
            }
        except Exception as error:
            # Whatever python-telegram-bot stumbles over too; its text could quote the citizen.
            raise Unreadable(type(error).__name__) from None

    async def take_up(self) -> int:
        """Deliver what an earlier run left unanswered; how many that is. Raises StoreError.

        From then on it is open.
        """
        letters = await self._inbox.left()
        self._is_started = True
        for letter in letters:
            self._deliver(completed(read(letter.content), letter))
        return len(letters)

    def close(self) -> None:
        """From now on nothing may be handed in."""
        self._is_started = False

    def _letter(self, name: int, update: Raw, visit: Visit) -> Letter:
        return Letter(
            update=name,
            at=1000 * (_made(update) or round(time.time())),
            person=visit.person,
            query=self._ids.next(),
            content=written(visit),
            arrived=time.monotonic(),
        )


def name_of(update: Raw) -> int:
    """What names an update in the inbox: its id in the high 32 bits, then what else tells it apart.

    The id alone would not do: a bot that is moved to another Bot API server, or that nobody wrote
    to for a week, gets ids that may have been given before.
    """
    query = update.get("callback_query")
    mark = crc32(_pressed(query).encode()) if query else _made(update)
    return (int(update["update_id"]) & 0xFFFFFFFF) << 31 | mark & 0x7FFFFFFF


def _pressed(query: Raw) -> str:
    message = query.get("message")
    return f"{query['id']} {float(message['date']) if message else 0}"


def _made(update: Raw) -> int:
    """When it was written, edited or done, in seconds since 1970; 0 of a press: it has no date."""
    made = update.get("edited_message") or update.get("message") or update.get("my_chat_member")
    return int(made.get("edit_date") or made["date"]) if made else 0


def completed(visit: Visit, letter: Letter) -> Visit:
    """A visit with what the inbox knows of it."""
    late = age(letter) > LATE and visit.kind is not VisitKind.PRESS
    return replace(visit, update=letter.update, query=letter.query, late=late)


def age(letter: Letter) -> float:
    """Seconds since the citizen acted; below 0 where our clock is behind Telegram's."""
    return time.time() - letter.at / 1000


def written(visit: Visit) -> str:
    """A visit as the inbox keeps it: what is as usual is left out."""
    unusual = {name: value for name, usual in _WRITTEN if (value := getattr(visit, name)) != usual}
    return compact(unusual)


def read(content: str) -> Visit:
    """What `written` wrote; what another version of the program wrote beside it is left out."""
    known = {field.name for field in fields(Visit)}
    found: dict[str, Any] = {k: v for k, v in json.loads(content).items() if k in known}
    found["kind"] = VisitKind(found["kind"])
    found["buttons"] = tuple(found.get("buttons", ()))
    return Visit(**found)


def _may_be_meant(visit: Visit) -> bool:
    """Whoever calls the bot by a command need not name it; everybody else must, in a group."""
    return visit.addressed or visit.kind is VisitKind.COMMAND
