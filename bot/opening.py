"""The web door of one run: where it listens, what it shows, and links that lead in."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from starlette.routing import BaseRoute, Mount, Router
from starlette.types import Receive, Scope, Send

from bot import web
from bot.addresses import HOME, REVIEW
from bot.aside import aside
from bot.keeping.kept import StoreError
from bot.keeping.remembered import ADDRESS, recall, remember
from bot.keeping.storage import SQLite
from bot.late import late
from bot.served import Served
from bot.settings import Settings
from bot.signin import Role, SignIn, Visitor

logger = logging.getLogger(__name__)


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
        self._holder = holder
        self._pages = _Pages(
            lambda: late("bot.exhibiting", "pages")(settings, store, holder, self._signin, at_home)
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
        app = web.build(
            [*rooms, Mount("", self._pages)],
            facts=lambda: {"mode": mode, "knowledge": self._holder.desk.knowledge.version},
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


class _Pages:
    """Console and public page, made when the first of them is asked for.

    Their rooms are late: a start is a seventh shorter for it, and nobody else waits meanwhile.
    """

    def __init__(self, make: Callable[[], Sequence[BaseRoute]]) -> None:
        self._make = make
        self._making = asyncio.Lock()
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._making:
            if self._router is None:
                self._router = Router(await aside(self._make))
        await self._router(scope, receive, send)


def address_of(site: str, token: str) -> str:
    """The whole link."""
    return f"{site}{HOME}/masuk/{token}"


async def new_link(settings: Settings, store: SQLite, role: Role, name: str) -> str:
    """A link for whoever holds this machine. Raises StoreError."""
    token = await SignIn(store).link(role, name)
    host, port = settings.listen
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return address_of(settings.public_url or await recall(store, ADDRESS) or here, token)
