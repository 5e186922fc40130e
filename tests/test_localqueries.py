"""Buttons pressed and words typed inline on the played Telegram, answered in time or not."""

from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.localtelegram import LocalTelegram
from tests.localbot import nothing, running

Context = ContextTypes.DEFAULT_TYPE
TOO_OLD = "Query is too old and response timeout expired or query id is invalid"
ASK = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Ya", callback_data="yes"),
            InlineKeyboardButton("KPU", url="https://kpu.go.id"),
        ]
    ]
)


async def ask(update: Update, context: Context) -> None:
    assert update.message is not None
    await update.message.reply_text("Jelas?", reply_markup=ASK)


async def thank(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query is not None
    await query.answer("Terima kasih", show_alert=True)
    await query.edit_message_text("Jelas.")


async def test_a_pressed_button_is_answered_and_its_message_changes() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, ask, pressed=thank):
        await citizen.starts()
        [message] = await citizen.receives()
        query = await citizen.presses(message, "Ya")
        await world.until(lambda: query.answered and message.edited)

    assert (query.text, query.alert) == ("Terima kasih", True)
    assert (
        message.text,
        message.buttons,
        [body.text for body in message.versions],
    ) == ("Jelas.", [], ["Jelas?", "Jelas."])


async def test_a_button_is_found_by_its_data_too_and_a_missing_one_is_named() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, ask, pressed=thank):
        await citizen.says("halo")
        [message] = await citizen.receives()
        await citizen.presses(message, "yes")
        with pytest.raises(KeyError, match="No button 'Tidak'"):
            await citizen.presses(message, "Tidak")
        with pytest.raises(ValueError, match="'KPU' does not call"):
            await citizen.presses(message, "KPU")


async def test_a_late_answer_is_refused() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, ask, pressed=thank) as desk:
        await citizen.says("halo")
        [message] = await citizen.receives()
        query = await citizen.presses(message, "Ya", late=True)
        await world.until(lambda: desk.errors)

    assert (desk.error.message, query.answered) == (TOO_OLD, False)


async def test_a_button_under_a_deleted_message_comes_with_an_inaccessible_one() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, ask) as desk:
        await citizen.says("halo")
        [message] = await citizen.receives()
        await citizen.deletes(message)
        await citizen.presses(message, "Ya")
        await world.until(lambda: len(desk.updates) == 2)
    pressed = desk.updates[1].callback_query

    assert pressed is not None
    assert pressed.message is not None
    assert not pressed.message.is_accessible  # PTB 22.8 makes no InaccessibleMessage of it here


async def offer_article(update: Update, context: Context) -> None:
    assert update.inline_query is not None
    article = InlineQueryResultArticle(
        "spi",
        "SPI 2024",
        InputTextMessageContent("<b>74,04</b>", parse_mode="HTML"),
        reply_markup=InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("Lagi", callback_data="more")
        ),
    )
    button = InlineQueryResultsButton("Tanya langsung", start_parameter="inline")
    await update.inline_query.answer([article], cache_time=5, button=button)


async def test_inline_results_are_offered_chosen_and_edited() -> None:
    world = LocalTelegram()
    world.inline_feedback = True
    citizen = world.citizen()
    async with running(world, nothing, typed=offer_article, pressed=thank) as desk:
        query = await citizen.types_inline("spi")
        await world.until(lambda: query.answered)
        message = await citizen.chooses(query)
        before = message.text
        with pytest.raises(ValueError, match="cannot be edited"):
            await citizen.edits(message, "74,05")
        await citizen.presses(message, "Lagi")
        await world.until(lambda: message.edited)
    chosen = desk.updates[1].chosen_inline_result

    assert (
        query.results[0]["title"],
        query.options["cache_time"],
        query.options["button"]["start_parameter"],
    ) == ("SPI 2024", 5, "inline")
    assert (before, message.text) == ("74,04", "Jelas.")
    assert chosen is not None
    assert ("spi", message.inline_id) == (chosen.result_id, chosen.inline_message_id)


def article(id: str, title: str = "SPI", words: str = "74,04") -> InlineQueryResultArticle:
    return InlineQueryResultArticle(id, title, InputTextMessageContent(words))


INLINE = {
    "twice": ([article("a"), article("a")], "RESULT_ID_DUPLICATE"),
    "many": ([article(str(one)) for one in range(51)], "RESULTS_TOO_MUCH"),
    "long id": ([article("a" * 65)], "RESULT_ID_INVALID"),
    "no title": ([article("a", title="")], "ARTICLE_TITLE_EMPTY"),
    "no id": ([article("")], "RESULT_ID_INVALID"),
    "empty": ([article("a", words="")], "message text is empty"),
}


@pytest.mark.parametrize(("results", "expected"), INLINE.values(), ids=INLINE)
async def test_inline_results_are_refused_in_telegrams_words(
    results: list[InlineQueryResultArticle], expected: str
) -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        query = await world.citizen().types_inline("a")
        with pytest.raises(BadRequest):
            await desk.bot.answer_inline_query(query.id, results)

    assert (f"Bad Request: {expected}", False) == (
        world.calls()[-1].description,
        query.answered,
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"text": "a" * 201}, "MESSAGE_TOO_LONG"), ({"url": "https://kpu.go.id"}, "URL_INVALID")],
    ids=["long", "address"],
)
async def test_a_notice_is_refused_in_telegrams_words(
    options: dict[str, Any], expected: str
) -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, ask) as desk:
        await citizen.says("halo")
        [message] = await citizen.receives()
        query = await citizen.presses(message, "Ya")
        with pytest.raises(BadRequest):
            await desk.bot.answer_callback_query(query.id, **options)

    assert f"Bad Request: {expected}" == world.calls()[-1].description


async def test_an_inline_query_too_old_cannot_be_answered() -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        query = await world.citizen().types_inline("a", late=True)
        with pytest.raises(BadRequest, match="Query is too old"):
            await desk.bot.answer_inline_query(query.id, [])
