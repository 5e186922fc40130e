"""When to look at the knowledge folder: events say so where there are any, else the clock does."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from watchfiles import awatch

from bot.aside import aside

log = logging.getLogger(__name__)

# Seconds between two looks where no event came: network drives send none, nor does a folder that
# was moved away and replaced.
TICK = 2.0
# Milliseconds: a save is over when nothing happened for the first; it is waited for at most so.
# Both are short, for whoever reads the folder looks whether it held still meanwhile.
_QUIET, _LONGEST_SAVE = 10, 60

Signature = tuple[object, ...]


def signature(folder: Path) -> Signature:
    """What changes when a knowledge file does, cheaply: names, places on the disk, sizes, times.

    A folder or file that cannot be read has a signature too.
    """
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".yaml")
    except OSError as error:
        return (error.errno,)
    return (_mark(folder)[:2], *((file.name, *_mark(file)) for file in files))


def _mark(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


async def changes(
    folder: Path, *, tick: float = TICK, force_polling: bool | None = None
) -> AsyncGenerator[None, None]:
    """Yields at once, and after each change of a knowledge file; for ever, whatever happens.

    Events only say when to look, so none that is lost or missing costs more than `tick` seconds.
    """
    # It says at INFO that files changed; we say what came of it.
    logging.getLogger("watchfiles").setLevel(logging.WARNING)
    seen: Signature | None = None
    async with aclosing(_nudges(folder, tick, force_polling)) as nudges:
        async for _ in nudges:
            now = await aside(lambda: signature(folder))
            if now != seen:
                seen = now
                yield


async def _nudges(
    folder: Path, tick: float, force_polling: bool | None
) -> AsyncGenerator[None, None]:
    """Yields at once, after events, and every `tick` seconds."""
    yield
    while True:
        watched = _mark(folder)[:2]
        try:
            async with aclosing(
                awatch(
                    folder,
                    watch_filter=None,
                    recursive=False,
                    step=_QUIET,
                    debounce=_LONGEST_SAVE,
                    rust_timeout=round(tick * 1000),
                    yield_on_timeout=True,
                    force_polling=force_polling,
                )
            ) as events:
                async for _ in events:
                    yield
                    if _mark(folder)[:2] != watched:
                        break  # another folder bears the name now; the events are the old one's
        except (OSError, RuntimeError) as error:
            force_polling = await _without_events(error, force_polling, tick)
        yield


async def _without_events(error: Exception, force_polling: bool | None, tick: float) -> bool | None:
    """Whether to poll from now on: only where the folder is there and yet cannot be watched."""
    await asyncio.sleep(tick)
    if force_polling or isinstance(error, FileNotFoundError):
        return force_polling
    log.warning("the knowledge folder sends no events (%s); it is polled", type(error).__name__)
    return True
