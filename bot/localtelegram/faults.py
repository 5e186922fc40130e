"""Faults a test can order of the played Telegram: what it answers wrongly, late or not at all."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ANY = "*"
_DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error: restart",
}
# What stands before Telegram answers in HTML when nothing behind it answers.
_GATEWAY = b"<html>\r\n<head><title>%d</title></head>\r\n<body>nginx</body>\r\n</html>\r\n"


class Loss(StrEnum):
    """How an answer does not arrive: the connection cut at once, or nothing until time is up."""

    CUT = "cut"
    LATE = "late"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault: `status` None lets the request through after `hang` seconds; `lost` its answer."""

    status: int | None = None
    description: str = ""
    parameters: Mapping[str, int] = field(default_factory=dict)
    body: bytes | None = None
    lost: Loss | None = None
    hang: float = 0.0


class Faults:
    """The faults still to come, a queue a method."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Fault, int | None]]] = defaultdict(list)

    def next(
        self,
        method: str = ANY,
        *,
        status: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        body: bytes | None = None,
        cut: bool = False,
        answer_lost: bool = False,
        hang: float = 0.0,
        times: int | None = 1,
    ) -> None:
        """Orders a fault for the next requests of `method` ("*": any); `times` None: until clear.

        `status` refuses, as Telegram words it (502 and 504 in HTML). `cut`: the connection breaks
        and nothing is done. `answer_lost`: it is done, but the bot waits in vain. `hang` delays by
        seconds what then goes on as usual, or as the other parameters say.
        """
        extra = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to_chat_id}
        text = description or _DESCRIPTIONS.get(status or 0, "")
        if status in (502, 504) and not description and body is None:
            body = _GATEWAY % status
        fault = Fault(
            status=status,
            description=text.format(retry_after=retry_after),
            parameters={name: value for name, value in extra.items() if value is not None},
            body=body,
            lost=Loss.CUT if cut else Loss.LATE if answer_lost else None,
            hang=hang,
        )
        self._waiting[method].append((fault, times))

    def clear(self, method: str | None = None) -> None:
        """Takes back what was ordered of `method`, or of all."""
        if method is None:
            self._waiting.clear()
        else:
            self._waiting.pop(method, None)

    def take(self, method: str) -> Fault | None:
        """The fault that befalls this request, if one does."""
        for name in (method, ANY):
            if waiting := self._waiting.get(name):
                fault, times = waiting.pop(0)
                if times is None or times > 1:
                    waiting.insert(0, (fault, None if times is None else times - 1))
                return fault
        return None
