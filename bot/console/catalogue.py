"""All that the bot knows, a list a kind: where editing a record begins."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console.ground import Ground, Visit
from bot.console.sorts import SORTS, Item, items, sort_of
from bot.console.standing import CATALOGUE
from bot.console.topic import saved_of
from bot.loading.ageing import STALE
from bot.normalising import fold

PAGE = 30
UNCONFIRMED, OLD = "belum", "lama"


async def catalogue(ground: Ground, visit: Visit) -> Response:
    """Of one kind (`jenis`), with these words (`cari`), in this state (`keadaan`)."""
    all_items = [*items(ground.holder.desk.knowledge)]
    sort = sort_of(visit.asked("jenis")) or SORTS[0]
    words, state = visit.asked("cari"), visit.asked("keadaan")
    every = [one for one in all_items if one.sort is sort]
    found = [one for one in _holding(every, words) if _is(ground, one, state)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(_number(visit.asked("halaman")), pages)
    typed = {"jenis": sort.word, "cari": words, "keadaan": state}
    return await ground.page(
        visit,
        "catalogue.html",
        sorts=SORTS,
        sort=sort,
        counts=Counter(one.sort.word for one in all_items),
        words=words,
        state=state,
        found=len(found),
        items=found[(page - 1) * PAGE : page * PAGE],
        page=page,
        pages=pages,
        address=lambda **more: f"{CATALOGUE}?{urlencode({**typed, **more})}",
        gone=bool(visit.asked("hilang")),
        faults=ground.workshop.faults,
        removed=await saved_of(ground, visit.asked("dihapus")),
        shipped=ground.shipped is not None,
        is_old=lambda item: _is(ground, item, OLD),
    )


def _holding(every: Sequence[Item], words: str) -> list[Item]:
    """Those whose title, id or phrasings hold each of the words; the title counts first."""
    wanted = fold(words).split()
    found = [
        one
        for one in every
        if all(any(word in fold(text) for text in (one.title, one.id, *one.ask)) for word in wanted)
    ]
    return sorted(found, key=lambda one: not all(word in fold(one.title) for word in wanted))


def _is(ground: Ground, item: Item, state: str) -> bool:
    """Nothing is old where no day is written."""
    if state == UNCONFIRMED:
        return item.sort.vouched and not item.confirmed_by
    if state == OLD:
        return item.checked is not None and ground.workshop.today() - item.checked > STALE
    return True


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
