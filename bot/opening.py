"""The web door of one run: where it listens, what it shows, and links that lead in."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from starlette.routing import BaseRoute

from bot import web
from bot.checking import SHIPPED
from bot.console.ground import HOME, Ground
from bot.console.routes import routes
from bot.console.subject import REVIEW
from bot.disclosing import Disclosure, last_changed
from bot.kept import StoreError
from bot.remembered import ADDRESS, recall, remember
from bot.settings import Settings
from bot.signin import Role, SignIn, Visitor
from bot.storage import SQLite
from bot.takingover import Shipped
from bot.teaching import Served, Workshop

logger = logging.getLogger(__name__)

# Beside the database: the files of the knowledge as they were before each change made here.
COPIES = "knowledge-history"


class AddressTaken(OSError):
    """Nothing can listen at the address: another program does, or the machine has none such."""


class WebDoor:
    """The console beside whatever else is to be seen. `url` is None while the door is shut.

    `admins`: who may ask the bot for a link; `at_home`: who a visitor from this machine is.
    """

    def __init__(
        self,
        settings: Settings,
        store: SQLite,
        holder: Served,
        admins: Sequence[int],
        at_home: Visitor | None = None,
    ) -> None:
        self.url: str | None = None
        self._settings = settings
        self._store = store
        self._signin = SignIn(store, admins)
        self._disclosure = Disclosure(
            holder,
            store,
            settings.timezone,
            settings.retention_days,
            lambda: last_changed(settings.knowledge_dir),
        )
        self._ground = Ground(
            holder=holder,
            store=store,
            signin=self._signin,
            zone=settings.timezone,
            at_home=at_home,
            site=settings.public_url or "",
            shipped=_shipped(settings.knowledge_dir),
            workshop=Workshop(
                settings.knowledge_dir,
                store.path.parent / COPIES,
                store,
                holder,
                lambda: datetime.now(settings.timezone),
            ),
        )

    @property
    def site(self) -> str | None:
        """The address for people: what the office says it is, else where the door listens."""
        return self._settings.public_url or self.url if self.url else None

    def waiting(self) -> str | None:
        """The address of the open questions; None while the door is shut."""
        return self.site.rstrip("/") + REVIEW if self.site else None

    async def link(self, staff: int) -> str | None:
        """A link for this administrator; None while the door is shut. Raises StoreError."""
        if self.site is None:
            return None
        token = await self._signin.link(Role.ADMIN, f"Admin {staff}", staff)
        return address_of(self.site, token)

    @asynccontextmanager
    async def open(
        self,
        stop: asyncio.Event,
        mode: str,
        rooms: Sequence[BaseRoute] = (),
        *,
        needed: bool = False,
    ) -> AsyncIterator[None]:
        """Serve until `stop`, which is set on the way out; closed when this ends.

        `rooms`: what else is to be seen; `needed`: the run is for nothing without it. Raises
        AddressTaken where nothing can listen there, if that is so or the office has named it.
        """
        serving = await self._serve(stop, mode, rooms, needed)
        if serving is None:
            yield
            return
        self.url = serving.url
        try:
            await self._note_address()
            yield
        finally:
            stop.set()
            [ended] = await asyncio.gather(serving.done, return_exceptions=True)
            if isinstance(ended, Exception):
                logger.error("the web door broke: %s", type(ended).__name__)

    async def _serve(
        self, stop: asyncio.Event, mode: str, rooms: Sequence[BaseRoute], needed: bool
    ) -> web.Serving | None:
        holder = self._ground.holder
        app = web.build(
            [*rooms, *routes(self._ground), *self._disclosure.routes()],
            facts=lambda: {"mode": mode, "knowledge": holder.desk.knowledge.version},
        )
        host, port = self._settings.listen
        given = self._settings.listen_given
        proxies = self._settings.trusted_proxies
        try:
            return await web.serve(app, host, port, stop, next_free=not given, proxies=proxies)
        except OSError as error:
            if given or needed:
                raise AddressTaken(*error.args) from error
            # Citizens on Telegram need no web door, and nobody asked for this one by name.
            logger.warning("no web console: %s:%s and above: %s", host, port, error.strerror)
            return None

    async def _note_address(self) -> None:
        """For `console-link`, a program of its own that cannot know which port was free."""
        try:
            await self._signin.tidy()
            await remember(self._store, ADDRESS, self.url or "")
        except StoreError as error:
            logger.warning("the console's address is not written down: %s", error)


def _shipped(folder: Path) -> Shipped | None:
    """What an office with a copy of its own is offered."""
    own = folder.resolve() != SHIPPED.resolve()
    return Shipped(SHIPPED) if own and SHIPPED.is_dir() else None


def address_of(site: str, token: str) -> str:
    """The whole link."""
    return f"{site}{HOME}/masuk/{token}"


async def new_link(settings: Settings, store: SQLite, role: Role, name: str) -> str:
    """A link for whoever holds this machine. Raises StoreError."""
    token = await SignIn(store).link(role, name)
    host, port = settings.listen
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return address_of(settings.public_url or await recall(store, ADDRESS) or here, token)
