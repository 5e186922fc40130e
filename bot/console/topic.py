"""One record as citizens read it and as its file has it; from here it is edited."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.changes.auditing import Audited, one_audited
from bot.changes.rehearsing import told
from bot.console.fields import long_day
from bot.console.ground import Ground, Visit, go
from bot.console.sorts import items
from bot.console.standing import GONE, Standing, standing
from bot.likeness import Drawn, drawn

LANGUAGES = {"id": "Indonesia", "en": "Inggris", "su": "Sunda"}


async def topic(ground: Ground, visit: Visit) -> Response:
    """By its `id`."""
    found = await standing(ground, visit.asked("id"))
    return await topic_page(ground, visit, found) if found else go(GONE)


async def topic_page(
    ground: Ground, visit: Visit, found: Standing, wrong: Mapping[str, str] | None = None
) -> Response:
    """The page; with `wrong` it says why something was not done."""
    desk = ground.holder.desk
    item = next((one for one in items(desk.knowledge) if one.id == found.id), None)
    return await ground.page(
        visit,
        "topic.html",
        422 if wrong else 200,
        found=found,
        item=item,
        entry=desk.knowledge.by_id.get(found.id),
        title=item.title if item else found.id,
        bubbles=drawings(ground, found.id),
        long_day=long_day,
        saved=await saved_of(ground, visit.asked("tersimpan")),
        changed=bool(visit.asked("berubah")),
        faults=ground.workshop.faults,
        wrong=wrong or {},
    )


async def saved_of(ground: Ground, number: str) -> Audited | None:
    """What was just saved under that number, if it is not undone; to be told with its undo."""
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        return None
    found = await one_audited(ground.store, int(number))
    return found if found and found.undone is None else None


def drawings(ground: Ground, id: str) -> list[tuple[str, list[Drawn]]]:
    """What Telegram shows of it now, by the language's name."""
    desk = ground.holder.desk
    return [(LANGUAGES[reply.language], drawn(reply, desk.knowledge)) for reply in told(desk, id)]
