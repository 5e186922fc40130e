"""Telegram's JSON read and written by orjson, in a third and a ninth of json's time."""

import json
from typing import Any

import orjson
from telegram.request import BaseRequest


def read(payload: bytes) -> Any:
    """What an answer holds. Raises TelegramError where it is no JSON."""
    try:
        return orjson.loads(payload)
    except orjson.JSONDecodeError:  # half a surrogate pair, which json takes
        return BaseRequest.parse_json_payload(payload)


def written(value: object) -> bytes:
    """`value` as a request holds it."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # likewise
        return json.dumps(value).encode()
