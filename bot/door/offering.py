"""What is offered under a question that stays open: ways on that the citizen may take or leave."""

import asyncio
from contextlib import suppress
from dataclasses import replace

from bot.answering import LONGEST
from bot.door.door import Door
from bot.door.pressing import Press, data
from bot.door.showing import Button
from bot.door.visiting import Visit
from bot.kept import StoreError
from bot.normalising import tokens
from bot.queryids import id_of
from bot.replies import Kind, Reply
from bot.reviewing import one

# Seconds that such a button may cost a reply.
PATIENCE = 0.25


def offers(door: Door, visit: Visit, reply: Reply, query: str) -> tuple[Button, ...]:
    """The buttons; none in a group, none where the question's words are not kept or it has none."""
    asks = len(reply.question) <= LONGEST and bool(tokens(reply.question))
    if reply.kind is not Kind.UNKNOWN or reply.private or not asks or not visit.private:
        return ()
    if door.notices is None:
        return ()
    label = door.words("notice_offer", reply.language)
    return (Button(label=label, data=data(Press.NOTIFY, query)),)


async def asked_with(door: Door, reply: Reply, query: str) -> Reply:
    """`reply` to a button, with the words of the question that it stood under, as they are kept.

    Where they are not, or the store takes too long, it counts as private.
    """
    id = id_of(query)
    with suppress(StoreError, TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(door.log.settle())  # it may have been asked a moment ago
            kept = await one(door.log.store, id) if id else None
            if kept and kept.asked.words is not None:
                return replace(reply, question=kept.asked.words)
    return replace(reply, private=True)
