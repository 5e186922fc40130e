"""What the bot says of its own accord: behind all replies, and what is doubtful never twice.

Whoever calls has written down before that it is said; `undo` takes that back where nothing arrived.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError

from bot.door.limiting import as_notices
from bot.door.retrying import certainly_lost
from bot.door.sending import Place, Sender, Unreachable
from bot.door.showing import Shown

log = logging.getLogger(__name__)

# Seconds that what is on its way is given when the program is to stop. What is not through by then
# most likely still stood in line.
GRACE = 1.0


class Delivery(StrEnum):
    """How it went."""

    DONE = "done"
    """Told, or it may have been."""
    LOST = "lost"
    """Nothing arrived: to be tried again."""
    GONE = "gone"
    """There is nobody to tell any more."""


async def deliver(
    sender: Sender,
    place: Place,
    parts: Sequence[Shown],
    undo: Callable[[], Awaitable[object]],
) -> Delivery:
    """Send `parts` as notices; a refusal is logged and counts as done, for it would come again.

    Cancelled, it lets finish what is on its way.
    """
    with as_notices():
        sending = asyncio.create_task(_attempt(sender, place, parts))
    try:
        went = await asyncio.shield(sending)
    except asyncio.CancelledError:
        await asyncio.wait((sending,), timeout=GRACE)
        if not sending.done():
            sending.cancel()
        if not sending.done() or sending.result() is Delivery.LOST:
            await undo()
        raise
    if went is Delivery.LOST:
        await undo()
    return went


async def _attempt(sender: Sender, place: Place, parts: Sequence[Shown]) -> Delivery:
    """Of several messages only the first can be tried again without saying a thing twice."""
    for at, part in enumerate(parts):
        try:
            await sender.send(place, (part,))
        except Unreachable:
            return Delivery.GONE
        except (NetworkError, RetryAfter) as error:
            lost = isinstance(error, RetryAfter) or certainly_lost(error)
            log.info("a notice did not get through: %s", type(error).__name__)
            if lost and not at and not isinstance(error, BadRequest):
                return Delivery.LOST
            return Delivery.DONE
        except TelegramError as error:
            log.warning("a notice was refused: %s", type(error).__name__)
            return Delivery.DONE
    return Delivery.DONE
