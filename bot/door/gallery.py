"""Pictures drawn beside the event loop, once each; one that cannot be drawn is just not there."""

import asyncio
import hashlib
import logging
import time
from functools import partial

from bot.aside import aside
from bot.door.bounded import Bounded
from bot.door.showing import Picture
from bot.drawing.charting import Chart, svg
from bot.drawing.rendering import RenderError, png

log = logging.getLogger(__name__)

# Each is some 80 kB: all views of a dozen years in three languages.
KEPT = 60
# Seconds until what could not be drawn is tried again; meanwhile nobody waits for it.
AGAIN = 60.0


class Gallery:
    """Holds the pictures that were asked for last."""

    def __init__(self) -> None:
        self._pictures: Bounded[str, Picture] = Bounded(KEPT)
        self._failed: Bounded[str, float] = Bounded(KEPT)
        # One at a time: many may ask for the same, and drawing is work.
        self._drawing = asyncio.Lock()

    async def picture(self, chart: Chart) -> Picture | None:
        """The picture of `chart`, None where it cannot be drawn."""
        drawing = svg(chart)
        key = hashlib.sha256(drawing.encode()).hexdigest()
        if not (known := self._known(key)):
            async with self._drawing:
                if not (known := self._known(key)) and self._may_try(key):
                    known = await self._drawn(key, drawing, chart.words)
        return known

    def _known(self, key: str) -> Picture | None:
        return self._pictures.get(key)

    def _may_try(self, key: str) -> bool:
        failed = self._failed.get(key)
        return failed is None or time.monotonic() > failed + AGAIN

    async def _drawn(self, key: str, drawing: str, words: str) -> Picture | None:
        try:
            made = await aside(partial(png, drawing))
        except RenderError as error:
            log.warning("a picture could not be drawn; citizens get its words: %s", error)
            self._failed.set(key, time.monotonic())
            return None
        picture = Picture(key=key, words=words, png=made)
        self._pictures.set(key, picture)
        return picture
