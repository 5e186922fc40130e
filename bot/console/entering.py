"""How one comes in and goes out; until then nothing is shown but this."""

import logging

from starlette.requests import Request
from starlette.responses import Response

from bot.addresses import HOME
from bot.console.ground import Ground, Visit, go
from bot.signin import LINK, LONGEST

logger = logging.getLogger(__name__)

COOKIE = "konsol"


async def show_way(ground: Ground, request: Request) -> Response:
    """How to get a link."""
    return ground.bare("enter.html", minutes=_minutes())


async def show_link(ground: Ground, request: Request) -> Response:
    """One button: programs that look at links beforehand press none, and so use none up."""
    token = request.path_params["token"]
    if not await ground.signin.waits(token):
        return ground.bare("enter.html", 410, spent=True, minutes=_minutes())
    return ground.bare("link.html", token=token)


async def enter(ground: Ground, request: Request) -> Response:
    """The link is used up and a session begins."""
    session = await ground.signin.enter(request.path_params["token"])
    if session is None:
        return ground.bare("enter.html", 410, spent=True, minutes=_minutes())
    logger.info("somebody signed in to the console")
    response = go(HOME)
    response.set_cookie(
        COOKIE,
        session,
        max_age=round(LONGEST.total_seconds()),
        path=HOME,
        httponly=True,
        samesite="lax",  # strict would lose the session whenever a link in a chat is followed
        secure=ground.site.startswith("https:"),
    )
    return response


async def leave(ground: Ground, visit: Visit) -> Response:
    """The session ends, here and in the database."""
    session = visit.request.cookies.get(COOKIE)
    if session:
        await ground.signin.leave(session)
    response = go(f"{HOME}/masuk")
    response.delete_cookie(COOKIE, path=HOME)
    return response


def _minutes() -> int:
    return round(LINK.total_seconds() / 60)
