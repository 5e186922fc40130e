"""Whether citizens are being served just now, for /readyz: a pure function of what rooms report."""

from collections.abc import Mapping
from dataclasses import dataclass

# Seconds without a sign of life from Telegram after which the bot counts as deaf: a long poll
# lasts 25, the webhook is looked at every 8.
DEAF = 60.0


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What the rooms say of themselves.

    `heard`: seconds since Telegram last answered a poll, or said that its webhook is well; None if
    it never did. `trouble`: what is wrong on the way there. `knowledge`: the version served.
    """

    mode: str
    heard: float | None
    trouble: str | None
    log_failing: bool
    log_lost: int
    inbox_failing: bool
    waiting: int
    unkept: int
    knowledge: str | None


def readiness(signs: Signs) -> tuple[bool, Mapping[str, object]]:
    """Whether all is well, and the facts to show; never a citizen's word, id or secret."""
    fresh = signs.heard is not None and signs.heard < DEAF and not signs.trouble
    writable = not signs.log_failing and not signs.inbox_failing
    ready = fresh and writable and signs.knowledge is not None
    return ready, {
        "status": "ready" if ready else "degraded",
        "mode": signs.mode,
        "telegram": "ok" if fresh else signs.trouble or "no sign of life",
        "telegram_heard_seconds_ago": None if signs.heard is None else round(signs.heard, 1),
        "log": "failing" if signs.log_failing else "ok",
        "log_lost": signs.log_lost,
        "inbox": "failing" if signs.inbox_failing else "ok",
        "inbox_waiting": signs.waiting,
        "inbox_unkept": signs.unkept,
        "knowledge": signs.knowledge,
    }
