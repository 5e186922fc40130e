"""The table of methods, and a request read against it."""

import inspect
import re

import pytest
from telegram import Bot

from bot.localtelegram.botapi import METHODS, Json, Refusal, bad_request, known_method, read

# What python-telegram-bot's methods take for themselves and turn into the API's parameters.
CONVENIENCES = {
    "allow_sending_without_reply",
    "api_kwargs",
    "auto_pagination",
    "connect_timeout",
    "contact",
    "current_offset",
    "disable_web_page_preview",
    "filename",
    "pool_timeout",
    "read_timeout",
    "reply_to_message_id",
    "self",
    "write_timeout",
}


@pytest.mark.parametrize("method", METHODS)
def test_what_python_telegram_bot_can_send_stands_in_the_table(method: str) -> None:
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", method).lower()
    taken = set(inspect.signature(getattr(Bot, name)).parameters) - CONVENIENCES

    assert set() == taken - set(METHODS[method])


@pytest.mark.parametrize(
    ("method", "raw", "expected"),
    [
        ("sendMessage", {"chat_id": "-100"}, {"chat_id": -100}),
        ("sendMessage", {"chat_id": "@kpu"}, {"chat_id": "@kpu"}),
        ("sendMessage", {"text": "12"}, {"text": "12"}),
        ("sendMessage", {"protect_content": "True"}, {"protect_content": True}),
        ("sendMessage", {"reply_markup": '{"a": 1}'}, {"reply_markup": {"a": 1}}),
        ("sendMessage", {"reply_markup": ""}, {}),
        (
            "getUpdates",
            {"offset": "-1", "allowed_updates": "[]"},
            {"offset": -1, "allowed_updates": []},
        ),
    ],
)
def test_parameters_are_read_by_their_type(
    method: str, raw: dict[str, str], expected: Json
) -> None:
    complaints: list[str] = []

    assert (expected, []) == (read(method, raw, complaints.append), complaints)


@pytest.mark.parametrize(
    ("method", "raw", "expected"),
    [
        ("sendMessage", {"txt": "a"}, "sendMessage has no parameter txt."),
        ("deleteMessage", {"message_id": "x"}, "deleteMessage: message_id must be Integer."),
        ("sendMessage", {"protect_content": "ja"}, "sendMessage: protect_content must be Boolean."),
        ("getUpdates", {"allowed_updates": "x"}, "getUpdates: allowed_updates must be Array."),
        ("sendMessage", {"entities": "{}"}, "sendMessage: entities must be Array."),
    ],
)
def test_what_telegram_overlooks_is_complained_of(
    method: str, raw: dict[str, str], expected: str
) -> None:
    complaints: list[str] = []

    assert ({}, [expected]) == (read(method, raw, complaints.append), complaints)


@pytest.mark.parametrize(
    ("method", "raw", "expected"),
    [
        ("sendMessage", {"reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ("sendMessage", {"reply_markup": "[]"}, "object expected as reply markup"),
        ("sendMessage", {"link_preview_options": "1"}, "object expected as link preview options"),
        ("setMyCommands", {"commands": "{}"}, "expected an Array of BotCommand"),
        ("setMyCommands", {"scope": "x"}, "can't parse BotCommandScope JSON object"),
        ("setChatMenuButton", {"menu_button": "x"}, "can't parse menu button JSON object"),
    ],
)
def test_json_that_cannot_be_read_is_refused(
    method: str, raw: dict[str, str], expected: str
) -> None:
    complaints: list[str] = []
    with pytest.raises(Refusal) as refusal:
        read(method, raw, complaints.append)

    assert (400, f"Bad Request: {expected}") == (refusal.value.status, refusal.value.description)


def test_a_method_is_found_whatever_its_case() -> None:
    assert (known_method("SENDMESSAGE"), known_method("sendMesage")) == ("sendMessage", None)


@pytest.mark.parametrize(
    ("message", "expected"),
    {
        "Message text is empty": "Bad Request: message text is empty",
        "BUTTON_DATA_INVALID": "Bad Request: BUTTON_DATA_INVALID",
        "A_B": "Bad Request: A_B",
    }.items(),
)
def test_sentences_start_small_and_codes_stay(message: str, expected: str) -> None:
    assert expected == bad_request(message).description
