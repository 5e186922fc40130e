"""Rooms that most starts never enter are imported when somebody does, and all of them so.

An import at the top of a file costs each start its time and memory, used or not. Which rooms are
late, and from where, is drawn in tests/test_house.py like every other arrow.
"""

from importlib import import_module
from typing import Any


def late(room: str, name: str) -> Any:
    """`name` of a room ("bot.playing"), which is imported now if nobody has yet.

    Whoever calls says its type. It may be called in any thread; what is slow is best begun aside.
    """
    return getattr(import_module(room), name)
