"""When something breaks: the citizen gets a calm sentence, log and admins the trace, by one code.

The trace holds file, line and kind of error but no error's text, for that may quote the citizen.
"""

import logging
import secrets
import time
import traceback
from collections.abc import Iterable
from pathlib import Path

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ContextTypes

from bot.door.alerting import Alarm
from bot.door.bounded import Bounded
from bot.door.door import Door, of_phone, place_of
from bot.door.sending import Unreachable
from bot.door.showing import sentence
from bot.door.visiting import Visit, VisitKind

log = logging.getLogger(__name__)

# Seconds between two apologies in one chat: more would be a second nuisance.
APOLOGY_EVERY = 60.0
_OURS = Path(__file__).parent.parent
# Without what looks alike when read aloud to the office over the telephone.
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


class Apologies:
    """python-telegram-bot's error handler; it never raises. `admins`: who hears of bugs."""

    def __init__(self, door: Door, admins: Iterable[int] = ()) -> None:
        self._door = door
        self._alarm = Alarm(door.sender, admins)
        self._last: Bounded[int, float] = Bounded(1000)

    async def failed(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log `context.error` under a code, tell it the citizen if there is one, and the admins."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(5))
        try:
            await self._tell(update, context, code)
        finally:
            await self._raise_alarm(context.error, code)

    async def _tell(self, update: object, context: ContextTypes.DEFAULT_TYPE, code: str) -> None:
        try:
            note(context.error, code)
            visit = update if isinstance(update, Visit) and _hears(update) else None
            if visit and _can_hear(context.error) and self._due(visit.chat):
                await self._apologise(visit, code)
        except (TelegramError, Unreachable) as error:
            log.info("the apology %s did not get through: %s", code, type(error).__name__)
        except Exception as error:
            note(error, code)

    async def _raise_alarm(self, error: BaseException | None, code: str) -> None:
        """Only of what somebody has to mend; a network heals by itself."""
        if error is None or _passes(error):
            return
        try:
            say = self._door.desk.knowledge.language.say
            await self._alarm.ring(code, kind_of(error), frames_of(error), say)
        except Exception as again:
            note(again, code)

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


def note(error: BaseException | None, code: str) -> None:
    """One record in the log: the code, the kind of error, and where it came from."""
    if error is None:
        log.error("%s: an error handler was called without an error", code)
        return
    if _passes(error):
        kind = type(error).__name__
        log.warning("%s: Telegram lost a message or wants us to wait (%s)", code, kind)
        return
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s: %s\n%s", code, kind_of(error), where.rstrip())


def kind_of(error: BaseException) -> str:
    """What went wrong, without the error's text; Telegram's own words, which quote nobody, stay."""
    kind = type(error).__name__
    return f"{kind}: {error.message}" if isinstance(error, BadRequest) else kind


def frames_of(error: BaseException) -> tuple[str, ...]:
    """Our own calls that led there, and the last one whosesoever: "door/asking.py:31 in ask"."""
    frames = traceback.extract_tb(error.__traceback__)
    return tuple(
        f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} in {frame.name}"
        for frame in frames
        if frame is frames[-1] or Path(frame.filename).is_relative_to(_OURS)
    )


def _passes(error: BaseException) -> bool:
    """Whether it is Telegram or the way there that failed, and will be well again."""
    return isinstance(error, NetworkError | RetryAfter) and not isinstance(error, BadRequest)


def _hears(visit: Visit) -> bool:
    """Whether anybody did something that they wait for a reply to."""
    return visit.kind is not VisitKind.CHANGE


def _can_hear(error: BaseException | None) -> bool:
    """Not after a time-out, for the answer may have arrived; not into a flood limit."""
    return not isinstance(error, TimedOut | RetryAfter)
