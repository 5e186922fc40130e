"""The played Telegram as a house with a few people in it, for whoever wants to try the bot.

State and acts only; how it looks is the pages' matter.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.loading.faults import Fault
from bot.localtelegram import Citizen, LocalRequest, LocalTelegram
from bot.localtelegram.botapi import Json
from bot.localtelegram.chats import Message
from bot.observing import Heard, Told, WatchedHolder, WatchedRequest
from bot.preview.seats import STAFF, Notice, Seat, taken

__all__ = ["STAFF", "Notice", "Preview", "Refusal", "Refused", "Seat"]

# Seconds: Telegram shows "typing" for five after the action, a toast for about four.
_TYPING, _NOTICE = 5.0, 4.0
# Longer than any poll asks to wait; Telegram lets none wait for more than 50.
_POLL = 60.0
_MENDED = 8.0
_PATIENCE = 3.0
_REFUSALS = 5
_UNHEARD = ("getUpdates", "getMe")


class Refused(Exception):
    """What a citizen's app would not let them do; its text is a key of the page's sentences."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A request of the bot that Telegram refused."""

    method: str
    status: int
    description: str


@dataclass(kw_only=True)
class _Happenings:
    """Counts what happened, and wakes who waits for more."""

    count: int = 0
    waiting: set[asyncio.Event] = field(default_factory=set)

    def another(self) -> None:
        self.count += 1
        self.wake()

    def wake(self) -> None:
        for event in self.waiting:
            event.set()


