"""An HTTP server that answers as a test says, down to the byte at which the connection breaks."""

import asyncio
import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import parse_qsl

OK = b'{"ok":true,"result":true}'


@dataclass(frozen=True, kw_only=True)
class Act:
    """What becomes of one request: an answer, or as much of it as `cut` lets out (in bytes).

    `cut` below 0: the connection is reset without an answer. `hang`: seconds before it.
    `deaf`: the request's body is not read, only its head.
    """

    status: int = 200
    body: bytes = OK
    cut: int | None = None
    hang: float = 0.0
    deaf: bool = False


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, str]:
        """What a Bot API server makes of the body: it takes forms and JSON alike."""
        if self.headers["content-type"] == "application/json":
            return {name: str(value) for name, value in json.loads(self.body).items()}
        assert self.headers["content-type"] == "application/x-www-form-urlencoded"
        return dict(parse_qsl(self.body.decode(), max_num_fields=10))


class WireServer:
    """On 127.0.0.1 at a free port; performs `acts` in turn and then answers well."""

    def __init__(self, *acts: Act) -> None:
        self.acts = list(acts)
        self.seen: list[Seen] = []
        self.connections = 0
        self.port = 0
        self._came = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    def url(self, method: str = "sendMessage") -> str:
        """Of a method, with a token in it."""
        return f"http://127.0.0.1:{self.port}/bot12:secret-token/{method}"

    async def saw(self, count: int) -> None:
        """Wait until so many requests have come."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.seen) >= count)

    async def __aenter__(self) -> "WireServer":
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._perform(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # who asked hung up, or the test is over
        finally:
            self._open.discard(task)
            writer.close()

    async def _perform(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; False where the connection ends with it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        line, *rest = head.rstrip("\r\n").split("\r\n")
        headers = {n.lower(): v.strip() for n, _, v in (one.partition(":") for one in rest)}
        act = self.acts.pop(0) if self.acts else Act()
        body = b"" if act.deaf else await _body(reader, headers)
        self.seen.append(Seen(line=line, headers=headers, body=body))
        async with self._came:
            self._came.notify_all()
        await asyncio.sleep(act.hang)
        if act.cut is not None and act.cut < 0:
            _reset(writer)
            return False
        answer = (
            f"HTTP/1.1 {act.status} Whatever\r\nContent-Length: {len(act.body)}\r\n\r\n".encode()
            + act.body
        )
        writer.write(answer[: act.cut])
        await writer.drain()
        return act.cut is None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    body = b""
    while size := int(await reader.readline(), 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


def _reset(writer: asyncio.StreamWriter) -> None:
    """Closes with RST instead of FIN, as a server does that dies."""
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


def free_port() -> int:
    """One on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def texts(seen: Sequence[Seen]) -> list[str]:
    """What the requests say, in the order of their coming."""
    return [one.fields["text"] for one in seen]
