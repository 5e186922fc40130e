"""Citizens, a group and the office around a served bot, moved step by step, and all of it watched.

A `Crowd` drives one event loop from ordinary code, for hypothesis knows no await. A `Scene` is what
one sequence of acts sees: citizens nobody met before, though the bot behind them is the same.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.door.minding import look
from bot.door.queueing import FLOOD
from bot.door.serving import door_of
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen, Group, LocalTelegram, Member, Message, Request
from bot.localtelegram.citizens import CLIENT_LENGTH
from tests.recordfolder import FIGURES, REGULATIONS, SERVICES
from tests.smallfolder import CORRECTED, FEWER, TAUGHT, WHOLE
from tests.townhall import Townhall, desk_of, townhall

T = TypeVar("T")
# Sequences served by one bot, and seconds after which it is held to hang.
BATCH, HANG = 100, 20
# Shorter texts stand in any log by chance.
TELLING = 8
PHONES = ("id", "en", "su")
# Lists with pages to turn; after the clearance they are gone.
_RECORDS = FIGURES.replace("spi-kategori", "zona") + REGULATIONS + SERVICES
_FOR_ANOTHER = re.compile(r"/\w+@(?!meja_informasi_bot\b)", re.IGNORECASE)
_TOO_FAST = re.compile("terlalu cepat|too fast")


class Listener(logging.Handler):
    """Keeps what the program logs, traces included."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """As it would be printed."""
        self.lines.append((record.levelno, self.format(record)))


@dataclass(kw_only=True)
class Scene:
    """`due`: replies owed at least in a private chat since the last look. `acts`: of a person.
    `waited`: somebody asked to be told.
    """

    hall: Townhall
    listener: Listener
    citizens: tuple[Citizen, ...]
    group: Group
    office: Group
    staff: Citizen
    topic: int = 0
    due: Counter[int] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    acts: Counter[int] = field(default_factory=Counter)
    blocked: set[int] = field(default_factory=set)
    excused: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    waited: bool = False

    async def opens(self) -> None:
        """A forum where all are members, the bot as an ordinary one; nobody waits from before."""
        store = self.hall.log.store
        assert isinstance(store, SQLite)
        async with store.write() as db:
            for table in ("handovers", "notices"):
                await db.execute(f"DELETE FROM {table}")
        self.topic = await self.group.topic("Tanya jawab")
        self.group.chat.members |= {one.id: Member.MEMBER for one in self.citizens}
        self.office.chat.members |= {self.staff.id: Member.MEMBER}

    def owes(self, citizen: Citizen, text: str) -> None:
        """A private text was sent, in parts where it is long: a reply is due."""
        self.acted(citizen, text, max(1, -(-len(text) // CLIENT_LENGTH)))
        if text.strip() and not _FOR_ANOTHER.match(text.strip()):
            self.due[citizen.id] += 1

    def acted(self, citizen: Citizen, text: str = "", times: int = 1) -> None:
        """An update came from them that may count as one of a flood."""
        self.acts[citizen.id] += times
        self.said.add(text)

    def buttons(self, citizen: Citizen) -> list[tuple[Message, str]]:
        """What they can press, the latest first: under deleted messages, and others', too."""
        chats = (self.group.chat,) if citizen.chat.blocked else (self.group.chat, citizen.chat)
        messages = sorted((m for chat in chats for m in chat.sent), key=lambda m: -m.id)
        rows = [(m, b.get("callback_data")) for m in messages for row in m.keyboard for b in row]
        return [(message, data) for message, data in rows if data is not None]

    def cards(self) -> list[Message]:
        """What the bot has said in the office's group and still stands there, the latest first."""
        return [m for m in self.office.chat.messages[::-1] if m.from_bot]

    async def waits(self, days: float) -> None:
        """The bot looks after those who wait, so many days later."""
        line = self.hall.application.bot_data["line"]
        await look(line.door, datetime.now(UTC) + timedelta(days=days))

    async def forges(self, citizen: Citizen, message: Message, data: str) -> None:
        """A client of their own making sends data that no button of the message carries."""
        button = {"text": "?", "callback_data": data}
        await citizen.presses(replace(message, markup={"inline_keyboard": [[button]]}), data)

    async def deletes(self, citizen: Citizen, message: Message) -> None:
        """Gone for both; the bot may still try to edit it."""
        self.gone.add(message.id)
        await citizen.deletes(message)

    async def blocks(self, citizen: Citizen) -> None:
        """Whatever is still on its way to them is refused, so nothing is owed any more."""
        self.blocked.add(citizen.id)
        self.excused.add(citizen.id)
        await citizen.blocks()

    def swaps(self, fewer: bool) -> None:
        """The office saved its folder."""
        self.hall.holder.desk = desk_of(FEWER if fewer else WHOLE + _RECORDS)

    async def publishes(self, corrects: bool) -> None:
        """The office saved the answer to what some wait for, or put it right; all are told."""
        self.hall.holder.desk = desk_of((CORRECTED if corrects else TAUGHT) + _RECORDS)
        door_of(self.hall.application).published.set()

    async def settles(self) -> None:
        """Until the bot has fetched all that happened, is done with it, and has told who waits."""
        async with asyncio.timeout(HANG):
            while self.hall.world.updates:  # noqa: ASYNC110 # nothing tells of the bot's fetching
                await asyncio.sleep(0)
            await self.hall.application.update_queue.join()
            await self._told()
            while any(map(_is_under_way, self.hall.world.requests)):  # noqa: ASYNC110 # likewise
                await asyncio.sleep(0)

    async def _told(self) -> None:
        """Else one would be told in the next scene, where nobody knows of them any more.

        A look begins by clearing the event, so with the second look the first one has ended.
        """
        door = door_of(self.hall.application)
        assert door.notices
        self.waited = self.waited or bool(await door.notices.after(0))
        for _ in range(2 if self.waited else 0):
            door.published.set()
            while door.published.is_set():  # noqa: ASYNC110 # nothing tells of its end
                await asyncio.sleep(0.001)

    def faults(self) -> list[str]:
        """Everything that is wrong since the last look; call it when the bot is settled."""
        world, lines = self.hall.world, self.listener.lines
        wrong = [f"complaint: {complaint}" for complaint in world.complaints]
        wrong += [
            f"refused: {one.method} {one.status} {one.description}"
            for one in world.requests
            if self._is_refused(one) and not self._is_ordered(one)
        ]
        queries = world.callback_queries.values()
        wrong += [f"unanswered: {q.data}" for q in queries if not (q.answered or q.expired)]
        wrong += [f"logged: {line}" for level, line in lines if level >= logging.ERROR]
        wrong += [f"told to the log: {line}" for _, line in lines if self._is_told(line)]
        wrong += [fault for one in self.citizens for fault in self._silences(one)]
        self._forget_seen()
        return wrong

    def _is_refused(self, request: Request) -> bool:
        """An unfinished request counts too, but for what may be."""
        return request.status not in (200, None) or _is_under_way(request)

    def _is_ordered(self, request: Request) -> bool:
        """What the bot could not know: a block, a message deleted, a press that came too late."""
        why, values = request.description or "", request.parameters
        if "bot was blocked by the user" in why:
            return values["chat_id"] in self.blocked
        if "message to edit not found" in why or "message to delete not found" in why:
            return values["message_id"] in self.gone
        query = self.hall.world.callback_queries.get(values.get("callback_query_id", ""))
        return "query is too old" in why and query is not None and query.expired

    def _is_told(self, line: str) -> bool:
        chats = (self.group.chat, self.office.chat)
        secrets = {self.hall.world.token} | {str(chat.id).removeprefix("-") for chat in chats}
        secrets |= {str(one.id) for one in (*self.citizens, self.staff)}
        secrets |= {text for text in self.said if len(text.strip()) >= TELLING}
        return any(secret in line for secret in secrets)

    def _silences(self, citizen: Citizen) -> list[str]:
        chat, wrong = citizen.chat, []
        told = sum(bool(_TOO_FAST.search(message.text)) for message in chat.sent)
        if told * (FLOOD + 1) > self.acts[citizen.id]:
            wrong.append(f"told {told} times to wait after {self.acts[citizen.id]} messages")
        got, due = len(chat.sent) - self.seen[citizen.id], self.due[citizen.id]
        if got < due and not told and citizen.id not in self.excused:
            wrong.append(f"{got} replies to {due} messages")
        return wrong

    def _forget_seen(self) -> None:
        world = self.hall.world
        world.complaints.clear()
        world.requests.clear()
        world.callback_queries.clear()
        self.listener.lines.clear()
        self.due.clear()
        self.excused.clear()
        self.seen.update({one.id: len(one.chat.sent) - self.seen[one.id] for one in self.citizens})


