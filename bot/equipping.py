"""What follows from the settings alone, for a run and for whichever command needs a piece of it."""

import asyncio
from datetime import date, datetime
from pathlib import Path

from telegram import Bot

from bot import opening
from bot.keeping.kept import StoreError
from bot.keeping.privacy import Pseudonymiser, pseudonym_key
from bot.keeping.storage import SQLite
from bot.settings import Settings
from bot.signin import Role

KEY_FILE = Path("data/pseudonym.key")
PREVIEW_DATABASE = Path("data/preview.db")

NEVER_RAN = "Belum ada {database}; jalankan dahulu: python -m bot run"


def pseudonyms(settings: Settings) -> Pseudonymiser:
    """By PSEUDONYM_KEY, else by the key in KEY_FILE. Raises PrivacyError."""
    given = settings.pseudonym_key
    return Pseudonymiser(key=pseudonym_key(given.get_secret_value() if given else None, KEY_FILE))


def bot_of(settings: Settings) -> Bot | None:
    """The bot of the token, not yet initialised; None where there is no token."""
    token = settings.telegram_bot_token
    if token is None:
        return None
    return Bot(
        token.get_secret_value(),
        base_url=settings.telegram_api_base_url,
        base_file_url=settings.telegram_api_file_base_url,
    )


def console_link(settings: Settings, role: Role, name: str) -> str:
    """A link that signs in to the console once; without a token, to that of the preview.

    Raises StoreError, also where the bot never ran.
    """
    token = settings.telegram_bot_token
    database = settings.database if token else PREVIEW_DATABASE
    if not database.exists():
        raise StoreError(NEVER_RAN.format(database=database))

    async def made() -> str:
        async with SQLite(database) as store:
            return await opening.new_link(settings, store, role, name)

    return asyncio.run(made())


def today(settings: Settings) -> date:
    """The day it is at the office."""
    return datetime.now(settings.timezone).date()