class Preview:
    """People and a group around the bot of `world`; `holder` tells of the knowledge it serves.

    Give the application `request()` and `polls()` for its requests, and `holder` for its desk.
    `served_since`: Unix time since which the knowledge is served; None for the one of the start.
    """

    def __init__(self, world: LocalTelegram, holder: WatchedHolder) -> None:
        self.world = world
        self.holder = holder
        self.refusals: deque[Refusal] = deque(maxlen=_REFUSALS)
        self.told: dict[tuple[int, int], Told] = {}
        self._since = time.time_ns()
        self._happenings = _Happenings()
        self.seats = {seat.key: seat for seat in taken(world)}
        self.served_since: float | None = None
        self._mended_until = 0.0
        holder.listen(on_faults=self._hear_faults, on_good=self._hear_good)

    @property
    def admins(self) -> tuple[int, ...]:
        """Ids of those who play staff: give them to the Office beside ADMIN_IDS."""
        return (STAFF,)

    def request(self, *, latency: float = 0.0) -> WatchedRequest:
        """A wire for the bot; `latency` in seconds."""
        return WatchedRequest(self.world, self._hear, latency=latency)

    def polls(self) -> LocalRequest:
        """A wire for its polls, which wait until something happens."""
        return LocalRequest(self.world, read_timeout=_POLL)

    @property
    def mended(self) -> bool:
        """Whether a broken edit has just been mended."""
        return self._mended_until > time.monotonic()

    def state(self) -> str:
        """Another one after whatever changes the page."""
        now = time.monotonic()
        passing = [
            (seat.typing_until > now, bool(seat.notice and seat.notice.until > now))
            for seat in self.seats.values()
        ]
        known = (self.holder.version, self.holder.faults, self.mended, passing)
        return f"{self._since:x}.{self._happenings.count}.{hash(repr(known)):x}"

    def happened(self) -> None:
        """Whatever changes a page says so here."""
        self._happenings.another()

    def stir(self) -> None:
        """Wakes who waits for changes, though there is none."""
        self._happenings.wake()

    async def changes(self, seconds: float) -> None:
        """Waits until something happens, at most so long."""
        event = asyncio.Event()
        self._happenings.waiting.add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            self._happenings.waiting.discard(event)

    def commands(self, seat: Seat) -> Sequence[Json]:
        """The menu that Telegram would show there: the narrowest scope that was given one."""
        language = seat.viewer.language_code or ""
        everybody = "all_private_chats" if seat.group is None else "all_group_chats"
        one = json.dumps({"type": "chat", "chat_id": seat.place.chat.id}, sort_keys=True)
        for scope in (one, everybody, "default"):
            for code in (language, ""):
                if (found := self.world.commands.get((scope, code))) is not None:
                    return found
        return ()

    def described(self, seat: Seat) -> str:
        """What stands in a chat with the bot before anybody has written, in the app's language."""
        own = self.world.profile.get(("description", seat.viewer.language_code or ""))
        return own or self.world.profile.get(("description", ""), "")

    async def say(self, seat: Seat, actor: int, text: str, reply_to: int = 0) -> Message:
        """Raises Refused."""
        if not text.strip():
            raise Refused("empty")
        self.check_open(seat)
        answered = seat.place.chat.find(reply_to)
        message = await seat.actor(actor).says(text, in_=seat.group, reply_to=answered)
        self.happened()
        return message

    async def start(self, seat: Seat, actor: int, payload: str) -> None:
        """Follows a link into the private chat of who looks. Raises Refused."""
        person = seat.actor(actor)
        seats = self.seats.values()
        own = next((one for one in seats if one.place.chat is person.chat), None)
        if own is None:  # a colleague without a screen of their own
            raise Refused("gone")
        await self.say(own, 0, f"/start {payload}")

    async def edit(self, seat: Seat, message_id: int, text: str) -> None:
        """Changes one of the own texts; what stays as it was is no edit. Raises Refused."""
        message = self.message(seat, message_id)
        author = next((one for one in seat.actors if one.id == message.sender.id), None)
        if author is None or not message.text:
            raise Refused("not_yours")
        if not text.strip():
            raise Refused("empty")
        self.check_open(seat)
        if text.strip() != message.text:
            await author.edits(message, text)
        self.happened()

    def notify(self, seat: Seat, text: str) -> None:
        """Shows words over the chat for a moment, as a button's answer is shown."""
        seat.notice = Notice(text=text, alert=False, until=time.monotonic() + _NOTICE)
        self.happened()

    async def press(self, seat: Seat, actor: int, message_id: int, data: str) -> None:
        """Presses an inline button and waits a moment for what the bot says to it.

        Raises Refused.
        """
        message = self.message(seat, message_id)
        try:
            query = await seat.actor(actor).presses(message, data)
        except (KeyError, ValueError):
            raise Refused("gone") from None
        try:
            await self.world.until(lambda: query.answered, timeout=_PATIENCE)
        except TimeoutError:
            raise Refused("no_answer") from None
        if query.text:
            until = time.monotonic() + _NOTICE
            seat.notice = Notice(text=query.text, alert=query.alert, until=until)
        self.happened()

    async def turn(self, seat: Seat, *, blocked: bool) -> None:
        """Blocks the bot, or lets it write again; in a group nothing happens."""
        person = seat.place
        if isinstance(person, Citizen) and person.chat.blocked != blocked:
            await (person.blocks() if blocked else person.unblocks())
        self.happened()

    def check_open(self, seat: Seat) -> None:
        """Raises Refused where the bot is blocked."""
        if seat.place.chat.blocked:
            raise Refused("blocked")

    def message(self, seat: Seat, message_id: int) -> Message:
        """A message of the chat. Raises Refused."""
        message = seat.place.chat.find(message_id)
        if message is None:
            raise Refused("gone")
        return message

    async def _hear_good(self, version: str) -> None:
        self.served_since = time.time()
        self.happened()

    async def _hear_faults(self, faults: tuple[Fault, ...]) -> None:
        self._mended_until = 0.0 if faults else time.monotonic() + _MENDED
        self.happened()

    def _hear(self, heard: Heard) -> None:
        if heard.method in _UNHEARD:
            return
        if heard.status != 200:
            description = str(heard.answer.get("description", ""))
            refusal = Refusal(method=heard.method, status=heard.status, description=description)
            self.refusals.append(refusal)
        self._note(heard)
        self.happened()

    def _note(self, heard: Heard) -> None:
        result = heard.answer.get("result")
        if heard.method == "sendChatAction" and heard.status == 200:
            for seat in self._at(heard.parameters.get("chat_id")):
                seat.typing_until = time.monotonic() + _TYPING
        elif isinstance(result, dict) and "message_id" in result and "chat" in result:
            chat = result["chat"]["id"]
            for seat in self._at(chat):
                seat.typing_until, seat.spoken = 0.0, seat.spoken + 1
            if heard.told:
                self.told[chat, result["message_id"]] = heard.told

    def _at(self, chat_id: object) -> list[Seat]:
        return [one for one in self.seats.values() if str(one.place.chat.id) == str(chat_id)]
