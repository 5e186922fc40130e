"""The desk over the shipped knowledge, built once for all tests that ask it."""

from datetime import date
from functools import cache
from pathlib import Path

from bot.answering import Desk
from bot.knowledge import Knowledge, load

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)


@cache
def shipped_knowledge() -> Knowledge:
    """The folder that ships."""
    return load(ROOT / "knowledge", today=TODAY)


@cache
def shipped_desk() -> Desk:
    """A desk over it."""
    return Desk(shipped_knowledge())
