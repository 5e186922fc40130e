"""One record as citizens read it and as its file has it; from here it is edited."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.auditing import one_audited
from bot.console.fields import long_day
from bot.console.ground import Ground, Visit, go
from bot.console.sorts import items
from bot.console.standing import GONE, Standing, standing
from bot.likeness import Drawn, drawn
from bot.rehearsing import told

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
    saved = visit.asked("tersimpan")
    number = int(saved) if saved.isascii() and saved.isdecimal() and len(saved) < 16 else 0
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
        saved=await one_audited(ground.store, number) if number else None,
        changed=bool(visit.asked("berubah")),
        faults=ground.workshop.faults,
        wrong=wrong or {},
    )


def drawings(ground: Ground, id: str) -> list[tuple[str, list[Drawn]]]:
    """What Telegram shows of it now, by the language's name."""
    desk = ground.holder.desk
    return [(LANGUAGES[reply.language], drawn(reply, desk.knowledge)) for reply in told(desk, id)]
