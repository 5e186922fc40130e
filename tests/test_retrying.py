"""What was lost is sent again, what may have arrived is not, and nobody waits for ever."""

import asyncio
import io
import logging
from collections.abc import Sequence

import pytest
from telegram import InputFile
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.door.limiting import Limits, Rate
from bot.door.retrying import RetryingRequest, Trouble, certainly_lost
from bot.door.transport import AiohttpRequest, Timeouts
from bot.localtelegram import LocalRequest, LocalTelegram
from tests.test_transport import message, refusal, upload
from tests.wireserver import Act, WireServer, free_port, texts

FLOOD = refusal(429, "Too Many Requests: retry after 1", ',"parameters":{"retry_after":1}')
FOR_HOURS = refusal(429, "Too Many Requests: retry after", ',"parameters":{"retry_after":3600}')
RESTART = refusal(500, "Internal Server Error: restart")
GATEWAY = Act(status=502, body=b"<html>502</html>")
LATE = Act(hang=30)
CUT, RESET, HALF = Act(cut=0), Act(cut=-1), Act(cut=60)
BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")


def patient(limits: Limits | None = None, *, again_after_cut: bool = True) -> RetryingRequest:
    """Tries three times, soon after each other, and waits half a second for an answer."""
    return RetryingRequest(
        AiohttpRequest(timeouts=Timeouts(read=0.5)),
        limits,
        again_after_cut=again_after_cut,
        pauses=(0.01, 0.02),
    )


async def failed(request: RetryingRequest, trouble: Trouble) -> None:
    """Wait until a try has failed so."""
    for _ in range(3000):
        if request.tally[trouble]:
            return
        await asyncio.sleep(0.001)


@pytest.fixture(autouse=True)
def timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns at each 429 unless it is told to speak in timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


OVERCOME: dict[str, tuple[Sequence[Act], str]] = {
    "a flood limit": ([FLOOD], "sendMessage"),
    "a flood limit that does not say how long": ([Act(status=429)], "sendMessage"),
    "two gateways": ([GATEWAY, GATEWAY], "sendMessage"),
    "a restart": ([RESTART], "sendMessage"),
    "a connection cut without an answer": ([CUT], "sendMessage"),
    "a connection reset without an answer": ([RESET], "sendMessage"),
    "one of each": ([GATEWAY, FLOOD], "sendMessage"),
    "an edit that may have been made": ([LATE], "editMessageText"),
    "a setting that may have been made": ([HALF], "setMyCommands"),
    "a question": ([LATE, HALF], "getMe"),
    "a deletion that may have been made": ([Act(status=504)], "deleteMessage"),
}


@pytest.mark.parametrize("name", OVERCOME)
@pytest.mark.parametrize("limited", [False, True], ids=["unlimited", "limited"])
async def test_a_fault_on_the_way_is_overcome(name: str, limited: bool) -> None:
    acts, method = OVERCOME[name]
    async with WireServer(*acts) as server, patient(Limits() if limited else None) as request:
        result = await request.post(server.url(method), message("halo"))

    assert (result, len(server.seen)) == (True, len(acts) + 1)
    assert sum(request.tally.values()) == len(acts)


FINAL: dict[str, tuple[Sequence[Act], type[TelegramError], int]] = {
    "a time-out: the message may be there": ([LATE], TimedOut, 1),
    "an answer cut short: the message is there": ([HALF], NetworkError, 1),
    "a gateway's time-out: the message may be there": ([Act(status=504)], TimedOut, 1),
    "a refusal": ([BLOCKED], TelegramError, 1),
    "a server that stays broken": ([GATEWAY] * 5, NetworkError, 3),
    "a flood limit that comes again and again": ([Act(status=429)] * 5, NetworkError, 3),
    "a flood limit of hours": ([FOR_HOURS], RetryAfter, 1),
}


@pytest.mark.parametrize("name", FINAL)
@pytest.mark.parametrize("limited", [False, True], ids=["unlimited", "limited"])
async def test_what_cannot_be_overcome_is_told_at_once(name: str, limited: bool) -> None:
    acts, kind, tries = FINAL[name]
    limits = Limits() if limited else None
    async with WireServer(*acts) as server, patient(limits) as request:
        with pytest.raises(kind):
            await request.post(server.url(), message("halo"))
        assert len(server.seen) == tries
        server.acts.clear()
        # Nobody has to wait for what will not be waited for.
        async with asyncio.timeout(20):
            assert await request.post(server.url(), message("halo")) is True


LOST: dict[str, tuple[Act, bool]] = {
    "a time-out": (LATE, False),
    "an answer cut short": (HALF, False),
    "a gateway's time-out": (Act(status=504), False),
    "a gateway": (GATEWAY, True),
    "a restart": (RESTART, True),
    "a connection cut without an answer": (CUT, True),
}


