"""The wire keeps the same promises as python-telegram-bot's own, and tells more of what failed."""

import asyncio
import io
import logging
import traceback
from collections.abc import Callable

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.door.transport import (
    AiohttpRequest,
    AnswerCut,
    NotSent,
    NotSentInTime,
    Timeouts,
    Unsent,
)
from tests.wireserver import Act, WireServer, free_port

SHORT = 0.2

# Each made with few connections and short limits.
WIRES: dict[str, Callable[..., BaseRequest]] = {
    "httpx": lambda connections=4: HTTPXRequest(
        connections, SHORT, SHORT, 5.0, SHORT, media_write_timeout=SHORT
    ),
    "aiohttp": lambda connections=4: AiohttpRequest(
        connections,
        Timeouts(connect=5.0, read=SHORT, write=SHORT, media_write=SHORT, pool=SHORT),
    ),
}
wires = pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)


def message(text: str, *, chat: int = 7) -> RequestData:
    """What sendMessage would say."""
    return RequestData(
        [RequestParameter("chat_id", chat, None), RequestParameter("text", text, None)]
    )


def upload(content: InputFile) -> RequestData:
    """What sendDocument would say."""
    return RequestData(
        [
            RequestParameter("chat_id", 7, None),
            RequestParameter("document", "attach://file", [content]),
        ]
    )


def refusal(status: int, description: str, parameters: str = "") -> Act:
    """As the Bot API words it."""
    body = f'{{"ok":false,"error_code":{status},"description":"{description}"{parameters}}}'
    return Act(status=status, body=body.encode())


HTML = b"<html><title>502 Bad Gateway</title></html>"
ANSWERS: dict[str, tuple[Act, type[TelegramError], str]] = {
    "400": (refusal(400, "Bad Request: chat not found"), BadRequest, "Chat not found"),
    "401": (refusal(401, "Unauthorized"), InvalidToken, "Unauthorized"),
    "403": (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, "blocked"),
    "404": (refusal(404, "Not Found"), InvalidToken, "Not Found"),
    "409": (refusal(409, "Conflict: terminated"), Conflict, "terminated"),
    "429": (refusal(429, "Too Many", ',"parameters":{"retry_after":3}'), RetryAfter, "3"),
    "500": (refusal(500, "Internal Server Error: restart"), NetworkError, "restart"),
    "502 in HTML": (Act(status=502, body=HTML), NetworkError, "Bad Gateway"),
    "302": (Act(status=302), NetworkError, "unknown|Found|302"),
    "no JSON though 200": (Act(body=HTML), TelegramError, "Invalid server response"),
    "cut before the answer": (Act(cut=0), NetworkError, "."),
    "reset before the answer": (Act(cut=-1), NetworkError, "."),
    "cut in the middle of it": (Act(cut=60), NetworkError, "."),
    "no HTTP at all": (Act(status=99999, body=b"\r\n\r\n"), NetworkError, "."),
    "no answer in time": (Act(hang=30), TimedOut, "Timed out|aiohttp"),
}


@pytest.fixture(autouse=True)
def timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns at each 429 unless it is told to speak in timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@wires
async def test_an_answer_is_status_and_body(wire: Callable[[], BaseRequest]) -> None:
    async with WireServer(Act(status=207, body=b"\x00\xff")) as server, wire() as request:
        outcome = await request.do_request(server.url(), "POST", message("é & 🙂 + <b>"))
        result = await request.post(server.url("getMe"))

    assert (outcome, result) == ((207, b"\x00\xff"), True)
    assert server.seen[0].line == "POST /bot12:secret-token/sendMessage HTTP/1.1"
    assert server.seen[0].headers["user-agent"] == BaseRequest.USER_AGENT
    assert server.seen[0].fields == {"chat_id": "7", "text": "é & 🙂 + <b>"}


@wires
@pytest.mark.parametrize("name", ANSWERS)
async def test_what_goes_wrong_is_told_in_the_frameworks_words(
    wire: Callable[[], BaseRequest], name: str
) -> None:
    act, kind, words = ANSWERS[name]
    async with WireServer(act) as server, wire() as request:
        with pytest.raises(kind, match=words) as caught:
            await request.post(server.url(), message("halo"))
        again = await request.post(server.url(), message("halo"))

    assert type(caught.value) is kind or kind is NetworkError
    assert "secret" not in str(caught.value)
    assert again is True


