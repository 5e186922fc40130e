"""The Bot API's methods and their parameters as one table, and a request read against it.

What Telegram refuses is refused in its words; what Telegram silently forgives (a parameter it does
not know, a number that is none) is a complaint, for it is a mistake all the same.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

INTEGER, FLOAT, STRING, BOOLEAN = "Integer", "Float", "String", "Boolean"
OBJECT, ARRAY, CHAT, FILE = "Object", "Array", "Integer or String", "InputFile or String"

_TOPIC = {"message_thread_id": INTEGER, "direct_messages_topic_id": INTEGER}
_QUIET = {"disable_notification": BOOLEAN, "protect_content": BOOLEAN, "message_effect_id": STRING}
_SEND = {
    "business_connection_id": STRING,
    "chat_id": CHAT,
    **_TOPIC,
    **_QUIET,
    "allow_paid_broadcast": BOOLEAN,
    "suggested_post_parameters": OBJECT,
    "reply_parameters": OBJECT,
    "reply_markup": OBJECT,
}
_TEXT = {
    "text": STRING,
    "parse_mode": STRING,
    "entities": ARRAY,
    "link_preview_options": OBJECT,
}
_CAPTION = {
    "caption": STRING,
    "parse_mode": STRING,
    "caption_entities": ARRAY,
    "show_caption_above_media": BOOLEAN,
}
_EDIT = {
    "business_connection_id": STRING,
    "chat_id": CHAT,
    "message_id": INTEGER,
    "inline_message_id": STRING,
    "reply_markup": OBJECT,
}
_UPDATES = {"allowed_updates": ARRAY}
_COMMANDS = {"scope": OBJECT, "language_code": STRING}
_LANGUAGE = {"language_code": STRING}

METHODS: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": INTEGER, "limit": INTEGER, "timeout": INTEGER, **_UPDATES},
    "setWebhook": {
        "url": STRING,
        "certificate": FILE,
        "ip_address": STRING,
        "max_connections": INTEGER,
        **_UPDATES,
        "drop_pending_updates": BOOLEAN,
        "secret_token": STRING,
    },
    "deleteWebhook": {"drop_pending_updates": BOOLEAN},
    "getWebhookInfo": {},
    "sendMessage": {**_SEND, **_TEXT},
    "sendPhoto": {**_SEND, "photo": FILE, **_CAPTION, "has_spoiler": BOOLEAN},
    "sendDocument": {
        **_SEND,
        "document": FILE,
        "thumbnail": FILE,
        "caption": STRING,
        "parse_mode": STRING,
        "caption_entities": ARRAY,
        "disable_content_type_detection": BOOLEAN,
    },
    "sendChatAction": {
        "business_connection_id": STRING,
        "chat_id": CHAT,
        "message_thread_id": INTEGER,
        "action": STRING,
    },
    "forwardMessage": {
        "chat_id": CHAT,
        **_TOPIC,
        "from_chat_id": CHAT,
        "message_id": INTEGER,
        "video_start_timestamp": INTEGER,
        **_QUIET,
        "suggested_post_parameters": OBJECT,
    },
    "copyMessage": {
        "chat_id": CHAT,
        **_TOPIC,
        "from_chat_id": CHAT,
        "message_id": INTEGER,
        "video_start_timestamp": INTEGER,
        **_CAPTION,
        **_QUIET,
        "allow_paid_broadcast": BOOLEAN,
        "suggested_post_parameters": OBJECT,
        "reply_parameters": OBJECT,
        "reply_markup": OBJECT,
    },
    "editMessageText": {**_EDIT, **_TEXT, "rich_message": OBJECT},
    "editMessageCaption": {**_EDIT, **_CAPTION},
    "editMessageMedia": {**_EDIT, "media": OBJECT},
    "editMessageReplyMarkup": dict(_EDIT),
    "deleteMessage": {"chat_id": CHAT, "message_id": INTEGER},
    "answerCallbackQuery": {
        "callback_query_id": STRING,
        "text": STRING,
        "show_alert": BOOLEAN,
        "url": STRING,
        "cache_time": INTEGER,
    },
    "answerInlineQuery": {
        "inline_query_id": STRING,
        "results": ARRAY,
        "cache_time": INTEGER,
        "is_personal": BOOLEAN,
        "next_offset": STRING,
        "button": OBJECT,
    },
    "setMyCommands": {"commands": ARRAY, **_COMMANDS},
    "getMyCommands": dict(_COMMANDS),
    "deleteMyCommands": dict(_COMMANDS),
    "setMyName": {"name": STRING, **_LANGUAGE},
    "getMyName": dict(_LANGUAGE),
    "setMyDescription": {"description": STRING, **_LANGUAGE},
    "getMyDescription": dict(_LANGUAGE),
    "setMyShortDescription": {"short_description": STRING, **_LANGUAGE},
    "getMyShortDescription": dict(_LANGUAGE),
    "setChatMenuButton": {"chat_id": INTEGER, "menu_button": OBJECT},
    "getChatMenuButton": {"chat_id": INTEGER},
    "getChat": {"chat_id": CHAT},
    "getChatMember": {"chat_id": CHAT, "user_id": INTEGER},
    "getChatMemberCount": {"chat_id": CHAT},
    "getChatAdministrators": {"chat_id": CHAT, "return_bots": BOOLEAN},
    "leaveChat": {"chat_id": CHAT},
    "createForumTopic": {
        "chat_id": CHAT,
        "name": STRING,
        "icon_color": INTEGER,
        "icon_custom_emoji_id": STRING,
    },
}
# Telegram finds a method whatever its case.
_BY_LOWER = {name.lower(): name for name in METHODS}

# How Telegram words a JSON parameter it cannot read, where it does not name it as it is called.
_JSON_NAMES = {
    "reply_markup": "reply keyboard markup",
    "link_preview_options": "link preview options",
    "reply_parameters": "reply parameters",
    "scope": "BotCommandScope",
    "menu_button": "menu button",
    "results": "inline query results",
}
_EXPECTED = {
    "reply_markup": "Object expected as reply markup",
    "link_preview_options": "Object expected as link preview options",
    "reply_parameters": "Object expected as reply parameters",
    "scope": "Can't parse BotCommandScope: BotCommandScope must be an Object",
    "menu_button": "Can't parse menu button: MenuButton must be an Object",
    "commands": "Expected an Array of BotCommand",
    "results": "Expected an Array of inline query results",
    "media": "Can't parse InputMedia: expected an Object",
}
_TYPES = {str: "String", int: "Number", dict: "Object", list: "Array"}
# Telegram answers a body it cannot read here as if the parameter were not there.
_FORGIVEN = ("allowed_updates", "entities", "caption_entities")


class Refusal(Exception):
    """A request that Telegram refuses: its HTTP status, description and response parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came in a request's body."""

    name: str
    content: bytes


