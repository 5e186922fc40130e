"""Groups of the played Telegram, and which of their messages reach a bot in privacy mode."""

from typing import Any

from bot.localtelegram.botapi import Json
from bot.localtelegram.chats import NOTHING, Chat, Member, Message, User
from bot.localtelegram.settings import member_json
from bot.localtelegram.telegramtext import Formatted, as_shown
from bot.localtelegram.world import World

# Who acts in a group that has no members yet.
FOUNDER = User(id=600_000_001, first_name="Pendiri")
# Service messages reach every bot.
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "forum_topic_created",
    "pinned_message",
)


class Place:
    """A chat, and the wait for what the bot says in it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def messages(self) -> list[Message]:
        """All that stands in the chat, the oldest first."""
        return self.chat.messages

    async def receives(self, count: int = 1, timeout: float = 10) -> list[Message]:  # noqa: ASYNC109
        """Waits for the bot's next `count` messages, those not yet received, and returns them.

        Raises TimeoutError, saying what the bot did instead, after `timeout` seconds.
        """
        chat = self.chat
        end = chat.received + count
        await self.world.until(lambda: len(chat.sent) >= end, timeout=timeout)
        chat.received = end
        return chat.sent[end - count : end]


class Group(Place):
    """A group, a forum, or a channel; citizens say things in it with `in_=group`."""

    async def add(self, person: Place | User, member: Member = Member.MEMBER) -> None:
        """Lets a citizen in, or changes how they stand to the group."""
        user = person if isinstance(person, User) else person.chat.person
        assert user is not None, "a group cannot join a group"
        new = user.id not in self.chat.members
        self._member_changes("chat_member", user, member)
        if new:
            await self.announces({"new_chat_members": [user.as_json()]}, user)
        await self.world.changed()

    async def adds_bot(self, member: Member = Member.MEMBER) -> None:
        """Lets the bot in, or changes its rights."""
        self._member_changes("my_chat_member", self.world.bot, member)
        await self.world.changed()

    async def removes_bot(self) -> None:
        """Throws the bot out."""
        await self.adds_bot(Member.KICKED)

    async def topic(self, name: str) -> int:
        """Opens a topic of a forum; returns its thread id."""
        topic = self.world.next_id()
        self.chat.topics[topic] = name
        created = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        await post(self.world, self.chat, self._someone(), id=topic, thread=topic, content=created)
        return topic

    async def posts(self, text: str) -> Message:
        """A channel post: it has no sender but the channel itself."""
        body = as_shown(Formatted(text=text))
        return await post(self.world, self.chat, self._someone(), body=body, kind="channel_post")

    async def upgrades(self) -> "Group":
        """Turns a group into a supergroup of another id, as Telegram does; returns the new one."""
        old, new = self.chat, self.world.new_group(str(self.chat.title), kind="supergroup")
        new.members = dict(old.members)
        await self.announces({"migrate_to_chat_id": new.id}, self._someone())
        old.migrated_to = new.id
        group = Group(self.world, new)
        await group.announces({"migrate_from_chat_id": old.id}, self._someone())
        return group

    async def announces(self, service: Json, by: User) -> Message:
        """A service message: somebody joined, a topic opened."""
        return await post(self.world, self.chat, by, content=service)

    def _someone(self) -> User:
        people = (self.world.users[user] for user in self.chat.members)
        return next((user for user in people if not user.is_bot), FOUNDER)

    def _member_changes(self, kind: str, user: User, member: Member) -> None:
        old = self.chat.members.get(user.id, Member.LEFT)
        self.chat.members[user.id] = member
        self.world.add_update(
            kind,
            {
                "chat": self.chat.as_json(),
                "from": self._someone().as_json(),
                "date": self.world.now(),
                "old_chat_member": member_json(user, old),
                "new_chat_member": member_json(user, member),
            },
        )


async def post(
    world: World,
    chat: Chat,
    sender: User,
    *,
    body: Formatted = NOTHING,
    kind: str = "message",
    id: int | None = None,
    **fields: Any,
) -> Message:
    """Puts a message of the clients' into a chat and tells the bot of it, if it may know."""
    message = Message(
        id=id or world.next_id(), chat=chat, sender=sender, date=world.now(), body=body, **fields
    )
    if kind == "channel_post":
        message.extra = {"sender_chat": chat.as_json()}
    world.deliver(message)
    if reaches_bot(world, message):
        world.meets(sender)
        update = message.as_json()
        if kind == "channel_post":
            del update["from"]
        world.add_update(kind, update)
    await world.changed()
    return message


def reaches_bot(world: World, message: Message) -> bool:
    """Whether the bot is told of a message: in groups, by the rules of its privacy mode.

    As BotFather puts it: what starts with a slash or names the bot; answers to it, services too.
    """
    chat = message.chat
    member = chat.members.get(world.bot.id, Member.LEFT)
    if chat.type == "private":
        return True
    if member in (Member.LEFT, Member.KICKED):
        return False
    if chat.type == "channel" or world.can_read_all_group_messages:
        return True
    if member is Member.ADMINISTRATOR or set(message.content) & set(_SERVICE):
        return True
    if message.reply_to is not None and message.reply_to.sender.id == world.bot.id:
        return True
    return _addresses_bot(message, f"@{world.bot.username}".lower())


def _addresses_bot(message: Message, name: str) -> bool:
    if any(mention.lower() == name for mention in message.shown("mention")):
        return True
    commands = [command.lower().partition("@") for command in message.shown("bot_command")]
    return any(f"{at}{other}" in ("", name) for _, at, other in commands)
