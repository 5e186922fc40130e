"""Telegram's HTTP on aiohttp, behind python-telegram-bot's BaseRequest: faster, and it says more.

What fails here says how far it got: an `Unsent` error means that nothing can have arrived, an
AnswerCut or a TimedOut that the request may well have been carried out. No error's text, nor any
error behind it, holds an address: Telegram's addresses hold the token.
"""

import asyncio
import io
from collections.abc import Coroutine
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.door import telegramjson
from bot.door.proxies import Proxies, ProxyRefused

T = TypeVar("T")

# Shorter than any router forgets a silent connection; a question on a forgotten one would hang.
KEEP_ALIVE = 30.0
_HEADERS = MappingProxyType({"User-Agent": BaseRequest.USER_AGENT})
_BEFOREHAND = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
_NONE_GIVEN = (BaseRequest.DEFAULT_NONE,) * 4
_POOL_FULL = (
    "Pool timeout: all connections to Telegram are taken, and the request was not sent; "
    "allow more connections or a longer wait."
)


class Unsent:
    """Marks an error after which nothing can have arrived, so that trying again is safe."""


class NotSent(Unsent, NetworkError):
    """No connection came about, or it broke before the request was out."""


class NotSentInTime(Unsent, TimedOut):
    """Time ran out before the request was out."""


class AnswerCut(NetworkError):
    """The answer began and broke off: the request was almost surely carried out."""


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Seconds, None for no limit: until connected, for each silence while reading or writing
    (files have their own), and until one of the connections is free."""

    connect: float | None = 5.0
    read: float | None = 5.0
    write: float | None = 5.0
    media_write: float | None = 20.0
    pool: float | None = 1.0


class AiohttpRequest(BaseRequest):
    """Keeps up to `connections` open; proxies are those of the environment, as everywhere.

    May be initialised again after a shutdown, and each of the two called twice.
    """

    def __init__(self, connections: int = 256, timeouts: Timeouts | None = None) -> None:
        self._connections = connections
        self._timeouts = timeouts or Timeouts()
        self._usual = _of_session(self._timeouts)
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(connections)
        self._proxies = Proxies()

    @property
    def read_timeout(self) -> float | None:
        """Seconds of silence after which an answer is given up, unless the request says more."""
        return self._timeouts.read

    @property
    def http_version(self) -> str:
        """The version spoken; Telegram's servers need no other."""
        return "1.1"

    async def initialize(self) -> None:
        """Opens the pool; the first connection is made by the first request."""
        if self._session is None:
            self._free = asyncio.Semaphore(self._connections)
            self._proxies = Proxies()
            self._session = aiohttp.ClientSession(
                # The semaphore alone limits, for aiohttp has no time limit of its own for that.
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=_HEADERS,
            )

    async def shutdown(self) -> None:
        """Closes all connections; a request that is under way fails."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """As python-telegram-bot reads an answer, in a third of its time."""
        return telegramjson.read(payload)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body.

        Raises NotSent, NotSentInTime, AnswerCut; TimedOut where time ran out waiting for the
        answer, and NetworkError itself where the connection closed without one.
        """
        timeouts = self._timeouts
        given = (read_timeout, write_timeout, connect_timeout, pool_timeout)
        if given != _NONE_GIVEN or (request_data and request_data.contains_files):
            timeouts = self._other(request_data, *given)
        free = self._free
        await _take(free, timeouts.pool)
        try:
            outcome = await self._exchange(url, method, request_data, timeouts)
        finally:
            free.release()
        if isinstance(outcome, NetworkError):
            # Here, not where it was caught: aiohttp's own error, which quotes the address, would
            # hang on it as its context.
            raise outcome
        return outcome

    def _other(
        self, data: RequestData | None, read: object, write: object, connect: object, pool: object
    ) -> Timeouts:
        usual = self._timeouts
        of_file = data is not None and data.contains_files
        return Timeouts(
            connect=_given(connect, usual.connect),
            read=_given(read, usual.read),
            write=_given(write, usual.media_write if of_file else usual.write),
            pool=_given(pool, usual.pool),
        )

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, timeouts: Timeouts
    ) -> tuple[int, bytes] | NetworkError:
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        try:
            proxy = self._proxies.of(url)
        except ProxyRefused as error:
            return NotSent(str(error))
        if data is not None and data.contains_files:
            return await self._upload(self._session, url, method, data, timeouts, proxy)
        body = _json(data) if data else None
        try:
            return await self._fetch(self._session, url, method, body, timeouts, proxy)
        except (aiohttp.ClientError, OSError) as error:
            return _failure(error, sent=True)

    async def _upload(
        self,
        session: aiohttp.ClientSession,
        url: str,
        method: str,
        data: RequestData,
        timeouts: Timeouts,
        proxy: str | None,
    ) -> tuple[int, bytes] | NetworkError:
        tracker = aiohttp.UploadTracker()
        body = await _multipart(data)
        try:
            fetching = self._fetch(session, url, method, body, timeouts, proxy, tracker)
            return await _unless_stuck(fetching, tracker, timeouts.write)
        except (aiohttp.ClientError, OSError) as error:
            written = tracker.upload_complete
            return _failure(error, sent=written.done() and written.exception() is None)

    async def _fetch(
        self,
        session: aiohttp.ClientSession,
        url: str,
        method: str,
        body: aiohttp.BytesPayload | aiohttp.FormData | None,
        timeouts: Timeouts,
        proxy: str | None,
        tracker: aiohttp.UploadTracker | None = None,
    ) -> tuple[int, bytes]:
        async with session.request(
            method,
            url,
            data=body,
            timeout=self._usual if timeouts is self._timeouts else _of_session(timeouts),
            # Elsewhere the token would be told to whoever Telegram's address leads to.
            allow_redirects=False,
            proxy=proxy,
            upload_tracker=tracker,
        ) as response:
            return response.status, await response.read()