@pytest.mark.parametrize("name", LOST)
async def test_an_error_says_whether_the_message_may_be_sent_later(name: str) -> None:
    act, lost = LOST[name]
    async with WireServer(*[act] * 3) as server, patient() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(server.url(), message("halo"))
        with pytest.raises(NetworkError) as refused:
            await request.post(f"http://127.0.0.1:{free_port()}/bot1:a/sendMessage")

    assert (certainly_lost(caught.value), certainly_lost(refused.value)) == (lost, True)


async def test_a_server_that_comes_back_is_found_again() -> None:
    server = WireServer()
    async with server:
        pass
    async with RetryingRequest(AiohttpRequest(), pauses=(1.0, 1.0)) as request:
        sending = asyncio.create_task(request.post(server.url(), message("halo")))
        await failed(request, Trouble.UNSENT)
        async with server:
            result = await sending

    assert (result, len(server.seen)) == (True, 1)


async def test_who_fears_doubles_more_than_losses_can_say_so() -> None:
    async with WireServer(CUT) as server, patient(again_after_cut=False) as request:
        with pytest.raises(NetworkError):
            await request.post(server.url(), message("halo"))
        assert await request.post(server.url(), message("halo")) is True
    async with WireServer(CUT) as server, patient(again_after_cut=False) as request:
        assert await request.post(server.url("getMe")) is True


async def test_a_file_goes_up_whole_at_the_second_try_and_a_handle_only_once() -> None:
    async with WireServer(GATEWAY, GATEWAY) as server, patient() as request:
        url = server.url("sendDocument")
        await request.post(url, upload(InputFile(b"whole file", "a")))
        assert [b"whole file" in seen.body for seen in server.seen] == [True] * 3
        server.acts.append(GATEWAY)
        handle = InputFile(io.BytesIO(b"whole file"), "a", read_file_handle=False)
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await request.post(url, upload(handle))


async def test_what_waits_in_a_chat_does_not_overtake_what_is_tried_again() -> None:
    limits = Limits(chat=Rate(count=1, seconds=0.1))
    async with (
        WireServer(GATEWAY) as server,
        RetryingRequest(AiohttpRequest(), limits, pauses=(0.5,)) as request,
    ):
        first = asyncio.create_task(request.post(server.url(), message("1")))
        await failed(request, Trouble.SERVER)
        rest = (request.post(server.url(), message(text)) for text in ("2", "3"))
        await asyncio.gather(first, *rest)

    assert texts(server.seen) == ["1", "1", "2", "3"]


async def test_a_chat_that_has_to_wait_delays_no_other() -> None:
    long = refusal(429, "Too Many", ',"parameters":{"retry_after":50}')
    async with WireServer(long) as server, patient(Limits()) as request:
        waiting = asyncio.create_task(request.post(server.url(), message("7")))
        await failed(request, Trouble.FLOOD)
        async with asyncio.timeout(20):
            for chat in range(20):
                await request.post(server.url(), message("halo", chat=chat + 100))
        assert not waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_the_frameworks_own_wire_and_the_played_one_can_be_insisted_on() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    await citizen.says("halo")
    world.faults.next("sendMessage", cut=True)
    world.faults.next("sendMessage", status=502)
    url = f"https://api.telegram.org/bot{world.token}/sendMessage"
    async with RetryingRequest(LocalRequest(world), pauses=(0.01, 0.01)) as request:
        await request.post(url, message("halo", chat=citizen.id))
    async with (
        WireServer(CUT, GATEWAY) as server,
        RetryingRequest(HTTPXRequest(), pauses=(0.01, 0.01)) as request,
    ):
        await request.post(server.url(), message("halo"))

    assert (len(citizen.chat.sent), len(server.seen)) == (1, 3)


async def test_the_frameworks_own_wire_is_understood_too() -> None:
    url = f"http://127.0.0.1:{free_port()}/bot1:a/sendMessage"
    async with RetryingRequest(HTTPXRequest(), again_after_cut=False, pauses=(0.01,)) as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(url, message("halo"))

    assert request.tally == {Trouble.UNSENT: 2}
    assert certainly_lost(caught.value)


async def test_the_log_tells_of_tries_but_not_to_whom_or_what(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "bot")
    async with WireServer(GATEWAY) as server, patient() as request:
        await request.post(server.url(), message("rahasia", chat=987654))

    assert "a request failed (server); another try in 0.0 s" in caplog.text
    assert not any(word in caplog.text for word in ("rahasia", "987654", "secret"))
