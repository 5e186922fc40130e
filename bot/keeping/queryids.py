"""Ids of questions, made by the program: a button can name a question before it is written."""

import secrets
import time
from collections.abc import Callable

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_EPOCH_MS = 1_704_067_200_000  # 2024-01-01 UTC: 41 bits of milliseconds last until 2093
_CHANCE_BITS = 22


class QueryIds:
    """Ids of 63 bits that grow with time; two programs at once do not give the same one."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """An id above all before it, though the clock be set back."""
        ms = int(self._clock() * 1000) - _EPOCH_MS
        fresh = (ms << _CHANCE_BITS) | secrets.randbits(_CHANCE_BITS)
        self._last = max(fresh, self._last + 1)
        return self._last


def id_text(id: int) -> str:
    """An id as buttons and exports show it: base 36, at most 13 characters."""
    digits = ""
    while id:
        id, digit = divmod(id, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def id_of(text: str) -> int | None:
    """The id that `id_text` wrote, or None where no such text ever was one."""
    if not 1 <= len(text) <= 13 or set(text) - set(_DIGITS):
        return None
    id = int(text, 36)
    return id if id < 1 << 63 else None
