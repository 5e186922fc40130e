"""The methods that answer a pressed button or words typed inline, in time or too late."""

import re
from typing import Any

from bot.localtelegram.botapi import Call, Json, bad_request, field_of, unknown_fields
from bot.localtelegram.keyboards import check_data, read_markup
from bot.localtelegram.messages import TEXT_UNITS, formatted
from bot.localtelegram.telegramtext import Formatted, utf16_length
from bot.localtelegram.world import World

NOTICE_LENGTH, RESULTS, RESULT_ID_BYTES = 200, 50, 64
_ARTICLE = (
    "type",
    "id",
    "title",
    "input_message_content",
    "reply_markup",
    "url",
    "description",
    "thumbnail_url",
    "thumbnail_width",
    "thumbnail_height",
)
_CONTENT = ("message_text", "parse_mode", "entities", "link_preview_options")


def answer_callback_query(world: World, call: Call) -> bool:
    """answerCallbackQuery."""
    query = world.callback_queries.get(call.text("callback_query_id"))
    if query is None or query.expired:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(call.text("text")) > NOTICE_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if call.text("url"):
        raise bad_request("URL_INVALID")
    query.answered = True
    query.text = call.text("text")
    query.alert = call.values.get("show_alert", False)
    return True


def answer_inline_query(world: World, call: Call) -> bool:
    """answerInlineQuery; only articles are played."""
    button = _button(call)
    results = [_result(one, call) for one in call.values.get("results", [])]
    query = world.inline_queries.get(call.text("inline_query_id"))
    if query is None or query.expired:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(results) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    query.answered = True
    query.results = results
    given = ("cache_time", "is_personal", "next_offset")
    query.options = {name: call.values[name] for name in given if name in call.values}
    query.options |= {"button": button} if button else {}
    return True


def _button(call: Call) -> Json | None:
    button: Json | None = call.values.get("button")
    if button is None:
        return None
    where = "Can't parse inline query results button: "
    unknown_fields("button", button, ("text", "web_app", "start_parameter"), call.complain)
    field_of(button, "text", str, where)
    if "start_parameter" in button:
        if not re.fullmatch(r"[\w-]{1,64}", field_of(button, "start_parameter", str, where), re.A):
            raise bad_request("START_PARAM_INVALID")
    elif "web_app" not in button:
        raise bad_request(f"{where}Button type isn't specified")
    return button


def _result(value: Any, call: Call) -> Json:
    where = "Can't parse inline query result: "
    if field_of(value, "type", str, where) != "article":
        call.complain("Only articles are played as inline results.")
    result_id = field_of(value, "id", str, where)
    field_of(value, "title", str, where)
    content = field_of(value, "input_message_content", dict, where)
    unknown_fields("InlineQueryResultArticle", value, _ARTICLE, call.complain)
    if not 1 <= len(result_id.encode()) <= RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not value["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    markup = value.get("reply_markup")
    markup = read_markup(markup, call.complain, inline_only=True) if markup else None
    check_data(markup)
    return {**value, "reply_markup": markup, "body": _body(content, call)}


def _body(content: Json, call: Call) -> Formatted:
    unknown_fields("InputTextMessageContent", content, _CONTENT, call.complain)
    text = str(content.get("message_text") or "")
    if not text:
        raise bad_request("Message text is empty")
    body = formatted(call, text, str(content.get("parse_mode") or ""), content.get("entities"))
    if utf16_length(body.text) > TEXT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG")
    return body
