"""Polling notices when it has gone deaf, and asks anew; Telegram hears only of what is kept."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from telegram import Bot
from telegram.request import RequestData

from bot.door.polling import LONG_POLL, WEDGED, Poller, Pulse, TokenRejected
from bot.door.visiting import Raw
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.readiness import DEAF, readiness
from bot.vitals import Watch


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
    assert LONG_POLL < WEDGED < timedelta(seconds=DEAF)
    assert DEAF <= 60
    # So that a revoked token, which only the next poll meets, is seen well within ten seconds.
    assert LONG_POLL.total_seconds() <= 5


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
    assert waits == [0, 0, LONG_POLL.total_seconds()]


@pytest.mark.parametrize(("rivalry", "lines"), [(60, 1), (0, 4)])
async def test_another_program_is_told_once_though_polls_succeed_between_two_meetings(
    rivalry: int, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    world, pulse, troubles = LocalTelegram(), Pulse(), list[str | None]()

    async def receive(updates: Sequence[Raw]) -> None:
        troubles.append(pulse.trouble)

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        poller = Poller(bot, receive, pulse=pulse, rivalry=timedelta(seconds=rivalry))
        polling = asyncio.create_task(poller.run())
        for meeting in range(1, 3):
            await world.until(lambda: world.poll)
            world.faults.next("getUpdates", status=409)
            await world.citizen().says("halo")  # the poll that waits brings it; the next meets
            await world.until(partial(_met, world, meeting))
        await world.citizen().says("halo")
        await world.until(lambda: len(troubles) == 3)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    known = "another program polls" if rivalry else "None"
    assert [str(trouble)[: len(known)] for trouble in troubles] == ["None", known, known]
    assert pulse.polled_at is not None
    assert len(caplog.records) == lines


def _met(world: LocalTelegram, times: int) -> bool:
    return sum(call.status == 409 for call in world.calls("getUpdates")) == times


async def test_another_program_that_is_gone_is_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    world, pulse = LocalTelegram(), Pulse()

    async def receive(updates: Sequence[Raw]) -> None:
        assert pulse.trouble is None

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        world.faults.next("getUpdates", status=409)
        poller = Poller(bot, receive, pulse=pulse, rivalry=timedelta(seconds=0.1))
        polling = asyncio.create_task(poller.run())
        await world.until(lambda: pulse.trouble)
        await asyncio.sleep(0.2)
        await world.citizen().says("halo")
        await world.until(lambda: not pulse.trouble)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert caplog.records[-1].getMessage() == "Telegram answers again"


async def test_a_flood_limit_on_polls_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # python-telegram-bot warns at each 429 otherwise
    world, got = LocalTelegram(), list[Raw]()

    async def receive(updates: Sequence[Raw]) -> None:
        got.extend(updates)

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        await world.citizen().says("halo")
        world.faults.next("getUpdates", status=429, retry_after=1)
        before = time.monotonic()
        polling = asyncio.create_task(Poller(bot, receive).run())
        await world.until(lambda: got)
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)

    assert world.calls("getUpdates")[1].at - before > 1
    assert caplog.records[0].getMessage().startswith("Telegram cannot be reached (RetryAfter)")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_that_is_good_no_more_is_no_trouble_to_wait_out(status: int) -> None:
    world = LocalTelegram()

    async def receive(updates: Sequence[Raw]) -> None:
        raise AssertionError("nobody wrote")

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        world.faults.next("getUpdates", status=status)
        with pytest.raises(TokenRejected):
            async with asyncio.timeout(10):
                await Poller(bot, receive).run()


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


@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
async def test_a_clock_that_is_set_makes_the_bot_look_neither_deaf_nor_well(
    monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    world, watch, now = LocalTelegram(), Watch("polling", lambda: "abc123"), time.time()

    async def receive(updates: Sequence[Raw]) -> None:
        raise AssertionError("nobody wrote")

    request = LocalRequest(world)
    async with Bot(world.token, request=request, get_updates_request=request) as bot:
        polling = asyncio.create_task(Poller(bot, receive, pulse=watch.pulse).run())
        await world.until(lambda: world.poll)
        monkeypatch.setattr(time, "time", lambda: now + jump)
        well, _ = readiness(watch.signs())
        polling.cancel()
        await asyncio.gather(polling, return_exceptions=True)
        assert watch.pulse.polled_at
        watch.pulse.polled_at -= DEAF
        deaf, _ = readiness(watch.signs())

    assert (well, deaf) == (True, False)
