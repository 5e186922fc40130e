"""The switch of the public page: what it shows, and whether it does."""

import logging

from starlette.responses import Response

from bot import disclosing
from bot.addresses import HOME
from bot.console.ground import Ground, Visit, go
from bot.disclosing import ADDRESS, DAYS, FEWEST

logger = logging.getLogger(__name__)

_HERE = f"{HOME}/publik"


async def publicity(ground: Ground, visit: Visit) -> Response:
    """Whether it is shown, and what pressing would do."""
    return await ground.page(
        visit,
        "publicity.html",
        shown=await disclosing.is_open(ground.store),
        address=ground.site.rstrip("/") + ADDRESS,
        days=DAYS,
        fewest=FEWEST,
    )


async def publish(ground: Ground, visit: Visit) -> Response:
    """From now on everybody may look."""
    return await _switch(ground, on=True)


async def unpublish(ground: Ground, visit: Visit) -> Response:
    """From now on it is as if there were none."""
    return await _switch(ground, on=False)


async def _switch(ground: Ground, *, on: bool) -> Response:
    await disclosing.switch(ground.store, on=on)
    logger.info("the public page was switched %s in the console", "on" if on else "off")
    return go(_HERE)
