"""The bot's own settings on the played Telegram: kept by scope and language, refused in words."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatMember,
    MenuButtonCommands,
    MenuButtonDefault,
)
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.localtelegram import LocalTelegram, Member
from tests.localbot import nothing, running


async def test_commands_are_kept_by_scope_and_language() -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        bot = desk.bot
        await bot.set_my_commands([("spi", "Indeks SPI")], scope=BotCommandScopeAllPrivateChats())
        await bot.set_my_commands([("/spi", "The index")], language_code="en")
        private = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats())
        groups = await bot.get_my_commands(scope=BotCommandScopeAllGroupChats())
        english = await bot.get_my_commands(language_code="en")
        await bot.delete_my_commands(language_code="en")
        gone = await bot.get_my_commands(language_code="en")

    assert (
        private[0].description,
        groups,
        (english[0].command, english[0].description),
        gone,
    ) == ("Indeks SPI", (), ("spi", "The index"), ())
    assert {("all_private_chats", "")} == set(world.commands)


async def test_commands_of_one_chat_want_a_chat_the_bot_knows() -> None:
    world = LocalTelegram()
    group = world.group()
    async with running(world, nothing) as desk:
        scope = BotCommandScopeChat(group.chat.id)
        await desk.bot.set_my_commands([("jawab", "Menjawab")], scope=scope)
        with pytest.raises(BadRequest, match="Chat not found"):
            await desk.bot.set_my_commands([("a", "b")], scope=BotCommandScopeChat(-7))
        kept = await desk.bot.get_my_commands(scope=scope)

    assert [command.command for command in kept] == ["jawab"]


Act = Callable[[ExtBot[None]], Coroutine[Any, Any, Any]]


def commands(*rows: tuple[str, str], **options: Any) -> Act:
    return lambda bot: bot.set_my_commands(list(rows), **options)


REFUSED: dict[str, tuple[Act, str]] = {
    "capital": (commands(("SPI", "Indeks")), "BOT_COMMAND_INVALID"),
    "hyphen": (commands(("hapus-data", "Hapus")), "BOT_COMMAND_INVALID"),
    "long": (commands(("a" * 33, "b")), "command length must not exceed 32"),
    "no name": (commands(("/", "b")), "command must be non-empty"),
    "no words": (commands(("a", " ")), "command description must be non-empty"),
    "long words": (
        commands(("a", "b" * 257)),
        "command description length must not exceed 256",
    ),
    "many": (commands(*[(f"a{one}", "b") for one in range(101)]), "BOT_COMMANDS_TOO_MUCH"),
    "language": (commands(("a", "b"), language_code="ind"), "invalid language code specified"),
    "member": (
        commands(("a", "b"), scope=BotCommandScopeChatMember(-1, 0)),
        "can't parse BotCommandScope: Invalid user_id specified",
    ),
    "name": (lambda bot: bot.set_my_name("a" * 65), "BOT_TITLE_INVALID"),
    "description": (lambda bot: bot.set_my_description("a" * 513), "BOT_DESCRIPTION_INVALID"),
    "short": (
        lambda bot: bot.set_my_short_description("a" * 121),
        "BOT_SHORT_DESCRIPTION_INVALID",
    ),
    "menu": (lambda bot: bot.set_chat_menu_button(7), "user not found"),
    "chat": (lambda bot: bot.get_chat(7), "chat not found"),
}  # fmt: skip


@pytest.mark.parametrize(("act", "expected"), REFUSED.values(), ids=REFUSED)
async def test_a_setting_is_refused_in_telegrams_words(act: Act, expected: str) -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        with pytest.raises(BadRequest):
            await act(desk.bot)

    assert f"Bad Request: {expected}" == world.calls()[-1].description


async def test_longest_texts_are_taken() -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        await desk.bot.set_my_commands([("a" * 32, "b" * 256)])
        await desk.bot.set_my_name("a" * 64)
        await desk.bot.set_my_description("a" * 512)
        await desk.bot.set_my_short_description("a" * 120)

    assert len(world.profile) == 3


async def test_the_profile_falls_back_to_the_text_for_all_languages() -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        bot = desk.bot
        name = await bot.get_my_name()
        await bot.set_my_description("Halo")
        await bot.set_my_description("Hello", language_code="en")
        await bot.set_my_short_description("Meja")
        texts = [
            (await bot.get_my_description()).description,
            (await bot.get_my_description("en")).description,
            (await bot.get_my_description("su")).description,
            (await bot.get_my_short_description("su")).short_description,
        ]

    assert (name.name, texts) == ("Meja Informasi", ["Halo", "Hello", "Halo", "Meja"])


async def test_the_menu_button_is_kept_for_all_and_for_one() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, nothing) as desk:
        await citizen.says("halo")
        before = await desk.bot.get_chat_menu_button(citizen.id)
        await desk.bot.set_chat_menu_button(menu_button=MenuButtonCommands())
        await desk.bot.set_chat_menu_button(citizen.id, MenuButtonDefault())
        after = await desk.bot.get_chat_menu_button(citizen.id)

    assert (
        before.type,
        after.type,
        world.menu_buttons[0],
    ) == ("commands", "default", {"type": "commands"})


async def test_chats_tell_what_they_are() -> None:
    world = LocalTelegram()
    group, citizen = world.group("Helpdesk", is_forum=True), world.citizen(first_name="Ani")
    async with running(world, nothing) as desk:
        await citizen.says("halo")
        private = await desk.bot.get_chat(citizen.id)
        forum = await desk.bot.get_chat(group.chat.id)
        me = await desk.bot.get_chat_member(group.chat.id, desk.bot.id)

    assert (private.first_name, private.type) == ("Ani", "private")
    assert (forum.title, forum.type, forum.is_forum) == ("Helpdesk", "supergroup", True)
    assert me.status == Member.MEMBER
