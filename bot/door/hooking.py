"""The webhook set with Telegram, and looked after: another program may take it away."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.door.polling import ALLOWED, RIVALRY, Pulse, TokenRejected

log = logging.getLogger(__name__)

# Updates that Telegram may bring at once; each waits for one grouped commit, some milliseconds.
CONNECTIONS = 40
# Seconds between two looks; a failure that Telegram told of longer ago is over.
LOOK_EVERY, RECENT = 5.0, 120.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


@dataclass(frozen=True, kw_only=True)
class Hook:
    """Where Telegram brings updates, and by which secret we know that it is Telegram."""

    url: str
    secret: str = field(repr=False)
    connections: int = CONNECTIONS


async def keep_set(
    bot: Bot,
    hook: Hook | None,
    pulse: Pulse,
    *,
    look_every: float = LOOK_EVERY,
    rivalry: timedelta = RIVALRY,
) -> None:
    """Set the webhook and see that it stays set, until cancelled. Raises TokenRejected.

    Without a hook nothing is done at all.
    """
    if hook is None:
        await asyncio.Event().wait()
        return
    is_set, pause, taken_at = False, _FIRST_PAUSE, float("-inf")
    while True:
        try:
            if not is_set:
                await _set(bot, hook)
            info = await bot.get_webhook_info()
            is_set = info.url == hook.url
            if not is_set:
                taken_at = time.monotonic()
                _ill(pulse, "another program took the webhook away: setting it again")
            else:
                rival = time.monotonic() < taken_at + rivalry.total_seconds()
                _see(info, pulse, rival=rival)
        except InvalidToken:
            raise TokenRejected from None
        except TelegramError as error:
            _ill(pulse, f"the webhook cannot be set or seen ({_why(error)}); trying again")
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            pause = _FIRST_PAUSE
            if is_set:
                await asyncio.sleep(look_every)


async def _set(bot: Bot, hook: Hook) -> None:
    await bot.set_webhook(
        hook.url,
        secret_token=hook.secret,
        max_connections=hook.connections,
        allowed_updates=ALLOWED,
    )


def _see(info: WebhookInfo, pulse: Pulse, *, rival: bool) -> None:
    """What Telegram says of our webhook goes into the pulse; a `rival` sets its own by turns."""
    failed = info.last_error_date
    if failed and info.pending_update_count and time.time() - failed.timestamp() < RECENT:
        # Telegram's own words, which name our address at most.
        _ill(pulse, f"Telegram cannot bring updates: {info.last_error_message}")
        return
    pulse.polled_at = time.monotonic()
    if pulse.trouble and not rival:
        log.warning("Telegram brings updates again")
        pulse.trouble = None


def _why(error: TelegramError) -> str:
    """Of a refusal Telegram's own words: they say what is wrong with PUBLIC_URL."""
    return error.message if isinstance(error, BadRequest) else type(error).__name__


def _ill(pulse: Pulse, told: str) -> None:
    if told != pulse.trouble:
        log.warning(told)
    pulse.trouble = told