async def test_every_character_arrives_as_it_was_written() -> None:
    every = "".join(map(chr, (*range(0x3000), *range(0x1F300, 0x1F700))))
    async with WireServer() as server, WIRES["aiohttp"]() as request:
        await request.post(server.url(), message(every))

    assert server.seen[0].fields["text"] == every


@wires
async def test_a_refused_connection_is_a_network_error(wire: Callable[[], BaseRequest]) -> None:
    async with wire() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(f"http://127.0.0.1:{free_port()}/bot1:secret/getMe")

    assert "secret" not in str(caught.value)


@wires
async def test_a_name_that_nobody_has_is_a_network_error(wire: Callable[[], BaseRequest]) -> None:
    async with wire() as request:
        with pytest.raises(NetworkError):
            await request.post("http://telegram.invalid/bot1:secret/getMe")


@wires
async def test_files_go_up_whole(wire: Callable[[], BaseRequest]) -> None:
    content = bytes(range(256)) * 20_000
    async with WireServer() as server, wire() as request:
        await request.post(server.url(), upload(InputFile(content, 'Grafik é "a".png')))
        handle = InputFile(io.BytesIO(content), "b.png", read_file_handle=False)
        await request.post(server.url(), upload(handle))

    for seen in server.seen:
        assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert content in seen.body
        assert b'name="chat_id"' in seen.body
    assert 'filename="Grafik é '.encode() in server.seen[0].body


@wires
async def test_connections_are_kept_and_used_again(wire: Callable[[], BaseRequest]) -> None:
    async with WireServer() as server, wire() as request:
        for _ in range(5):
            await request.post(server.url(), message("halo"))
        one = server.connections
        await asyncio.gather(*(request.post(server.url()) for _ in range(20)))

    assert one == 1
    assert 1 < server.connections <= 4


@wires
async def test_a_full_pool_is_told_and_nothing_is_sent(
    wire: Callable[[int], BaseRequest],
) -> None:
    async with WireServer(Act(hang=0.5)) as server, wire(1) as request:
        first = asyncio.create_task(request.post(server.url(), read_timeout=30))
        await server.saw(1)
        with pytest.raises(TimedOut, match="Pool timeout"):
            await request.post(server.url())
        patient = await request.post(server.url(), pool_timeout=30)
        await first

    assert (len(server.seen), patient) == (2, True)


@wires
async def test_a_request_may_be_given_more_time_or_all_of_it(
    wire: Callable[[], BaseRequest],
) -> None:
    async with WireServer(Act(hang=2 * SHORT), Act(hang=2 * SHORT)) as server, wire() as request:
        more = await request.post(server.url(), read_timeout=30)
        unlimited = await request.post(server.url(), read_timeout=None)

    assert (more, unlimited, request.read_timeout) == (True, True, SHORT)


@wires
async def test_an_upload_that_nobody_reads_is_given_up(wire: Callable[[], BaseRequest]) -> None:
    async with WireServer(Act(deaf=True, hang=30)) as server, wire() as request:
        with pytest.raises(TimedOut):
            await request.post(server.url(), upload(InputFile(b"x" * 40_000_000, "big")))

    assert len(server.seen) == 1


