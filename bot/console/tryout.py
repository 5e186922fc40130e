"""A question put to the desk of now, to see what citizens would read and why; nothing is logged."""

from starlette.responses import Response

from bot.console.ground import Ground, Visit
from bot.console.saving import line_of
from bot.likeness import drawn


async def tryout(ground: Ground, visit: Visit) -> Response:
    """Of the words in `tanya`; without any there is only the box."""
    desk, words = ground.holder.desk, line_of(visit.asked("tanya"))
    reply = desk.reply(words) if words else None
    return await ground.page(
        visit,
        "tryout.html",
        words=words,
        reply=reply,
        bubbles=drawn(reply, desk.knowledge) if reply else [],
        topics=[id for id in (reply.entries if reply else ()) if id in desk.knowledge.by_id],
    )
