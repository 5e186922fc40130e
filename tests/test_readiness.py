"""Ready means: Telegram is heard, what comes in can be kept, and there is knowledge to answer."""

from dataclasses import replace

import pytest

from bot.readiness import DEAF, Signs, readiness

WELL = Signs(
    mode="polling",
    heard=3.0,
    trouble=None,
    log_failing=False,
    log_lost=0,
    inbox_failing=False,
    waiting=2,
    unkept=0,
    knowledge="abc123",
)


def test_when_all_is_well_it_is_ready_and_says_what_it_knows() -> None:
    assert readiness(WELL) == (
        True,
        {
            "status": "ready",
            "mode": "polling",
            "telegram": "ok",
            "telegram_heard_seconds_ago": 3.0,
            "log": "ok",
            "log_lost": 0,
            "inbox": "ok",
            "inbox_waiting": 2,
            "inbox_unkept": 0,
            "knowledge": "abc123",
        },
    )


@pytest.mark.parametrize(
    ("change", "fact", "said"),
    [
        ({"heard": None}, "telegram", "no sign of life"),
        ({"heard": DEAF}, "telegram", "no sign of life"),
        ({"trouble": "another program polls"}, "telegram", "another program polls"),
        ({"log_failing": True}, "log", "failing"),
        ({"inbox_failing": True}, "inbox", "failing"),
        ({"knowledge": None}, "knowledge", None),
    ],
)
def test_whatever_is_wrong_makes_it_degraded_and_is_said(
    change: dict[str, object], fact: str, said: object
) -> None:
    ready, facts = readiness(replace(WELL, **change))  # type: ignore[arg-type] # a table of changes

    assert not ready
    assert (facts["status"], facts[fact]) == ("degraded", said)


def test_what_is_over_leaves_it_ready() -> None:
    assert readiness(replace(WELL, unkept=5, log_lost=3))[0]
