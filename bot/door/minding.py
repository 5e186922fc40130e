"""What becomes of questions that wait for a person: a reminder, and an end that is told."""

import asyncio
import logging
from datetime import UTC, datetime

from telegram.error import NetworkError, TelegramError

from bot.door.cards import reminder
from bot.door.door import Door
from bot.door.pressing import Press, data
from bot.door.retrying import certainly_lost
from bot.door.sending import Place, Unreachable
from bot.door.showing import Button, Rows, sentence
from bot.keeping import handovers
from bot.keeping.handovers import WARNED, Handover
from bot.keeping.kept import StoreError

log = logging.getLogger(__name__)

# Seconds between two looks.
EVERY = 60.0


async def mind(door: Door, pause: float = EVERY) -> None:
    """Until it is cancelled, see to those that wait."""
    while True:
        await look(door, datetime.now(UTC))
        await asyncio.sleep(pause)


async def look(door: Door, now: datetime) -> None:
    """One look; what the network or the database puts off is left to the next."""
    backroom = door.backroom
    if backroom is None:
        return
    try:
        waiting = await handovers.unanswered(backroom.store, now)
    except StoreError as error:
        log.warning("those who wait for a person are seen to later: %s", error)
        return
    for one in waiting:
        try:
            await _see_to(door, one, now)
        except (StoreError, TelegramError) as error:
            log.warning("somebody who waits is seen to later: %s", type(error).__name__)


async def _see_to(door: Door, handover: Handover, now: datetime) -> None:
    assert door.backroom
    if handover.at + WARNED <= now:
        await _end(door, handover)
    elif not handover.reminded and handovers.due(handover.at, door.backroom.zone) <= now:
        await _remind(door, handover)


async def _remind(door: Door, handover: Handover) -> None:
    """Noted first: a reminder lost in a death is better than one each minute."""
    backroom = door.backroom
    assert backroom
    if not await handovers.remind(backroom.store, handover.number):
        return
    try:
        await backroom.tell(handover, reminder(door, handover))
    except NetworkError as error:
        if certainly_lost(error):
            await handovers.remind(backroom.store, handover.number, reminded=False)
        raise


async def _end(door: Door, handover: Handover) -> None:
    """The citizen is told, and where to go; then their chat is forgotten."""
    assert door.backroom
    language = handover.language
    contact = door.words("disclosure_contact", language)
    text = door.words("hand_ended", language, number=handover.number, contact=contact)
    if handover.chat is not None:
        try:
            rows = _rows(door, language)
            await door.sender.send(Place(chat=handover.chat), (sentence(text, rows),))
        except Unreachable:
            log.info("somebody who waited for a person cannot be reached any more")
        except NetworkError as error:
            if certainly_lost(error):
                raise
    await handovers.close(door.backroom.store, handover.number)
    text = door.words("desk_ended", "id", number=handover.number)
    await door.backroom.tell(handover, (sentence(text),))


def _rows(door: Door, language: str) -> Rows:
    """A button to the office's address where the knowledge holds it."""
    entry = door.words("hand_address_entry", "id")
    shown = door.show(entry, language)
    if shown is None:
        return ()
    return ((Button(label=shown.question, data=data(Press.OPEN, entry)),),)
