"""A question answered: read, replied to, shown, sent, and only then noted."""

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.door.door import Door, place_of
from bot.door.offering import offers
from bot.door.recalling import recalled
from bot.door.showing import Shown, preceded
from bot.door.visiting import Visit, VisitKind
from bot.hearing.confiding import REPORT
from bot.keeping.kept import asked
from bot.keeping.queryids import id_text
from bot.knowledge import Knowledge
from bot.replies import Reply
from bot.turns.conversing import REMEMBERED, Conversation

_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)


async def ask(door: Door, visit: Visit) -> None:
    """Answer the words of a visit; a question put right gets its old answer changed."""
    person = door.person(visit)
    talk = await door.memory.conversation(person, door.whereabouts(visit))
    chosen = await door.memory.language(person)
    started = time.perf_counter()
    about = recalled(visit.about, door.desk.knowledge) if visit.about else ()
    reply = door.desk.reply(_question(visit.text), _turned(talk, about), language=chosen)
    await give(door, visit, reply, started)


async def give(door: Door, visit: Visit, reply: Reply, started: float | None = None) -> None:
    """Send `reply` and note it under a query of its own; `started`: when the desk was asked."""
    took = time.perf_counter() - started if started else 0.0
    desk, query = door.desk, visit.query or door.ids.next()
    try:
        await deliver(door, visit, reply, id_text(query))
    finally:
        # Noted even if it did not get through: the office learns from the question all the same.
        now = datetime.now(UTC)
        version = desk.knowledge.version
        door.log.note(asked(reply, door.person(visit), now, 1000 * took, version, query))


async def deliver(door: Door, visit: Visit, reply: Reply, query: str) -> None:
    """Show and send `reply`, its buttons speaking of `query`, and remember what was said."""
    person, where = door.person(visit), door.whereabouts(visit)
    payload = None if visit.private else private_entry(reply, door.desk.knowledge)
    if payload is not None:
        text = door.words("private_matter", reply.language)
        parts: tuple[Shown, ...] = (door.privately(text, reply.language, payload or "start"),)
    else:
        offered = partial(offers, door, visit, reply)
        parts = await door.displays.of(reply, query, door.desk.knowledge, offered)
    if visit.late:
        parts = preceded(door.words("late_answer", reply.language), parts)
    asked_by = (visit.chat, visit.message)
    before = door.answers.get(asked_by) if visit.kind is VisitKind.EDITED else None
    changed = await door.sender.edit(place_of(visit), before, parts) if before else ()
    sent = changed or await door.send(visit, parts)
    if visit.kind is not VisitKind.PRESS:
        door.answers.set(asked_by, sent)
    talk = await door.memory.conversation(person, where)
    door.memory.remember(person, where, talk.after(reply))


def private_entry(reply: Reply, knowledge: Knowledge) -> str | None:
    """The entry for which `reply` is nothing to be read by a whole group; "" where it is none of
    them, None where everybody may read it.
    """
    near = (*reply.entries, *(choice.entry for choice in reply.choices))
    private = [entry for entry in near if knowledge.entry(entry).private]
    if private:
        return private[0]
    return next(iter(reply.entries), "") if reply.why.rule == REPORT else None


def _turned(talk: Conversation, about: Sequence[str]) -> Conversation:
    """Who replies to an older answer speaks of that one, whatever was said since."""
    if not about:
        return talk
    others = tuple(entry for entry in talk.entries if entry not in about)
    return replace(talk, entries=(*about, *others)[:REMEMBERED])


def _question(text: str) -> str:
    """The words; a message of nothing but an address holds none, and gets the hint for that."""
    rest = _ADDRESS.sub("", text) if "." in text or "/" in text else text
    return text if rest.strip() else ""
