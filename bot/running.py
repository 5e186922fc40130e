"""Everything built from the settings, opened, served until told to stop, and closed in order."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

from starlette.routing import Route

from bot import redacting
from bot.addresses import HOME
from bot.answering import Desk
from bot.aside import aside
from bot.door.alerting import tell_admins
from bot.door.commands import citizens_commands
from bot.door.digesting import Digesting
from bot.door.hooking import Hook
from bot.door.office import Office
from bot.door.polling import TokenRejected
from bot.door.sending import Sender
from bot.door.serving import App, build_application, door_of, reception_of, serve
from bot.door.webhook import PATH, webhook
from bot.equipping import PREVIEW_DATABASE, pseudonyms, today
from bot.heap import give_back
from bot.keeping.inbox import Inbox
from bot.keeping.inboxfile import inbox_beside
from bot.keeping.kept import StoreError
from bot.keeping.onlyone import OnlyOne
from bot.keeping.privacy import PrivacyError
from bot.keeping.querylog import QueryLog
from bot.keeping.salvaging import set_aside_if_broken
from bot.keeping.storage import SQLite
from bot.knowledge import KnowledgeError, load
from bot.late import late
from bot.learnt import Learnt, learnt_beside
from bot.loading.faults import Fault
from bot.opening import AddressTaken, WebDoor
from bot.reloading import Reloader
from bot.settings import Settings
from bot.vitals import Watch

_LOOP: Callable[[], asyncio.AbstractEventLoop] | None
try:  # more updates a second; there is none for Windows
    from uvloop import new_event_loop as _LOOP
except ImportError:
    _LOOP = None

logger = logging.getLogger(__name__)

GOOD, FAULTS, MISUSE = 0, 1, 2
NO_TOKEN = (
    "TELEGRAM_BOT_TOKEN belum diisi; isi di .env, atau jalankan tanpa {because} untuk pratinjau."
)
REJECTED = "Telegram menolak TELEGRAM_BOT_TOKEN; ambil token yang berlaku di @BotFather."
NO_PUBLIC_URL = (
    "WEBHOOK=1 memerlukan PUBLIC_URL, alamat https bot dari luar; isi, atau kosongkan WEBHOOK."
)
TAKEN = "LISTEN: {host}:{port} tidak dapat dipakai ({reason}); pilih alamat lain, atau port 0."

Say = Callable[[str], None]


def run(
    settings: Settings, say: Say, *, telegram: bool = False, verbose: bool = False
) -> tuple[int, str]:
    """The exit code, and the one line to say where it is not 0.

    Without a token the bot runs on a Telegram of this machine and `say`s its address; with
    `telegram`, or settings that only the real one has use for, that is refused: a play bot must
    never pass for a real one.
    """
    level = logging.DEBUG if verbose else logging.INFO
    redactor = redacting.configure(settings.log_format, level, settings.secrets())
    meant = _meant_for_telegram(settings, telegram)
    if settings.telegram_bot_token is None and meant:
        return MISUSE, NO_TOKEN.format(because=meant)
    if settings.webhook and not settings.public_url:
        return MISUSE, NO_PUBLIC_URL
    try:
        token = settings.telegram_bot_token
        database = settings.database if token else PREVIEW_DATABASE
        learnt = Learnt(learnt_beside(database), settings.knowledge_dir)
        day = today(settings)
        desk = learnt.take(day) or Desk(load(settings.knowledge_dir, today=day))
        give_back()
        rooms = (settings, desk, learnt, redactor)
        with asyncio.Runner(loop_factory=_LOOP) as runner:
            if token:
                runner.run(House(*rooms).telegram(token.get_secret_value()))
            else:
                runner.run(late("bot.playing", "Playhouse")(*rooms).open(say))
    except (KnowledgeError, PrivacyError, StoreError) as error:
        return FAULTS, str(error)
    except TokenRejected:
        return MISUSE, REJECTED
    except AddressTaken as error:
        host, port = settings.listen
        return MISUSE, TAKEN.format(host=host, port=port, reason=error.strerror)
    return GOOD, ""


def _meant_for_telegram(settings: Settings, telegram: bool) -> str | None:
    if telegram:
        return "--telegram"
    if settings.office_chat_id is not None:
        return "OFFICE_CHAT_ID"
    return "WEBHOOK" if settings.webhook else None


class House:
    """The rooms of one run, built from the settings."""

    def __init__(
        self, settings: Settings, desk: Desk, learnt: Learnt, redactor: redacting.Redactor
    ) -> None:
        self._settings = settings
        self._learnt = learnt
        self._people = pseudonyms(settings)
        redactor.hide(self._people.key.hex())
        folder = settings.knowledge_dir
        self._holder = Reloader(folder, desk, today=lambda: today(settings))
        self._holder.listen(on_good=self._keep)

    async def telegram(self, token: str) -> None:
        """Serve citizens on Telegram, and staff in the browser, until told to stop."""
        settings, stop = self._settings, stopped()
        watch = Watch("webhook" if settings.webhook else "polling", lambda: self._holder.version)
        async with self._kept(watch) as (store, log, inbox):
            door = WebDoor(settings, store, self._holder, settings.admin_ids)
            office, digest = office_of(settings, door, settings.admin_ids, settings.office_chat_id)
            application = build_application(
                self._holder,
                log,
                self._people,
                token=token,
                base_url=settings.telegram_api_base_url,
                base_file_url=settings.telegram_api_file_base_url,
                retention_days=settings.retention_days,
                admins=settings.admin_ids,
                commands=citizens_commands(
                    settings.timezone, staffed=settings.office_chat_id is not None
                ),
                unlisted=office.commands,
                presses=office.presses,
                inbox=inbox,
                office_chat=settings.office_chat_id,
                zone=settings.timezone,
                seen=watch.seen,
                failed=watch.metrics.retried,
            )
            listen(self._holder, application, settings.admin_ids)
            watch.over(log, inbox)
            hook, routes = self._webhook(application)
            rooms = [*routes, *watch.routes()]
            async with (
                door.open(stop, "telegram", rooms, needed=hook is not None),
                self._reloading(),
            ):
                logger.info("serving knowledge %s on Telegram", self._holder.version)
                if door.site:
                    logger.info("the console is at %s%s", door.site, HOME)
                beside = (office.publish, lambda *_: digest.send_on(door_of(application)))
                await serve(application, stop, webhook=hook, pulse=watch.pulse, beside=beside)

    def _webhook(self, application: App) -> tuple[Hook | None, list[Route]]:
        """What Telegram is told, and where it brings updates; nothing where the bot polls."""
        settings = self._settings
        if not settings.webhook or not settings.public_url:
            return None, []
        given = settings.webhook_secret
        secret = given.get_secret_value() if given else token_urlsafe(32)
        route = webhook(reception_of(application), secret)
        return Hook(url=settings.public_url.rstrip("/") + PATH, secret=secret), [route]

    @asynccontextmanager
    async def _kept(self, watch: Watch) -> AsyncIterator[tuple[SQLite, QueryLog, Inbox]]:
        """What a run on Telegram keeps, for this program alone."""
        database = self._settings.database
        letters = inbox_beside(database)
        async with OnlyOne(letters):
            for file in (database, letters):
                set_aside_if_broken(file)
            async with (
                self._log(database, watch) as (store, log),
                Inbox(letters, settle=log.settle, listen=watch.answered) as inbox,
            ):
                try:
                    yield store, log, inbox
                finally:
                    store.hurry()

    @asynccontextmanager
    async def _log(
        self, database: Path, watch: Watch | None = None
    ) -> AsyncIterator[tuple[SQLite, QueryLog]]:
        retention = timedelta(days=self._settings.retention_days)
        listen = watch.replied if watch else None
        async with (
            SQLite(database) as store,
            QueryLog(store, retention=retention, listen=listen) as log,
        ):
            yield store, log

    @asynccontextmanager
    async def _reloading(self) -> AsyncIterator[None]:
        watching = asyncio.gather(self._holder.watch(), self._keep())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    async def _keep(self, _: str = "") -> None:
        """What the desk has learnt is there for the next start; nobody waits for it."""
        desk, day = self._holder.desk, today(self._settings)
        await aside(lambda: self._learnt.keep(desk, day))


def office_of(
    settings: Settings, door: WebDoor, admins: tuple[int, ...], chat: int | None
) -> tuple[Office, Digesting]:
    """What staff may ask of the bot in their chats; `chat`: the office's."""
    digest = Digesting(chat, settings.timezone, door.waiting)
    return Office(admins, settings.timezone, door.link, digest.command), digest


def listen(holder: Reloader, application: App, admins: tuple[int, ...]) -> None:
    """The admins hear in Telegram, once, where a saved file is broken, and that it is mended; and
    who waits for an answer, that there may be one.
    """
    sender = Sender(application.bot)

    async def tell(faults: tuple[Fault, ...]) -> None:
        await tell_admins(sender, admins, faults, holder.desk.knowledge.language.say)

    async def published(_: str) -> None:
        door_of(application).published.set()

    holder.listen(on_faults=tell, on_good=published)


def stopped() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; further ones change nothing."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
