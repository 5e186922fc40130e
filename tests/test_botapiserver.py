"""The played Telegram over HTTP, reached by python-telegram-bot's own HTTPXRequest."""

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.localtelegram import LocalTelegram
from tests.botapiserver import BotApiServer
from tests.localbot import running
from tests.test_localmessages import png


@pytest.fixture
def world() -> LocalTelegram:
    return LocalTelegram()


@pytest_asyncio.fixture
async def server(world: LocalTelegram) -> AsyncIterator[BotApiServer]:
    async with BotApiServer(world) as server:
        yield server


async def test_a_bot_over_http_answers_in_order(world: LocalTelegram, server: BotApiServer) -> None:
    citizen = world.citizen()
    wire, polling = HTTPXRequest(), HTTPXRequest()
    url = server.base_url
    async with running(world, base_url=url, request=wire, updates_request=polling):
        for number in range(5):
            await citizen.says(f"<halo & {number}> é🙂")
        answers = await citizen.receives(5)

    assert [f"<halo & {number}> é🙂" for number in range(5)] == [one.text for one in answers]
    assert world.complaints == []


@pytest_asyncio.fixture
async def bot(world: LocalTelegram, server: BotApiServer) -> AsyncIterator[ExtBot[None]]:
    wires = [HTTPXRequest(read_timeout=0.3) for _ in range(2)]
    async with ExtBot(
        world.token, server.base_url, request=wires[0], get_updates_request=wires[1]
    ) as bot:
        yield bot


async def test_files_arrive_byte_by_byte(world: LocalTelegram, bot: ExtBot[None]) -> None:
    citizen = world.citizen()
    await citizen.says("halo")
    picture = png(40, 30) + bytes(range(256)) + b"\r\n--\r\n"
    await bot.send_photo(citizen.id, picture, caption="Grafik é")
    [message] = citizen.chat.sent
    [size] = message.content["photo"]

    assert (picture, "Grafik é") == (world.contents[size["file_id"]], message.text)


async def test_refusals_and_tokens_are_as_in_process(
    world: LocalTelegram, server: BotApiServer, bot: ExtBot[None]
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "a")
    async with HTTPXRequest() as wire:
        stranger = ExtBot("1:another-token-of-the-right-form-000000", server.base_url, request=wire)
        with pytest.raises(InvalidToken):
            await stranger.get_me()


async def test_faults_go_over_the_wire(world: LocalTelegram, bot: ExtBot[None]) -> None:
    citizen = world.citizen()
    await citizen.says("halo")
    world.faults.next("sendMessage", cut=True)
    world.faults.next("sendMessage", status=502)
    world.faults.next("sendMessage", answer_lost=True)
    with pytest.raises(NetworkError, match="RemoteProtocolError"):
        await bot.send_message(citizen.id, "a")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(citizen.id, "b")
    with pytest.raises(TimedOut):
        await bot.send_message(citizen.id, "c")
    await bot.send_message(citizen.id, "d")

    assert [message.text for message in citizen.chat.sent] == ["c", "d"]


async def test_who_hangs_up_while_polling_loses_no_update(
    world: LocalTelegram, bot: ExtBot[None]
) -> None:
    dead = asyncio.create_task(bot.get_updates(timeout=30))
    await world.until(lambda: world.calls("getUpdates"))
    await world.until(lambda: world.poll is not None)
    dead.cancel()
    await asyncio.gather(dead, return_exceptions=True)
    await world.until(lambda: world.poll is None)
    await world.citizen().says("halo")
    [update] = await bot.get_updates()

    assert update.message is not None
    assert update.message.text == "halo"


@pytest.mark.parametrize("form", ["query", "form", "json", "chunks"])
async def test_parameters_may_come_in_each_way_bots_send_them(
    world: LocalTelegram, server: BotApiServer, form: str
) -> None:
    citizen = world.citizen()
    await citizen.says("halo")
    given = {"chat_id": str(citizen.id), "text": "é & 🙂"}

    async def chunks() -> AsyncIterator[bytes]:
        whole = json.dumps({**given, "chat_id": citizen.id, "parse_mode": None}).encode()
        yield whole[:10]
        yield whole[10:]

    kind = {"Content-Type": "application/json"}
    async with httpx.AsyncClient() as client:
        url = f"{server.base_url}{world.token}/sendMessage"
        if form == "query":
            response = await client.get(url, params=given)
        elif form == "form":
            response = await client.post(url, data=given)
        elif form == "json":
            response = await client.post(url, json={**given, "chat_id": citizen.id})
        else:
            response = await client.post(url, content=chunks(), headers=kind)

    assert (response.status_code, response.json()["result"]["text"]) == (200, "é & 🙂")
    assert citizen.chat.sent[0].text == "é & 🙂"


async def test_another_path_is_not_found(server: BotApiServer) -> None:
    port = urlsplit(server.base_url).port
    async with httpx.AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{port}/")

    assert response.status_code == 404
