"""A question answered: read, replied to, shown, sent, and only then noted."""

import re
import time
from datetime import UTC, datetime

from bot.door.door import Door, place_of
from bot.door.showing import messages, preceded
from bot.door.visiting import Visit, VisitKind
from bot.kept import asked
from bot.queryids import id_text
from bot.replies import Reply

_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)


async def ask(door: Door, visit: Visit) -> None:
    """Answer the words of a visit; a question put right gets its old answer changed."""
    person = door.person(visit)
    talk = await door.memory.conversation(person, door.whereabouts(visit))
    chosen = await door.memory.language(person)
    started = time.perf_counter()
    reply = door.desk.reply(_question(visit.text), talk, language=chosen)
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
    parts = messages(reply, query, door.desk.knowledge.language.say)
    if visit.late:
        sorry = door.words("late_answer", reply.language)
        parts = preceded(sorry, parts)
    asked_by = (visit.chat, visit.message)
    before = door.answers.get(asked_by) if visit.kind is VisitKind.EDITED else None
    if not before or not await door.sender.edit(place_of(visit), before, parts):
        sent = await door.send(visit, parts)
        if visit.kind is not VisitKind.PRESS:
            door.answers.set(asked_by, sent)
    talk = await door.memory.conversation(person, where)
    door.memory.remember(person, where, talk.after(reply))


def _question(text: str) -> str:
    """The words; a message of nothing but an address holds none, and gets the hint for that."""
    return text if _ADDRESS.sub("", text).strip() else ""
