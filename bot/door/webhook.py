"""Where Telegram brings updates: kept before it is told "200", and nobody else is listened to."""

import hmac
import json
import logging
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.door.receiving import Closed, Reception, Unreadable

log = logging.getLogger(__name__)

PATH = "/telegram"
# https://core.telegram.org/bots/api#setwebhook
HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Bytes; an update holds a message of 4,096 characters and what it replies to.
LARGEST = 2**20


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def webhook(reception: Reception, secret: str) -> Route:
    """The route of PATH, POST alone; 200 is said when the update is kept.

    Without the secret: 403, whatever is sent. Too long: 413. No update: 400. While the bot starts
    or stops, or too many wait: 503, and Telegram brings it again. An update that
    cannot be read is passed over with a 200, or Telegram would bring it for ever.
    """

    async def take(request: Request) -> Response:
        try:
            _check(request.headers.get(HEADER, ""), secret)
            written = _object(await _body(request))
            if not reception.is_open:
                raise _Refused(503)
        except _Refused as refused:
            return Response(status_code=refused.status)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            await reception.receive((written,))
        except Unreadable as error:
            log.error("an update that cannot be read was passed over: %s", error)
        except Closed:
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(PATH, take, methods=["POST"])


def _check(given: str, secret: str) -> None:
    """In constant time, so that the secret cannot be guessed letter by letter."""
    if not hmac.compare_digest(given.encode("latin-1"), secret.encode()):
        raise _Refused(403)


async def _body(request: Request) -> bytes:
    """Read no further than LARGEST, whatever length was announced."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise _Refused(413)
    return bytes(body)


def _object(body: bytes) -> dict[str, Any]:
    try:
        written = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(400) from None
    if not isinstance(written, dict):
        raise _Refused(400)
    id = written.get("update_id")
    if type(id) is not int or not 0 <= id < 2**63:
        raise _Refused(400)
    return written
