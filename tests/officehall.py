"""The bot with its office, served in a played Telegram: what the tests of staff's pages share."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.door.digesting import Digesting
from bot.door.office import LinkMaker, Office
from bot.door.serving import Beside, build_application, door_of, serve
from bot.keeping.kept import Asked, Wanted
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite
from bot.localtelegram import Citizen, LocalRequest, LocalTelegram, Message
from bot.replies import Kind
from tests.logged import BUDI, NOON, question
from tests.townhall import PSEUDONYMS, Holder, desk_of

JAKARTA = ZoneInfo("Asia/Jakarta")
GREATEST = (1 << 63) - 2


@dataclass(kw_only=True)
class Hall:
    """A bot being served, its store, one of its administrators, and a citizen."""

    world: LocalTelegram
    store: SQLite
    admin: Citizen
    citizen: Citizen

    async def asks(self, command: str) -> Message:
        """The page that the administrator gets for a command."""
        await self.admin.says(command)
        [page] = await self.admin.receives()
        return page

    async def turns(self, page: Message, label: str) -> None:
        """The administrator presses a button, and the page has changed."""
        versions = len(page.versions)
        await self.admin.presses(page, label)
        await self.world.until(lambda: len(page.versions) > versions)

    async def open(self) -> list[int]:
        """The ids of the open questions, the newest first."""
        return [k.asked.id for k in await self.store.queries(Wanted(open_only=True), limit=5000)]


@asynccontextmanager
async def office(
    tmp_path: Path,
    *asked: Asked,
    refused: bool = False,
    strangers: Sequence[int] = (),
    console: LinkMaker | None = None,
    digest: Digesting | None = None,
    world: LocalTelegram | None = None,
    admin: Citizen | None = None,
) -> AsyncIterator[Hall]:
    """The hall with these questions in its log; `strangers`: administrators who never wrote."""
    world = world or LocalTelegram()
    admin, citizen = admin or world.citizen(), world.citizen()
    await admin.says("/id")
    rooms = Office((admin.id, *strangers), JAKARTA, console, digest.command if digest else None)
    stop = asyncio.Event()
    async with SQLite(tmp_path / "bot.db") as store, QueryLog(store) as log:
        await store.add(asked)
        application = build_application(
            Holder(desk=desk_of()),
            log,
            PSEUDONYMS,
            token=world.token,
            admins=(admin.id, *strangers),
            unlisted=rooms.commands,
            presses=rooms.presses,
            request=LocalRequest(world),
            get_updates_request=LocalRequest(world),
        )
        beside: list[Beside] = [rooms.publish]
        if digest:
            beside.append(lambda *_: digest.send_on(door_of(application)))
        serving = asyncio.create_task(serve(application, stop, beside=beside))
        try:
            await admin.receives()
            yield Hall(world=world, store=store, admin=admin, citizen=citizen)
        finally:
            stop.set()
            await asyncio.gather(serving, return_exceptions=True)
    assert world.complaints == []
    if not refused:
        assert [r for r in world.requests if r.status and r.status >= 400] == []


def unknown(id: int, words: str | None, person: str = BUDI, at: datetime = NOON) -> Asked:
    """A question that nothing fitted."""
    return question(
        id, at=at, words=words, person=person, kind=Kind.UNKNOWN, entry=None, entries=()
    )


def forged(page: Message, data: str) -> str:
    """The label of the page's first button, which from now on carries `data`."""
    page.keyboard[0][0]["callback_data"] = data
    return page.buttons[0]


def numbers(page: Message) -> list[int]:
    """The numbers in the words of a page's rows."""
    return [int(part.split("”")[0]) for part in page.text.split("“nomor ")[1:]]
