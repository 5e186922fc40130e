"""Asks Telegram what is new, for as long as the token is good, and says once what is wrong.

python-telegram-bot's Updater stays deaf and silent when a token is revoked, and prints a traceback
for every conflict; this loop is what is left of it without the two.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest

from bot.door.calling import call_over
from bot.door.visiting import Raw

log = logging.getLogger(__name__)

# Narrowed to what has a handler: Telegram then sends, and we wake up for, nothing else.
ALLOWED = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
# Short, because a revoked token is seen by the next poll only, and must end the program within ten
# seconds even where nobody writes meanwhile. It costs a request in five seconds.
LONG_POLL = timedelta(seconds=5)
# No poll takes longer, whatever happened to its connection: it is given up and made anew.
WEDGED = timedelta(seconds=25)
# Another program is there until for so long no poll met it: between two meetings polls succeed.
RIVALRY = timedelta(seconds=20)
_BATCH = 100
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# While two programs poll. Longer, and the other would take us for gone.
_RIVAL_PAUSE = RIVALRY.total_seconds() / 2


class TokenRejected(Exception):
    """Telegram does not know the token, or no longer; its text does not hold the token."""

    def __init__(self) -> None:
        super().__init__("Telegram rejects the token of this bot; get a new one from @BotFather")


@dataclass(kw_only=True)
class Pulse:
    """How polling fares, for /readyz: when it last succeeded (time.monotonic) and what is wrong."""

    polled_at: float | None = None
    trouble: str | None = None


class Poller:
    """Hands each batch to `receive`, once; confirms it by asking for the next.

    When `receive` returns, the batch is kept: whatever happens now, nothing in it is lost. The
    next is asked for when `room` returns. `wire`: what the polls go over, if not the bot's own.
    """

    def __init__(
        self,
        bot: Bot,
        receive: Callable[[Sequence[Raw]], Awaitable[None]],
        *,
        wire: BaseRequest | None = None,
        room: Callable[[], Awaitable[None]] | None = None,
        allowed: Sequence[str] = ALLOWED,
        pulse: Pulse | None = None,
        wedged: timedelta = WEDGED,
        rivalry: timedelta = RIVALRY,
    ) -> None:
        self.pulse = pulse or Pulse()
        self._bot = bot
        self._wire = wire or bot.request
        self._receive = receive
        self._room = room
        self._wedged = wedged.total_seconds()
        self._rivalry = rivalry.total_seconds()
        self._allowed = allowed
        self._offset: int | None = None
        self._limit = _BATCH
        self._came: Sequence[Raw] = ()
        self._rival_at: float | None = None

    async def run(self) -> None:
        """Polls until it is cancelled; raises TokenRejected when the token is revoked."""
        failures = 0
        while True:
            try:
                self._came = ()
                self._came = await self._ask(timedelta() if self._is_unsure else LONG_POLL)
                self._well()
                await self._take(self._came)
                if self._room:
                    await self._room()
            except InvalidToken:
                raise TokenRejected from None
            except TelegramError as error:
                await self._recover(error, failures)
                failures += 1
            except Exception as error:
                await self._sidestep(error)
            else:
                failures = failures if self.pulse.trouble else 0

    async def confirm(self) -> None:
        """Tell Telegram that what was delivered need not come again; nothing is taken any more."""
        try:
            await self._ask(timedelta())
        except InvalidToken:
            return  # whoever has no token is brought nothing
        except TelegramError as error:
            log.warning("the last updates may come again: %s", type(error).__name__)

    @property
    def _is_unsure(self) -> bool:
        """At the start and after a fault, asking without waiting tells at once that all is well.

        Not after a conflict: such a question slips in between the other's, and it goes on.
        """
        return self.pulse.polled_at is None or (bool(self.pulse.trouble) and not self._rival_at)

    async def _ask(self, wait: timedelta) -> Sequence[Raw]:
        try:
            async with asyncio.timeout(self._wedged):
                updates = await call_over(
                    self._wire,
                    self._bot,
                    "getUpdates",
                    offset=self._offset,
                    limit=self._limit,
                    timeout=round(wait.total_seconds()) or None,
                    allowed_updates=self._allowed,
                )
        except TimeoutError as late:
            raise TimedOut from late
        assert isinstance(updates, list), "getUpdates returns a list"
        return updates

    async def _take(self, updates: Sequence[Raw]) -> None:
        if not updates:
            self._limit = _BATCH  # whatever had to be sidestepped has been
            return
        await self._receive(updates)
        self._offset = updates[-1]["update_id"] + 1

    async def _recover(self, error: TelegramError, failures: int) -> None:
        """Wait, the longer the more often it failed; the first failure of a row is told."""
        pause = min(_FIRST_PAUSE * 2 ** min(failures, 10), _LONGEST_PAUSE)
        if isinstance(error, RetryAfter):
            wait = error.retry_after
            pause = (wait.total_seconds() if isinstance(wait, timedelta) else wait) + _FIRST_PAUSE
        if isinstance(error, Conflict) and "webhook" in error.message.lower():
            log.warning("a webhook is set for this bot, so it cannot poll: removing the webhook")
            await self._remove_webhook()
        else:
            self._ill(error)
        await asyncio.sleep(min(pause, _RIVAL_PAUSE) if self._rival_at else pause)

    async def _remove_webhook(self) -> None:
        try:
            await self._bot.delete_webhook()
        except TelegramError as error:
            self._ill(error)

    async def _sidestep(self, error: Exception) -> None:
        """An update that cannot be read or taken in must not hold up all that follow it.

        They are asked for one by one, and the one that cannot be read even alone is passed over.
        """
        if not self._came:
            log.error("Telegram's answer cannot be read (%s)", type(error).__name__)
            await asyncio.sleep(_FIRST_PAUSE)
        elif self._limit > 1:
            self._limit = 1
        else:
            log.error("an update that cannot be read was passed over")
            self._offset = self._came[-1]["update_id"] + 1
            self._limit = _BATCH

    def _well(self) -> None:
        now = self.pulse.polled_at = time.monotonic()
        if self._rival_at and now < self._rival_at + self._rivalry:
            return
        if self.pulse.trouble:
            log.warning("Telegram answers again")
        self.pulse.trouble = self._rival_at = None

    def _ill(self, error: TelegramError) -> None:
        self._rival_at = time.monotonic() if isinstance(error, Conflict) else None
        told = _told(error)
        if told != self.pulse.trouble:
            log.log(logging.ERROR if isinstance(error, Conflict) else logging.WARNING, told)
        self.pulse.trouble = told


def _told(error: TelegramError) -> str:
    if isinstance(error, Conflict):
        return (
            "another program polls with this bot's token, and each gets only some messages: "
            "stop the other one"
        )
    if isinstance(error, TimedOut):
        return "Telegram does not answer in time; trying again"
    return f"Telegram cannot be reached ({type(error).__name__}); trying again"
