"""Questions as the log keeps them, for tests that only care about a field or two."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.keeping.kept import Asked
from bot.replies import Kind, Ranked

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BUDI, SITI = "b" * 32, "5" * 32

_QUESTION = Asked(
    id=1,
    at=NOON,
    person=BUDI,
    language="id",
    words="apa itu zona integritas",
    kind=Kind.ANSWER,
    entry="zona-integritas",
    entries=("zona-integritas",),
    score=0.875,
    runner_up=Ranked(entry="wbk", score=0.25),
    knowledge_version="abc123",
    milliseconds=0.5,
)


def question(id: int = 1, **changes: Any) -> Asked:
    """A question of Budi's, answered, at noon; `changes` are fields of Asked."""
    return replace(_QUESTION, id=id, **changes)