@wires
async def test_a_proxy_of_the_environment_is_used(
    wire: Callable[[], BaseRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with WireServer() as server:
        monkeypatch.setenv("HTTP_PROXY", f"http://kantor:rahasia@127.0.0.1:{server.port}")
        monkeypatch.setenv("NO_PROXY", "elsewhere.invalid")
        async with wire() as request:
            await request.post("http://telegram.invalid/bot1:a/getMe")

    assert [s.line for s in server.seen] == ["POST http://telegram.invalid/bot1:a/getMe HTTP/1.1"]
    assert server.seen[0].headers["proxy-authorization"] == "Basic a2FudG9yOnJhaGFzaWE="


@wires
async def test_no_proxy_is_used_for_whom_the_environment_exempts(
    wire: Callable[[], BaseRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with WireServer() as server, wire() as request:
        await request.post(server.url())

    assert len(server.seen) == 1


@wires
async def test_it_can_be_shut_down_and_used_again(wire: Callable[[], BaseRequest]) -> None:
    request = wire()
    async with WireServer() as server:
        for _ in range(2):
            await request.initialize()
            await request.initialize()
            await request.post(server.url())
            await request.shutdown()
            await request.shutdown()
            with pytest.raises(NetworkError, match="not initialized"):
                await request.post(server.url())

    assert len(server.seen) == 2


def test_one_wire_serves_one_event_loop_after_another() -> None:
    request = WIRES["aiohttp"](1)

    async def crowd() -> int:
        async with WireServer() as server, request:
            await asyncio.gather(*(request.post(server.url(), pool_timeout=30) for _ in range(5)))
            return len(server.seen)

    assert [asyncio.run(crowd()) for _ in range(2)] == [5, 5]


@wires
async def test_a_bot_works_over_it(wire: Callable[[], BaseRequest]) -> None:
    me = b'{"ok":true,"result":{"id":12,"is_bot":true,"first_name":"Meja","username":"meja_bot"}}'
    async with WireServer(Act(body=me)) as server:
        base = f"http://127.0.0.1:{server.port}/bot"
        async with Bot("12:token", base, request=wire(), get_updates_request=wire()) as bot:
            name = bot.name

    assert name == "@meja_bot"


# --- what only ours tells

FATES: dict[str, tuple[Act, RequestData, type[NetworkError]]] = {
    "no answer in time": (Act(hang=30), message("a"), TimedOut),
    "cut within the answer": (Act(cut=60), message("a"), AnswerCut),
    "closed without an answer": (Act(cut=0), message("a"), NetworkError),
    "reset without an answer": (Act(cut=-1), message("a"), NetworkError),
    "an upload reset on its way": (
        Act(cut=-1, deaf=True),
        upload(InputFile(b"x" * 40_000_000, "big")),
        NotSent,
    ),
    "an upload nobody reads": (
        Act(deaf=True, hang=30),
        upload(InputFile(b"x" * 40_000_000, "big")),
        NotSentInTime,
    ),
}


@pytest.mark.parametrize("name", FATES)
async def test_an_error_tells_how_far_the_request_got(name: str) -> None:
    act, data, kind = FATES[name]
    async with WireServer(act) as server, WIRES["aiohttp"]() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(server.url(), data)

    assert type(caught.value) is kind


async def test_without_a_connection_nothing_was_sent() -> None:
    async with WIRES["aiohttp"]() as request:
        for url in (
            f"http://127.0.0.1:{free_port()}/bot1:secret/getMe",
            "http://telegram.invalid/bot1:secret/getMe",
            "http:///bot1:secret/getMe",
            "ftp://127.0.0.1/bot1:secret/getMe",
        ):
            with pytest.raises(NetworkError) as caught:
                await request.post(url)
            assert isinstance(caught.value, Unsent), url


async def test_a_proxy_that_refuses_was_told_nothing_of_the_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with WireServer(Act(status=407)) as server:
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{server.port}")
        async with WIRES["aiohttp"]() as request:
            with pytest.raises(NotSent):
                await request.post("https://telegram.invalid/bot1:secret/getMe")

    assert server.seen[0].line == "CONNECT telegram.invalid:443 HTTP/1.1"


async def test_a_proxy_that_is_not_spoken_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://kantor:rahasia@127.0.0.1:1080")
    async with WIRES["aiohttp"]() as request:
        with pytest.raises(NotSent, match="socks5 proxy") as caught:
            await request.post("https://telegram.invalid/bot1:secret/getMe")

    assert "rahasia" not in str(caught.value)


async def test_neither_errors_nor_what_is_behind_them_nor_the_log_hold_the_token(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    told = []
    async with WIRES["aiohttp"]() as request:
        for act in (Act(hang=30), Act(cut=0), Act(cut=-1), Act(cut=60), Act(status=99999)):
            async with WireServer(act) as server:
                with pytest.raises(NetworkError) as caught:
                    await request.post(server.url(), message("halo"))
                told += traceback.format_exception(caught.value)
                assert caught.value.__context__ is None
        with pytest.raises(NetworkError) as caught:
            await request.post(server.url())  # nobody listens there any more
        told += traceback.format_exception(caught.value)

    assert "secret-token" not in "".join(told) + caplog.text


async def test_who_waits_no_longer_frees_the_place() -> None:
    async with WireServer(Act(hang=30), Act(hang=30)) as server, WIRES["aiohttp"](1) as request:
        for count, data in enumerate((message("a"), upload(InputFile(b"x", "a"))), 1):
            waiting = asyncio.create_task(request.post(server.url(), data, read_timeout=60))
            await server.saw(count)
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        free = await request.post(server.url())

    assert free is True
