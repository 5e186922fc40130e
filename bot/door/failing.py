"""When something breaks: the citizen gets one calm sentence, the log the trace, both the same code.

The trace holds file, line and kind of error but no error's text, for that may quote the citizen.
"""

import logging
import secrets
import time
import traceback

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ContextTypes

from bot.door.bounded import Bounded
from bot.door.door import Door, of_phone, place_of
from bot.door.sending import Unreachable
from bot.door.showing import sentence
from bot.door.visiting import Visit, visit_of

log = logging.getLogger(__name__)

# Seconds between two apologies in one chat: more would be a second nuisance.
APOLOGY_EVERY = 60.0
# Without what looks alike when read aloud to the office over the telephone.
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


class Apologies:
    """python-telegram-bot's error handler; it never raises."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._last: Bounded[int, float] = Bounded(1000)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log `context.error` under a code, and tell the citizen the code if there is one."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(5))
        try:
            note(context.error, code)
            visit = _visit(update, context)
            if visit and _can_hear(context.error) and self._due(visit.chat):
                await self._apologise(visit, code)
        except (TelegramError, Unreachable) as error:
            log.info("the apology %s did not get through: %s", code, type(error).__name__)
        except Exception as error:
            note(error, code)

    async def _apologise(self, visit: Visit, code: str) -> None:
        # Nothing is asked of the database here: it may be what broke.
        text = self._door.words("failed", of_phone(visit), code=code)
        await self._door.sender.send(place_of(visit), (sentence(text),))

    def _due(self, chat: int) -> bool:
        now = time.monotonic()
        last = self._last.get(chat)
        if last is not None and now < last + APOLOGY_EVERY:
            return False
        self._last.set(chat, now)
        return True


def _visit(update: object, context: ContextTypes.DEFAULT_TYPE) -> Visit | None:
    if isinstance(update, Visit):
        return update
    return visit_of(update, context.bot.bot) if isinstance(update, Update) else None


def note(error: BaseException | None, code: str) -> None:
    """One record in the log: the code, the kind of error, and where it came from."""
    if error is None:
        log.error("%s: an error handler was called without an error", code)
        return
    kind = type(error).__name__
    if isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest):
        log.warning("%s: Telegram lost a message or wants us to wait (%s)", code, kind)
        return
    if isinstance(error, BadRequest):
        kind = f"{kind}: {error.message}"  # Telegram's own words, which quote nobody
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", code, kind, where.rstrip())


def _can_hear(error: BaseException | None) -> bool:
    """Not after a time-out, for the answer may have arrived; not into a flood limit."""
    return not isinstance(error, TimedOut | RetryAfter)