def _is_under_way(request: Request) -> bool:
    """Not the poll that waits for news, nor the "typing" that the answer overtook."""
    waits = request.method in ("getUpdates", "sendChatAction")
    return request.status is None and not waits


class Crowd:
    """Serves one bot for BATCH scenes; after a scene that failed, the next gets a new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loop = asyncio.new_event_loop()  # a Runner sets signals anew for each run
        self._listener = Listener()
        self._stack: AsyncExitStack | None = None
        self._hall: Townhall | None = None
        self._office: Group | None = None
        self.scenes = 0
        """How many were played to their end without a fault."""
        self.spoiled = False

    def __enter__(self) -> Self:
        own = logging.getLogger("bot")
        own.setLevel(logging.DEBUG)
        own.propagate = False  # pytest would keep every line
        for logger in (own, logging.getLogger()):
            logger.addHandler(self._listener)
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        self._loop.close()
        own = logging.getLogger("bot")
        own.setLevel(logging.NOTSET)
        own.propagate = True
        for logger in (own, logging.getLogger()):
            logger.removeHandler(self._listener)

    def run(self, act: Coroutine[Any, Any, T]) -> T:
        """Let the loop run until `act` is done; the bot stands still between two runs."""
        return self._loop.run_until_complete(act)

    def scene(self) -> Scene:
        """New citizens in the world of now."""
        if self.spoiled or self.scenes % BATCH == 0:
            self._close()
        hall = self._hall or self.run(self._open())
        self.spoiled = True  # until it has ended well
        world = hall.world
        world.chats.clear()
        office = self._office
        assert office
        office.chat.messages.clear()
        office.chat.sent.clear()
        world.chats[office.chat.id] = office.chat
        scene = Scene(
            hall=hall,
            listener=self._listener,
            citizens=tuple(world.citizen(language_code=code) for code in PHONES),
            group=world.group(is_forum=True),
            office=office,
            staff=world.citizen(first_name="Petugas"),
        )
        scene.swaps(fewer=False)
        self.run(scene.opens())
        return scene

    def ended(self) -> None:
        """The scene had no fault."""
        self.scenes += 1
        self.spoiled = False

    async def _open(self) -> Townhall:
        self._folder.mkdir(exist_ok=True)
        self._stack = AsyncExitStack()
        world = LocalTelegram()
        self._office = world.group("Kantor", is_forum=True, bot=Member.ADMINISTRATOR)
        opened = townhall(self._folder, world, refused=True, office=self._office)
        self._hall = await self._stack.enter_async_context(opened)
        await self._hall.world.until(lambda: self._hall and self._hall.world.poll)
        return self._hall

    def _close(self) -> None:
        stack, self._stack, self._hall = self._stack, None, None
        if stack:
            self.run(stack.aclose())
        self._listener.lines.clear()
        for file in self._folder.glob("bot*.db*"):
            file.unlink()
