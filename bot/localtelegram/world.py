"""What Telegram's servers would remember: users, chats, messages, updates not yet fetched.

Only state and its rules of the house; who changes it (methods, citizens) stands in other rooms.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.localtelegram.botapi import Json, Refusal, Upload
from bot.localtelegram.chats import Chat, Member, Message, User

# Telegram sends these only to a bot that names them.
UNASKED = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(eq=False, kw_only=True)
class CallbackQuery:
    """A button pressed, and what the bot answered to it."""

    id: str
    sender: User
    message: Message
    data: str
    answered: bool = False
    text: str = ""
    alert: bool = False
    expired: bool = False


@dataclass(eq=False, kw_only=True)
class InlineQuery:
    """Words typed after the bot's name in some chat, and the results it offered."""

    id: str
    sender: User
    text: str
    answered: bool = False
    results: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)
    expired: bool = False


@dataclass(eq=False, kw_only=True)
class Request:
    """One request the bot made; `status` and `description` are None until it is answered.

    `parameters` are JSON decoded; `at` is in seconds of the loop-independent monotonic clock.
    """

    method: str
    parameters: Json
    files: dict[str, Upload]
    at: float
    status: int | None = None
    description: str | None = None


class World:
    """The state of the played Telegram; all coroutines run in one event loop."""

    def __init__(self, *, token: str, bot: User) -> None:
        self.token = token
        self.bot = bot
        self.can_read_all_group_messages = False
        self.inline_feedback = False
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.updates: deque[Json] = deque()
        self.allowed_updates: tuple[str, ...] = ()
        self.poll: asyncio.Event | None = None
        self.webhook: Json = {}
        self.requests: list[Request] = []
        self.kept_requests = 100_000
        self.complaints: list[str] = []
        self.callback_queries: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, Message] = {}
        self.files: dict[str, Json] = {}
        self.contents: dict[str, bytes] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, Json] = {}
        self._changed = asyncio.Condition()
        self._last = 1000
        self._last_update = 440_000_000

    def complain(self, complaint: str) -> None:
        """Notes what Telegram lets pass but is wrong; a test looks that there is none."""
        self.complaints.append(complaint)

    def next_id(self) -> int:
        """A number that was never given before, for whatever wants one."""
        self._last += 1
        return self._last

    def now(self) -> int:
        """The time as Telegram gives it, in Unix seconds."""
        return int(time.time())

    async def changed(self) -> None:
        """Wakes all who wait for something to happen in the world."""
        async with self._changed:
            self._changed.notify_all()

    @property
    def changes(self) -> asyncio.Condition:
        """Notified after each change; wait on it rather than look again and again."""
        return self._changed

    async def until(self, condition: Callable[[], object], timeout: float = 10) -> None:  # noqa: ASYNC109
        """Waits until `condition` holds; it is looked at again after each change in the world.

        Raises TimeoutError, saying what the bot did last, after `timeout` seconds.
        """
        try:
            async with asyncio.timeout(timeout), self._changed:
                await self._changed.wait_for(lambda: bool(condition()))
        except TimeoutError:
            last = [f"{one.method} {one.status} {one.description}" for one in self.requests[-5:]]
            raise TimeoutError(
                f"It did not come about within {timeout} s. The bot's last requests: "
                f"{'; '.join(last) or 'none'}. Complaints: {self.complaints or 'none'}."
            ) from None

    def add_update(self, kind: str, content: Json) -> None:
        """Queues an update, unless the bot does not want its kind."""
        wanted = kind in self.allowed_updates if self.allowed_updates else kind not in UNASKED
        if wanted:
            self._last_update += 1
            self.updates.append({"update_id": self._last_update, kind: content})

    def meets(self, user: User) -> None:
        """Notes that the bot has heard of somebody: from now on it knows their chat."""
        if (chat := self.chats.get(user.id)) is not None:
            chat.seen = True

    def new_group(self, title: str, *, kind: str, chat_id: int | None = None) -> Chat:
        """A group, supergroup or channel without anybody in it."""
        base = -5_000_000_000 if kind == "group" else -1_002_000_000_000
        chat = Chat(id=chat_id or base - self.next_id(), type=kind, title=title)
        self.chats[chat.id] = chat
        return chat

    def deliver(self, message: Message) -> None:
        """Puts a message into its chat."""
        message.chat.messages.append(message)
        message.versions.append(message.body)
        if message.sender.id == self.bot.id:
            message.chat.sent.append(message)
            message.chat.acting_until = 0.0

    def chat(self, chat_id: str | int, *, write: bool = False) -> Chat:
        """The chat a request names. Raises Refusal where the bot may not read (or write) there."""
        if chat_id in ("", 0):
            raise Refusal(400, "Bad Request: chat_id is empty")
        number = str(chat_id).removeprefix("-")
        chat = self.chats.get(int(chat_id)) if number.isdecimal() else None
        if chat is None or (chat.type == "private" and not (chat.seen or chat.started)):
            raise Refusal(400, "Bad Request: chat not found")
        if chat.type == "private":
            _check_private(chat, write=write)
        else:
            _check_group(chat, chat.members.get(self.bot.id, Member.LEFT), write=write)
        return chat


def _check_private(chat: Chat, *, write: bool) -> None:
    if write and chat.deactivated:
        raise Refusal(403, "Forbidden: user is deactivated")
    if write and chat.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    if write and not chat.started:
        raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")


def _check_group(chat: Chat, bot: Member, *, write: bool) -> None:
    if chat.migrated_to is not None and write:
        raise Refusal(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    if bot is Member.KICKED and (write or chat.type == "supergroup"):
        raise Refusal(403, f"Forbidden: bot was kicked from the {chat.type} chat")
    if bot is Member.LEFT and (write or chat.type == "supergroup"):
        raise Refusal(403, f"Forbidden: bot is not a member of the {chat.type} chat")
    if bot is Member.MEMBER and write and chat.type == "channel":
        raise Refusal(400, "Bad Request: need administrator rights in the channel chat")
