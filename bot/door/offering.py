"""Where the way to a person is offered: under what stays open, and never near what is private."""

import asyncio
import logging

from bot.door.door import Door
from bot.door.pressing import Press, data
from bot.door.showing import Button, Rows
from bot.door.visiting import Visit
from bot.kept import Kept, StoreError
from bot.normalising import tokens
from bot.queryids import id_of
from bot.replies import Kind, Reply
from bot.reviewing import one

log = logging.getLogger(__name__)

# What a deep link that leads from a group into the private chat begins with; no entry's id holds
# an underscore.
LINK = "petugas_"
# Seconds a reply waits for the log, that it may offer the way to a person.
PATIENCE = 0.25


def way_to_a_person(door: Door, visit: Visit, reply: Reply, query: str) -> Rows:
    """A button under a reply that answers nothing; in a group it leads into the private chat."""
    says_something = not reply.question or tokens(reply.question)
    if reply.kind is Kind.UNKNOWN and not reply.private and says_something:
        return button(door, visit, query, reply.language)
    return ()


def button(door: Door, visit: Visit, query: str, language: str) -> Rows:
    """The button itself; () where there is no office to ask, or where it is that one's own chat."""
    backroom = door.backroom
    if backroom is None or visit.chat == backroom.chat:
        return ()
    label = door.words("hand_ask", language)
    if visit.private:
        return ((Button(label=label, data=data(Press.ASK, query)),),)
    return ((Button(label=label, url=f"https://t.me/{backroom.username}?start={LINK}{query}"),),)


async def asked(door: Door, visit: Visit, query: str) -> Kept | None:
    """The visitor's own question of that id, as it is kept. Raises StoreError."""
    id = id_of(query)
    if id is None:
        return None
    await door.log.settle()  # it may have been asked a moment ago
    kept = await one(door.log.store, id)
    return kept if kept and kept.asked.person == door.person(visit) else None


async def may_be_handed(door: Door, visit: Visit, query: str) -> bool:
    """Whether it is their own and open, its words kept; False too where that is not known soon."""
    try:
        async with asyncio.timeout(PATIENCE):
            kept = await asked(door, visit, query)
    except (StoreError, TimeoutError) as error:
        log.debug("the log was not waited for: %s", type(error).__name__)
        return False
    return kept is not None and kept.open and kept.asked.words is not None
