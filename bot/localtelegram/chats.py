"""People, chats and messages as Telegram's servers hold them and its clients show them."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.localtelegram.botapi import Json
from bot.localtelegram.telegramtext import Formatted

NOTHING = Formatted(text="")
# Seconds that clients show a chat action, unless a message of the bot ends it before.
ACTION_SECONDS = 5.0


class Member(StrEnum):
    """How somebody stands to a chat, in the Bot API's words."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


@dataclass(frozen=True, kw_only=True)
class User:
    """A person or a bot, as others see them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> Json:
        """The Bot API's User."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
            **{key: value for key, value in optional.items() if value is not None},
        }


@dataclass(eq=False, kw_only=True)
class Message:
    """A message as the clients show it, live: an edit changes it, `versions` keeps what it was.

    `content` holds what is neither text nor caption (`photo`, `contact`, ...) in the Bot API's
    form; `body` the text, or the caption where there is something else; `markup` the keyboard.
    """

    id: int
    chat: "Chat"
    sender: User
    date: int
    content: Json = field(default_factory=dict)
    body: Formatted = NOTHING
    markup: Json | None = None
    thread: int | None = None
    reply_to: "Message | None" = None
    edit_date: int | None = None
    extra: Json = field(default_factory=dict)
    versions: list[Formatted] = field(default_factory=list)
    inline_id: str | None = None
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether a bot wrote it."""
        return self.sender.is_bot

    @property
    def is_via_bot(self) -> bool:
        """Whether somebody sent it by way of a bot, as a result of an inline query."""
        return "via_bot" in self.extra

    @property
    def edited(self) -> bool:
        """Whether the clients show the word "edited"."""
        return self.edit_date is not None

    @property
    def text(self) -> str:
        """What stands there to read: the text, or the caption of what is shown."""
        return self.body.text

    @property
    def keyboard(self) -> list[list[Json]]:
        """The rows of inline buttons under the message, [] if there are none."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline buttons, row after row."""
        return [button["text"] for row in self.keyboard for button in row]

    def button(self, label_or_data: str) -> Json:
        """The inline button of that label or data. Raises KeyError naming what is there."""
        for row in self.keyboard:
            for button in row:
                if label_or_data in (button["text"], button.get("callback_data")):
                    return button
        raise KeyError(f"No button {label_or_data!r}; there are {self.buttons}.")

    def shown(self, kind: str) -> list[str]:
        """The stretches of the text with an entity of that kind: what is bold, each link's text."""
        return [one.of(self.text) for one in self.body.entities if one.type == kind]

    def as_json(self, *, reply: bool = True) -> Json:
        """The Bot API's Message; a replied-to message carries no reply of its own."""
        message: Json = {
            "message_id": self.id,
            "from": self.sender.as_json(),
            "chat": self.chat.as_json(),
            "date": self.date,
            **self.extra,
            **self.content,
            **self._body(),
        }
        if self.thread is not None:
            message |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.reply_to is not None and reply:
            message["reply_to_message"] = self.reply_to.as_json(reply=False)
        if self.edit_date is not None:
            message["edit_date"] = self.edit_date
        if self.keyboard:
            message["reply_markup"] = {"inline_keyboard": self.keyboard}
        return message

    def _body(self) -> Json:
        if not self.text:
            return {}
        name = "caption" if self.content else "text"
        entities = "caption_entities" if self.content else "entities"
        found = [entity.as_json() for entity in self.body.entities]
        return {name: self.text, **({entities: found} if found else {})}


@dataclass(eq=False, kw_only=True)
class Chat:
    """A conversation: a private one with the bot, or a group.

    `messages` are there now, `sent` are all the bot ever put, deleted ones too, and `received` how
    many of them a test has waited for. `members` maps a user's id to how they stand to the chat,
    `actions` are the chat actions ever shown, `acting_until` is when the last one ends
    (time.monotonic). Of a private chat: `seen` once the bot has met the person anywhere, `started`
    once they have written to it.
    """

    id: int
    type: str
    title: str | None = None
    person: User | None = None
    is_forum: bool = False
    messages: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    actions: list[str] = field(default_factory=list)
    acting_until: float = 0.0
    keyboard: Json | None = None
    seen: bool = False
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    migrated_to: int | None = None
    received: int = 0

    def acts(self, action: str, now: float) -> None:
        """The bot does something (`typing`, ...): clients say so from `now` on."""
        self.actions.append(action)
        self.acting_until = now + ACTION_SECONDS

    def acting(self, now: float) -> str:
        """The chat action that clients show at `now` (time.monotonic), "" for none."""
        return self.actions[-1] if self.actions and now < self.acting_until else ""

    def find(self, message_id: int) -> Message | None:
        """The message of that id, unless it never was or is gone."""
        for message in reversed(self.messages):
            if message.id == message_id:
                return message
        return None

    def as_json(self) -> Json:
        """The Bot API's Chat."""
        chat: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            named = self.person.as_json()
            wanted = ("first_name", "last_name", "username")
            return {**chat, **{key: named[key] for key in wanted if key in named}}
        return {**chat, "title": self.title, **({"is_forum": True} if self.is_forum else {})}
