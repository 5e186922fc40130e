"""`python -m bot doctor`: all is looked at, each fault told with its remedy, nothing changed."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.aside import aside
from bot.doctor import machinechecks, telegramchecks
from bot.doctor.findings import Finding, State, as_json, as_text, exit_code, found
from bot.door.polling import ALLOWED

__all__ = ["Finding", "Setup", "State", "as_json", "as_text", "examine", "exit_code"]

log = logging.getLogger(__name__)

# Seconds for one check: a network drive or a Telegram that hangs is found out, not waited for.
PATIENCE = 20.0

Check = tuple[str, Callable[[], Awaitable[Finding]]]


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What the office set, as plain values, each named like its variable.

    `listen_given`: LISTEN was set; `pseudonym_key_given`: PSEUDONYM_KEY was.
    """

    knowledge_dir: Path
    database: Path
    key_file: Path
    timezone: str = "Asia/Jakarta"
    pseudonym_key_given: bool = False
    office_chat_id: int | None = None
    admin_ids: tuple[int, ...] = ()
    listen: tuple[str, int] = ("127.0.0.1", 8080)
    listen_given: bool = False
    public_url: str | None = None
    webhook: bool = False
    env_file: Path = Path(".env")


async def examine(
    bot: Bot | None, setup: Setup, now: datetime, *, patience: float = PATIENCE
) -> tuple[Finding, ...]:
    """All findings, what Telegram says before what this machine does; `now` in the office's zone.

    `bot` is None where no token is set, else not yet initialised, and is shut down at the end.
    No text holds the token, and no check that fails keeps another from being made.
    """
    try:
        findings = [await _made(_token(bot, setup), patience)]
        if bot and findings[0].state is State.OK:
            findings += [await _made(check, patience) for check in _remote(bot, setup, now)]
        findings += [await _made(check, patience) for check in _local(setup, now)]
    finally:
        if bot:
            await _closed(bot)
    return tuple(_silenced(finding, bot.token if bot else "") for finding in findings)


def _token(bot: Bot | None, setup: Setup) -> Check:
    async def check() -> Finding:
        if bot:
            return await telegramchecks.token(bot)
        if setup.office_chat_id is not None or setup.webhook:
            return found("token", State.WRONG, "token_needed")
        return found("token", State.WARNING, "token_none")

    return "token", check


def _remote(bot: Bot, setup: Setup, now: datetime) -> Iterator[Check]:
    """Checks that ask Telegram, or what it has just said of the bot."""

    async def privacy_mode() -> Finding:
        return telegramchecks.privacy_mode(bot.bot)

    async def inline() -> Finding:
        return telegramchecks.inline(bot.bot, answered=Update.INLINE_QUERY in ALLOWED)

    address = (setup.public_url or "") if setup.webhook else None
    yield "privacy_mode", privacy_mode
    yield "inline", inline
    yield "webhook", partial(telegramchecks.webhook, bot, now, address)
    yield "office", partial(telegramchecks.office, bot, setup.office_chat_id)
    yield "admins", partial(telegramchecks.admins, bot, setup.admin_ids)


def _local(setup: Setup, now: datetime) -> Iterator[Check]:
    """Checks of this machine, each in a thread, for disks may hang."""
    checks: dict[str, Callable[[], Finding]] = {
        "knowledge": partial(machinechecks.knowledge, setup.knowledge_dir, now),
        "database": partial(machinechecks.database, setup.database),
        "disk": partial(machinechecks.disk, setup.database),
        "key": partial(
            machinechecks.key, setup.key_file, setup.database, given=setup.pseudonym_key_given
        ),
        "files": partial(machinechecks.files, setup.database, setup.key_file, setup.env_file),
        "clock": partial(
            machinechecks.clock, now, setup.timezone, setup.database, setup.knowledge_dir
        ),
        "listen": partial(
            machinechecks.listen, *setup.listen, given=setup.listen_given, webhook=setup.webhook
        ),
        "public_url": partial(machinechecks.public_url, setup.public_url, webhook=setup.webhook),
    }
    for name, check in checks.items():
        yield name, partial(aside, check)


async def _made(check: Check, patience: float) -> Finding:
    """The finding of a check, or that it could not be made."""
    name, make = check
    try:
        async with asyncio.timeout(patience):
            return await make()
    except TimeoutError:
        return found(name, State.WRONG, "too_slow", check=name, seconds=round(patience))
    except TelegramError as error:
        return found(name, State.WARNING, "unanswered", check=name, kind=type(error).__name__)
    except Exception as error:
        # Where it came from, without the error's text, which may quote a secret.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("the check %s failed: %s\n%s", name, type(error).__name__, where.rstrip())
        return found(name, State.WRONG, "check_failed", check=name, kind=type(error).__name__)


async def _closed(bot: Bot) -> None:
    try:
        await bot.shutdown()
    except TelegramError as error:
        log.info("the connection to Telegram did not close: %s", type(error).__name__)


def _silenced(finding: Finding, token: str) -> Finding:
    """Whatever Telegram or a file says back, the token is not in it."""
    if not token:
        return finding
    text, remedy = finding.text, finding.remedy
    for secret in (token, token.partition(":")[2]):
        if secret:
            text, remedy = text.replace(secret, "…"), remedy.replace(secret, "…")
    return replace(finding, text=text, remedy=remedy)
