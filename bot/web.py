"""The web door: rooms bring their pages as rows of a table, and one server shows them all."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.guarding import SecurityHeaders

Facts = Callable[[], Mapping[str, object]]

STATIC = Path(__file__).parent / "static"
# Ports tried after one that is taken, where that is allowed.
_FURTHER = 20


def build(rooms: Sequence[BaseRoute], *, facts: Facts) -> Starlette:
    """The app of all pages; `facts` are what /healthz says besides that it lives.

    `app.state.stop` is an event: what streams without end ends once it is set.
    """

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "ok", **facts()})

    app = Starlette(
        routes=[
            Route("/healthz", health),
            Mount("/static", StaticFiles(directory=STATIC), name="static"),
            *rooms,
        ],
        middleware=[Middleware(SecurityHeaders)],
    )
    app.state.stop = asyncio.Event()
    return app


@dataclass(frozen=True, kw_only=True)
class Serving:
    """A server that accepts connections; `done` ends once it has been told to stop."""

    url: str
    done: asyncio.Task[None]


class _Server(uvicorn.Server):
    """Signals are cli's: uvicorn would raise them again after serving, past whatever follows."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepts = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepts.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    app: Starlette,
    host: str,
    port: int,
    stop: asyncio.Event,
    *,
    next_free: bool = False,
    proxies: Sequence[str] = (),
) -> Serving:
    """Serve until `stop` is set; returns as soon as connections are accepted, with the address.

    Port 0 takes a free one, `next_free` the next one above a port that is taken. `proxies`:
    addresses and networks whose word on who is behind them is taken. Raises OSError where the
    address cannot be listened at.
    """
    listener = _listen(host, port, _FURTHER if next_free else 0)
    app.state.stop = stop
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=2,
        )
    )
    done = asyncio.create_task(_until(stop, server, listener))
    accepts = asyncio.create_task(server.accepts.wait())
    await asyncio.wait((accepts, done), return_when=asyncio.FIRST_COMPLETED)
    accepts.cancel()
    if done.done():
        done.result()
    return Serving(url=_url(listener), done=done)


async def _until(stop: asyncio.Event, server: uvicorn.Server, listener: socket.socket) -> None:
    async def leave() -> None:
        await stop.wait()
        server.should_exit = True

    leaving = asyncio.create_task(leave())
    try:
        await server.serve(sockets=[listener])
    finally:
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)


def _listen(host: str, port: int, further: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    last = port if port == 0 else min(port + further, 65535)
    for candidate in range(port, last + 1):
        try:
            return socket.create_server((host, candidate), family=family)
        except OSError:
            if candidate == last:
                raise
    raise AssertionError("the last candidate returns or raises")


def _url(listener: socket.socket) -> str:
    """As a browser on this machine opens it; "every address" is no address to open."""
    host, port = listener.getsockname()[:2]
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
