"""Groups of the played Telegram: what reaches the bot there, and what it may do."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.localtelegram import Citizen, Group, LocalTelegram, Member, Message
from tests.localbot import nothing, running

Say = Callable[[Citizen, Group], Coroutine[Any, Any, Message]]
HEARD: dict[str, tuple[Say, bool]] = {
    "talk": (lambda one, group: one.says("Sudah makan?", in_=group), False),
    "command": (lambda one, group: one.says("/spi", in_=group), True),
    "own command": (lambda one, group: one.says("/spi@Meja_Informasi_bot", in_=group), True),
    "other's command": (lambda one, group: one.says("/spi@other_bot", in_=group), False),
    "mention": (lambda one, group: one.says("@meja_informasi_bot SPI?", in_=group), True),
    "other mention": (lambda one, group: one.says("@ujang SPI?", in_=group), False),
    "photo": (lambda one, group: one.sends_photo("@meja_informasi_bot?", in_=group), True),
}


@pytest.mark.parametrize(("say", "expected"), HEARD.values(), ids=HEARD)
async def test_in_privacy_mode_only_what_is_meant_for_the_bot_reaches_it(
    say: Say, expected: bool
) -> None:
    world = LocalTelegram()
    await say(world.citizen(), world.group())

    assert expected == bool(world.updates)


async def test_a_reply_to_the_bot_reaches_it() -> None:
    world = LocalTelegram()
    group, citizen = world.group(), world.citizen()
    async with running(world) as desk:
        await citizen.says("/spi", in_=group)
        [answer] = await group.receives()
        await citizen.says("kenapa?", in_=group, reply_to=answer)
        await group.receives()
    replied = desk.updates[1].message

    assert replied is not None
    assert replied.reply_to_message is not None
    assert answer.id == replied.reply_to_message.message_id


@pytest.mark.parametrize("how", ["administrator", "no privacy"])
async def test_an_administrator_or_a_bot_without_privacy_mode_hears_all(how: str) -> None:
    world = LocalTelegram()
    world.can_read_all_group_messages = how == "no privacy"
    group = world.group(bot=Member.ADMINISTRATOR if how == "administrator" else Member.MEMBER)
    await world.citizen().says("Sudah makan?", in_=group)

    assert len(world.updates) == 1


async def test_members_rights_are_told() -> None:
    world = LocalTelegram()
    group, boss, citizen = world.group(kind="group"), world.citizen(), world.citizen()
    async with running(world, nothing) as desk:
        await group.add(boss, Member.CREATOR)
        await group.add(citizen)
        chief = await desk.bot.get_chat_member(group.chat.id, boss.id)
        member = await desk.bot.get_chat_member(group.chat.id, citizen.id)
        stranger = await desk.bot.get_chat_member(group.chat.id, world.citizen().id)
        leading = await desk.bot.get_chat_administrators(group.chat.id)
        count = await desk.bot.get_chat_member_count(group.chat.id)
        with pytest.raises(BadRequest, match="User not found"):
            await desk.bot.get_chat_member(group.chat.id, 99)

    assert (
        chief.status,
        member.status,
        stranger.status,
        count,
    ) == ("creator", "member", "left", 3)
    assert [boss.id] == [one.user.id for one in leading]


async def test_a_bot_thrown_out_cannot_write_and_is_told() -> None:
    world = LocalTelegram()
    group = world.group()
    async with running(world, nothing) as desk:
        await group.removes_bot()
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await desk.bot.send_message(group.chat.id, "a")
        await world.until(lambda: desk.updates)
    change = desk.updates[0].my_chat_member

    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")


async def test_a_bot_that_left_is_no_member_any_more() -> None:
    world = LocalTelegram()
    group = world.group(kind="group")
    async with running(world, nothing) as desk:
        await desk.bot.leave_chat(group.chat.id)
        with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
            await desk.bot.send_message(group.chat.id, "a")


async def test_a_group_that_became_a_supergroup_tells_its_new_id() -> None:
    world = LocalTelegram()
    old = world.group(kind="group")
    async with running(world, nothing) as desk:
        new = await old.upgrades()
        with pytest.raises(ChatMigrated) as migrated:
            await desk.bot.send_message(old.chat.id, "a")
        await desk.bot.send_message(new.chat.id, "b")
        await world.until(lambda: len(desk.updates) == 2)
    messages = [update.effective_message for update in desk.updates]

    assert new.chat.id == migrated.value.new_chat_id
    assert [new.chat.id, old.chat.id] == [
        one.migrate_to_chat_id or one.migrate_from_chat_id for one in messages if one
    ]


async def test_in_a_forum_the_bot_answers_in_the_topic_it_was_asked_in() -> None:
    world = LocalTelegram()
    forum, citizen = world.group(is_forum=True, bot=Member.ADMINISTRATOR), world.citizen()
    topic = await forum.topic("SPI")
    async with running(world) as desk:
        await forum.receives()
        await citizen.says("/spi", in_=forum, thread=topic)
        [answer] = await forum.receives()
        own = await desk.bot.create_forum_topic(forum.chat.id, "Pengaduan")
        await desk.bot.send_message(forum.chat.id, "a", message_thread_id=own.message_thread_id)

    assert (topic, own.message_thread_id) == (answer.thread, forum.messages[-1].thread)
    assert forum.chat.topics[own.message_thread_id] == "Pengaduan"


REFUSED: dict[str, tuple[dict[str, Any], str, str]] = {
    "no forum": ({"bot": Member.ADMINISTRATOR}, "a", "the chat is not a forum"),
    "no right": ({"is_forum": True}, "a", "not enough rights to create a topic"),
    "no name": ({"is_forum": True, "bot": Member.ADMINISTRATOR}, " ", "TOPIC_TITLE_EMPTY"),
    "long name": (
        {"is_forum": True, "bot": Member.ADMINISTRATOR},
        "a" * 129,
        "TOPIC_TITLE_TOO_LONG",
    ),
}


@pytest.mark.parametrize(("options", "name", "expected"), REFUSED.values(), ids=REFUSED)
async def test_a_topic_is_refused_in_telegrams_words(
    options: dict[str, Any], name: str, expected: str
) -> None:
    world = LocalTelegram()
    group = world.group(**options)
    async with running(world, nothing) as desk:
        with pytest.raises(BadRequest):
            await desk.bot.create_forum_topic(group.chat.id, name)

    assert f"Bad Request: {expected}" == world.calls()[-1].description


async def test_a_post_of_a_channel_has_no_sender() -> None:
    world = LocalTelegram()
    channel = world.group("Siaran", kind="channel", bot=Member.ADMINISTRATOR)
    async with running(world, nothing) as desk:
        await channel.posts("Pengumuman")
        await world.until(lambda: desk.updates)
    [update] = desk.updates

    assert (
        update.effective_user,
        update.channel_post and update.channel_post.text,
    ) == (None, "Pengumuman")


async def test_an_anonymous_administrator_speaks_as_the_group() -> None:
    world = LocalTelegram()
    group = world.group(bot=Member.ADMINISTRATOR)
    async with running(world, nothing) as desk:
        await world.citizen().says("/spi", in_=group, anonymously=True)
        await world.until(lambda: desk.updates)
    message = desk.updates[0].message

    assert message is not None
    assert message.from_user is not None
    assert message.sender_chat is not None
    assert ("GroupAnonymousBot", group.chat.id) == (
        message.from_user.username,
        message.sender_chat.id,
    )


Act = Callable[[ExtBot[None], int], Coroutine[Any, Any, Any]]


@pytest.mark.parametrize(
    ("act", "kind", "expected"),
    [
        (lambda bot, chat: bot.leave_chat(chat), BadRequest, "Chat is private"),
        (
            lambda bot, chat: bot.get_chat_administrators(chat),
            BadRequest,
            "There are no administrators in the private chat",
        ),
    ],
    ids=["leave", "administrators"],
)
async def test_a_private_chat_is_no_group(
    act: Act, kind: type[TelegramError], expected: str
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, nothing) as desk:
        await citizen.says("halo")
        with pytest.raises(kind) as refusal:
            await act(desk.bot, citizen.id)

    assert expected == refusal.value.message


async def test_in_a_group_a_bot_deletes_others_messages_only_as_administrator() -> None:
    world = LocalTelegram()
    group = world.group()
    message = await world.citizen().says("/spi", in_=group)
    async with running(world, nothing) as desk:
        with pytest.raises(BadRequest, match="Message can't be deleted"):
            await desk.bot.delete_message(group.chat.id, message.id)
        await group.adds_bot(Member.ADMINISTRATOR)
        await desk.bot.delete_message(group.chat.id, message.id)

    assert (group.messages, message.deleted) == ([], True)
