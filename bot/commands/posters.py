"""The posters of entries: what stands on them, and by which name the bot is found."""

import asyncio
import re
from collections.abc import Sequence

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.door.showing import said
from bot.drawing.postering import Poster, link_to, svg
from bot.entries import Entry
from bot.equipping import bot_of
from bot.knowledge import Knowledge
from bot.loading.values import nearest
from bot.running import REJECTED
from bot.settings import Settings

# https://core.telegram.org/bots/features#creating-a-new-bot
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{4,31}")
# Where the office has its slogan, in quotes.
_SLOGAN = "slogan"
_QUOTED = re.compile(r"[\"“]([^\"”]+)[\"”]")


class NoName(Exception):
    """The bot's name is not known; the sentence says what helps."""


class NoPoster(Exception):
    """There is nothing to draw; the sentence says why."""


def name_of(settings: Settings) -> str:
    """The user name of the token's bot, asked of Telegram. Raises NoName."""
    bot = bot_of(settings)
    if bot is None:
        raise NoName(
            "Nama bot belum diketahui: isi TELEGRAM_BOT_TOKEN di .env, atau sebutkan --bot NAMA."
        )
    try:
        return asyncio.run(_name(bot))
    except InvalidToken:
        # `from None`: python-telegram-bot's text holds the whole token.
        raise NoName(REJECTED) from None
    except TelegramError as error:
        kind = type(error).__name__
        raise NoName(
            f"Nama bot tidak dapat ditanyakan kepada Telegram ({kind}); sebutkan --bot NAMA."
        ) from None


async def _name(bot: Bot) -> str:
    async with bot:
        return bot.username


def drawn(knowledge: Knowledge, entries: Sequence[str], name: str) -> dict[str, str]:
    """Each poster by the name of its file. Raises NoName and NoPoster, before any is drawn."""
    bot = name.removeprefix("@")
    if not _NAME.fullmatch(bot):
        raise NoName(f"--bot {name}: nama bot terdiri atas 5 sampai 32 huruf A-Z a-z 0-9 _.")
    own = {entry.id: entry for entry in knowledge.entries}
    wrong = [f"Entri `{id}` tidak ada; {nearest(id, own)}." for id in entries if id not in own]
    if wrong:
        raise NoPoster("\n".join(wrong))
    return {f"poster-{id}.svg": svg(_poster(knowledge, own[id], bot)) for id in entries}


def _poster(knowledge: Knowledge, entry: Entry, bot: str) -> Poster:
    say = knowledge.language.say
    return Poster(
        office=said(say, "office_name", "id"),
        title=entry.title.id,
        asked=entry.ask[0],
        hint=said(say, "poster_hint", "id"),
        link=link_to(bot, entry.id),
        slogan=_slogan(knowledge),
    )


def _slogan(knowledge: Knowledge) -> str:
    """What the office's own entry quotes, "" where it has none."""
    entry = knowledge.by_id.get(_SLOGAN)
    found = _QUOTED.search(entry.answer.id) if entry else None
    return found[1] if found else ""
