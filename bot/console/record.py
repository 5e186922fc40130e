"""One question: how it was met and why, and how the knowledge of today would meet it."""

from starlette.responses import Response

from bot.console.ground import Ground, Visit, missing
from bot.keeping import handovers
from bot.keeping.kept import Review
from bot.keeping.queryids import id_of
from bot.reviews.reviewing import one
from bot.sampling import is_sample


async def record(ground: Ground, visit: Visit) -> Response:
    """By the id in the address, which stays the same for ever."""
    id = id_of(visit.request.path_params["id"])
    kept = None if id is None else await one(ground.store, id)
    if kept is None:
        return await missing(ground, visit)
    desk, words = ground.holder.desk, kept.asked.words
    return await ground.page(
        visit,
        "record.html",
        kept=kept,
        reply=None if words is None else desk.reply(words),
        version=desk.knowledge.version,
        set_aside=kept.review is Review.SET_ASIDE,
        handed=await handovers.of_query(ground.store, kept.asked.id),
        is_sample=is_sample,
    )
