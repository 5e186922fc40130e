"""What the played Telegram refuses of a bot's messages, and what becomes of those it takes."""

import struct
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
    Update,
)
from telegram.error import BadRequest
from telegram.ext import ContextTypes, ExtBot

from bot.localtelegram import LocalTelegram
from bot.localtelegram.media import picture_size
from tests.localbot import running

Act = Callable[[ExtBot[None], Message], Coroutine[Any, Any, Any]]
YES = InlineKeyboardMarkup([[InlineKeyboardButton("Ya", callback_data="y")]])
MENU = ReplyKeyboardMarkup([["Menu"]])
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def png(width: int = 8, height: int = 6) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\0\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc0\0\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\0\0\0"
    return b"\xff\xd8\xff\xe0\0\x04\0\0" + frame


async def done(act: Act) -> tuple[LocalTelegram, list[BaseException]]:
    """Lets a running bot do something in answer to a message; its errors."""
    world = LocalTelegram()

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await act(context.bot, update.message)
        finished.append(1)
        await world.changed()

    finished: list[int] = []
    async with running(world, answer) as desk:
        await world.citizen().says("halo")
        await world.until(lambda: finished or desk.errors)
    return world, desk.errors


def send(text: str, **options: Any) -> Act:
    return lambda bot, to: bot.send_message(to.chat_id, text, **options)


def photo(content: bytes | str = png(), **options: Any) -> Act:
    return lambda bot, to: bot.send_photo(to.chat_id, content, **options)


def edit(text: str, **options: Any) -> Act:
    async def act(bot: ExtBot[None], to: Message) -> None:
        message = await bot.send_message(to.chat_id, "lama", reply_markup=YES)
        await message.edit_text(text, **options)

    return act


async def edit_the_citizens(bot: ExtBot[None], to: Message) -> None:
    await to.edit_text("baru")


async def edit_beside_a_reply_keyboard(bot: ExtBot[None], to: Message) -> None:
    await (await bot.send_message(to.chat_id, "a", reply_markup=MENU)).edit_text("baru")


async def edit_a_caption_into_a_text(bot: ExtBot[None], to: Message) -> None:
    await (await bot.send_photo(to.chat_id, png())).edit_text("baru")


async def edit_a_text_into_a_caption(bot: ExtBot[None], to: Message) -> None:
    await (await bot.send_message(to.chat_id, "lama")).edit_caption("baru")


async def edit_a_caption_too_long(bot: ExtBot[None], to: Message) -> None:
    await (await bot.send_photo(to.chat_id, png())).edit_caption("a" * 1025)


async def edit_the_same_keyboard(bot: ExtBot[None], to: Message) -> None:
    message = await bot.send_message(to.chat_id, "a", reply_markup=YES)
    await message.edit_reply_markup(YES)


async def delete_twice(bot: ExtBot[None], to: Message) -> None:
    message = await bot.send_message(to.chat_id, "a")
    await message.delete()
    await message.delete()


