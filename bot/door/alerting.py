"""The admins are told in Telegram where the knowledge is broken, and where the program is.

Never more than they can use: a few faults of the knowledge, one bug a minute.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from telegram.error import TelegramError

from bot.door.sending import Place, Sender, Unreachable
from bot.door.showing import Shown, said
from bot.door.splitting import Run, html, split
from bot.entries import Text
from bot.loading.faults import Fault

log = logging.getLogger(__name__)

# As many as are read on a telephone; `python -m bot check` tells them all.
SHOWN_FAULTS = 10
# Seconds from one bug told to the next: the first says where to look, the log has the others.
ALARM_EVERY = 60.0
# Calls of a trace that are shown, the innermost.
SHOWN_FRAMES = 12


def notice(faults: Sequence[Fault], say: Mapping[str, Text]) -> tuple[Shown, ...]:
    """What is said of the faults, in Indonesian; of none, that the knowledge is whole again."""
    text = said(say, "reload_mended", "id")
    if faults:
        lines = [f"• {' '.join(str(fault).split())}" for fault in faults[:SHOWN_FAULTS]]
        if len(faults) > SHOWN_FAULTS:
            lines.append(said(say, "reload_more", "id", count=len(faults) - SHOWN_FAULTS))
        text = said(say, "reload_broken", "id", faults="\n".join(lines))
    return tuple(Shown(html=html(part)) for part in split([Run(text=text)]))


async def tell_admins(
    sender: Sender, admins: Iterable[int], faults: Sequence[Fault], say: Mapping[str, Text]
) -> int:
    """Send the notice to each admin; how many got it. Never raises a TelegramError."""
    return await _tell(sender, admins, notice(faults, say))


class Alarm:
    """Tells the admins of bugs, the first at once, then one a minute and how many there were."""

    def __init__(
        self,
        sender: Sender,
        admins: Iterable[int],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sender = sender
        self._admins = tuple(admins)
        self._now = now
        self._last: float | None = None
        self._untold = 0

    async def ring(
        self, code: str, kind: str, frames: Sequence[str], say: Mapping[str, Text]
    ) -> int:
        """Tell them, or count it for the next time; how many were told.

        `frames`: the calls that led there, the outermost first. Never raises a TelegramError.
        """
        now = self._now()
        if self._last is not None and now < self._last + ALARM_EVERY:
            self._untold += 1
            return 0
        self._last, untold, self._untold = now, self._untold, 0
        return await _tell(self._sender, self._admins, _alarm(code, kind, frames, untold, say))


def _alarm(
    code: str, kind: str, frames: Sequence[str], untold: int, say: Mapping[str, Text]
) -> tuple[Shown, ...]:
    runs = [Run(text=said(say, "alert_error", "id", code=code, kind=kind))]
    if frames:
        runs += [Run(text="\n\n"), Run(text="\n".join(frames[-SHOWN_FRAMES:]), tags=("<pre>",))]
    if untold:
        runs.append(Run(text="\n\n" + said(say, "alert_more", "id", count=untold)))
    return tuple(Shown(html=html(part)) for part in split(runs))


async def _tell(sender: Sender, admins: Iterable[int], parts: Sequence[Shown]) -> int:
    """Who cannot be reached keeps it from nobody else."""
    told = 0
    for admin in admins:
        try:
            await sender.send(Place(chat=admin), parts)
            told += 1
        except Unreachable:
            log.info("an admin has not opened the chat with the bot and was not told")
        except TelegramError as error:
            log.warning("an admin could not be told: %s", type(error).__name__)
    return told
