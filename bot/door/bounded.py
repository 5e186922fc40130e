"""A map that forgets its oldest: what lives in memory a chat, a message, a press stays small."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Bounded(Generic[K, V]):
    """Holds at most `most` values; the one not set or read for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value of `key`, or None where there is none (any more)."""
        value = self._held.get(key)
        if value is not None:
            self._held.move_to_end(key)
        return value

    def set(self, key: K, value: V) -> tuple[K, V] | None:
        """Hold `value`; what was held of `key` before is gone. What had to make room, if any."""
        self._held[key] = value
        self._held.move_to_end(key)
        return self._held.popitem(last=False) if len(self._held) > self._most else None

    def drop(self, key: K) -> None:
        """Forget `key`, if it is known at all."""
        self._held.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        self._held.clear()

    def __iter__(self) -> Iterator[K]:
        """All keys held, the one not used for longest first."""
        return iter(tuple(self._held))

    def __len__(self) -> int:
        return len(self._held)
