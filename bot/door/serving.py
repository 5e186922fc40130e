"""The Application built from its parts, started whatever the network does, and stopped in order."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import UTC, tzinfo
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    InlineQueryHandler,
)
from telegram.request import BaseRequest

from bot.door.backroom import backroom_of
from bot.door.commands import COMMANDS, ENOUGH, Command
from bot.door.dispatching import LINE_KEY, Dispatch
from bot.door.displaying import Displays
from bot.door.door import DeskHolder, Door
from bot.door.failing import Apologies
from bot.door.gallery import Gallery
from bot.door.handlers import Handler, Line
from bot.door.hooking import Hook, keep_set
from bot.door.inline import Inline
from bot.door.limiting import Limits
from bot.door.menus import publish
from bot.door.minding import mind
from bot.door.polling import LONG_POLL, Poller, Pulse, TokenRejected
from bot.door.receiving import Reception
from bot.door.remembering import Memory
from bot.door.retrying import RetryingRequest
from bot.door.sending import Sender
from bot.door.telling import telling
from bot.door.tending import alongside, in_time, until
from bot.door.transport import AiohttpRequest, Timeouts
from bot.door.visiting import Visit
from bot.entries import Text
from bot.keeping.inbox import Inbox
from bot.keeping.notices import Notices, notices_in
from bot.keeping.privacy import Pseudonymiser
from bot.keeping.querylog import QueryLog

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
# Given the bot and its sentences; it is cancelled at the stop.
Beside = Callable[[Bot, Mapping[str, Text]], Coroutine[None, None, None]]

TELEGRAM = "https://api.telegram.org/bot"
TELEGRAM_FILES = "https://api.telegram.org/file/bot"
# Seconds at a stop: for who stands in line (only where the line is not kept), for what has begun,
# for each goodbye; under 5 in all.
_LINE, _BEGUN, _BEGUN_KEPT, _GOODBYE = 2.0, 0.8, 2.8, 0.4
# Answers on their way at once.
_CONNECTIONS = 256
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
# Order and slots are the queues' matter; python-telegram-bot hands on all that comes.
_UNLIMITED = 1_000_000
# Chats in line in memory; what else there is waits with Telegram, which holds it for a day.
_ROOM = 1000
_RECEPTION_KEY, _POLLS_KEY = "reception", "polls"


def build_application(
    holder: DeskHolder,
    querylog: QueryLog,
    pseudonyms: Pseudonymiser,
    *,
    token: str,
    base_url: str = TELEGRAM,
    base_file_url: str = TELEGRAM_FILES,
    retention_days: int = 365,
    admins: Sequence[int] = (),
    commands: Sequence[Command] = COMMANDS,
    unlisted: Sequence[Command] = (),
    presses: Mapping[str, Handler] | None = None,
    request: BaseRequest | None = None,
    get_updates_request: BaseRequest | None = None,
    inbox: Inbox | None = None,
    notices: Notices | None = None,
    seen: Callable[[Visit], None] | None = None,
    failed: Callable[[str], None] | None = None,
    office_chat: int | None = None,
    zone: tzinfo = UTC,
) -> App:
    """An Application with the citizens' line in it, for `serve`; nothing is sent yet.

    `admins` (Telegram user ids) are told of bugs, and may always add the bot to groups. `commands`
    are the citizens' and whatever other rooms add; for `unlisted` and `presses` see Line. Requests
    go over aiohttp unless others are given (the played Telegram of a test). `inbox`: where updates
    are kept until they are answered; without one, in memory alone. `notices`: those of the log's
    database unless others are given. `seen` hears of each visit, `failed` of each request that
    failed on its way. `office_chat`: the group whose people answer what is handed to them, in the
    time of `zone`; None: nothing is.
    """
    wires = _wires(base_url, request, get_updates_request, failed)
    application = _built(token, base_url, base_file_url, *wires)
    sender, gallery = Sender(application.bot), Gallery()
    door = Door(
        holder=holder,
        log=querylog,
        pseudonyms=pseudonyms,
        sender=sender,
        memory=Memory(querylog.store),
        retention_days=retention_days,
        inbox=inbox or Inbox(None),
        notices=notices or notices_in(querylog.store),
        backroom=backroom_of(querylog.store, sender, application.bot, office_chat, zone),
        gallery=gallery,
        displays=Displays(gallery),
    )
    line = Line(door, commands, unlisted=(*unlisted, ENOUGH), presses=presses, admins=admins)
    application.bot_data[LINE_KEY] = line
    application.bot_data[_POLLS_KEY] = wires[1]
    application.bot_data[_RECEPTION_KEY] = Reception(
        application.bot,
        door.inbox,
        door.ids,
        application.update_queue.put_nowait,
        full=lambda: line.queues.waiting >= _ROOM,
        seen=seen,
    )
    application.add_handler(InlineQueryHandler(Inline(door, line.queues).receive))
    application.add_error_handler(Apologies(door, admins).failed)
    _quieten()
    return application


def _built(
    token: str, base_url: str, base_file_url: str, request: BaseRequest, polls: BaseRequest
) -> App:
    return (
        ApplicationBuilder()
        .application_class(Dispatch)
        .token(token)
        .base_url(base_url)
        .base_file_url(base_file_url)
        .request(request)
        .get_updates_request(polls)
        .concurrent_updates(_UNLIMITED)
        .updater(None)
        .job_queue(None)
        .build()
    )


def _wires(
    base_url: str,
    given: BaseRequest | None,
    polls: BaseRequest | None,
    failed: Callable[[str], None] | None,
) -> tuple[RetryingRequest, BaseRequest]:
    """What messages go over, and what polls do; the poller has a patience of its own.

    Telegram's limit overall is Telegram's; a server of one's own sets its own.
    """
    if given:
        return RetryingRequest(given, failed=failed), polls or given
    limits = Limits() if base_url == TELEGRAM else Limits(overall=None)
    sending = AiohttpRequest(_CONNECTIONS, Timeouts(connect=10.0, read=20.0, pool=20.0))
    # Four connections, lest one that hangs makes the bot deaf; a poll may wait its full time.
    patient = Timeouts(connect=10.0, read=LONG_POLL.total_seconds() + 10)
    return RetryingRequest(sending, limits, failed=failed), polls or AiohttpRequest(4, patient)


def _quieten() -> None:
    """Two of python-telegram-bot's loggers print what citizens wrote; these errors we log."""
    for name in ("telegram.ext.ExtBot", "telegram.request.BaseRequest"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def reception_of(application: App) -> Reception:
    """Where the webhook hands in what Telegram brings."""
    reception: Reception = application.bot_data[_RECEPTION_KEY]
    return reception


def door_of(application: App) -> Door:
    """What its handlers are given, for rooms that speak of their own accord."""
    line: Line = application.bot_data[LINE_KEY]
    return line.door


async def serve(
    application: App,
    stop: asyncio.Event,
    *,
    polling: bool = True,
    webhook: Hook | None = None,
    pulse: Pulse | None = None,
    beside: Sequence[Beside] = (),
) -> None:
    """Answer citizens until `stop` is set; what has begun is finished, in less than 5 seconds.

    With a `webhook` Telegram is told where to bring updates, and nothing is polled; with `polling`
    False, neither. What an earlier run left in the inbox is answered first.
    `beside`: what else is to be done once Telegram has been reached, while citizens are served.
    Raises TokenRejected, at the start or later, once everything is closed again, and StoreError
    where the inbox cannot be read.
    """
    line: Line = application.bot_data[LINE_KEY]
    reception = reception_of(application)
    bot, deliver, pulse = application.bot, application.update_queue.put_nowait, pulse or Pulse()
    poller = None
    if polling and not webhook:
        wire = application.bot_data[_POLLS_KEY]
        poller = Poller(bot, reception.receive, wire=wire, room=reception.room, pulse=pulse)
    source = poller.run if poller else partial(keep_set, bot, webhook, pulse)
    async with contextlib.AsyncExitStack() as closing:
        closing.push_async_callback(in_time, _GOODBYE, application.bot.shutdown)
        closing.push_async_callback(in_time, _GOODBYE, application.shutdown)
        if not await until(stop, _initialise(application)):
            return
        await line.door.memory.begin()
        await application.start()
        if line.door.backroom:
            await line.door.backroom.recall()
        if left := await reception.take_up():
            log.info("%d messages that an earlier run left are answered now", left)
        say, memory = line.door.desk.knowledge.language.say, line.door.memory
        closing.push_async_callback(in_time, _GOODBYE, memory.flush)
        closing.push_async_callback(_finish, application, line, poller)
        closing.callback(reception.close)
        async with alongside(
            publish(application.bot, line.commands, say),
            memory.write_on(),
            memory.keep_up(),
            line.try_again(deliver),
            telling(line.door),
            mind(line.door),
            *(work(application.bot, say) for work in beside),
        ):
            await until(stop, source())


async def _initialise(application: App) -> None:
    """As often as it takes: a machine that boots may be up before its network is."""
    pause = _FIRST_PAUSE
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            # `from None`: python-telegram-bot's text holds the whole token.
            raise TokenRejected from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _finish(application: App, line: Line, poller: Poller | None) -> None:
    """What has begun is finished; what has not stays in the inbox for the next start.

    Where the inbox cannot keep it, those in line are answered while there is time.
    """
    inbox = line.door.inbox
    if not inbox.keeps:
        await in_time(_LINE, application.update_queue.join)
    line.queues.close()
    begun = _BEGUN_KEPT if inbox.keeps else _BEGUN
    if not await in_time(begun, application.update_queue.join):
        log.warning("%d answers were cut off by the stop", line.queues.abandon())
    await application.stop()
    if line.queues.left and inbox.keeps:
        log.info("%d messages wait in the inbox for the next start", line.queues.left)
    elif line.queues.left:
        log.warning("%d messages were left unanswered by the stop", line.queues.left)
    if poller and (inbox.keeps or not line.queues.left):
        await in_time(_GOODBYE, poller.confirm)