def _of_session(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=timeouts.connect, sock_read=timeouts.read)


async def _take(free: asyncio.Semaphore, patience: float | None) -> None:
    """One of the connections, made or not yet made."""
    if not free.locked():
        await free.acquire()
        return
    try:
        async with asyncio.timeout(patience):
            await free.acquire()
    except TimeoutError:
        raise NotSentInTime(_POOL_FULL) from None


async def _unless_stuck(
    fetching: Coroutine[None, None, T], tracker: aiohttp.UploadTracker, patience: float | None
) -> T:
    """What `fetching` returns; TimeoutError where for `patience` seconds nothing was written."""
    task = asyncio.create_task(fetching)
    try:
        while not tracker.upload_complete.done():
            before = tracker.attempts, tracker.bytes_written
            await asyncio.wait({task}, timeout=patience)
            if task.done() or tracker.upload_complete.done():
                break
            if before == (tracker.attempts, tracker.bytes_written):
                raise TimeoutError
        return await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _json(data: RequestData) -> aiohttp.BytesPayload:
    """As a payload that knows its type: to find that out costs aiohttp 10 microseconds."""
    written = telegramjson.written(data.parameters)
    return aiohttp.BytesPayload(written, content_type="application/json")


async def _multipart(data: RequestData) -> aiohttp.FormData:
    """Telegram reads file names as they stand, not in the percent signs of RFC 5987."""
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in data.multipart_data.items():
        whole = content if isinstance(content, bytes) else await asyncio.to_thread(content.read)
        form.add_field(name, io.BytesIO(whole), filename=file_name, content_type=kind)
    return form


def _failure(error: Exception, *, sent: bool) -> NetworkError:
    """`error` as python-telegram-bot knows it, told by its name alone; `sent`: the body is out."""
    told = f"aiohttp.{type(error).__name__}"
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSentInTime(told)
    if isinstance(error, TimeoutError):
        return TimedOut(told) if sent else NotSentInTime(told)
    if isinstance(error, aiohttp.ClientPayloadError):
        return AnswerCut(told)
    if not sent or _never_began(error):
        return NotSent(told)
    if isinstance(error, aiohttp.ClientResponseError):
        return AnswerCut(told)
    return NetworkError(told)


def _never_began(error: Exception) -> bool:
    """No connection, no such address, or a kept one found closed before anything was written."""
    return isinstance(error, _BEFOREHAND) or isinstance(
        error.__cause__, aiohttp.ClientConnectionResetError
    )


def _given(timeout: object, usual: float | None) -> float | None:
    """None is a choice of its own: no limit."""
    return (
        float(timeout) if isinstance(timeout, int | float) else None if timeout is None else usual
    )
