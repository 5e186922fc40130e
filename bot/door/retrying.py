"""One place that tries again: what was lost or put off, never what may be there already.

A message is sent again after a 429 (when Telegram says), a 5xx, and where nothing can have
arrived; after a time-out or an answer cut short it may be in the chat, and two answers look worse
than none. What changes nothing when done twice (get, set, edit, delete) is tried again after any.
"""

import asyncio
import itertools
import json
import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.door import telegramjson
from bot.door.limiting import Limits
from bot.door.transport import AnswerCut, Unsent

log = logging.getLogger(__name__)

Outcome = tuple[int, bytes] | NetworkError

# Seconds before each further try, give or take a quarter, lest all that failed at once come back
# at once.
PAUSES = (0.5, 1.5)
# Telegram may ask to wait for hours; an answer that late helps nobody.
LONGEST_WAIT = 60.0
_REPEATABLE = ("get", "set", "edit", "delete", "pin", "unpin", "leave", "close")
# Behind an error of python-telegram-bot's own wire: nothing can have arrived.
_UNSENT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
# By its name it takes half a microsecond, and there is one in each answer.
_OK = HTTPStatus.OK
_MESSAGES = ("send", "edit", "forward", "copy")


class Trouble(StrEnum):
    """How a request failed, told apart by what may be done about it."""

    FLOOD = "flood"
    """429: Telegram wants us to wait."""
    SERVER = "server"
    UNSENT = "unsent"
    CUT = "cut"
    """The connection closed without an answer."""
    DOUBTFUL = "doubtful"
    """It may well have been carried out."""


class RetryingRequest(BaseRequest):
    """Another BaseRequest, with patience and within Telegram's limits.

    A connection that closes before a byte of the answer came mostly means a server that restarts;
    with `again_after_cut` False even then no message is sent again. `limits` None: no limits.
    `tally` counts the tries that failed, by trouble; `failed` hears of each.
    """

    def __init__(
        self,
        wire: BaseRequest,
        limits: Limits | None = None,
        *,
        again_after_cut: bool = True,
        pauses: Sequence[float] = PAUSES,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        self._wire = wire
        self._failed = failed
        self._limits = limits
        self._again_after_cut = again_after_cut
        self._pauses = pauses
        self.tally: Counter[Trouble] = Counter()

    @property
    def read_timeout(self) -> float | None:
        """That of the wire; for each try."""
        return self._wire.read_timeout

    async def initialize(self) -> None:
        """Opens the wire."""
        await self._wire.initialize()

    async def shutdown(self) -> None:
        """Closes the wire."""
        await self._wire.shutdown()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Of the wire's making."""
        return telegramjson.read(payload)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *ordered: Any,
        **timeouts: Any,
    ) -> tuple[int, bytes]:
        """The outcome of the last try; raises what that raised. The timeouts are those of a try.

        There is at most a try more than pauses, and none later than LONGEST_WAIT after the first.
        """
        call = _Call.of(url, method, request_data)
        begun: float | None = None
        for tries in itertools.count():
            await self._turn(call, again=tries > 0)
            begun = begun or time.monotonic()
            outcome: Outcome
            try:
                outcome = await self._wire.do_request(
                    url, method, request_data, *ordered, **timeouts
                )
            except NetworkError as error:
                outcome = error
            pause = self._pause(call, outcome, tries)
            if pause is None or time.monotonic() - begun + pause > LONGEST_WAIT:
                break
            await self._rest(call, pause)
        if isinstance(outcome, NetworkError):
            raise outcome
        if outcome[0] == HTTPStatus.GATEWAY_TIMEOUT:
            raise TimedOut("Telegram's gateway waited in vain; the request may be carried out")
        return outcome

    async def _turn(self, call: "_Call", *, again: bool) -> None:
        if self._limits and call.chat is not None:
            await self._limits.turn(call.chat, again=again)

    async def _rest(self, call: "_Call", pause: float) -> None:
        """What else goes to the chat waits too, lest it overtake this or fare no better."""
        if self._limits and call.chat is not None:
            self._limits.hold(call.chat, pause)  # until the next turn
        else:
            await asyncio.sleep(pause)

    def _pause(self, call: "_Call", outcome: Outcome, tries: int) -> float | None:
        """Seconds until the next try; None where there is to be none."""
        trouble = _trouble(outcome)
        if trouble is None:
            return None
        self.tally[trouble] += 1
        if self._failed:
            self._failed(trouble)
        if tries >= len(self._pauses) or not self._may_repeat(call, trouble):
            return None
        pause = self._pauses[tries] * random.uniform(0.75, 1.25)
        if trouble is Trouble.FLOOD:
            pause += _asked(outcome)
        log.info("a request failed (%s); another try in %.1f s", trouble, pause)
        return pause

    def _may_repeat(self, call: "_Call", trouble: Trouble) -> bool:
        if trouble is Trouble.DOUBTFUL:
            return call.repeatable
        if trouble is Trouble.CUT:
            return call.repeatable or (call.replayable and self._again_after_cut)
        return call.replayable


@dataclass(frozen=True, kw_only=True)
class _Call:
    """What of a request bears on trying it again, and on when it may go."""

    chat: int | str | None
    """Where it is a message or a change of one; others are not limited."""
    replayable: bool
    """It can be sent once more: a file that was read from a handle is gone."""
    repeatable: bool
    """Done twice it is as good as done once."""

    @staticmethod
    def of(url: str, method: str, data: RequestData | None) -> "_Call":
        name = url.rpartition("/")[2]
        files = data.multipart_data.values() if data and data.contains_files else ()
        replayable = all(isinstance(content, bytes) for _, content, _ in files)
        return _Call(
            chat=_chat(data) if name.startswith(_MESSAGES) and name != "sendChatAction" else None,
            replayable=replayable,
            repeatable=replayable and (method == "GET" or name.startswith(_REPEATABLE)),
        )


def certainly_lost(error: NetworkError) -> bool:
    """Whether what failed so may be sent once more, by whoever has more patience than a request.

    A time-out and an answer cut short leave it open; a 5xx and a bare cut almost never delivered.
    """
    return _is_unsent(error) or not isinstance(error, TimedOut | AnswerCut)


def _is_unsent(error: NetworkError) -> bool:
    return isinstance(error, Unsent) or type(error.__cause__).__name__ in _UNSENT


def _chat(data: RequestData | None) -> int | str | None:
    given = data.parameters.get("chat_id") if data else None
    if isinstance(given, str):
        return int(given) if given.removeprefix("-").isdecimal() else given
    return given if isinstance(given, int) else None


def _trouble(outcome: Outcome) -> Trouble | None:
    if isinstance(outcome, NetworkError):
        if _is_unsent(outcome):
            return Trouble.UNSENT
        return Trouble.DOUBTFUL if isinstance(outcome, TimedOut | AnswerCut) else Trouble.CUT
    status, _ = outcome
    if status == _OK:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Trouble.FLOOD
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        return Trouble.DOUBTFUL
    return Trouble.SERVER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None


def _asked(outcome: Outcome) -> float:
    """Seconds that a 429 asks to wait; 0 where it does not say."""
    try:
        assert not isinstance(outcome, NetworkError)
        return float(json.loads(outcome[1])["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 0.0