REFUSED: dict[str, tuple[Act, str]] = {
    "empty": (send(""), "message text is empty"),
    "blank": (send(" \n "), "text must be non-empty"),
    "only tags": (send("<b></b>", parse_mode="HTML"), "text must be non-empty"),
    "too long": (send("a" * 4097), "message is too long"),
    "too many emoji": (send("🙂" * 2049), "message is too long"),
    "bytes": (send("<b>a</b>" * 5000, parse_mode="HTML"), "text is too long"),
    "tag": (
        send("é<x>", parse_mode="HTML"),
        'can\'t parse entities: Unsupported start tag "x" at byte offset 2',
    ),
    "parse mode": (send("a", parse_mode="BBCode"), "unsupported parse_mode"),
    "no chat": (lambda bot, to: bot.send_message("", "a"), "chat_id is empty"),
    "a stranger": (lambda bot, to: bot.send_message(99, "a"), "chat not found"),
    "a name": (lambda bot, to: bot.send_message("@kpu", "a"), "chat not found"),
    "data": (
        send("a", reply_markup=InlineKeyboardMarkup.from_button(
            InlineKeyboardButton("Ya", callback_data="y" * 65)
        )),
        "BUTTON_DATA_INVALID",
    ),
    "reply": (
        send("a", reply_parameters=ReplyParameters(7)), "message to be replied not found",
    ),
    "thread": (send("a", message_thread_id=7), "message thread not found"),
    "action": (
        lambda bot, to: bot.send_chat_action(to.chat_id, "x"),
        "wrong parameter action in request",
    ),
    "caption": (photo(caption="a" * 1025), "message caption is too long"),
    "no photo": (photo(""), "there is no photo in the request"),
    "empty photo": (photo(b""), "file must be non-empty"),
    "no picture": (photo(b"<svg/>"), "IMAGE_PROCESS_FAILED"),
    "sides": (photo(png(5001, 5000)), "PHOTO_INVALID_DIMENSIONS"),
    "ratio": (photo(png(210, 10)), "PHOTO_INVALID_DIMENSIONS"),
    "file id": (photo("AgAD"), "wrong file identifier/HTTP URL specified"),
    "file url": (photo("https://kpu.go.id/a.png"), "failed to get HTTP URL content"),
    "empty edit": (edit(""), "message text is empty"),
    "long edit": (edit("a" * 4097), "MESSAGE_TOO_LONG"),
    "same edit": (edit("lama", reply_markup=YES), NOT_MODIFIED),
    "same keyboard": (edit_the_same_keyboard, NOT_MODIFIED),
    "keyboard edit": (edit("a", reply_markup=MENU), "inline keyboard expected"),
    "long caption edit": (edit_a_caption_too_long, "MEDIA_CAPTION_TOO_LONG"),
    "lost": (
        lambda bot, to: bot.edit_message_text("a", to.chat_id, 7),
        "message to edit not found",
    ),
    "nothing": (lambda bot, to: bot.edit_message_text("a"), "message identifier is not specified"),
    "inline id": (
        lambda bot, to: bot.edit_message_text("a", inline_message_id="x"), "MESSAGE_ID_INVALID",
    ),
    "not its own": (edit_the_citizens, "message can't be edited"),
    "reply keyboard": (edit_beside_a_reply_keyboard, "message can't be edited"),
    "photo text": (edit_a_caption_into_a_text, "there is no text in the message to edit"),
    "text caption": (edit_a_text_into_a_caption, "there is no caption in the message to edit"),
    "deleted": (delete_twice, "message to delete not found"),
    "forward": (
        lambda bot, to: bot.forward_message(to.chat_id, to.chat_id, 7),
        "message to forward not found",
    ),
    "copy": (
        lambda bot, to: bot.copy_message(to.chat_id, to.chat_id, 7),
        "message to copy not found",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("act", "expected"), REFUSED.values(), ids=REFUSED)
async def test_a_message_is_refused_in_telegrams_words(act: Act, expected: str) -> None:
    world, errors = await done(act)

    assert [BadRequest] == [type(error) for error in errors]
    assert f"Bad Request: {expected}" == world.calls()[-1].description


async def test_a_text_of_4096_units_is_taken_however_long_its_tags() -> None:
    text = "<b>🙂</b>" * 2048
    world, errors = await done(send(text, parse_mode="HTML"))

    assert (errors, world.complaints) == ([], [])


async def test_a_message_is_shown_as_its_reader_sees_it() -> None:
    preview = LinkPreviewOptions(is_disabled=True)
    html = "<b>Maklumat</b> &amp; kpu.go.id "
    act = send(html, parse_mode="HTML", reply_markup=YES, link_preview_options=preview)
    world, _ = await done(act)
    [message] = next(iter(world.chats.values())).sent

    assert (
        message.text,
        message.shown("bold"),
        message.shown("url"),
        message.buttons,
    ) == ("Maklumat & kpu.go.id", ["Maklumat"], ["kpu.go.id"], ["Ya"])
    assert message.extra["link_preview_options"] == {"is_disabled": True}


async def test_an_edit_without_keyboard_takes_the_keyboard_away() -> None:
    world, _ = await done(edit("baru"))
    [message] = next(iter(world.chats.values())).sent

    assert (
        message.text,
        message.buttons,
        message.edited,
        [body.text for body in message.versions],
    ) == ("baru", [], True, ["lama", "baru"])


async def test_a_keyboard_alone_changed_does_not_show_as_edited() -> None:
    async def act(bot: ExtBot[None], to: Message) -> None:
        await (await bot.send_message(to.chat_id, "a", reply_markup=YES)).edit_reply_markup(None)

    world, _ = await done(act)
    [message] = next(iter(world.chats.values())).sent

    assert (message.buttons, message.edited) == ([], False)


async def test_a_photo_is_kept_and_can_be_sent_again_by_its_id() -> None:
    async def act(bot: ExtBot[None], to: Message) -> None:
        first = await bot.send_photo(
            to.chat_id, png(40, 30), caption="<i>Grafik</i>", parse_mode="HTML"
        )
        await bot.send_photo(to.chat_id, first.photo[-1].file_id)
        media = InputMediaPhoto(png(50, 30), caption="Baru")
        await first.edit_media(media)

    world, errors = await done(act)
    first, second = next(iter(world.chats.values())).sent
    [old], [new] = second.content["photo"], first.content["photo"]

    assert ([], (40, 30), png(40, 30)) == (
        errors,
        (old["width"], old["height"]),
        world.contents[old["file_id"]],
    )
    assert (first.text, new["width"], second.text) == ("Baru", 50, "")


async def test_a_document_is_no_photo() -> None:
    async def act(bot: ExtBot[None], to: Message) -> None:
        sent = await bot.send_document(to.chat_id, b"a,b", filename="log.csv")
        assert sent.document is not None
        assert sent.document.file_name == "log.csv"
        await bot.send_photo(to.chat_id, sent.document.file_id)

    _, errors = await done(act)

    assert [str(error) for error in errors] == ["Can't use file of type document as photo"]


async def test_copies_and_forwards_carry_the_text() -> None:
    async def act(bot: ExtBot[None], to: Message) -> None:
        message = await bot.send_message(to.chat_id, "<b>a</b>", parse_mode="HTML")
        await message.copy(to.chat_id)
        forwarded = await message.forward(to.chat_id)
        assert forwarded.forward_origin is not None

    world, errors = await done(act)
    sent = next(iter(world.chats.values())).sent

    assert (errors, [message.shown("bold") for message in sent]) == ([], [["a"]] * 3)


async def test_typing_is_seen() -> None:
    world, _ = await done(lambda bot, to: bot.send_chat_action(to.chat_id, "typing"))

    assert next(iter(world.chats.values())).actions == ["typing"]


async def test_typing_ends_by_itself_or_with_the_bots_next_message() -> None:
    world, _ = await done(lambda bot, to: bot.send_chat_action(to.chat_id, "typing"))
    chat = next(iter(world.chats.values()))
    shown = [chat.acting(chat.acting_until + seconds) for seconds in (-4.9, -0.1, 0.1)]

    async def act(bot: ExtBot[None], to: Message) -> None:
        await bot.send_chat_action(to.chat_id, "typing")
        await bot.send_message(to.chat_id, "a")

    answered, _ = await done(act)
    silent = next(iter(answered.chats.values()))

    assert shown == ["typing", "typing", ""]
    assert silent.acting(time.monotonic()) == ""


async def test_typing_in_a_topic_that_is_not_there_is_refused() -> None:
    _, errors = await done(
        lambda bot, to: bot.send_chat_action(to.chat_id, "typing", message_thread_id=7)
    )

    assert [str(error) for error in errors] == ["Message thread not found"]


async def test_markdown_is_complained_of() -> None:
    world, _ = await done(send("*a*", parse_mode="Markdown"))

    assert world.complaints == ["Markdown is not played here: its marks are shown as they stand."]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(png(8, 6), (8, 6)), (jpeg(640, 480), (640, 480)), (b"GIF89a", None), (b"\xff\xd8", None)],
)
def test_a_pictures_size_is_read_from_its_head(
    content: bytes, expected: tuple[int, int] | None
) -> None:
    assert expected == picture_size(content)
