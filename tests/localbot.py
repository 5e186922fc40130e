"""A real python-telegram-bot Application on the played Telegram, answering as a test says."""

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.localtelegram import LocalRequest, LocalTelegram

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, Any]]


@dataclass(kw_only=True)
class Helpdesk:
    """A running bot: all updates it got, and the errors its handlers raised."""

    bot: ExtBot[None]
    updates: list[Update] = field(default_factory=list)
    errors: list[BaseException] = field(default_factory=list)

    @property
    def error(self) -> TelegramError:
        """The one error there was."""
        [error] = self.errors
        assert isinstance(error, TelegramError)
        return error


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says back what was said, in bold."""
    message = update.effective_message
    assert message is not None
    await message.reply_html(f"<b>{message.text_html or 'tanpa teks'}</b>")


async def nothing(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Keeps silent."""


@asynccontextmanager
async def running(
    world: LocalTelegram,
    answer: Handler = echo,
    *,
    pressed: Handler = nothing,
    typed: Handler = nothing,
    request: BaseRequest | None = None,
    updates_request: BaseRequest | None = None,
    base_url: str = "https://api.telegram.org/bot",
    allowed_updates: list[str] | None = None,
) -> AsyncIterator[Helpdesk]:
    """The bot, polling; `answer` is called for messages, `pressed` for buttons, `typed` inline."""
    application = _built(world, request, updates_request, base_url)
    desk = Helpdesk(bot=application.bot)

    async def note(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        desk.updates.append(update)
        await world.changed()

    async def note_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert context.error is not None
        desk.errors.append(context.error)
        await world.changed()

    application.add_handler(TypeHandler(Update, note), group=-1)
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, answer))
    application.add_handler(CallbackQueryHandler(pressed))
    application.add_handler(InlineQueryHandler(typed))
    application.add_error_handler(note_error)
    async with application:
        await application.start()
        assert application.updater is not None
        # A poll interval above zero keeps PTB's pause after a fault at one and a half times that.
        await application.updater.start_polling(poll_interval=0.01, allowed_updates=allowed_updates)
        try:
            yield desk
        finally:
            try:
                await application.updater.stop()
            finally:
                await application.stop()


def _built(
    world: LocalTelegram,
    request: BaseRequest | None,
    updates_request: BaseRequest | None,
    base_url: str,
) -> Application[Any, Any, Any, Any, Any, Any]:
    return (
        ApplicationBuilder()
        .token(world.token)
        .base_url(base_url)
        .request(request or LocalRequest(world))
        .get_updates_request(updates_request or LocalRequest(world))
        .build()
    )
