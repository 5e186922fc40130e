"""Which of the desk's replies each of the bot's messages shows, found out on the way between them.

The handlers know nothing of it: the desk they are given notes what it said, the wire they send by
sees the message come back. Both happen in the task that answers one update, so a context variable
joins them, and what many chats are told at once is never mixed up.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from telegram.request import BaseRequest, RequestData

from bot.answering import Desk
from bot.loading.faults import Fault
from bot.localtelegram import LocalRequest, LocalTelegram
from bot.localtelegram.botapi import Json
from bot.ranking.matches import Match
from bot.replies import Reply
from bot.turns.conversing import NEW, Conversation

# A desk is asked seldom more than once for an answer; /start asks it for each example.
_KEPT = 20
# Shorter than this a text stands in many others.
_TELLING = 40
_replies: ContextVar[tuple["Told", ...]] = ContextVar("replies", default=())


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the desk said, and the version of the knowledge it said it from."""

    reply: Reply
    version: str


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A request the bot made, and Telegram's answer; `told` is what its message shows, if known."""

    method: str
    parameters: Json
    status: int
    answer: Json
    told: Told | None = None


class _DeskHolder(Protocol):
    @property
    def desk(self) -> Desk: ...


@runtime_checkable
class _Faulty(Protocol):
    @property
    def faults(self) -> tuple[Fault, ...]: ...


@runtime_checkable
class _Telling(Protocol):
    def listen(
        self,
        *,
        on_faults: Callable[[tuple[Fault, ...]], Awaitable[object]],
        on_good: Callable[[str], Awaitable[object]],
    ) -> None: ...


class WatchedDesk(Desk):
    """A desk that answers as the one it is made of, and notes each reply for the task at work."""

    def __init__(self, desk: Desk) -> None:
        self._watched = desk
        self.knowledge = desk.knowledge

    def reply(
        self, text: str, conversation: Conversation = NEW, *, language: str | None = None
    ) -> Reply:
        return self._noted(self._watched.reply(text, conversation, language=language))

    def match(self, text: str) -> Match:
        return self._watched.match(text)

    def show(self, entry: str, language: str) -> Reply | None:
        reply = self._watched.show(entry, language)
        return self._noted(reply) if reply else None

    def none_of_these(self, shown: Sequence[str], language: str) -> Reply:
        return self._noted(self._watched.none_of_these(shown, language))

    def _noted(self, reply: Reply) -> Reply:
        told = Told(reply=reply, version=self.knowledge.version)
        _replies.set((*_replies.get()[1 - _KEPT :], told))
        return reply


class WatchedHolder:
    """A DeskHolder for handlers, whose desk is watched; faults are those of the holder behind."""

    def __init__(self, holder: _DeskHolder) -> None:
        self._holder = holder
        self._desk = WatchedDesk(holder.desk)
        self._of = holder.desk

    @property
    def desk(self) -> Desk:
        """The watched desk of now."""
        if self._holder.desk is not self._of:
            self._of = self._holder.desk
            self._desk = WatchedDesk(self._of)
        return self._desk

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What keeps an edit of the knowledge from being served; () where nobody reloads it."""
        return self._holder.faults if isinstance(self._holder, _Faulty) else ()

    @property
    def version(self) -> str:
        """Of the knowledge that is served."""
        return self._holder.desk.knowledge.version

    def listen(
        self,
        *,
        on_faults: Callable[[tuple[Fault, ...]], Awaitable[object]],
        on_good: Callable[[str], Awaitable[object]],
    ) -> None:
        """As Reloader's; where nobody reloads the knowledge there is nothing to hear."""
        if isinstance(self._holder, _Telling):
            self._holder.listen(on_faults=on_faults, on_good=on_good)


class WatchedRequest(LocalRequest):
    """The wire to the played Telegram; `heard` is told of each request once it is answered."""

    def __init__(
        self, world: LocalTelegram, heard: Callable[[Heard], None], *, latency: float = 0.0
    ) -> None:
        super().__init__(world, latency=latency)
        self._heard = heard

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """As LocalRequest's."""
        status, body = await super().do_request(url, method, request_data, read_timeout)
        answer = json.loads(body)
        heard = Heard(
            method=url.rpartition("/")[2],
            parameters=request_data.parameters if request_data else {},
            status=status,
            answer=answer,
            told=_told_in(answer.get("result")),
        )
        self._heard(heard)
        return status, body


def _told_in(result: object) -> Told | None:
    """The reply of this task that a sent or changed message shows, the latest first."""
    words = result.get("text") or result.get("caption") if isinstance(result, dict) else ""
    text = _squeezed(words)
    for told in reversed(_replies.get()):
        said = _squeezed(told.reply.text)
        if said and (text.startswith(said) or (len(text) > _TELLING and _part(text) in said)):
            return told
    return None


def _part(text: str) -> str:
    """What the beginning of a long message is known by: it may be the second half of a reply."""
    return text[:_TELLING]


def _squeezed(text: object) -> str:
    """Without what showing changes: white space and the marks of list items."""
    words = str(text or "").split()
    return " ".join(word for word in words if word not in ("•", "-"))
