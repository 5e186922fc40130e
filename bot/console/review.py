"""What waits for the office: open questions in groups, most asked first, to be set aside."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.answering import Desk
from bot.console.ground import HOME, Ground, Visit, go
from bot.kept import Kept, Review
from bot.queryids import id_of, id_text
from bot.replies import Reply
from bot.reviewing import MOST, Group, holding, one, open_groups, topic
from bot.reviewing import reopen as open_again
from bot.reviewing import set_aside as close
from bot.sampling import is_sample

logger = logging.getLogger(__name__)

PAGE = 15
# Ways of writing and guesses shown of one group.
VARIANTS, GUESSES = 5, 3
# Characters shown of one way of writing.
CUT = 160
_ADDRESS = f"{HOME}/tinjau"


@dataclass(frozen=True, kw_only=True)
class Guessed:
    """A group, and what the desk of now makes of it; of words not kept, what was nearest then."""

    group: Group
    reply: Reply | None
    then: str | None


async def review(ground: Ground, visit: Visit) -> Response:
    """A page of the groups, counted from 1; past the last one, the last."""
    groups = await open_groups(ground.store)
    pages = max(1, -(-len(groups) // PAGE))
    page = min(_number(visit.asked("halaman")), pages)
    desk = ground.holder.desk
    shown = [await _guessed(desk, group) for group in groups[PAGE * (page - 1) : PAGE * page]]
    closed = await _found(ground, visit.asked("ditutup"))
    opened = await _found(ground, visit.asked("dibuka"))
    return await ground.page(
        visit,
        "review.html",
        shown=shown,
        first=PAGE * (page - 1) + 1,
        groups=len(groups),
        total=sum(len(group.questions) for group in groups),
        capped=MOST,
        page=page,
        pages=pages,
        closed=closed if closed and closed.review is Review.SET_ASIDE else None,
        oldest=visit.asked("sampai"),
        opened=opened,
        gone=visit.asked("hilang") != "",
        variants=VARIANTS,
        guesses=GUESSES,
        cut=CUT,
        has_sample=_has_sample,
    )


async def set_aside(ground: Ground, visit: Visit) -> Response:
    """Close the group of the question `id`, and show how to undo it."""
    page = _number(visit.form.text("halaman"))
    groups = await open_groups(ground.store)
    id = id_of(visit.form.text("id"))
    group = None if id is None else holding(groups, id)
    if group is None:
        return go(f"{_ADDRESS}?halaman={page}&hilang=1")
    count = await close(ground.store, group)
    logger.info("open questions were set aside in the console: %d", count)
    ends = f"ditutup={id_text(group.newest)}&sampai={id_text(group.oldest)}"
    # The next group has come up to where this one stood.
    return go(f"{_ADDRESS}?halaman={page}&{ends}#k{groups.index(group) + 1}")


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


async def _guessed(desk: Desk, group: Group) -> Guessed:
    await asyncio.sleep(0)  # the desk is asked; citizens first
    if group.words is None:
        return Guessed(group=group, reply=None, then=topic(group.questions[0]))
    return Guessed(group=group, reply=desk.reply(group.words), then=None)


async def _found(ground: Ground, text: str) -> Kept | None:
    id = id_of(text)
    return None if id is None else await one(ground.store, id)


def _has_sample(questions: Sequence[Kept]) -> bool:
    return any(is_sample(kept.asked.person) for kept in questions)


def _number(text: str) -> int:
    """A page's number, 1 where it is none."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