@dataclass(kw_only=True)
class Call:
    """A request read: `values` holds what is there and of its type, JSON decoded."""

    method: str
    values: Json
    files: Mapping[str, Upload] = field(default_factory=dict)
    complain: Callable[[str], None]

    def text(self, name: str) -> str:
        """A string parameter, "" where it is absent, as Telegram sees it."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str) -> int:
        """An integer parameter, 0 where it is absent, as Telegram sees it."""
        value = self.values.get(name, 0)
        return value if isinstance(value, int) else 0


def bad_request(message: str) -> Refusal:
    """A refusal with status 400, worded as Telegram does: CODES stay, sentences start small."""
    code = message[1:2] == "_" or message[1:2].isupper()
    first = message[:1] if code else message[:1].lower()
    return Refusal(400, f"Bad Request: {first}{message[1:]}")


def known_method(name: str) -> str | None:
    """The method's name as it is written in the documentation, or None if it is not played."""
    return _BY_LOWER.get(name.lower())


def read(method: str, raw: Mapping[str, str], complain: Callable[[str], None]) -> Json:
    """The parameters of a request for a known method. Raises Refusal for JSON it cannot read."""
    values: Json = {}
    for name, text in raw.items():
        kind = METHODS[method].get(name)
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise bad_request("strings must be encoded in UTF-8")
        if kind is None:
            complain(f"{method} has no parameter {name}.")
        elif (value := _value(f"{method}: {name}", name, kind, text, complain)) is not None:
            values[name] = value
    return values


def field_of(value: Any, name: str, kind: type, where: str = "") -> Any:
    """A field that must be there and of that type. Raises Refusal, `where` before its words."""
    if not isinstance(value, dict):
        raise bad_request(f"{where}expected an Object")
    if name not in value:
        raise bad_request(f'{where}Can\'t find field "{name}"')
    if not isinstance(value[name], kind):
        raise bad_request(f'{where}Field "{name}" must be of type {_TYPES[kind]}')
    return value[name]


def unknown_fields(
    where: str, value: Mapping[str, Any], known: tuple[str, ...], complain: Callable[[str], None]
) -> None:
    """Complains of each field of an object that Telegram would overlook."""
    for name in value:
        if name not in known:
            complain(f"{where} has no field {name}.")


def _value(where: str, name: str, kind: str, text: str, complain: Callable[[str], None]) -> Any:
    if kind in (OBJECT, ARRAY):
        return _decoded(where, name, kind, text, complain) if text else None
    if kind in (INTEGER, CHAT) and re.fullmatch(r"-?\d+", text):
        return int(text)
    if kind == FLOAT and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if kind == BOOLEAN and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if kind in (STRING, CHAT, FILE):
        return text
    complain(f"{where} must be {kind}.")
    return None


def _decoded(where: str, name: str, kind: str, text: str, complain: Callable[[str], None]) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        if name not in _FORGIVEN:
            noun = _JSON_NAMES.get(name, name)
            raise bad_request(f"Can't parse {noun} JSON object") from None
        value = None
    if isinstance(value, dict if kind == OBJECT else list):
        return value
    if name not in _FORGIVEN:
        raise bad_request(_EXPECTED.get(name, f"{kind} expected as {name}"))
    complain(f"{where} must be {kind}.")
    return None
