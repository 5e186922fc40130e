"""The watchman: hears what the rooms do, and says on /readyz and /metrics how the bot fares.

Nothing is asked of a database here: it may be what is wrong.
"""

import time
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.door.polling import Pulse
from bot.door.visiting import Visit
from bot.keeping.inbox import Inbox
from bot.keeping.inboxfile import Letter
from bot.keeping.kept import Asked
from bot.keeping.querylog import QueryLog
from bot.metrics import CONTENT_TYPE, Metrics
from bot.readiness import Signs, readiness


class Watch:
    """Made before the rooms, which tell it what they do; `over` gives it the rooms to look at."""

    def __init__(self, mode: str, knowledge: Callable[[], str]) -> None:
        self.pulse = Pulse()
        self.metrics = Metrics()
        self._mode = mode
        self._knowledge = knowledge
        self._log: QueryLog | None = None
        self._inbox: Inbox | None = None
        self.metrics.knowledge(knowledge)

    def over(self, log: QueryLog, inbox: Inbox) -> None:
        """From now on these two are looked at."""
        self._log, self._inbox = log, inbox
        gauge = self.metrics.gauge
        gauge("inbox_waiting", "Updates not answered yet.", lambda: inbox.waiting)
        gauge("inbox_unkept", "Updates answered without being kept.", lambda: inbox.unkept)
        gauge("log_waiting", "Notes not written yet.", lambda: log.waiting)
        gauge("log_lost", "Notes that were lost.", lambda: log.lost)

    def seen(self, visit: Visit) -> None:
        """Somebody did something."""
        self.metrics.update(visit.kind)

    def replied(self, asked: Asked) -> None:
        """A question was answered and noted."""
        self.metrics.reply(asked.kind, asked.milliseconds / 1000)

    def answered(self, letter: Letter) -> None:
        """An update is done with; those of an earlier run are no measure of this one."""
        if letter.arrived:
            self.metrics.answered(letter.arrived)

    def signs(self) -> Signs:
        """How the rooms are just now."""
        heard, log, inbox = self.pulse.polled_at, self._log, self._inbox
        return Signs(
            mode=self._mode,
            heard=None if heard is None else time.monotonic() - heard,
            trouble=self.pulse.trouble,
            log_failing=bool(log and log.failing),
            log_lost=log.lost if log else 0,
            inbox_failing=bool(inbox and inbox.failing),
            waiting=inbox.waiting if inbox else 0,
            unkept=inbox.unkept if inbox else 0,
            knowledge=self._knowledge(),
        )

    def routes(self) -> Sequence[BaseRoute]:
        """/readyz (503 where citizens are not served as they should be) and /metrics."""

        async def ready(request: Request) -> Response:
            good, facts = readiness(self.signs())
            return JSONResponse(dict(facts), status_code=200 if good else 503)

        async def figures(request: Request) -> Response:
            return Response(self.metrics.page(), headers={"content-type": CONTENT_TYPE})

        return (Route("/readyz", ready), Route("/metrics", figures))
