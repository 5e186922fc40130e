"""What Telegram shows before anybody has written: the menu of commands and who the bot is.

Filled at the start and never in its way: a call that fails is logged, and the start goes on.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    MenuButtonCommands,
)
from telegram.error import TelegramError

from bot.door.commands import Command
from bot.door.showing import said
from bot.entries import Text

log = logging.getLogger(__name__)

# As Telegram's apps name them; "" is for everybody else, who reads Indonesian.
_LANGUAGES = {"": "id", "en": "en"}


async def publish(bot: Bot, commands: Sequence[Command], say: Mapping[str, Text]) -> None:
    """Fill menu, description and menu button in each language; never raises a TelegramError."""
    for call in (*_menus(bot, commands, say), *_profile(bot, say)):
        try:
            await call()
        except TelegramError as error:
            log.warning("Telegram's menu stays as it was: %s", type(error).__name__)


def _menus(
    bot: Bot, commands: Sequence[Command], say: Mapping[str, Text]
) -> Iterator[Callable[[], Awaitable[object]]]:
    for code, language in _LANGUAGES.items():
        for scope, in_groups in _scopes():
            listed = [
                BotCommand(command.name(language), said(say, command.about, language))
                for command in commands
                if command.in_groups or not in_groups
            ]
            yield partial(bot.set_my_commands, listed, scope=scope, language_code=code or None)


def _scopes() -> Iterator[tuple[BotCommandScope, bool]]:
    yield BotCommandScopeAllPrivateChats(), False
    yield BotCommandScopeAllGroupChats(), True


def _profile(bot: Bot, say: Mapping[str, Text]) -> Iterator[Callable[[], Awaitable[object]]]:
    """Only what differs is written: Telegram limits how often a profile may be changed."""
    for code, language in _LANGUAGES.items():
        yield partial(_describe, bot, said(say, "profile_description", language), code or None)
        yield partial(_describe_shortly, bot, said(say, "profile_short", language), code or None)
    yield partial(bot.set_chat_menu_button, menu_button=MenuButtonCommands())


async def _describe(bot: Bot, text: str, code: str | None) -> None:
    if (await bot.get_my_description(language_code=code)).description != text:
        await bot.set_my_description(text, language_code=code)


async def _describe_shortly(bot: Bot, text: str, code: str | None) -> None:
    if (await bot.get_my_short_description(language_code=code)).short_description != text:
        await bot.set_my_short_description(text, language_code=code)
