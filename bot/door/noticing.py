""" "Beri tahu saya": who got no answer may be told when the office publishes one.

Nothing is kept at the first press: it says what would be, and the second press agrees.
"""

import logging
from collections.abc import Awaitable, Callable
from functools import wraps

from bot.door.browsing import stale
from bot.door.door import Door
from bot.door.offering import asked
from bot.door.pressing import Press, data
from bot.door.showing import Button, Rows
from bot.door.visiting import Visit
from bot.keeping.kept import Kept, StoreError
from bot.keeping.notices import KEPT, MOST, Notice, Notices
from bot.keeping.queryids import id_of, id_text
from bot.replies import Kind

log = logging.getLogger(__name__)

YES, NO = "1", "0"
# Of a person, the newest questions looked through for one without an answer.
_LATEST = 5

_Act = Callable[[Door, Notices, Visit], Awaitable[None]]


def _in_private(act: _Act) -> Callable[[Door, Visit], Awaitable[None]]:
    """A command: where nobody else reads it, and only while the database can be used."""

    @wraps(act)
    async def command(door: Door, visit: Visit) -> None:
        if door.notices is None or not visit.private:
            await door.tell_privately(visit, "private_only", "start")
            return
        try:
            await act(door, door.notices, visit)
        except StoreError as error:
            log.warning("a wish to be told, or the end of one, was not kept: %s", error)
            await door.tell(visit, "owndata_unreadable")

    return command


@_in_private
async def notify(door: Door, notices: Notices, visit: Visit) -> None:
    """For who types it: of their newest question that has no answer."""
    latest = (await door.log.of_person(door.person(visit), _LATEST)).latest
    waits = next((kept for kept in latest if _may_wait(kept)), None)
    if waits is None:
        await door.tell(visit, "notice_nothing")
    else:
        await _ask(door, visit, id_text(waits.asked.id))


@_in_private
async def enough(door: Door, notices: Notices, visit: Visit) -> None:
    """For who types it: all they waited for is over."""
    ended = await notices.end_all(door.person(visit))
    await door.tell(visit, "notice_ended" if ended else "notice_none")


async def ask_consent(door: Door, visit: Visit, query: str) -> None:
    """What would be kept, for how long and for what; the button below agrees."""
    if door.notices is None or not visit.private:
        await stale(door, visit)
    else:
        await _ask(door, visit, query)


async def decide(door: Door, visit: Visit, answer: str, query: str) -> None:
    """Agreed, or enough of it."""
    id = id_of(query)
    if not id or answer not in (YES, NO):
        await stale(door, visit)
    elif answer == YES:
        await _in_private(_agreeing(id))(door, visit)
    else:
        await _in_private(_ending(id))(door, visit)


def ending(door: Door, language: str, id: int) -> Rows:
    """The button that ends it."""
    label = door.words("notice_enough", language)
    return ((Button(label=label, data=data(Press.AGREE, NO, id_text(id))),),)


def _may_wait(kept: Kept) -> bool:
    return kept.open and kept.asked.kind is Kind.UNKNOWN and kept.asked.words is not None


async def _ask(door: Door, visit: Visit, query: str) -> None:
    language = await door.language(visit)
    answers = (("notice_yes", YES), ("notice_no", NO))
    row = tuple(
        Button(label=door.words(key, language), data=data(Press.AGREE, answer, query))
        for key, answer in answers
    )
    await door.tell(visit, "notice_ask", (row,), days=KEPT.days)


def _ending(id: int) -> _Act:
    async def end(door: Door, notices: Notices, visit: Visit) -> None:
        ended = await notices.end(id, door.person(visit))
        await door.tell(visit, "notice_ended" if ended else "notice_none")

    return end


def _agreeing(id: int) -> _Act:
    async def agree(door: Door, notices: Notices, visit: Visit) -> None:
        kept = await asked(door, visit, id_text(id))
        if kept is None or kept.asked.words is None:
            await stale(door, visit)
            return
        notice = Notice(
            query=id,
            chat=visit.chat,
            person=kept.asked.person,
            at=notices.now(),
            language=kept.asked.language,
            words=kept.asked.words,
        )
        if not await notices.keep(notice):
            await door.tell(visit, "notice_full", most=MOST)
            return
        rows = ending(door, await door.language(visit), id)
        await door.tell(visit, "notice_kept", rows, days=KEPT.days)
        door.published.set()  # what they wait for may have come since they asked

    return agree
