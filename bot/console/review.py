"""What waits for the office: open questions in groups, to be taught, put off or set aside."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.addresses import REVIEW as _ADDRESS
from bot.changes.auditing import one_audited
from bot.console.choose import guesses
from bot.console.ground import Ground, Visit, go
from bot.console.groups import AT_ONCE
from bot.console.subject import PAGE, ordered_heaps, subject_of
from bot.entries import Entry
from bot.keeping.kept import Kept, Review
from bot.keeping.queryids import id_of, id_text
from bot.replies import Reply
from bot.reviews.gathering import Shown, close, shown
from bot.reviews.gathering import reopen as open_again
from bot.reviews.postponing import put_off as postpone
from bot.reviews.postponing import take_up
from bot.reviews.reviewing import one

logger = logging.getLogger(__name__)

# Ways of writing and guesses shown of one group.
VARIANTS, GUESSES = 5, 3
# Characters shown of one way of writing.
CUT = 160
_DIGITS = 15


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """A group, and what the desk of now makes of it; None of words that were not kept.

    `guesses`: topics that it may be about, the likeliest first; `late`: it is put off.
    """

    group: Shown
    reply: Reply | None
    guesses: Sequence[Entry]
    late: bool


async def review(ground: Ground, visit: Visit) -> Response:
    """A page of the groups, counted from 1; past the last one, the last."""
    ordered = await ordered_heaps(ground)
    heaps, grouped = ordered.heaps, ordered.grouped
    pages = max(1, -(-len(heaps) // PAGE))
    page = min(_number(visit.asked("halaman")), pages)
    on_page = await shown(ground.store, heaps[PAGE * (page - 1) : PAGE * page])
    guessed = [await _guessed(ground, one, late=one.heap.newest in ordered.late) for one in on_page]
    closed = await _found(ground, visit.asked("ditutup"))
    opened = await _found(ground, visit.asked("dibuka"))
    return await ground.page(
        visit,
        "review.html",
        shown=guessed,
        first=PAGE * (page - 1) + 1,
        groups=len(heaps),
        grouped=grouped,
        many=grouped.total + grouped.left > AT_ONCE,
        page=page,
        pages=pages,
        closed=closed if closed and closed.review is Review.SET_ASIDE else None,
        oldest=visit.asked("sampai"),
        opened=opened,
        gone=visit.asked("hilang") != "",
        taught=await one_audited(ground.store, _row(visit.asked("diajarkan"))),
        undone=await one_audited(ground.store, _row(visit.asked("diurungkan"))),
        faults=ground.workshop.faults,
        variants=VARIANTS,
        guesses=GUESSES,
        cut=CUT,
    )


async def set_aside(ground: Ground, visit: Visit) -> Response:
    """Close the group of the question `id`, or its wording alone, and show how to undo it."""
    subject = await subject_of(ground, visit.form.text("id"), visit.form.text("lingkup"))
    if subject is None:
        return go(f"{_ADDRESS}?hilang=1")
    count = await close(ground.store, subject.ids)
    logger.info("open questions were set aside in the console: %d", count)
    newest, oldest = id_text(max(subject.ids)), id_text(min(subject.ids))
    # The next group has come up to where this one stood.
    return go(subject.back.replace("#", f"&ditutup={newest}&sampai={oldest}#"))


async def reopen(ground: Ground, visit: Visit) -> Response:
    """Undo it, for all questions of the group between `id` and `sampai`."""
    newest, oldest = id_of(visit.form.text("id")), id_of(visit.form.text("sampai"))
    count = 0
    if newest is not None and oldest is not None:
        count = await open_again(ground.store, newest, oldest)
    logger.info("questions were opened again in the console: %d", count)
    if not count or newest is None:
        return go(f"{_ADDRESS}?hilang=1")
    return go(f"{_ADDRESS}?dibuka={id_text(newest)}")


async def put_off(ground: Ground, visit: Visit) -> Response:
    """The group goes below the others until it is asked again; with `batal` it comes back."""
    subject = await subject_of(ground, visit.form.text("id"), "")
    if subject is None:
        return go(f"{_ADDRESS}?hilang=1")
    if visit.form.text("batal"):
        await take_up(ground.store, subject.group)
    else:
        await postpone(ground.store, subject.group)
    return go(subject.back)


async def _guessed(ground: Ground, group: Shown, *, late: bool) -> Guessed:
    await asyncio.sleep(0)  # the desk is asked; citizens first
    if group.words is None:
        return Guessed(group=group, reply=None, guesses=(), late=late)
    reply = ground.holder.desk.reply(group.words)
    nearest = [ranked.entry for ranked in reply.why.nearest or reply.ranking]
    found = guesses(ground, nearest, GUESSES)
    return Guessed(group=group, reply=reply, guesses=found, late=late)


async def _found(ground: Ground, text: str) -> Kept | None:
    id = id_of(text)
    return None if id is None else await one(ground.store, id)


def _row(text: str) -> int:
    """The id of a row of the audit, 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def _number(text: str) -> int:
    """A page's number, 1 where it is none."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
