"""Replies at hand, for many citizens ask the same thing in the same words."""

from collections import OrderedDict

from bot.replies import Reply
from bot.turns.conversing import Conversation

Asked = tuple[str, Conversation, str | None]


class Recent(OrderedDict[Asked, Reply]):
    """The `most` replies that were asked for last; a copy of it, also in a file, holds none."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def remember(self, asked: Asked, reply: Reply) -> None:
        """As the last one asked for."""
        self[asked] = reply
        if len(self) > self._most:
            self.popitem(last=False)

    def __reduce__(self) -> tuple[type["Recent"], tuple[int]]:
        return Recent, (self._most,)
