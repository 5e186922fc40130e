"""Telegram alone is listened to, and hears "200" only of what is kept."""

import asyncio
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from telegram import Bot

from bot.door.hooking import Hook, keep_set
from bot.door.polling import ALLOWED, Pulse, TokenRejected
from bot.door.serving import reception_of
from bot.door.webhook import HEADER, LARGEST, PATH, webhook
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.localtelegram.botapi import Json
from tests.townhall import Townhall, townhall

SECRET = "rahasia-antara-kita"
HOOK = Hook(url="https://bot.example" + PATH, secret=SECRET)
SLOGAN = "apa slogan kpu purwakarta"


@asynccontextmanager
async def hooked(
    folder: Path, world: LocalTelegram | None = None
) -> AsyncIterator[tuple[Townhall, httpx.AsyncClient]]:
    """A bot that Telegram brings updates to, and who brings them."""
    async with townhall(folder, world, webhook=HOOK, refused=True) as hall:
        route = webhook(reception_of(hall.application), SECRET)
        transport = httpx.ASGITransport(app=Starlette(routes=[route]))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            await hall.world.until(lambda: hall.world.webhook)
            yield hall, client


async def brings(world: LocalTelegram, client: httpx.AsyncClient) -> int:
    """As Telegram does; how many were taken."""

    async def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        return (await client.post(PATH, content=body, headers=headers)).status_code

    return await world.push(post)


async def test_a_question_brought_is_answered(tmp_path: Path) -> None:
    async with hooked(tmp_path) as (hall, client):
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        taken = await brings(hall.world, client)
        [answer] = await citizen.receives()

    assert taken == 1
    assert answer.text.startswith("Slogan")
    assert hall.world.calls("getUpdates") == []
    asked = hall.world.calls("setWebhook")[0].parameters
    assert (asked["url"], asked["secret_token"]) == (HOOK.url, SECRET)
    assert asked["allowed_updates"] == list(ALLOWED)


async def test_200_is_said_of_what_is_on_the_disk(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("sendMessage", hang=30, times=None)
    async with hooked(tmp_path, world) as (hall, client):
        await hall.world.citizen().says(SLOGAN)
        await brings(world, client)
        with closing(sqlite3.connect(tmp_path / "bot-inbox.db")) as inbox:
            kept = inbox.execute("SELECT count(*) FROM inbox").fetchone()

    assert kept == (1,)


async def test_an_update_brought_many_times_is_answered_once(tmp_path: Path) -> None:
    async with hooked(tmp_path) as (hall, client):
        citizen = hall.world.citizen()
        await citizen.says(SLOGAN)
        [update] = hall.world.updates
        statuses = [await post(client, update) for _ in range(3)]
        statuses += await asyncio.gather(*(post(client, update) for _ in range(3)))
        await citizen.receives()
        statuses.append(await post(client, update))
        await hall.application.update_queue.join()

    assert statuses == [200] * 7
    assert len(citizen.chat.sent) == 1


async def post(client: httpx.AsyncClient, update: Json) -> int:
    return (await client.post(PATH, json=update, headers={HEADER: SECRET})).status_code


UPDATE = {"update_id": 7, "message": {"message_id": 1}}


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({}, json.dumps(UPDATE), 403),
        ({HEADER: "lain"}, json.dumps(UPDATE), 403),
        ({HEADER: "rahasia-antara-kitä".encode("latin-1")}, json.dumps(UPDATE), 403),
        ({HEADER: SECRET}, "", 400),
        ({HEADER: SECRET}, "halo", 400),
        ({HEADER: SECRET}, "[1]", 400),
        ({HEADER: SECRET}, "{}", 400),
        ({HEADER: SECRET}, '{"update_id": true}', 400),
        ({HEADER: SECRET}, '{"update_id": "7"}', 400),
        ({HEADER: SECRET}, '{"update_id": -1}', 400),
        ({HEADER: SECRET}, f'{{"update_id": {2**63}}}', 400),
        ({HEADER: SECRET}, "[" * 100_000, 400),
        ({HEADER: SECRET}, b"\xff\xfe\x00", 400),
        ({HEADER: SECRET}, " " * (LARGEST + 1), 413),
    ],
)
async def test_what_is_not_telegrams_update_is_refused(
    tmp_path: Path, headers: dict[str, Any], body: str | bytes, status: int
) -> None:
    async with hooked(tmp_path) as (hall, client):
        response = await client.post(PATH, content=body, headers=headers)

    assert (response.status_code, response.content) == (status, b"")
    assert hall.inbox.waiting == 0


async def test_only_post_is_understood(tmp_path: Path) -> None:
    async with hooked(tmp_path) as (_, client):
        assert (await client.get(PATH)).status_code == 405


