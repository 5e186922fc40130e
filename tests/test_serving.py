"""The bot starts whatever the network does, says what is wrong in one line, and stops in order."""

import asyncio
import logging
import time
from pathlib import Path

import pytest
from telegram.warnings import PTBUserWarning

from bot.door.polling import ALLOWED, TokenRejected
from bot.localtelegram import LocalRequest, LocalTelegram
from tests.soaking import share
from tests.townhall import Townhall, townhall

SETTINGS = ("setMyCommands", "setMyDescription", "setMyShortDescription", "setChatMenuButton")


async def answers(hall: Townhall) -> bool:
    """Whether a citizen who greets the bot is greeted."""
    citizen = hall.world.citizen()
    await citizen.says("halo")
    [greeting] = await citizen.receives()
    return greeting.text.startswith("Halo!")


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says loudly."""
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]


async def test_a_token_that_telegram_rejects_ends_the_start_without_being_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world, refused=True) as hall:
        world.token = "1:another"
        with pytest.raises(TokenRejected) as rejected:
            await hall.serving

    token = LocalTelegram().token
    assert token not in str(rejected.value)
    assert token not in caplog.text


async def test_a_token_that_is_cut_short_ends_the_start_likewise(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("getMe", status=404, times=None)  # what Telegram says of no token's form
    async with townhall(tmp_path, world, refused=True) as hall:
        with pytest.raises(TokenRejected):
            await hall.serving


async def test_the_start_survives_a_network_that_is_not_up_yet(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("getMe", status=502, times=2)
    world.faults.next("getMe", cut=True)
    async with townhall(tmp_path, world, refused=True) as hall:
        assert await answers(hall)


@pytest.mark.parametrize("method", SETTINGS)
async def test_the_start_survives_a_failure_of_each_setting(
    tmp_path: Path, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    world.faults.next(method, status=500, times=3)
    async with townhall(tmp_path, world, refused=True) as hall:
        await world.until(lambda: len(world.calls("setChatMenuButton")) > 2 or told(caplog))
        assert await answers(hall)

    assert told(caplog) == ["Telegram's menu stays as it was: NetworkError"]


async def test_settings_that_hang_hold_up_no_answer(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("setMyCommands", hang=30)
    async with townhall(tmp_path, world) as hall:
        assert await answers(hall)


async def test_nothing_is_scheduled_where_a_late_run_would_be_skipped(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        with pytest.warns(PTBUserWarning, match="No `JobQueue`"):
            assert hall.application.job_queue is None


async def test_only_what_has_a_handler_is_asked_for(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        await answers(hall)

    polls = hall.world.calls("getUpdates")
    assert polls[0].parameters["allowed_updates"] == list(ALLOWED)


async def test_a_token_revoked_while_running_ends_the_serving(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        await answers(hall)
        token, hall.world.token = hall.world.token, "1:another"
        await hall.world.citizen().says("halo")
        with pytest.raises(TokenRejected):
            async with asyncio.timeout(10):
                await hall.serving

    assert token not in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize(
    ("fault", "lines"),
    [
        (
            {"status": 502, "times": 2},
            ["Telegram cannot be reached (NetworkError); trying again", "Telegram answers again"],
        ),
        (
            {"status": 500},
            ["Telegram cannot be reached (NetworkError); trying again", "Telegram answers again"],
        ),
        (
            {"cut": True},
            ["Telegram cannot be reached (NetworkError); trying again", "Telegram answers again"],
        ),
        (
            {"body": b"<html>not json</html>"},
            ["Telegram cannot be reached (TelegramError); trying again", "Telegram answers again"],
        ),
    ],
)
async def test_trouble_while_polling_is_told_once_and_overcome(
    tmp_path: Path,
    fault: dict[str, int | bytes | bool],
    lines: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with townhall(tmp_path, refused=True) as hall:
        hall.world.faults.next("getUpdates", **fault)  # type: ignore[arg-type] # a table of faults
        assert await answers(hall)
        assert hall.pulse.trouble is None
        assert hall.pulse.polled_at is not None

    assert told(caplog) == lines


async def test_a_forgotten_webhook_is_removed(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.webhook = {"url": "https://lama.example/hook"}
    async with townhall(tmp_path, world, refused=True) as hall:
        assert await answers(hall)

    assert world.webhook == {}


async def test_an_update_nobody_can_read_holds_up_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    async with townhall(tmp_path, world) as hall:
        world.add_update("message", {"message_id": 5, "text": "tanpa obrolan, Ujang"})
        assert await answers(hall)

    assert told(caplog) == ["an update that cannot be read was passed over"]
    assert "Ujang" not in caplog.text


@pytest.mark.soak
async def test_a_day_s_backlog_waits_with_telegram_and_not_in_memory(tmp_path: Path) -> None:
    world, many = LocalTelegram(), share(20_000, least=2000)
    crowd = [world.citizen() for _ in range(many)]
    for citizen in crowd:
        await citizen.says("halo")
    slow = LocalRequest(world, latency=0.05)
    most = 0
    async with townhall(tmp_path, world, request=slow) as hall:
        while hall.inbox.waiting or world.updates:
            most = max(most, hall.inbox.waiting)
            await asyncio.sleep(0.01)
        await hall.application.update_queue.join()

    assert most < 1500  # a thousand chats, and the batches that were on their way
    assert all(len(citizen.chat.sent) == 1 for citizen in crowd)


async def test_what_has_begun_is_finished_at_a_stop(tmp_path: Path) -> None:
    async with townhall(tmp_path) as hall:
        citizen = hall.world.citizen()
        await answers(hall)
        hall.world.faults.next("sendMessage", hang=1)
        await citizen.says("halo")
        await hall.world.until(lambda: len(hall.world.calls("sendMessage")) == 2)
        await hall.stops()

    assert [message.text for message in citizen.chat.sent] == ["Halo! Silakan bertanya."]
    assert hall.world.updates == type(hall.world.updates)()


async def test_a_stop_takes_less_than_five_seconds_however_long_the_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = LocalTelegram()
    slow = LocalRequest(world, latency=0.4, read_timeout=30)
    async with townhall(tmp_path, world, request=slow) as hall:
        citizen = world.citizen()
        for _ in range(20):
            await citizen.says("halo")
        await citizen.receives()
        before = time.monotonic()
        await hall.stops()
        took = time.monotonic() - before

    answered = len(citizen.chat.sent)
    async with townhall(tmp_path, world):
        await world.until(lambda: len(citizen.chat.sent) == 20)

    assert took < 5
    assert 0 < answered < 20
    assert told(caplog) == []


async def test_a_stop_during_a_start_that_does_not_succeed_is_heard(tmp_path: Path) -> None:
    world = LocalTelegram()
    world.faults.next("getMe", status=502, times=None)
    async with townhall(tmp_path, world, refused=True) as hall:
        await world.until(lambda: world.calls("getMe"))
        await hall.stops()

    assert {call.method for call in world.requests} == {"getMe"}
