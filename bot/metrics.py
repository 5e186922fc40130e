"""What the bot does in figures, for Prometheus: counts and times, never a citizen's word or id."""

import time
from collections.abc import Callable, Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import InfoMetricFamily
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
_DESK_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1, 1.0)


class Metrics:
    """A registry of its own, so that two bots in one program (tests) do not count together."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._updates = Counter("bot_updates", "Updates by kind.", ["kind"], registry=registry)
        self._replies = Counter("bot_replies", "Replies by kind.", ["kind"], registry=registry)
        self._retries = Counter(
            "bot_retries",
            "Requests that failed on their way, by cause.",
            ["cause"],
            registry=registry,
        )
        self._answered = Histogram(
            "bot_answer_seconds",
            "From an update's arrival until its reply was sent.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._desk = Histogram(
            "bot_desk_seconds",
            "How long the desk took to find a reply.",
            buckets=_DESK_SECONDS,
            registry=registry,
        )

    def update(self, kind: str) -> None:
        """An update of that kind came in for the first time."""
        self._updates.labels(kind).inc()

    def reply(self, kind: str, desk_seconds: float) -> None:
        """A reply of that kind was given."""
        self._replies.labels(kind).inc()
        self._desk.observe(desk_seconds)

    def retried(self, cause: str) -> None:
        """A request to Telegram failed; `cause`: flood, server, unsent, cut or doubtful."""
        self._retries.labels(cause).inc()

    def answered(self, arrived: float) -> None:
        """The reply to what arrived then (time.monotonic) was sent."""
        self._answered.observe(time.monotonic() - arrived)

    def gauge(self, name: str, help: str, value: Callable[[], float]) -> None:
        """A figure that is asked for whenever somebody looks."""
        Gauge(f"bot_{name}", help, registry=self.registry).set_function(value)

    def knowledge(self, version: Callable[[], str]) -> None:
        """Which knowledge is served."""
        self.registry.register(_Version(version))

    def page(self) -> bytes:
        """The figures as Prometheus reads them (CONTENT_TYPE)."""
        return generate_latest(self.registry)


class _Version(Collector):
    def __init__(self, version: Callable[[], str]) -> None:
        self._version = version

    def collect(self) -> Iterable[InfoMetricFamily]:
        """One line, the version its label."""
        yield InfoMetricFamily("bot_knowledge", "Served now.", {"version": self._version()})
