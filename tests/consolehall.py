"""The console over a real database, and browsers without script at it, signed in or not."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from starlette.applications import Starlette

from bot import web
from bot.answering import Desk
from bot.changes.takingover import Shipped
from bot.changes.teaching import Workshop
from bot.console.entering import COOKIE
from bot.console.ground import Ground
from bot.console.routes import routes
from bot.keeping.kept import Asked
from bot.keeping.storage import SQLite
from bot.knowledge import load
from bot.reloading import Reloader
from bot.signin import Role, SignIn, Visitor
from bot.tables.exporting import MOST_ROWS
from tests.desks import ROOT, shipped_desk
from tests.townhall import KNOWLEDGE, desk_of

JAKARTA = ZoneInfo("Asia/Jakarta")
STAFF = 4711
SITE = "http://127.0.0.1:8080"
# Of a documentation network: a visitor from elsewhere.
ELSEWHERE = ("203.0.113.7", 50000)
HERE = ("127.0.0.1", 50000)
# Seconds between two looks at a page that waits.
_LOOK = 0.02


@dataclass(kw_only=True)
class Clock:
    """Told by hand."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass(kw_only=True)
class Console:
    """A console, its store and its clock of sign-ins."""

    store: SQLite
    signin: SignIn
    app: Starlette
    holder: Reloader
    folder: Path
    clock: Clock

    async def session(self, role: Role = Role.ADMIN, staff: int | None = None) -> str:
        """The secret of a new session."""
        session = await self.signin.enter(await self.signin.link(role, "Rina", staff))
        assert session
        return session

    def client(
        self, session: str = "", at: tuple[str, int] = ELSEWHERE, *, patient: bool = True
    ) -> httpx.AsyncClient:
        """A browser with this session's cookie; it follows no redirect.

        `patient`: where a page waits for work beside it, it looks until that is done.
        """
        transport = httpx.ASGITransport(self.app, client=at)
        return httpx.AsyncClient(
            transport=Patient(transport) if patient else transport,
            base_url=SITE,
            cookies={COOKIE: session} if session else {},
        )

    @asynccontextmanager
    async def signed_in(self, role: Role = Role.ADMIN) -> AsyncIterator[httpx.AsyncClient]:
        """A browser of somebody of that role."""
        async with self.client(await self.session(role)) as http:
            yield http

    async def csrf(self, session: str) -> str:
        """What this session's forms carry."""
        visitor = await self.signin.visitor(session)
        assert visitor
        return visitor.csrf


class Patient(httpx.AsyncBaseTransport):
    """Sends again what was not finished yet, however long the machine takes."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while True:
            answer = await self._transport.handle_async_request(request)
            if answer.status_code != httpx.codes.ACCEPTED:
                return answer
            await answer.aread()
            await asyncio.sleep(_LOOK)


@asynccontextmanager
async def console(
    tmp_path: Path,
    *asked: Asked,
    desk: Desk | None = None,
    at_home: Visitor | None = None,
    admins: Sequence[int] = (STAFF,),
    site: str = "",
    most_rows: int = MOST_ROWS,
    files: Mapping[str, bytes] | None = None,
    shipped: Path | None = None,
) -> AsyncIterator[Console]:
    """A console with these questions in its log; `files`: another knowledge than the tiny one."""
    clock = Clock()
    folder = tmp_path / "knowledge"
    if files is None:
        folder_of(folder, desk)
        desk = desk or desk_of()
    else:
        folder.mkdir()
        for name, content in files.items():
            (folder / name).write_bytes(content)
        desk = Desk(load(folder))
    holder = Reloader(folder, desk)
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add(asked)
        signin = SignIn(store, admins, clock)
        ground = Ground(
            holder=holder,
            store=store,
            signin=signin,
            zone=JAKARTA,
            at_home=at_home,
            site=site,
            most_rows=most_rows,
            shipped=Shipped(shipped) if shipped else None,
            workshop=Workshop(
                folder,
                tmp_path / "knowledge-history",
                store,
                holder,
                lambda: datetime.now(JAKARTA),
            ),
        )
        app = web.build(routes(ground), facts=lambda: {})
        yield Console(
            store=store, signin=signin, app=app, holder=holder, folder=folder, clock=clock
        )


def folder_of(folder: Path, desk: Desk | None) -> Path:
    """A folder of its own with what the desk knows: what ships, or the tiny knowledge."""
    if desk is shipped_desk():
        return shutil.copytree(ROOT / "knowledge", folder)
    folder.mkdir()
    (folder / "umum.yaml").write_text(KNOWLEDGE, encoding="utf-8")
    return folder


def seen(html: str) -> str:
    """The page's words, one space between each."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def field_of(html: str, name: str) -> str:
    """The value of the page's first hidden field of that name."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)">', html)
    assert found, name
    return unescape(found[1])
