"""What Telegram says of the bot: its token, its settings at BotFather, its webhook, its chats."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    User,
    WebhookInfo,
)
from telegram.constants import ChatType
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.doctor.findings import Finding, State, found

T = TypeVar("T")

# Where the webhook is under PUBLIC_URL.
WEBHOOK_PATH = "/telegram"
# Telegram tells its last failure for ever; an older one is history.
_RECENT = timedelta(hours=24)
# Seconds before the second and last try where the network lost the first.
_PAUSE = 0.5


async def patient(call: Callable[[], Awaitable[T]]) -> T:
    """`call`, once more if the network failed: one lost packet is no finding."""
    try:
        return await call()
    except NetworkError as error:
        if isinstance(error, BadRequest):
            raise
    await asyncio.sleep(_PAUSE)
    return await call()


async def token(bot: Bot) -> Finding:
    """Whether Telegram knows the token; afterwards `bot.bot` is who it is."""
    try:
        await patient(bot.initialize)
    except InvalidToken as error:
        # Its own text holds the token; its cause has Telegram's words.
        unknown = "not found" in str(error.__cause__).lower()
        return found("token", State.WRONG, "token_malformed" if unknown else "token_rejected")
    except TelegramError as error:
        return found("token", State.WRONG, "unreachable", kind=type(error).__name__)
    return found("token", State.OK, "token_ok", username=bot.username, name=bot.first_name)


def privacy_mode(me: User) -> Finding:
    """On, so that a group's talk that is not meant for the bot never reaches this machine."""
    if me.can_read_all_group_messages:
        return found("privacy_mode", State.WARNING, "privacy_off", username=me.username)
    return found("privacy_mode", State.OK, "privacy_on")


def inline(me: User, *, answered: bool) -> Finding:
    """`answered`: this program answers @bot from any chat, so it is worth switching on."""
    if bool(me.supports_inline_queries) is answered:
        return found("inline", State.OK, "inline_on" if answered else "inline_unused")
    key = "inline_off" if answered else "inline_unanswered"
    return found("inline", State.WARNING, key, username=me.username)


async def webhook(bot: Bot, now: datetime, address: str | None) -> Finding:
    """`address`: the public one under which the webhook is meant to be; None: polling is."""
    info = await patient(bot.get_webhook_info)
    if address is None:
        if info.url:
            return found("webhook", State.WARNING, "webhook_left", host=_host(info.url))
        return found("webhook", State.OK, "webhook_none", pending=info.pending_update_count)
    if not info.url:
        return found("webhook", State.WARNING, "webhook_missing")
    if info.url != address.rstrip("/") + WEBHOOK_PATH:
        return found("webhook", State.WARNING, "webhook_elsewhere", host=_host(info.url))
    return _delivery(info, now)


def _delivery(info: WebhookInfo, now: datetime) -> Finding:
    failed = info.last_error_date
    if failed and now - failed < _RECENT:
        reason = info.last_error_message or "?"
        return found("webhook", State.WARNING, "webhook_failing", reason=reason)
    return found("webhook", State.OK, "webhook_ok", pending=info.pending_update_count)


def _host(url: str) -> str:
    """Never the whole address: in a stranger's, the path may be a secret."""
    return urlsplit(url).hostname or "?"


async def office(bot: Bot, chat_id: int | None) -> Finding:
    """Whether the bot is in the office's group and may do there what a hand-over needs."""
    if chat_id is None:
        return found("office", State.WARNING, "office_unset")
    try:
        chat = await patient(lambda: bot.get_chat(chat_id))
        own = await patient(lambda: bot.get_chat_member(chat_id, bot.id))
    except ChatMigrated as error:
        return found("office", State.WRONG, "office_migrated", new=error.new_chat_id)
    except (BadRequest, Forbidden) as error:
        return found("office", State.WRONG, "office_unknown", reason=error.message)
    if chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return found("office", State.WRONG, "office_no_group")
    return _rights(chat, own)


def _rights(chat: ChatFullInfo, own: ChatMember) -> Finding:
    title = chat.title or "?"
    if own.status in (ChatMember.LEFT, ChatMember.BANNED):
        return found("office", State.WRONG, "office_unknown", reason=own.status)
    if not _may_write(chat, own):
        return found("office", State.WRONG, "office_mute", title=title)
    if not chat.is_forum:
        return found("office", State.OK, "office_ok", title=title)
    if isinstance(own, ChatMemberAdministrator) and own.can_manage_topics:
        return found("office", State.OK, "office_forum", title=title)
    return found("office", State.WARNING, "office_forum_member", title=title)


def _may_write(chat: ChatFullInfo, own: ChatMember) -> bool:
    """A group's permissions bind its members, not its admins; a restriction binds for itself."""
    if isinstance(own, ChatMemberRestricted):
        return own.can_send_messages
    if own.status == ChatMember.MEMBER and chat.permissions:
        return chat.permissions.can_send_messages is not False
    return True


async def admins(bot: Bot, ids: Sequence[int]) -> Finding:
    """Whether each has opened the chat with the bot, without which it can tell them nothing."""
    if not ids:
        return found("admins", State.WARNING, "admins_unset")
    unopened = []
    for admin in ids:
        try:
            await patient(lambda admin=admin: bot.get_chat(admin))  # type: ignore[misc]
        except (BadRequest, Forbidden):
            unopened.append(str(admin))
    if unopened:
        return found("admins", State.WARNING, "admins_unopened", ids=", ".join(unopened))
    return found("admins", State.OK, "admins_ok", count=len(ids))
