"""Polling notices when it has gone deaf, and asks anew; Telegram hears only of what is kept."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.request import RequestData

from bot.door.polling import WEDGED, Poller, Pulse
from bot.door.visiting import Raw
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.readiness import DEAF


class Wedged(LocalRequest):
    """Requests that nobody will ever answer, whatever time-out they were given."""

    times = 1

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kw: Any
    ) -> tuple[int, bytes]:
        """As LocalRequest, once it is no longer wedged."""
        if url.endswith("getUpdates") and self.times:
            self.times -= 1
            await asyncio.Event().wait()
        return await super().do_request(url, method, request_data, *args, **kw)


async def test_a_poll_that_hangs_for_good_is_given_up_and_made_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world, pulse, got = LocalTelegram(), Pulse(), list[Raw]()

    async def receive(updates: Sequence[Raw]) -> None:
        got.extend(updates)

    wire = Wedged(world)
    async with Bot(world.token, request=wire, get_updates_request=wire) as bot:
        poller = Poller(bot, receive, pulse=pulse, wedged=timedelta(seconds=0.2))
        polling = asyncio.create_task(poller.run())
        await world.citizen().says("halo")
        await world.until(lambda: world.poll or got)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert len(got) == 1
    assert "Telegram does not answer in time; trying again" in caplog.text
    # So that a watchman hears of it within the minute, and the bot helps itself before.
    assert WEDGED.total_seconds() < DEAF <= 60


async def test_at_the_start_and_after_a_fault_it_is_known_at_once_that_all_is_well() -> None:
    world, pulse = LocalTelegram(), Pulse()

    async def receive(updates: Sequence[Raw]) -> None:
        raise AssertionError("nobody wrote")

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        world.faults.next("getUpdates", status=502)
        polling = asyncio.create_task(Poller(bot, receive, pulse=pulse).run())
        await world.until(lambda: world.poll)
        well = (pulse.polled_at is not None, pulse.trouble)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert well == (True, None)
    waits = [int(call.parameters.get("timeout", 0)) for call in world.calls("getUpdates")]
    assert waits == [0, 0, 25]


async def test_nothing_is_confirmed_before_it_is_kept() -> None:
    world, kept, confirmed = LocalTelegram(), asyncio.Event(), list[int]()

    async def receive(updates: Sequence[Raw]) -> None:
        confirmed.append(len(world.updates))
        await kept.wait()
        confirmed.append(len(world.updates))

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        await world.citizen().says("halo")
        polling = asyncio.create_task(Poller(bot, receive).run())
        await world.until(lambda: world.calls("getUpdates")[-1:] and confirmed)
        await asyncio.sleep(0.05)
        kept.set()
        await world.until(lambda: not world.updates)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert confirmed == [1, 1]


async def test_a_batch_that_could_not_be_taken_comes_again() -> None:
    world, got = LocalTelegram(), list[Raw]()

    async def receive(updates: Sequence[Raw]) -> None:
        if not got:
            got.extend(updates)
            raise RuntimeError("a bug")
        got.extend(updates)

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        await world.citizen().says("halo")
        polling = asyncio.create_task(Poller(bot, receive).run())
        await asyncio.wait_for(_until_empty(world), 10)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert [update["update_id"] for update in got] == [got[0]["update_id"]] * 2


async def _until_empty(world: LocalTelegram) -> None:
    while world.updates:  # noqa: ASYNC110 # nothing tells of a confirmation
        await asyncio.sleep(0.01)


def test_a_pulse_is_of_the_steady_clock() -> None:
    """A clock that is set must not make the bot look deaf or well."""
    pulse = Pulse(polled_at=time.monotonic())

    assert pulse.polled_at is not None
    assert abs(time.monotonic() - pulse.polled_at) < 5
