"""The office's group in Telegram: what is said there about a hand-over, and where.

A question has a topic of its own where the group has topics and lets the bot open them; elsewhere
all that is said about it answers its first message. An upgraded group is followed.
"""

import logging
import re
from collections.abc import Sequence
from datetime import tzinfo

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.door.bounded import Bounded
from bot.door.calling import Fields, call
from bot.door.sending import Place, Sender, Unreachable
from bot.door.showing import Shown
from bot.door.visiting import Visit
from bot.keeping import handovers
from bot.keeping.handovers import Handover
from bot.keeping.kept import Store, StoreError
from bot.keeping.remembered import recall, remember
from bot.keeping.storage import SQLite

log = logging.getLogger(__name__)

# How the bot itself writes a hand-over's number; read only off its own messages.
_NUMBER = re.compile(r"\bT-(\d{1,9})\b")
# Whose consent is asked at the moment, by chat.
_CONSENTS = 5_000


class Backroom:
    """`office`: the chat that the settings name; `zone`: the office's, in which days are counted.

    `consents`: of a citizen's chat, the question whose words they were shown last.
    """

    def __init__(
        self,
        store: SQLite,
        sender: Sender,
        bot: Bot,
        office: int,
        zone: tzinfo,
    ) -> None:
        self.store = store
        self.zone = zone
        self.consents: Bounded[int, str] = Bounded(_CONSENTS)
        self.chat = office
        """The chat of now: a group that is upgraded gets another id."""
        self._sender = sender
        self._bot = bot
        self._office = office

    async def recall(self) -> None:
        """At a start: where the group had moved to."""
        try:
            moved = await recall(self.store, self._state)
        except StoreError as error:
            log.warning("whether the office's group has moved is not known: %s", error)
            return
        if moved:
            self.chat = int(moved)

    async def moves(self, new: int) -> None:
        """The group has got another id, for good."""
        self.chat = new
        log.warning("the office's group has been upgraded and is followed; doctor tells its new id")
        try:
            await remember(self.store, self._state, str(new))
        except StoreError as error:
            log.warning("where the office's group has moved is known until the stop: %s", error)

    async def handover(self, visit: Visit) -> Handover | None:
        """What a reply in the office's chat is about: by the message, else by its number.

        Not by the topic: there too staff may ask the bot something, and reply to its answer.
        """
        found = await handovers.of_office(self.store, visit.replied)
        number = number_in(visit.about)
        if found is None and number:
            found = await handovers.of_number(self.store, number)
        return found

    async def post(self, handover: Handover, parts: Sequence[Shown]) -> tuple[int, ...]:
        """The ids of messages in the topic, or below the first one; they are noted.

        Raises as Sender.send does, and Unreachable where the group refuses them.
        """
        first = handover.office[0] if handover.office and not handover.thread else None
        sent = await self._send(Place(chat=self.chat, thread=handover.thread, answers=first), parts)
        await handovers.posted(self.store, handover.number, sent)
        return sent

    async def tell(self, handover: Handover, parts: Sequence[Shown]) -> bool:
        """Whether it got there. Raises as `post` does, but for a group that refuses it."""
        try:
            fresh = await handovers.of_number(self.store, handover.number)
            await self.post(fresh or handover, parts)
        except Unreachable:
            log.warning("the office's group cannot be reached")
            return False
        return True

    async def open_topic(self, handover: Handover, name: str) -> None:
        """A topic for it, if the group has topics and the bot may open them; it is noted."""
        try:
            if not await self._may_open():
                return
            made = await call(self._bot, "createForumTopic", chat_id=self.chat, name=name)
            assert isinstance(made, dict), "a topic is an object"
            thread = int(made["message_thread_id"])
        except ChatMigrated as error:
            await self.moves(error.new_chat_id)
            await self.open_topic(handover, name)
        except (BadRequest, Forbidden) as error:
            log.warning("no topic could be opened in the office's group: %s", error.message)
        else:
            await handovers.posted(self.store, handover.number, (), thread)

    async def change(self, handover: Handover, parts: Sequence[Shown]) -> None:
        """The first message of it says `parts` instead, if it can be changed at all."""
        if len(parts) == 1 and handover.office:
            await self._edit(handover, handover.office[0], parts)

    async def withdraw(self, handover: Handover, shown: Shown) -> None:
        """All messages about it say `shown` instead: what a citizen had erased is gone here too."""
        for message in handover.office:
            await self._edit(handover, message, (shown,))

    async def _send(self, place: Place, parts: Sequence[Shown]) -> tuple[int, ...]:
        try:
            sent = await self._sender.send(place, parts)
        except BadRequest as error:
            log.warning("the office's group refused a message: %s", error.message)
            raise Unreachable from error
        if moved := self._sender.moved.get(self.chat):
            await self.moves(moved)
        return sent

    async def _edit(self, handover: Handover, message: int, parts: Sequence[Shown]) -> None:
        place = Place(chat=self.chat, thread=handover.thread)
        try:
            await self._sender.edit(place, (message,), parts)
        except (TelegramError, Unreachable) as error:
            log.info("a message in the office's group stays as it is: %s", type(error).__name__)

    async def _may_open(self) -> bool:
        if not (await self._about("getChat")).get("is_forum"):
            return False
        own = await self._about("getChatMember", user_id=self._bot.id)
        return own.get("status") == "creator" or bool(own.get("can_manage_topics"))

    async def _about(self, method: str, **fields: object) -> Fields:
        found = await call(self._bot, method, chat_id=self.chat, **fields)
        return found if isinstance(found, dict) else {}

    @property
    def _state(self) -> str:
        return f"office_chat:{self._office}"


def backroom_of(
    store: Store, sender: Sender, bot: Bot, office: int | None, zone: tzinfo
) -> Backroom | None:
    """The office's group that the settings name; None where they name none."""
    if office is None or not isinstance(store, SQLite):
        return None
    return Backroom(store, sender, bot, office, zone)


def number_in(text: str) -> int | None:
    """The number of the hand-over that a message of the bot's names in its first line."""
    found = _NUMBER.search(text.split("\n", 1)[0])
    return int(found[1]) if found else None
