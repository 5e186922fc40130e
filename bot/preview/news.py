"""How open pages learn that there is something new: by a stream, or by asking now and then.

A browser opens six connections to one host, and a stream holds one for good: were each tab given
its own, the seventh tab would never load.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Sequence

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.preview.house import Preview

# Streams a client may have at once; whoever opens one more ends its oldest, which is told to ask.
STREAMS = 3
# Seconds: passing things are looked for so often; what comes at once is told once.
_QUIET, _GATHERING = 0.5, 0.03
_ENOUGH = "event: penuh\ndata: 1\n\n"


class News:
    """Tells pages the preview's state: whoever has another one fetches itself."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._streams: defaultdict[str, deque[asyncio.Event]] = defaultdict(deque)

    def routes(self, guard: Sequence[Middleware]) -> list[BaseRoute]:
        """The stream, and the question for those that have none."""
        return [
            Route("/kejadian", self._stream, middleware=guard),
            Route("/keadaan", self._state, middleware=guard),
        ]

    async def _state(self, request: Request) -> Response:
        return PlainTextResponse(self._preview.state())

    async def _stream(self, request: Request) -> Response:
        client = request.client.host if request.client else ""
        stop: asyncio.Event = request.app.state.stop
        return StreamingResponse(self._news(client, stop), media_type="text/event-stream")

    async def _news(self, client: str, stop: asyncio.Event) -> AsyncIterator[str]:
        """The state after each change, as server-sent events, until another tab needs the line."""
        streams, enough = self._streams[client], asyncio.Event()
        streams.append(enough)
        while len(streams) > STREAMS:
            streams.popleft().set()
        self._preview.stir()
        told = ""
        try:
            yield "retry: 1000\n\n"
            while not stop.is_set() and not enough.is_set():
                state = self._preview.state()
                if state != told:
                    told = state
                    yield f"data: {state}\n\n"
                    await asyncio.sleep(_GATHERING)
                else:
                    await self._preview.changes(_QUIET)
            if enough.is_set():
                yield _ENOUGH
        finally:
            if enough in streams:
                streams.remove(enough)
