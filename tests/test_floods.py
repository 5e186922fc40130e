"""A thousand messages of one citizen in a second: nobody else waits, and they are told once."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.door.queueing import FLOOD
from bot.localtelegram import Citizen, LocalRequest, LocalTelegram
from tests.soaking import SOAK, share
from tests.townhall import Townhall, townhall

# A fiftieth of it would be no flood yet.
MESSAGES = share(1000, least=2 * FLOOD)
# Seconds to Telegram and back; one person's answers alone then keep the bot busy for long.
LATENCY = 0.05
# Seconds that another waits at most; in `make test` a hang limit, for machines are noisy.
PATIENCE = 1.0 if SOAK else 10.0
SLOGAN, ZONE = "apa slogan kpu purwakarta", "apa itu zona integritas"


async def says(citizen: Citizen, at: int) -> None:
    await citizen.says(SLOGAN)


async def presses(citizen: Citizen, at: int) -> None:
    await citizen.presses(citizen.chat.sent[0], ("WBK", "👍 Ya, menjawab")[at % 2])


async def edits(citizen: Citizen, at: int) -> None:
    await citizen.edits(citizen.messages[0], (ZONE, SLOGAN)[at % 2])


async def sends_pictures(citizen: Citizen, at: int) -> None:
    await citizen.sends_photo()


async def commands(citizen: Citizen, at: int) -> None:
    await citizen.says("/start")


async def waits(citizen: Citizen) -> float:
    """Seconds until a greeting is answered."""
    before = time.monotonic()
    await citizen.says("halo")
    [greeting] = await citizen.receives(timeout=PATIENCE)
    assert greeting.text.startswith("Halo!")
    return time.monotonic() - before


async def settles(hall: Townhall) -> None:
    """Until all that was sent is fetched and done with."""
    citizen = hall.world.citizen()
    await waits(citizen)
    await hall.application.update_queue.join()


@pytest.mark.soak
@pytest.mark.parametrize("act", [says, presses, edits, sends_pictures, commands])
async def test_while_one_floods_another_is_answered_within_a_second(
    tmp_path: Path, act: Callable[[Citizen, int], Awaitable[None]]
) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, request=LocalRequest(world, latency=LATENCY)) as hall:
        loud, quiet = world.citizen(), world.citizen()
        await loud.says(SLOGAN)
        await loud.receives()
        waited, before = [], time.monotonic()
        for at in range(MESSAGES):
            await act(loud, at)
            if at % (MESSAGES // 4) == 0:
                waited.append(await waits(quiet))
        took = time.monotonic() - before - sum(waited)
        waited.append(await waits(quiet))
        await settles(hall)

    warnings = [message for message in loud.chat.sent if "terlalu cepat" in message.text]
    assert len(warnings) == 1
    assert len(loud.chat.sent) <= FLOOD + 1
    assert all(query.answered for query in world.callback_queries.values())
    assert max(waited) < PATIENCE
    assert took < PATIENCE


@pytest.mark.soak
async def test_a_flood_of_many_at_once_leaves_nobody_unanswered(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, request=LocalRequest(world, latency=LATENCY)) as hall:
        crowd = [world.citizen() for _ in range(share(1000))]
        for citizen in crowd:
            await citizen.says(SLOGAN)
        for citizen in crowd:
            await citizen.receives(timeout=30)
        await settles(hall)

    assert [len(citizen.chat.sent) for citizen in crowd] == [1] * len(crowd)


@pytest.mark.soak
async def test_a_flood_in_a_group_holds_up_no_private_question(tmp_path: Path) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, request=LocalRequest(world, latency=LATENCY)) as hall:
        loud, quiet, group = world.citizen(), world.citizen(), world.group()
        await group.add(loud)
        for _ in range(MESSAGES):
            await loud.says(f"@meja_informasi_bot {SLOGAN}", in_=group)
        waited = await waits(quiet)
        answered_before = len(group.chat.sent)
        await settles(hall)

    assert answered_before < FLOOD / 2
    assert len(group.chat.sent) <= FLOOD + 1
    assert waited < PATIENCE
