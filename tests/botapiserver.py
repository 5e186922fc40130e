"""The played Telegram over real HTTP, for a bot that runs as a process of its own.

    async with BotApiServer(world) as server:
        ... TELEGRAM_API_BASE_URL=server.base_url ...

Read by hand from the standard library's streams: HTTP/1.1 with keep-alive, and bodies as bots
send them (form, multipart, JSON, also in chunks).
"""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.localtelegram import Answer, LocalTelegram
from bot.localtelegram.botapi import Upload
from bot.localtelegram.faults import Loss

_PATH = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>\w+)")
_FIELD = re.compile(rb'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(rb'filename="([^"]*)"|filename\*=utf-8\'\'([^;\r\n]*)', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Incoming:
    target: str
    headers: dict[str, str]
    body: bytes


class BotApiServer:
    """Serves a world on 127.0.0.1 at a free port, in the loop of the test."""

    def __init__(self, world: LocalTelegram) -> None:
        self.world = world
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """What TELEGRAM_API_BASE_URL wants: the token follows at once."""
        assert self._server is not None, "the server is open only inside `async with`"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/bot"

    async def __aenter__(self) -> "BotApiServer":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for connection in self._open:
            connection.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the bot hung up, or the test is over: nothing is left to answer
        finally:
            self._open.discard(task)
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (incoming := await _read(reader)) is not None:
            answer = await self._answer_unless_gone(incoming, reader)
            if answer is None or answer.lost is Loss.CUT:
                return
            if answer.lost is Loss.LATE:
                await reader.read()  # until the bot gives up
                return
            writer.write(_response(answer))
            await writer.drain()

    async def _answer_unless_gone(
        self, incoming: _Incoming, reader: asyncio.StreamReader
    ) -> Answer | None:
        """The answer; None where the bot hung up first: a dead bot must not swallow updates."""
        answering = asyncio.create_task(self._answer(incoming))
        leaving = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
            return answering.result() if answering.done() else None
        finally:
            for task in (answering, leaving):
                task.cancel()
            await asyncio.gather(answering, leaving, return_exceptions=True)

    async def _answer(self, incoming: _Incoming) -> Answer:
        address = urlsplit(incoming.target)
        found = _PATH.fullmatch(unquote(address.path))
        if found is None:
            return Answer(
                status=404, body=b'{"ok":false,"error_code":404,"description":"Not Found"}'
            )
        parameters = dict(parse_qsl(address.query, keep_blank_values=True))
        files: dict[str, Upload] = {}
        kind = incoming.headers.get("content-type", "")
        if kind.startswith("multipart/form-data"):
            given, files = _multipart(incoming.body, kind)
        elif kind.startswith("application/json"):
            given = _from_json(incoming.body)
        else:
            given = dict(parse_qsl(incoming.body.decode(), keep_blank_values=True))
        return await self.world.serve(found["token"], found["method"], parameters | given, files)


async def _read(reader: asyncio.StreamReader) -> _Incoming | None:
    """The next request of a connection; None where there is none any more."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    headers = {name.strip().lower(): value.strip() for name, value in pairs}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    return _Incoming(target=first.split(" ")[1], headers=headers, body=body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
    return body


def _multipart(body: bytes, kind: str) -> tuple[dict[str, str], dict[str, Upload]]:
    boundary = kind.partition("boundary=")[2].strip('"').encode()
    fields: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary)[1:]:
        head, empty, content = part.partition(b"\r\n\r\n")
        name = _FIELD.search(head)
        if not empty or name is None:
            continue
        if file_name := _FILE_NAME.search(head):
            plain = file_name[1] or file_name[2] or b""
            files[name[1].decode()] = Upload(name=unquote(plain.decode()), content=content)
        else:
            fields[name[1].decode()] = content.decode()
    return fields, files


def _from_json(body: bytes) -> dict[str, str]:
    given = json.loads(body or b"{}")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in given.items()
        if value is not None
    }


def _response(answer: Answer) -> bytes:
    kind = "application/json" if answer.body.startswith(b"{") else "text/html"
    try:
        phrase = HTTPStatus(answer.status).phrase
    except ValueError:
        phrase = "Unknown"
    head = (
        f"HTTP/1.1 {answer.status} {phrase}\r\n"
        f"Content-Type: {kind}\r\n"
        f"Content-Length: {len(answer.body)}\r\n"
        "Connection: keep-alive\r\n\r\n"
    )
    return head.encode() + answer.body
