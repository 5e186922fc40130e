"""Each fault a test can order, as python-telegram-bot meets it; the answer comes all the same."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.localtelegram import LocalRequest, LocalTelegram
from bot.localtelegram.faults import Faults
from tests.localbot import running

SEEN: dict[str, tuple[dict[str, Any], type[TelegramError], str]] = {
    "400": ({"status": 400}, BadRequest, "Chat not found"),
    "401": ({"status": 401}, InvalidToken, "Unauthorized"),
    "403": ({"status": 403}, Forbidden, "Forbidden: bot was blocked by the user"),
    "404": ({"status": 404}, InvalidToken, "Not Found"),
    "409": (
        {"status": 409},
        Conflict,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
        "is running",
    ),
    "429": ({"status": 429, "retry_after": 2}, RetryAfter, "Flood control exceeded. Retry in 2"),
    "500": ({"status": 500}, NetworkError, "Internal Server Error: restart"),
    "502": ({"status": 502}, NetworkError, "Bad Gateway (502). Parsing the server response"),
    "migrated": (
        {"status": 400, "migrate_to_chat_id": -100},
        ChatMigrated,
        "Group migrated to supergroup. New chat id: -100",
    ),
    "own words": (
        {"status": 400, "description": "Bad Request: TOPIC_CLOSED"},
        BadRequest,
        "Topic_closed",
    ),
    "garbage": ({"body": b"<html>"}, TelegramError, "Invalid server response"),
    "cut": ({"cut": True}, NetworkError, "Server disconnected without sending a response."),
    "lost": ({"answer_lost": True}, TimedOut, "Timed out"),
}


@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
@pytest.mark.parametrize(("fault", "kind", "words"), SEEN.values(), ids=SEEN)
async def test_a_fault_is_met_once_and_then_all_is_well(
    fault: dict[str, Any], kind: type[TelegramError], words: str
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world) as desk:
        world.faults.next("sendMessage", **fault)
        await citizen.says("satu")
        await world.until(lambda: desk.errors)
        await citizen.says("dua")
        await world.until(lambda: [one for one in citizen.chat.sent if one.text == "dua"])

    assert (kind, True) == (type(desk.error), str(desk.error).startswith(words))
    assert len(world.calls("sendMessage")) == 2


@pytest.mark.parametrize(
    ("fault", "expected"),
    [({"cut": True}, []), ({"status": 502}, []), ({"answer_lost": True}, ["halo"])],
    ids=["cut", "502", "lost"],
)
async def test_only_a_lost_answer_leaves_its_message_there(
    fault: dict[str, Any], expected: list[str]
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world) as desk:
        world.faults.next("sendMessage", **fault)
        await citizen.says("halo")
        await world.until(lambda: desk.errors)

    assert expected == [message.text for message in citizen.chat.sent]


async def test_a_hang_only_delays() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world):
        world.faults.next("sendMessage", hang=0.2)
        start = time.monotonic()
        await citizen.says("halo")
        await citizen.receives()

    assert time.monotonic() - start >= 0.2


async def test_a_hang_over_the_read_timeout_is_given_up_and_not_done() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, request=LocalRequest(world, read_timeout=0.1)) as desk:
        world.faults.next("sendMessage", hang=30)
        await citizen.says("halo")
        await world.until(lambda: desk.errors)

    assert (TimedOut, [], None) == (
        type(desk.error),
        citizen.chat.sent,
        world.calls("sendMessage")[0].status,
    )


POLLING: dict[str, Callable[[Faults], None]] = {
    "502": lambda faults: faults.next("getUpdates", status=502, times=2),
    "409": lambda faults: faults.next("getUpdates", status=409),
    "cut": lambda faults: faults.next("getUpdates", cut=True),
    "lost": lambda faults: faults.next("getUpdates", answer_lost=True),
}


@pytest.mark.parametrize("order", POLLING.values(), ids=POLLING)
async def test_polling_goes_on_after_a_fault_and_loses_no_update(
    order: Callable[[Faults], None],
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    order(world.faults)
    async with running(world):
        await citizen.says("halo")
        [answer] = await citizen.receives()

    assert (answer.text, len(citizen.chat.sent)) == ("halo", 1)


async def test_a_token_revoked_while_running_is_told_to_who_polls() -> None:
    world = LocalTelegram()
    bot = Bot(world.token, request=LocalRequest(world), get_updates_request=LocalRequest(world))
    async with bot:
        world.faults.next("getUpdates", status=401)
        with pytest.raises(InvalidToken):
            await bot.get_updates()


def test_faults_come_in_their_order_as_often_as_ordered() -> None:
    faults = Faults()
    faults.next("sendMessage", status=500, times=2)
    faults.next("sendMessage", status=403)
    faults.next(status=502)

    assert [
        fault.status if fault else None for fault in (faults.take("sendMessage") for _ in range(5))
    ] == [500, 500, 403, 502, None]


def test_a_fault_of_one_method_leaves_the_others_alone() -> None:
    faults = Faults()
    faults.next("sendMessage", status=500, times=None)

    assert faults.take("getMe") is None


def test_faults_can_be_taken_back() -> None:
    faults = Faults()
    faults.next("sendMessage", status=500, times=None)
    faults.next("getMe", status=500, times=None)
    faults.clear("sendMessage")

    assert (faults.take("sendMessage"), getattr(faults.take("getMe"), "status", 0)) == (None, 500)

    faults.clear()

    assert faults.take("getMe") is None
