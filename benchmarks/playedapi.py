"""A Bot API of a few lines, far faster than any bot: a crowd of citizens, each asking in turn.

`crowd` questions are open at any time; whoever is answered goes, and somebody else asks. So a bot
is always busy, and never has more before it than it can see.
"""

import asyncio
import json
import re
import time
from array import array
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import cast

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
CHAT = re.compile(rb'chat_id(?:=|": *"?|".{0,200}?\r\n\r\n)(\d+)', re.DOTALL)
FIRST_CHAT = 1_000_000
BATCH = 100
# Seconds that the first new question waits for others to come with it in one poll.
GATHER = 0.005
# Seconds until a poll that brings nothing is answered: less than any bot's own patience, for a bot
# whose turn it is not asks on.
LONG_POLL = 4.0

_ME = {"id": 7, "is_bot": True, "first_name": "Meja", "username": "meja_bot"}
_PLAIN: dict[bytes, object] = {
    b"getMe": _ME,
    b"getMyDescription": {"description": ""},
    b"getMyShortDescription": {"short_description": ""},
    b"getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}
_SENT = (
    '{"ok":true,"result":{"message_id":%d,"date":1790000000,"from":'
    + json.dumps(_ME)
    + ',"chat":{"id":%d,"type":"private","first_name":"Warga"},%s}}'
)
# A picture is uploaded once; from then on it is sent by this id.
_KINDS = {
    b"sendMessage": '"text":"."',
    b"sendPhoto": '"photo":[{"file_id":"1","file_unique_id":"1","width":9,"height":9}]',
}
_ASKED = (
    '{"update_id":%d,"message":{"message_id":%d,"date":%d,"chat":'
    '{"id":%d,"type":"private","first_name":"Warga"},"from":{"id":%d,"is_bot":false,'
    '"first_name":"Warga","language_code":"id"},"text":%s}}'
)


class PlayedApi:
    """On 127.0.0.1 at a free port, in the running loop.

    `delay`: seconds of network, half on the way to here and half back. `people`: how many different
    citizens there are. `replied` hears of each answer.
    """

    def __init__(
        self,
        texts: Sequence[str],
        *,
        crowd: int,
        people: int,
        delay: float = 0.0,
        replied: Callable[[], None] | None = None,
    ) -> None:
        self.replies = 0
        self.asks = True
        """Whether new questions are handed out."""
        self.waits = array("d")
        """Seconds from handing a question out to its answer."""
        self._texts = [json.dumps(text) for text in texts]
        self._crowd = crowd
        self._people = people
        self.delay = delay
        self._replied = replied
        self._asked = 0
        self._open: dict[int, float] = {}
        self._ready: deque[str] = deque()
        self._poll: Callable[[bytes], None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._messages = 0
        self._server: asyncio.Server | None = None

    @property
    def open(self) -> int:
        """Questions handed out and not answered yet."""
        return len(self._open)

    def go_on(self) -> None:
        """Hand questions out again."""
        self.asks = True
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self._serve_poll()

    @property
    def base_url(self) -> str:
        """What a bot takes for its base_url."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/bot"

    async def __aenter__(self) -> "PlayedApi":
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Connection(self), "127.0.0.1", 0)
        for _ in range(self._crowd):
            self._ask()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        if self._timer:
            self._timer.cancel()
        self._server.close()

    def handle(self, method: bytes, body: bytes, answer: Callable[[bytes], None]) -> None:
        """One request; `answer` takes the JSON."""
        if method == b"getUpdates":
            self._take_poll(answer)
        elif method in _KINDS:
            self._take_reply(_KINDS[method], body, answer)
        else:
            result = _PLAIN.get(method, True)
            answer(json.dumps({"ok": True, "result": result}).encode())

    def _ask(self) -> None:
        self._asked += 1
        chat = FIRST_CHAT + self._asked % self._people
        text = self._texts[self._asked % len(self._texts)]
        now = int(time.time())  # else the bot would beg pardon for being late
        self._ready.append(_ASKED % (self._asked, self._asked, now, chat, chat, text))

    def _take_reply(self, kind: str, body: bytes, answer: Callable[[bytes], None]) -> None:
        found = CHAT.search(body)
        assert found, "a message goes to a chat"
        chat = int(found[1])
        self._messages += 1
        answer((_SENT % (self._messages, chat, kind)).encode())
        handed_out = self._open.pop(chat, None)
        if handed_out is None:
            return  # the second part of an answer
        self.waits.append(time.perf_counter() - handed_out)
        self.replies += 1
        self._ask()
        self._serve_poll()
        if self._replied:
            self._replied()

    def _take_poll(self, answer: Callable[[bytes], None]) -> None:
        self._poll = answer
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if not self._ready or not self.asks:
            self._timer = asyncio.get_running_loop().call_later(LONG_POLL, self._hand_out)
        self._serve_poll()

    def _serve_poll(self) -> None:
        if self._poll is None or not self._ready or not self.asks:
            return
        if len(self._ready) >= BATCH:
            self._hand_out()
        elif len(self._ready) == 1 or self._timer is None:
            if self._timer:
                self._timer.cancel()
            self._timer = asyncio.get_running_loop().call_later(GATHER, self._hand_out)

    def _hand_out(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        poll, self._poll = self._poll, None
        if poll is None:
            return
        size = min(BATCH, len(self._ready)) if self.asks else 0
        batch = [self._ready.popleft() for _ in range(size)]
        now = time.perf_counter()
        for update in batch:
            self._open[int(update.split('"id":', 1)[1].split(",", 1)[0])] = now
        poll(b'{"ok":true,"result":[' + ",".join(batch).encode() + b"]}")


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with keep-alive and bodies of a told length; all that a bot needs."""

    def __init__(self, api: PlayedApi) -> None:
        self._api = api
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's by their class, only by what they do.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            length = LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            method = head.split(b" ", 2)[1].rpartition(b"/")[2]
            self._later(self._api.handle, method, body, self._answer)

    def _answer(self, body: bytes) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        self._later(self._write, head.encode() + b"\r\n\r\n" + body)

    def _later(self, work: Callable[..., None], *given: object) -> None:
        if self._api.delay:
            asyncio.get_running_loop().call_later(self._api.delay / 2, work, *given)
        else:
            work(*given)

    def _write(self, whole: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(whole)
