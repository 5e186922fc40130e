"""getUpdates and the webhook on the played Telegram: waiting, confirming, one poll at a time."""

import asyncio
import json
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict

from bot.localtelegram import Citizen, LocalRequest, LocalTelegram
from tests.localbot import running

HOOK = "https://kpu.example.id/telegram"


@pytest.fixture
def world() -> LocalTelegram:
    return LocalTelegram()


@pytest.fixture
def citizen(world: LocalTelegram) -> Citizen:
    return world.citizen()


@pytest_asyncio.fixture
async def bot(world: LocalTelegram) -> AsyncIterator[Bot]:
    request, polling = LocalRequest(world), LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=polling) as bot:
        yield bot


def texts(updates: tuple[Update, ...]) -> list[str | None]:
    return [update.effective_message.text for update in updates if update.effective_message]


async def test_an_update_comes_again_until_an_offset_confirms_it(
    bot: Bot, citizen: Citizen
) -> None:
    await citizen.says("satu")
    await citizen.says("dua")
    first = await bot.get_updates()
    again = await bot.get_updates()
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    last = await bot.get_updates(offset=first[-1].update_id + 1)

    assert [texts(updates) for updates in (first, again, rest, last)] == [
        ["satu", "dua"],
        ["satu", "dua"],
        ["dua"],
        [],
    ]
    assert first[1].update_id - first[0].update_id == 1


async def test_a_limit_and_an_offset_from_the_end_are_kept(bot: Bot, citizen: Citizen) -> None:
    for number in range(5):
        await citizen.says(str(number))
    some = await bot.get_updates(limit=2)
    last = await bot.get_updates(offset=-1)
    left = await bot.get_updates()

    assert (texts(some), texts(last), texts(left)) == (["0", "1"], ["4"], ["4"])


async def test_no_more_than_a_hundred_come_at_once(bot: Bot, citizen: Citizen) -> None:
    for number in range(101):
        await citizen.says(str(number))

    assert len(await bot.get_updates()) == 100


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, citizen: Citizen) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    start = time.monotonic()
    await citizen.says("halo")

    assert texts(await polling) == ["halo"]
    assert time.monotonic() - start < 5


async def test_a_long_poll_ends_empty_when_its_time_is_up(bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()


async def test_a_second_poll_ends_the_first_with_a_conflict(
    bot: Bot, citizen: Citizen, world: LocalTelegram
) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.calls("getUpdates"))
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure"):
        await first
    await citizen.says("halo")

    assert texts(await second) == ["halo"]


async def test_a_webhook_keeps_polls_away_until_it_is_deleted(
    bot: Bot, world: LocalTelegram
) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.calls("getUpdates"))
    await bot.set_webhook(HOOK)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(Conflict, match="while webhook is active; use deleteWebhook"):
        await bot.get_updates()
    await bot.delete_webhook()

    assert await bot.get_updates() == ()


async def test_kinds_the_bot_does_not_want_are_not_queued(
    bot: Bot, citizen: Citizen, world: LocalTelegram
) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])
    await citizen.says("halo")
    await citizen.blocks()
    kept = await bot.get_updates()
    await bot.get_updates(offset=kept[-1].update_id + 1, allowed_updates=[])
    await citizen.unblocks()
    await citizen.says("halo lagi")

    assert [update.my_chat_member is not None for update in kept] == [True]
    assert len(await bot.get_updates()) == 2


async def test_members_changes_come_only_to_who_names_them(
    bot: Bot, citizen: Citizen, world: LocalTelegram
) -> None:
    group = world.group()
    await group.add(citizen)
    unasked = await bot.get_updates()
    await bot.get_updates(offset=-1, allowed_updates=["chat_member"])
    await group.add(world.citizen())
    asked = [one for one in await bot.get_updates() if one.chat_member]

    assert ([update.chat_member for update in unasked], len(asked)) == ([None], 1)


async def test_an_unknown_kind_of_update_is_complained_of(bot: Bot, world: LocalTelegram) -> None:
    await bot.get_updates(allowed_updates=["messages"])

    assert world.complaints == ["There is no kind of update 'messages'."]


async def test_pending_updates_can_be_dropped(bot: Bot, citizen: Citizen) -> None:
    await citizen.says("halo")
    await bot.delete_webhook(drop_pending_updates=True)

    assert await bot.get_updates() == ()


@pytest.mark.parametrize(
    ("url", "secret", "expected"),
    [
        ("http://kpu.go.id", "a", "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            "https://kpu.go.id:8080",
            "a",
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (HOOK, "a b", "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_is_refused_in_telegrams_words(
    bot: Bot, world: LocalTelegram, url: str, secret: str, expected: str
) -> None:
    with pytest.raises(BadRequest):
        await bot.set_webhook(url, secret_token=secret)

    assert f"Bad Request: {expected}" == world.calls()[-1].description


async def test_a_webhook_gets_its_updates_in_order_until_it_refuses_one(
    bot: Bot, citizen: Citizen, world: LocalTelegram
) -> None:
    statuses = [200, 500, 204]
    seen: list[tuple[str, str, str]] = []

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        secret = headers["X-Telegram-Bot-Api-Secret-Token"]
        seen.append((url, json.loads(body)["message"]["text"], secret))
        return statuses.pop(0)

    await bot.set_webhook(HOOK, secret_token="rahasia")
    await citizen.says("satu")
    await citizen.says("dua")
    taken = [await world.push(post)]
    info = await bot.get_webhook_info()
    taken.append(await world.push(post))

    assert (
        taken,
        info.pending_update_count,
        info.last_error_message,
    ) == ([1, 1], 1, "Wrong response from the webhook: 500")
    assert [(HOOK, text, "rahasia") for text in ("satu", "dua", "dua")] == seen
    assert not world.updates


async def test_what_was_asked_before_the_bot_started_is_answered_once() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    await citizen.says("halo")
    async with running(world):
        await citizen.receives()
    async with running(world):
        await citizen.says("lagi")
        await citizen.receives()

    assert [message.text for message in citizen.chat.sent] == ["halo", "lagi"]
