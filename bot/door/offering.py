"""What is offered under a reply that answers nothing: a person, and to be told of an answer.

Never near what is private, reports of wrongdoing above all: of that nothing is kept or passed on.
"""

import asyncio
import logging

from bot.door.door import Door
from bot.door.pressing import Press, data
from bot.door.showing import Button
from bot.door.visiting import Visit
from bot.entries import EntryKind
from bot.hearing.forestalling import LONGEST
from bot.keeping.kept import Asked, Kept, StoreError
from bot.keeping.queryids import id_of
from bot.normalising import tokens
from bot.replies import Kind, Reply
from bot.reviews.reviewing import one

log = logging.getLogger(__name__)

# What a deep link that leads from a group into the private chat begins with; no entry's id holds
# an underscore.
LINK = "petugas_"
# Seconds that such a button may cost a reply.
PATIENCE = 0.25


def offers(door: Door, visit: Visit, reply: Reply, query: str) -> tuple[Button, ...]:
    """The buttons; none where the question's words are not kept, or it has none."""
    is_unknown = reply.kind is Kind.UNKNOWN
    if not (is_unknown or _unpublished(door, reply)) or reply.private:
        return ()
    if not tokens(reply.question):
        return ()
    person = to_a_person(door, visit, query, reply.language)
    return (*person, *_to_be_told(door, visit, reply, query)) if is_unknown else person


def to_a_person(door: Door, visit: Visit, query: str, language: str) -> tuple[Button, ...]:
    """From a group into the private chat; none without an office to ask, or in its own chat."""
    if door.backroom is None or visit.chat == door.backroom.chat:
        return ()
    label = door.words("hand_ask", language)
    if visit.private:
        return (Button(label=label, data=data(Press.ASK, query)),)
    return (Button(label=label, url=door.sender.link(f"{LINK}{query}")),)


async def asked(door: Door, visit: Visit, query: str) -> Kept | None:
    """The visitor's own question of that id, if its words may be used. Raises StoreError.

    They may not where they were private by the knowledge of then, or are by that of now.
    """
    id = id_of(query)
    if id is None:
        return None
    await door.log.settle()  # it may have been asked a moment ago
    kept = await one(door.log.store, id)
    if kept is None or kept.asked.person != door.person(visit):
        return None
    return None if _is_private(door, kept.asked) else kept


def may_be_handed(door: Door, kept: Kept) -> bool:
    """Whether it waits for the office still, or asks what the office has not published."""
    words, gap = kept.asked.words, kept.asked.kind is Kind.NO_DATA and kept.review is None
    if words is None or _is_private(door, kept.asked):
        return False
    return kept.open or (gap and _unpublished(door, door.desk.reply(words)))


async def unanswered(door: Door, visit: Visit, query: str) -> Asked | None:
    """Their question, if it may be handed over; None too where that is not known soon."""
    try:
        async with asyncio.timeout(PATIENCE):
            kept = await asked(door, visit, query)
    except (StoreError, TimeoutError) as error:
        log.debug("the log was not waited for: %s", type(error).__name__)
        return None
    return kept.asked if kept and may_be_handed(door, kept) else None


def _to_be_told(door: Door, visit: Visit, reply: Reply, query: str) -> tuple[Button, ...]:
    """None in a group, and none for what is too long to be answered ever."""
    if door.notices is None or not visit.private or len(reply.question) > LONGEST:
        return ()
    label = door.words("notice_offer", reply.language)
    return (Button(label=label, data=data(Press.NOTIFY, query)),)


def _unpublished(door: Door, reply: Reply) -> bool:
    if reply.kind is not Kind.NO_DATA:
        return False
    topic = door.desk.knowledge.by_id.get(reply.why.topic or "")
    return topic is not None and topic.kind is EntryKind.GAP


def _is_private(door: Door, asked: Asked) -> bool:
    return asked.words is None or door.desk.reply(asked.words).private
