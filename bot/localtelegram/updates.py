"""The methods that fetch updates: long polling as Telegram does it, and the webhook's setting."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable

from bot.localtelegram.botapi import Call, Json, Refusal, bad_request
from bot.localtelegram.world import World

# Documented of setWebhook: the only ports Telegram calls.
WEBHOOK_PORTS = ("", "443", "80", "88", "8443")
# Address, body and headers of one call of the webhook; returns its status.
Post = Callable[[str, bytes, dict[str, str]], Awaitable[int]]
_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
)


async def get_updates(world: World, call: Call) -> list[Json]:
    """getUpdates: what is new, or the wait for it. A second one ends the first with 409."""
    if world.webhook:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
            "delete the webhook first",
        )
    _allow(world, call)
    _confirm(world, call.number("offset"))
    if world.poll is not None:
        world.poll.set()
        await world.changed()
    if not world.updates and call.number("timeout") > 0:
        await _wait(world, call.number("timeout"))
    limit = call.number("limit")
    return list(world.updates)[: limit if 1 <= limit <= 100 else 100]


def set_webhook(world: World, call: Call) -> bool:
    """setWebhook; an empty address removes it."""
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    if not url.lower().startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    port = re.match(r"https://[^/:]+:?(\d*)", url, re.IGNORECASE)
    if port is None or port[1] not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret = call.text("secret_token")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(world, call)
    if call.values.get("drop_pending_updates"):
        world.updates.clear()
    if world.poll is not None:
        world.poll.set()
    world.webhook = {"url": url, "secret_token": secret}
    return True


def delete_webhook(world: World, call: Call) -> bool:
    """deleteWebhook."""
    if call.values.get("drop_pending_updates"):
        world.updates.clear()
    world.webhook = {}
    return True


def get_webhook_info(world: World, call: Call) -> Json:
    """getWebhookInfo."""
    faults = ("last_error_date", "last_error_message")
    return {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        **{name: world.webhook[name] for name in faults if name in world.webhook},
        **({"allowed_updates": list(world.allowed_updates)} if world.allowed_updates else {}),
    }


async def push(world: World, post: Post) -> int:
    """Brings the updates to the webhook, one after another, until it refuses one."""
    headers = {"Content-Type": "application/json"}
    if secret := world.webhook.get("secret_token"):
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    taken = 0
    while world.webhook and world.updates:
        body = json.dumps(world.updates[0], ensure_ascii=False).encode()
        status = await post(world.webhook["url"], body, headers)
        if not 200 <= status < 300:
            wrong = f"Wrong response from the webhook: {status}"
            world.webhook |= {"last_error_date": world.now(), "last_error_message": wrong}
            break
        world.updates.popleft()
        taken += 1
    await world.changed()
    return taken


def _allow(world: World, call: Call) -> None:
    wanted = call.values.get("allowed_updates")
    if wanted is None:
        return
    for kind in wanted:
        if kind not in _KINDS:
            call.complain(f"There is no kind of update {kind!r}.")
    world.allowed_updates = tuple(kind for kind in wanted if kind in _KINDS)


def _confirm(world: World, offset: int) -> None:
    """Forgets what is before `offset`; a negative one counts from the end."""
    if offset < 0:
        while len(world.updates) > -offset:
            world.updates.popleft()
    while world.updates and offset > 0 and world.updates[0]["update_id"] < offset:
        world.updates.popleft()


async def _wait(world: World, seconds: int) -> None:
    ended = world.poll = asyncio.Event()
    try:
        async with asyncio.timeout(seconds), world.changes:
            await world.changes.wait_for(lambda: bool(world.updates) or ended.is_set())
    except TimeoutError:
        return
    finally:
        if world.poll is ended:
            world.poll = None
    if ended.is_set():
        reason = "setWebhook request" if world.webhook else "other getUpdates request; make sure "
        hint = "" if world.webhook else "that only one bot instance is running"
        raise Refusal(409, f"Conflict: terminated by {reason}{hint}")
