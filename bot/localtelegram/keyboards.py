"""Reply markup read as strictly as Telegram reads it, and each button that would be lost told of.

Wording and order follow `get_reply_markup` of the Bot API server's Client.cpp and TDLib's
ReplyMarkup.cpp; codes in capitals come from Telegram's servers behind them.
"""

import json
from collections.abc import Callable
from typing import Any

from bot.localtelegram.botapi import Json, bad_request, field_of, unknown_fields
from bot.localtelegram.telegramtext import link_fault, utf16_length

# Bytes of one callback_data are documented. Buttons of a keyboard and of a row, and bytes of its
# JSON, are not: these are what others met (github.com/tginfo/Telegram-Limits, issues 228 and 187).
DATA_BYTES, BUTTONS, ROW, MARKUP_BYTES = 64, 100, 8, 10_000
_STYLES = ("danger", "success", "primary")
_LOOKS = ("text", "icon_custom_emoji_id", "style")
_ACTIONS = (
    "url",
    "callback_data",
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)
_REQUESTS = (
    "request_users",
    "request_chat",
    "request_managed_bot",
    "request_contact",
    "request_location",
    "request_poll",
    "web_app",
)
# The fields of each kind of markup; the first one tells the kind.
_KINDS = (
    ("inline_keyboard",),
    (
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    ),
    ("remove_keyboard", "selective"),
    ("force_reply", "input_field_placeholder", "selective"),
)
_ROWS = {
    "inline_keyboard": 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of '
    "Arrays",
    "keyboard": 'Field "keyboard" must be an Array of Arrays',
}

Complain = Callable[[str], None]


def read_markup(markup: Any, complain: Complain, *, inline_only: bool = False) -> Json | None:
    """The markup as the message keeps it; None for one without buttons. Raises Refusal."""
    if not isinstance(markup, dict):
        raise bad_request("Object expected as reply markup")
    for known in _KINDS:
        kind = known[0]
        if markup.get(kind):
            break
    else:
        return None
    unknown_fields("reply_markup", markup, known, complain)
    if inline_only and kind != "inline_keyboard":
        raise bad_request("Inline keyboard expected")
    if kind not in _ROWS:
        return markup
    read_button = _inline_button if kind == "inline_keyboard" else _reply_button
    rows = _rows(markup[kind], kind, read_button, complain)
    return {**markup, kind: rows} if rows else None


def check_data(markup: Json | None) -> None:
    """What Telegram's servers refuse of an inline keyboard, once all else is right."""
    rows = (markup or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    for button in buttons:
        if len(button.get("callback_data", "").encode()) > DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        copied = button.get("copy_text", {}).get("text", "-")
        if not 1 <= utf16_length(copied) <= 256:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if (
        len(buttons) > BUTTONS
        or len(json.dumps(markup, ensure_ascii=False).encode()) > MARKUP_BYTES
    ):
        raise bad_request("reply markup is too long")


def _rows(
    rows: object, kind: str, read_button: Callable[[Any, Complain], Json], complain: Complain
) -> list[list[Json]]:
    if not isinstance(rows, list):
        raise bad_request(f'Field "{kind}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(_ROWS[kind])
    read = [[read_button(button, complain) for button in row] for row in rows]
    if any(len(row) > ROW for row in read):
        complain(f"{kind} has a row of more than {ROW} buttons.")
    if any(not button["text"] for row in read for button in row):
        complain(f"{kind} has a button without text: Telegram leaves it out.")
    shown = [[button for button in row if button["text"]] for row in read]
    return [row for row in shown if row]


def _inline_button(button: Any, complain: Complain) -> Json:
    where = "Can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{where}: InlineKeyboardButton must be an Object")
    _check_look(button, where, complain)
    unknown_fields("An inline keyboard button", button, _LOOKS + _ACTIONS, complain)
    actions = [name for name in _ACTIONS if button.get(name) not in (None, "")]
    actions += [name for name in _ACTIONS if name.startswith("switch") and button.get(name) == ""]
    if not actions:
        raise bad_request(f"{where}: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        complain(f"A button has {' and '.join(actions)}: Telegram takes only the first.")
    for name in ("url", "callback_data"):
        if not isinstance(button.get(name, ""), str):
            raise bad_request(f'{where}: Field "{name}" must be of type String')
    if (url := button.get("url")) and (fault := link_fault(url)):
        raise bad_request(f"Inline keyboard button URL '{url}' is invalid: {fault}")
    if "copy_text" in button:
        copied = field_of(button, "copy_text", dict, f"{where}: ")
        field_of(copied, "text", str, f"{where}: ")
        unknown_fields("copy_text", copied, ("text",), complain)
    return button


def _reply_button(button: Any, complain: Complain) -> Json:
    where = "Can't parse keyboard button"
    if isinstance(button, str):
        return {"text": button}
    if not isinstance(button, dict):
        raise bad_request(f"{where}: KeyboardButton must be a String or an Object")
    _check_look(button, where, complain)
    unknown_fields("A keyboard button", button, _LOOKS + _REQUESTS, complain)
    return button


def _check_look(button: Json, where: str, complain: Complain) -> None:
    if "text" not in button:
        raise bad_request(f'{where}: Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise bad_request(f'{where}: Field "text" must be of type String')
    if button.get("style") not in (None, *_STYLES):
        complain(f"A button's style must be one of {', '.join(_STYLES)}.")
