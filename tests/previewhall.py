"""A preview being served at a real address, with a real bot in it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import web
from bot.answering import Desk
from bot.door.commands import citizens_commands
from bot.door.office import Office
from bot.door.serving import build_application, serve
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.loading.faults import Fault
from bot.localtelegram import LocalTelegram
from bot.observing import WatchedHolder
from bot.preview.house import Preview
from bot.preview.pages import Pages
from bot.preview.seats import GROUP_ID
from bot.reloading import Reloader
from tests.townhall import PSEUDONYMS, desk_of

ZONE = ZoneInfo("Asia/Jakarta")


@dataclass(kw_only=True)
class Holder:
    """Holds the desk of now, and the faults of an edit."""

    desk: Desk
    faults: tuple[Fault, ...] = ()


@dataclass(kw_only=True)
class PreviewHall:
    """What a test has of a preview: where it is, who is in it, what is kept."""

    url: str
    world: LocalTelegram
    preview: Preview
    holder: Holder
    log: QueryLog
    stop: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def previewhall(
    tmp_path: Path, desk: Desk | None = None, reloader: Reloader | None = None
) -> AsyncIterator[PreviewHall]:
    """Serves until the end, when Telegram must have had nothing to complain of.

    With a `reloader` its knowledge is served, and `holder` is of no use.
    """
    world, stop = LocalTelegram(), asyncio.Event()
    holder = Holder(desk=desk or desk_of())
    watched = WatchedHolder(reloader or holder)
    preview = Preview(world, watched)
    office = Office(preview.admins, ZONE)
    async with SQLite(tmp_path / "preview.db") as store, QueryLog(store) as log:
        application = build_application(
            watched,
            log,
            PSEUDONYMS,
            token=world.token,
            request=preview.request(),
            get_updates_request=preview.polls(),
            unlisted=office.commands,
            presses=office.presses,
            commands=citizens_commands(ZONE, staffed=True),
            office_chat=GROUP_ID,
            zone=ZONE,
        )
        app = web.build(Pages(preview, ZONE).routes(), facts=lambda: {"knowledge": watched.version})
        door = await web.serve(app, "127.0.0.1", 0, stop)
        serving = asyncio.create_task(serve(application, stop, beside=(office.publish,)))
        try:
            await world.until(lambda: world.calls("setChatMenuButton"))
            yield PreviewHall(
                url=door.url, world=world, preview=preview, holder=holder, log=log, stop=stop
            )
        finally:
            stop.set()
            async with asyncio.timeout(10):
                await asyncio.gather(serving, door.done)
    assert world.complaints == []
