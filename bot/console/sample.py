"""Asks once, in words, whether the sample log shall go, and lets it go."""

from starlette.responses import Response

from bot import sampling
from bot.addresses import HOME
from bot.console.ground import Ground, Visit, go


async def sample(ground: Ground, visit: Visit) -> Response:
    """What would go, and what would stay."""
    return await ground.page(visit, "sample.html")


async def erase_sample(ground: Ground, visit: Visit) -> Response:
    """Gone from the file too."""
    await sampling.erase(ground.store)
    return go(f"{HOME}?contoh=terhapus")
