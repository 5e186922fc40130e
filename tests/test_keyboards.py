"""Reply markup: what Telegram refuses of it, and what it would lose without a word."""

from typing import Any

import pytest

from bot.localtelegram.botapi import Json, Refusal
from bot.localtelegram.keyboards import check_data, read_markup


def inline(*buttons: Any) -> Json:
    return {"inline_keyboard": [list(buttons)]}


GOOD = {"text": "Ya", "callback_data": "y"}
URL = {"text": "KPU", "url": "https://kpu.go.id"}


@pytest.mark.parametrize(
    "markup",
    [
        inline(GOOD, URL),
        inline({"text": "Salin", "copy_text": {"text": "0264-200123"}}),
        inline({"text": "Cari", "switch_inline_query_current_chat": ""}),
        inline({**GOOD, "style": "danger"}),
        {"keyboard": [[{"text": "Menu"}]], "resize_keyboard": True, "is_persistent": True},
        {"remove_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "Tulis"},
    ],
)
def test_good_markup_is_kept_as_it_is(markup: Json) -> None:
    complaints: list[str] = []
    read = read_markup(markup, complaints.append)
    check_data(read)

    assert (markup, []) == (read, complaints)


@pytest.mark.parametrize("markup", [{}, {"inline_keyboard": []}, {"inline_keyboard": [[]]}])
def test_markup_without_buttons_is_none(markup: Json) -> None:
    complaints: list[str] = []

    assert (read_markup(markup, complaints.append), complaints) == (None, [])


REFUSED = [
    (inline("Ya"), "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
    (inline({"url": "a"}), 'can\'t parse inline keyboard button: Can\'t find field "text"'),
    (
        inline({"text": "Ya"}),
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        inline({"text": "Ya", "callback_data": 1}),
        'can\'t parse inline keyboard button: Field "callback_data" must be of type String',
    ),
    (
        inline({"text": "Ya", "copy_text": {"text": 264}}),
        'can\'t parse inline keyboard button: Field "text" must be of type String',
    ),
    (
        inline({"text": "Ya", "copy_text": "0264"}),
        'can\'t parse inline keyboard button: Field "copy_text" must be of type Object',
    ),
    (
        inline({"text": "Ya", "copy_text": {"value": "0264"}}),
        'can\'t parse inline keyboard button: Can\'t find field "text"',
    ),
    (
        inline({"text": "Ya", "url": "http://localhost:80"}),
        "inline keyboard button URL 'http://localhost:80' is invalid: Wrong HTTP URL",
    ),
    ({"inline_keyboard": [GOOD]}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an '
        "Array of Arrays"),
    ({"keyboard": ["Menu"]}, 'field "keyboard" must be an Array of Arrays'),
    (
        {"keyboard": [[1]]},
        "can't parse keyboard button: KeyboardButton must be a String or an Object",
    ),
    (inline({"text": "Ya", "callback_data": "y" * 65}), "BUTTON_DATA_INVALID"),
    (inline({"text": "Ya", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
    (inline({"text": "Ya", "copy_text": {"text": "a" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
    (inline({"text": "Ya", "copy_text": {"text": ""}}), "BUTTON_COPY_TEXT_INVALID"),
    ({"inline_keyboard": [[GOOD]] * 101}, "reply markup is too long"),
    ({"inline_keyboard": [[{**GOOD, "text": "x" * 200}]] * 60}, "reply markup is too long"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "expected"), REFUSED)
def test_bad_markup_is_refused_in_telegrams_words(markup: Json, expected: str) -> None:
    complaints: list[str] = []
    with pytest.raises(Refusal) as refusal:
        check_data(read_markup(markup, complaints.append))

    assert f"Bad Request: {expected}" == refusal.value.description


def test_callback_data_of_64_bytes_is_taken() -> None:
    check_data(inline({"text": "Ya", "callback_data": "é" * 32}))


def test_an_edit_takes_no_reply_keyboard() -> None:
    complaints: list[str] = []
    with pytest.raises(Refusal) as refusal:
        read_markup({"keyboard": [["Menu"]]}, complaints.append, inline_only=True)

    assert refusal.value.description == "Bad Request: inline keyboard expected"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            inline({**GOOD, **URL}),
            "A button has url and callback_data: Telegram takes only the first.",
        ),
        (inline({**GOOD, "data": "y"}), "An inline keyboard button has no field data."),
        (
            inline({**GOOD, "style": "red"}),
            "A button's style must be one of danger, success, primary.",
        ),
        (
            inline({"text": "Salin", "copy_text": {"text": "0264", "label": "x"}}),
            "copy_text has no field label.",
        ),
        (inline(*[GOOD] * 9), "inline_keyboard has a row of more than 8 buttons."),
        (
            inline(GOOD, {"text": "", "callback_data": "z"}),
            "inline_keyboard has a button without text: Telegram leaves it out.",
        ),
        ({**inline(GOOD), "resize_keyboard": True}, "reply_markup has no field resize_keyboard."),
        ({"keyboard": [[{"text": "a", "url": "b"}]]}, "A keyboard button has no field url."),
    ],
)
def test_what_would_be_lost_is_complained_of(markup: Json, expected: str) -> None:
    complaints: list[str] = []
    read_markup(markup, complaints.append)

    assert [expected] == complaints


def test_a_button_without_text_is_left_out() -> None:
    complaints: list[str] = []

    assert inline(GOOD) == read_markup(
        inline(GOOD, {"text": "", "callback_data": "z"}), complaints.append
    )
