"""Citizens of the played Telegram and a real bot: what each sees of the other."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram import (
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken
from telegram.ext import ContextTypes, ExtBot, filters

from bot.localtelegram import Citizen, LocalRequest, LocalTelegram, Message
from tests.localbot import nothing, running

Context = ContextTypes.DEFAULT_TYPE


async def test_a_citizen_is_answered() -> None:
    world = LocalTelegram()
    citizen = world.citizen(42, "Ani", language_code="su")
    async with running(world) as desk:
        await citizen.says("Sampurasun")
        [answer] = await citizen.receives()
    user = desk.updates[0].effective_user

    assert (
        answer.text,
        answer.shown("bold"),
        answer.edited,
    ) == ("Sampurasun", ["Sampurasun"], False)
    assert user is not None
    assert (user.id, user.first_name, user.language_code) == (42, "Ani", "su")
    assert world.complaints == []


async def test_every_request_is_noted_in_order_with_its_fate() -> None:
    world = LocalTelegram()
    async with running(world) as desk:
        citizen = world.citizen(42)
        await citizen.says("halo")
        await citizen.receives()
        with pytest.raises(BadRequest):
            await desk.bot.send_message(7, "a")
    good, bad = world.calls("sendMessage")

    assert [request.method for request in world.calls()] == [
        "getMe",
        "deleteWebhook",
        "sendMessage",
        "sendMessage",
    ]
    assert (good.method, good.status, good.description) == ("sendMessage", 200, None)
    assert good.parameters == {"chat_id": 42, "text": "<b>halo</b>", "parse_mode": "HTML"}
    assert (bad.status, bad.description) == (400, "Bad Request: chat not found")
    assert good.at <= bad.at


async def test_an_edited_question_arrives_as_such() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, nothing) as desk:
        await citizen.edits(await citizen.says("hlo"), "halo")
        await world.until(lambda: len(desk.updates) == 2)
    edited = desk.updates[1].edited_message

    assert edited is not None
    assert (edited.text, edited.edit_date is not None) == ("halo", True)


Send = Callable[[Citizen], Coroutine[Any, Any, Message]]
KINDS: dict[str, tuple[Send, filters.BaseFilter]] = {
    "photo": (lambda one: one.sends_photo("Ini apa?"), filters.PHOTO & filters.CAPTION),
    "document": (lambda one: one.sends_document(), filters.Document.PDF),
    "voice": (lambda one: one.sends_voice(), filters.VOICE),
    "sticker": (lambda one: one.sends_sticker(), filters.Sticker.STATIC),
    "location": (lambda one: one.sends_location(), filters.LOCATION),
    "contact": (lambda one: one.sends_contact(), filters.CONTACT),
    "poll": (lambda one: one.sends_poll(), filters.POLL),
    "dice": (lambda one: one.sends_dice(3), filters.Dice([3])),
    "story": (lambda one: one.sends_story(), filters.STORY),
    "command": (lambda one: one.says("/spi@meja_informasi_bot"), filters.COMMAND),
    "link": (lambda one: one.says("https://kpu.go.id"), filters.Entity("url")),
    "forward": (lambda one: one.says("a", forwarded_from="Ujang"), filters.FORWARDED),
}


@pytest.mark.parametrize(("send", "expected"), KINDS.values(), ids=KINDS)
async def test_each_kind_of_message_is_known_to_python_telegram_bot(
    send: Send, expected: filters.BaseFilter
) -> None:
    world = LocalTelegram()
    async with running(world, nothing) as desk:
        await send(world.citizen())
        await world.until(lambda: desk.updates)
    [update] = desk.updates

    assert expected.check_update(update)
    assert update.message.api_kwargs == {}  # type: ignore[union-attr]


async def test_a_very_long_text_goes_out_in_parts_as_from_a_client() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world):
        await citizen.says("a" * 5000)
        answers = await citizen.receives(2)

    assert [len(answer.text) for answer in answers] == [4096, 904]


async def test_a_reply_keyboard_is_tapped() -> None:
    async def offer(update: Update, context: Context) -> None:
        assert update.message is not None
        keys = ReplyKeyboardMarkup([["📚 Menu"]], resize_keyboard=True)
        await update.message.reply_text("Pilih", reply_markup=keys)

    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, offer):
        await citizen.says("halo")
        await citizen.receives()
        tapped = await citizen.taps("📚 Menu")
        with pytest.raises(KeyError, match="No key 'Kembali'"):
            await citizen.taps("Kembali")

    assert tapped.text == "📚 Menu"


async def test_who_blocks_the_bot_gets_nothing_and_the_bot_is_told() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world) as desk:
        await citizen.says("halo")
        await citizen.receives()
        await citizen.blocks()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await desk.bot.send_message(citizen.id, "a")
        await citizen.unblocks()
        await desk.bot.send_message(citizen.id, "b")
        await world.until(lambda: len(desk.updates) == 3)
    changes = [update.my_chat_member for update in desk.updates[1:]]

    assert [one.new_chat_member.status for one in changes if one] == ["kicked", "member"]


async def test_a_closed_account_cannot_be_written_to() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world) as desk:
        await citizen.says("halo")
        await citizen.closes_account()
        with pytest.raises(Forbidden, match="user is deactivated"):
            await desk.bot.send_message(citizen.id, "a")


async def test_a_bot_cannot_write_first() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world) as desk:
        with pytest.raises(BadRequest, match="Chat not found"):
            await desk.bot.send_message(citizen.id, "a")
        await citizen.types_inline("spi")
        with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
            await desk.bot.send_message(citizen.id, "a")


async def test_waiting_in_vain_tells_what_the_bot_did_instead() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, nothing):
        await citizen.says("halo")
        with pytest.raises(TimeoutError, match=r"last requests: .*getUpdates"):
            await citizen.receives(timeout=0.05)


async def test_an_unknown_method_is_refused_and_complained_of() -> None:
    world = LocalTelegram()
    async with running(world) as desk:
        with pytest.raises(EndPointNotFound):
            await desk.bot.do_api_request("sendBouquet")

    assert world.complaints == ["sendBouquet is no method of the Bot API, or is not played here."]


async def test_an_unknown_parameter_is_taken_and_complained_of() -> None:
    world = LocalTelegram()
    citizen = world.citizen()
    async with running(world, nothing) as desk:
        await citizen.says("halo")
        await desk.bot.send_message(citizen.id, "a", api_kwargs={"colour": "red"})

    assert world.complaints == ["sendMessage has no parameter colour."]


@pytest.mark.parametrize(
    ("token", "expected"),
    {
        "1234567890:another-token-of-the-right-form-000000": "Unauthorized",
        "not-a-token": "Not Found",
        "123:short": "Not Found",
    }.items(),
)
async def test_a_wrong_token_is_unauthorized_and_a_malformed_one_not_found(
    token: str, expected: str
) -> None:
    world = LocalTelegram()
    answer = await world.serve(token, "getMe", {})

    assert ({"Unauthorized": 401, "Not Found": 404}[expected], True) == (
        answer.status,
        expected.encode() in answer.body,
    )


async def test_a_bot_with_a_wrong_token_does_not_start() -> None:
    bot: ExtBot[None] = ExtBot(
        "1234567890:another-token-of-the-right-form-000000",
        request=LocalRequest(LocalTelegram()),
        get_updates_request=LocalRequest(LocalTelegram()),
    )
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


ODD = [None, True, 1, "a", [], {}, [1], {"a": 1}]
SHAPES: list[tuple[str, Callable[[Any], dict[str, Any]]]] = [
    ("answerInlineQuery", lambda odd: {"results": [odd]}),
    ("answerInlineQuery", lambda odd: {"results": [{"type": "article", "id": odd}]}),
    (
        "answerInlineQuery",
        lambda odd: {
            "results": [{"type": "article", "id": "1", "title": "a", "input_message_content": odd}]
        },
    ),
    ("answerInlineQuery", lambda odd: {"button": {"text": "a", "start_parameter": odd}}),
    ("sendMessage", lambda odd: {"entities": [odd]}),
    ("sendMessage", lambda odd: {"entities": [{"type": odd, "offset": odd, "length": odd}]}),
    ("sendMessage", lambda odd: {"entities": [{"type": "bold", "offset": odd, "length": 1}]}),
    ("sendMessage", lambda odd: {"reply_parameters": {"message_id": odd}}),
    ("sendMessage", lambda odd: {"reply_markup": odd}),
    ("sendMessage", lambda odd: {"reply_markup": {"inline_keyboard": odd}}),
    ("sendMessage", lambda odd: {"reply_markup": {"inline_keyboard": [[odd]]}}),
    ("sendMessage", lambda odd: {"reply_markup": {"keyboard": [[odd]]}}),
    ("sendMessage", lambda odd: {"link_preview_options": odd}),
    ("editMessageMedia", lambda odd: {"media": {"type": "photo", "media": odd, "caption": odd}}),
    ("setMyCommands", lambda odd: {"commands": [odd]}),
    ("setMyCommands", lambda odd: {"commands": [{"command": odd, "description": odd}]}),
    ("setMyCommands", lambda odd: {"scope": {"type": odd}}),
    (
        "setMyCommands",
        lambda odd: {"scope": {"type": "chat_member", "chat_id": 42, "user_id": odd}},
    ),
    ("setChatMenuButton", lambda odd: {"menu_button": {"type": odd}}),
    ("getUpdates", lambda odd: {"allowed_updates": [odd]}),
]


@pytest.mark.parametrize(("method", "shape"), SHAPES)
async def test_json_of_any_shape_is_taken_or_refused(
    method: str, shape: Callable[[Any], dict[str, Any]]
) -> None:
    world = LocalTelegram()
    citizen = world.citizen(42)
    query, message = await citizen.types_inline("a"), await citizen.says("a")
    common = {"chat_id": "42", "text": "abc", "inline_query_id": query.id, "results": "[]"}
    statuses = set()
    for odd in ODD:
        given = {name: json.dumps(value) for name, value in shape(odd).items()}
        ids = {"message_id": str(message.id), "commands": "[]"}
        answer = await world.serve(world.token, method, {**common, **ids, **given})
        statuses.add(answer.status)

    assert statuses <= {200, 400, 403}


async def test_half_a_surrogate_pair_is_no_text() -> None:
    world = LocalTelegram()
    answer = await world.serve(world.token, "sendMessage", {"chat_id": "1", "text": "\ud83d"})

    assert b"Bad Request: strings must be encoded in UTF-8" in answer.body
