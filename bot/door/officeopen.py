"""/belum: what citizens asked and nobody has answered yet, most asked first, to be set aside."""

import asyncio
import logging

from bot.door.officewords import LONGEST_TITLE, Scribe, cut, office_data, read_id, read_number
from bot.door.showing import Button, Rows, Shown, sentence
from bot.keeping.kept import Store
from bot.keeping.queryids import id_text
from bot.replies import Kind
from bot.reviews.reviewing import MOST, Group, holding, open_groups, reopen, set_aside, topic

log = logging.getLogger(__name__)

PAGE = 5
# Ways of writing shown of one group.
VARIANTS = 10


async def open_page(scribe: Scribe, store: Store, page: str = "0") -> Shown:
    """A page of the groups, counted from "0"; past the last one, the last.

    This and the pages below raise Garbled where ids are none, and StoreError.
    """
    return await _list(scribe, await open_groups(store), read_number(page))


async def group_page(scribe: Scribe, store: Store, id: str, page: str) -> Shown:
    """How people wrote what the question asks; the list where it is not open any more."""
    return await _group(scribe, store, read_id(id), read_number(page))


async def set_aside_page(scribe: Scribe, store: Store, id: str, page: str) -> Shown:
    """Set the question's group aside, and offer to undo it."""
    asked, number = read_id(id), read_number(page)
    groups = await open_groups(store)
    group = holding(groups, asked)
    if group is None:
        return await _list(scribe, groups, number, scribe.say("office_gone"))
    count = await set_aside(store, group)
    log.info("an administrator set %d open questions aside", count)
    words = scribe.words(group.words)
    ends = (id_text(group.newest), id_text(group.oldest))
    rows: Rows = (
        (_button(scribe, "office_undo", "u", *ends, number),),
        (_button(scribe, "office_back", "b", number),),
    )
    return sentence(scribe.say("office_set_aside_done", words=words, count=count), rows)


async def reopened_page(scribe: Scribe, store: Store, newest: str, oldest: str, page: str) -> Shown:
    """Undo setting aside; the group is there again."""
    first, number = read_id(newest), read_number(page)
    count = await reopen(store, first, read_id(oldest))
    log.info("an administrator opened %d questions again", count)
    note = scribe.say("office_reopened", count=count) if count else ""
    return await _group(scribe, store, first, number, note)


async def _group(scribe: Scribe, store: Store, id: int, page: int, note: str = "") -> Shown:
    groups = await open_groups(store)
    group = holding(groups, id)
    if group is None:
        return await _list(scribe, groups, page, note or scribe.say("office_gone"))
    return _variants(scribe, group, page, note)


async def _list(scribe: Scribe, groups: list[Group], page: int, note: str = "") -> Shown:
    if not groups:
        return sentence("\n\n".join(filter(None, (note, scribe.say("office_open_empty")))))
    pages = -(-len(groups) // PAGE)
    page = min(page, pages - 1)
    start = page * PAGE
    shown = list(enumerate(groups[start : start + PAGE], start + 1))
    paragraphs = [note, _title(scribe, groups, page, pages)]
    for number, group in shown:
        paragraphs.append(_summary(scribe, group, number))
        await asyncio.sleep(0)  # the desk was asked; citizens first
    paragraphs.append(scribe.say("office_open_hint"))
    rows: Rows = (
        tuple(
            Button(label=str(number), data=office_data("g", id_text(group.newest), page))
            for number, group in shown
        ),
        *_beside(scribe, page, pages),
    )
    return sentence("\n\n".join(filter(None, paragraphs)), rows)


def _title(scribe: Scribe, groups: list[Group], page: int, pages: int) -> str:
    total = sum(len(group.questions) for group in groups)
    lines = [scribe.say("office_open_title", groups=len(groups), total=total)]
    if total >= MOST:
        lines.append(scribe.say("office_open_capped", most=MOST))
    if pages > 1:
        lines.append(scribe.say("office_page", page=page + 1, pages=pages))
    return "\n".join(lines)


def _summary(scribe: Scribe, group: Group, number: int) -> str:
    lines = (f"{number}. {scribe.words(group.words)}", _counts(scribe, group))
    return "\n".join((*lines, _guess(scribe, group)))


def _counts(scribe: Scribe, group: Group) -> str:
    return scribe.say(
        "office_counts",
        people=group.people,
        times=len(group.questions),
        when=scribe.when(group.last_asked),
    )


def _guess(scribe: Scribe, group: Group) -> str:
    """What the desk of now thinks; of words that are not kept, what was nearest then."""
    key, entry = "office_guess_then", topic(group.questions[0])
    if group.words is not None:
        reply = scribe.desk.reply(group.words)
        key = "office_guess_answer" if reply.kind is Kind.ANSWER else "office_guess"
        entry = reply.ranking[0].entry if reply.ranking else None
    if entry is None:
        return scribe.say("office_guess_none")
    return scribe.say(key, entry=cut(scribe.title(entry), LONGEST_TITLE))


def _variants(scribe: Scribe, group: Group, page: int, note: str) -> Shown:
    variants = group.variants
    lines = [
        "- "
        + scribe.say("office_variant", words=scribe.words(words), times=n, when=scribe.when(at))
        for words, n, at in variants[:VARIANTS]
    ]
    if len(variants) > VARIANTS:
        lines.append(scribe.say("office_variants_more", count=len(variants) - VARIANTS))
    if not variants:
        lines = [scribe.words(None)]
    paragraphs = (note, _counts(scribe, group), "\n".join(lines), _guess(scribe, group))
    rows: Rows = (
        (_button(scribe, "office_set_aside", "s", id_text(group.newest), page),),
        (_button(scribe, "office_back", "b", page),),
    )
    return sentence("\n\n".join(filter(None, paragraphs)), rows)


def _beside(scribe: Scribe, page: int, pages: int) -> Rows:
    buttons = []
    if page > 0:
        buttons.append(_button(scribe, "office_previous", "b", page - 1))
    if page < pages - 1:
        buttons.append(_button(scribe, "office_next", "b", page + 1))
    return (tuple(buttons),) if buttons else ()


def _button(scribe: Scribe, key: str, *ids: object) -> Button:
    return Button(label=scribe.say(key), data=office_data(*ids))