async def test_no_more_is_read_than_an_update_can_be_long(tmp_path: Path) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 10 * LARGEST:
            read += 2**16
            yield b" " * 2**16

    async with hooked(tmp_path) as (_, client):
        response = await client.post(PATH, content=endless(), headers={HEADER: SECRET})
        unknown = read
        await client.post(PATH, content=endless(), headers={HEADER: "lain"})

    assert response.status_code == 413
    assert unknown <= LARGEST + 2**16
    assert read == unknown  # of who does not know the secret nothing is read


async def test_an_update_nobody_can_read_is_not_brought_for_ever(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with hooked(tmp_path) as (hall, client):
        hall.world.add_update("message", {"message_id": 5, "text": "tanpa obrolan, Ujang"})
        taken = await brings(hall.world, client)

    assert taken == 1
    assert "Ujang" not in caplog.text


async def test_before_the_start_and_after_the_stop_telegram_is_asked_to_come_again(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    async with hooked(tmp_path, world) as (hall, client):
        citizen = world.citizen()
        reception = reception_of(hall.application)
        reception.close()
        await citizen.says(SLOGAN)
        early = await brings(world, client)
        await reception.take_up()
        late = await brings(world, client)
        await citizen.receives()

    assert (early, late) == (0, 1)


async def test_what_cannot_be_kept_while_it_stops_is_brought_again(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with hooked(tmp_path, world) as (hall, client):
        citizen = world.citizen()
        with closing(sqlite3.connect(tmp_path / "bot-inbox.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await citizen.says(SLOGAN)
            bringing = asyncio.create_task(brings(world, client))
            await asyncio.sleep(0.1)  # the update lies before the locked file
            reception_of(hall.application).close()
            taken = await bringing
            other.execute("ROLLBACK")
    async with hooked(tmp_path, world) as (_, client):
        await world.until(lambda: len(world.calls("setWebhook")) == 2)
        late = await brings(world, client)
        await citizen.receives()

    assert (taken, late) == (0, 1)
    assert len(citizen.chat.sent) == 1


async def test_a_start_takes_up_what_telegram_brought_before_a_death(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("sendMessage", hang=60)
    async with hooked(tmp_path, world) as (_, client):
        citizen = world.citizen()
        await citizen.says(SLOGAN)
        await brings(world, client)
        await world.until(lambda: world.calls("sendMessage"))
    async with hooked(tmp_path, world):
        await world.until(lambda: citizen.chat.sent)

    assert [message.text[:6] for message in citizen.chat.sent] == ["Slogan"]


# --- the webhook set, and looked after


@asynccontextmanager
async def looking(world: LocalTelegram, pulse: Pulse) -> AsyncIterator[asyncio.Task[None]]:
    """The webhook is looked at again and again."""
    async with Bot(world.token, request=LocalRequest(world)) as bot:
        task = asyncio.create_task(
            keep_set(bot, HOOK, pulse, look_every=0.02, rivalry=timedelta(seconds=0.5))
        )
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_webhook_that_another_program_took_away_is_set_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world, pulse = LocalTelegram(), Pulse()
    async with looking(world, pulse):
        await world.until(lambda: pulse.polled_at)
        for _ in range(3):  # it goes on doing so
            world.webhook = {}
            await world.until(lambda: world.webhook)
            await asyncio.sleep(0.1)
            assert pulse.trouble
        await world.until(lambda: not pulse.trouble)

    assert loudly(caplog) == [
        "another program took the webhook away: setting it again",
        "Telegram brings updates again",
    ]


async def test_what_telegram_says_of_failed_deliveries_is_told_and_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world, pulse = LocalTelegram(), Pulse()
    async with looking(world, pulse):
        await world.until(lambda: pulse.polled_at)
        await world.citizen().says("halo")
        world.webhook |= {"last_error_date": world.now(), "last_error_message": "Wrong: 502"}
        await world.until(lambda: pulse.trouble)
        trouble = pulse.trouble
        world.updates.clear()
        await world.until(lambda: not pulse.trouble)

    assert trouble == "Telegram cannot bring updates: Wrong: 502"
    assert loudly(caplog) == [trouble, "Telegram brings updates again"]


async def test_a_network_that_is_down_only_delays_the_webhook() -> None:
    world, pulse = LocalTelegram(), Pulse()
    async with Bot(world.token, request=LocalRequest(world)) as bot:
        world.faults.next("setWebhook", status=502, times=2)
        task = asyncio.create_task(keep_set(bot, HOOK, pulse))
        await world.until(lambda: world.webhook)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_token_that_is_revoked_ends_the_webhook_too() -> None:
    world, pulse = LocalTelegram(), Pulse()
    with pytest.raises(TokenRejected):
        async with asyncio.timeout(10), looking(world, pulse) as task:
            await world.until(lambda: pulse.polled_at)
            world.token = "1:another"
            await task


def loudly(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


def test_the_secret_hides_itself() -> None:
    assert SECRET not in repr(HOOK)
