"""What a pressed button does: one function a kind, and a table of them.

Buttons outlive the knowledge and the program they were made by: an entry may be gone, an id
unknown. Then the citizen is told so and gets fresh ones. No answer is edited away, and one that
was asked for by button is a new message; menus alone are turned in place.
"""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.door import desking, handing
from bot.door.asking import deliver, give
from bot.door.browsing import (
    TURNING,
    beginning,
    home,
    stale,
    turn,
    turn_category,
    turn_figures,
)
from bot.door.commands import erase as ask_to_erase
from bot.door.door import LANGUAGES, Door
from bot.door.noticing import ask_consent, decide
from bot.door.offering import unanswered
from bot.door.pressing import Press, pressed
from bot.door.showing import sentence
from bot.door.visiting import Visit

log = logging.getLogger(__name__)

# Seconds in which the same button pressed again is a nervous finger, not a wish.
DOUBLE_TAP = 2.0
# These come to the same however often they are done, and may be meant: a page there and back.
_REPEATABLE = TURNING | {Press.VOTE}


async def press(door: Door, visit: Visit) -> None:
    """Do what the pressed button says; what is not understood gets fresh buttons."""
    read = pressed(visit.data)
    if read is None:
        await stale(door, visit)
    elif read.press in _REPEATABLE or not _double(door, visit):
        await PRESSES[read.press](door, visit, *read.ids)


def toast(visit: Visit) -> str:
    """The key of the sentence shown at once over the chat, "" for none."""
    read = pressed(visit.data)
    return "vote_thanks" if read and read.press is Press.VOTE else ""


async def open_entry(door: Door, visit: Visit, entry: str) -> None:
    """A related entry or an example: a question of its own, asked by button."""
    reply = door.show(entry, await door.language(visit))
    if reply is None:
        await stale(door, visit)
    else:
        await give(door, visit, reply)


async def choose(door: Door, visit: Visit, entry: str, query: str) -> None:
    """One of the choices offered: the answer belongs to the question that was asked."""
    reply = door.show(entry, await door.language(visit))
    if reply is None:
        await stale(door, visit)
        return
    await deliver(door, visit, reply, query)
    door.log.choose(query, door.person(visit), entry)


async def none_of_these(door: Door, visit: Visit, query: str) -> None:
    """ "Bukan ini": the question stays open, and the citizen is led on."""
    offered = [one.ids[0] for data in visit.buttons if (one := pressed(data)) and query in one.ids]
    reply = door.desk.none_of_these(offered, await door.language(visit))
    door.log.choose(query, door.person(visit), None)
    # Only the log knows what was asked, whose it is, and whether that is private.
    kept = await unanswered(door, visit, query)
    known = (
        replace(reply, private=True) if kept is None else replace(reply, question=kept.words or "")
    )
    await deliver(door, visit, known, query)


async def vote(door: Door, visit: Visit, helpful: str, query: str) -> None:
    """The toast has thanked already; the vote is kept, the last one of a person counts."""
    door.log.vote(query, door.person(visit), helpful == "1")
    if helpful != "1" and not _double(door, visit):
        await handing.after_no(door, visit, query)


async def language(door: Door, visit: Visit, code: str) -> None:
    """The language of answers from now on; "auto": that of the question."""
    if code not in (*LANGUAGES, "auto"):
        await stale(door, visit)
        return
    chosen = None if code == "auto" else code
    await door.memory.choose_language(door.person(visit), chosen)
    await door.tell(visit, "language_set" if chosen else "language_free")


async def erase(door: Door, visit: Visit, answer: str) -> None:
    """Everything kept of the person goes, in the database and in memory, and is counted aloud."""
    if answer != "1":
        await door.tell(visit, "erase_kept")
        return
    spoken = await door.language(visit)
    gone = await door.erase(visit)
    done = door.words("erase_done", spoken, queries=gone)
    await door.send(visit, (sentence(done),))


async def menu(door: Door, visit: Visit) -> None:
    """The beginning as a new message, below an answer that stays."""
    await door.tell(visit, "start", beginning(door, await door.language(visit)))


PRESSES: dict[Press, Callable[..., Awaitable[None]]] = {
    Press.OPEN: open_entry,
    Press.CHOOSE: choose,
    Press.NONE: none_of_these,
    Press.VOTE: vote,
    Press.LANGUAGE: language,
    Press.ERASE: erase,
    Press.MENU: menu,
    Press.HOME: home,
    Press.LIST: turn,
    Press.CATEGORY: turn_category,
    Press.DELETE: ask_to_erase,
    Press.FIGURES: turn_figures,
    Press.NOTIFY: ask_consent,
    Press.AGREE: decide,
    Press.ASK: handing.ask,
    Press.HAND: handing.hand,
    Press.STAFF: desking.press,
}


def _double(door: Door, visit: Visit) -> bool:
    """Never where its label was typed: that is a message, and gets an answer."""
    if not visit.press:
        return False
    key = (visit.chat, visit.message, visit.person, visit.data)
    now = time.monotonic()
    last = door.taps.get(key)
    door.taps.set(key, now)
    return last is not None and now < last + DOUBLE_TAP
