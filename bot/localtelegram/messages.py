"""The methods that send, change, forward and delete messages, as Telegram carries them out."""

import json
import time
from dataclasses import replace
from typing import Any

from bot.localtelegram.botapi import Call, Json, Refusal, bad_request, field_of, unknown_fields
from bot.localtelegram.chats import Chat, Member, Message
from bot.localtelegram.keyboards import check_data, read_markup
from bot.localtelegram.markup import MarkupError, parse_html
from bot.localtelegram.media import read_media, read_upload
from bot.localtelegram.telegramtext import Entity, Formatted, as_shown, utf16_length
from bot.localtelegram.world import World

TEXT_UNITS, CAPTION_UNITS, RAW_BYTES = 4096, 1024, 1 << 15
_ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
_PREVIEW = ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
_REPLY = (
    "message_id",
    "chat_id",
    "allow_sending_without_reply",
    "quote",
    "quote_parse_mode",
    "quote_entities",
    "quote_position",
    "checklist_task_id",
    "poll_option_id",
)


def send_message(world: World, call: Call) -> Json:
    """sendMessage."""
    preview = _link_preview(call)
    if not call.text("text"):
        raise bad_request("Message text is empty")
    body = formatted(call, call.text("text"), call.text("parse_mode"), call.values.get("entities"))
    extra = {"link_preview_options": preview} if preview else {}
    return _send(world, call, body, content={}, extra=extra)


def send_media(world: World, call: Call) -> Json:
    """sendPhoto and sendDocument."""
    kind = "photo" if call.method == "sendPhoto" else "document"
    upload = read_upload(world, call, kind)
    return _send(world, call, _caption(call), content=read_media(world, kind, upload))


def send_chat_action(world: World, call: Call) -> bool:
    """sendChatAction."""
    if call.text("action").lower() not in _ACTIONS:
        raise bad_request("Wrong parameter action in request")
    chat = world.chat(call.text("chat_id"), write=True)
    if chat.type == "channel":
        call.complain("sendChatAction is not for channels.")
    _check_thread(chat, call)
    chat.acts(call.text("action").lower(), time.monotonic())
    return True


def forward_message(world: World, call: Call) -> Json:
    """forwardMessage."""
    chat = world.chat(call.text("chat_id"), write=True)
    source = _message(world, call, "message to forward", chat_id="from_chat_id")
    origin = {"type": "user", "date": source.date, "sender_user": source.sender.as_json()}
    return _put(world, chat, call, source.body, source.content, {"forward_origin": origin})


def copy_message(world: World, call: Call) -> Json:
    """copyMessage."""
    chat = world.chat(call.text("chat_id"), write=True)
    source = _message(world, call, "message to copy", chat_id="from_chat_id")
    body = _caption(call) if "caption" in call.values and source.content else source.body
    return {"message_id": _put(world, chat, call, body, source.content, {})["message_id"]}


def edit_message(world: World, call: Call) -> Json | bool:
    """editMessageText, editMessageCaption, editMessageMedia and editMessageReplyMarkup."""
    part = call.method.removeprefix("editMessage")
    new = _edited_body(call) if part in ("Text", "Caption") else None
    preview = _link_preview(call) if part == "Text" else None
    markup = _markup(call, inline_only=True)
    media = call.values.get("media") if part == "Media" else None
    if part == "Media" and media is None:
        raise bad_request("Can't parse input media JSON object")
    message = _message_to_edit(world, call)
    if part == "Text" and message.content:
        raise bad_request("There is no text in the message to edit")
    if part == "Caption" and not message.content:
        raise bad_request("There is no caption in the message to edit")
    content = message.content
    if media is not None:
        content, new = _new_media(world, call, media)
    _check_length(new, content, edited=True)
    check_data(markup)
    extra = {**message.extra, "link_preview_options": preview} if preview else dict(message.extra)
    if part == "Text" and not preview:
        extra.pop("link_preview_options", None)
    _change(world, message, new or message.body, content, markup, extra)
    return True if "inline_message_id" in call.values else message.as_json()


def delete_message(world: World, call: Call) -> bool:
    """deleteMessage."""
    message = _message(world, call, "message to delete")
    rights = message.chat.members.get(world.bot.id)
    others = message.sender.id != world.bot.id and message.chat.type != "private"
    if others and rights is not Member.ADMINISTRATOR:
        raise bad_request("message can't be deleted")
    message.deleted = True
    message.chat.messages.remove(message)
    return True


def formatted(call: Call, text: str, parse_mode: str, entities: object) -> Formatted:
    """A text of a request as Telegram will keep it, "" included. Raises Refusal."""
    if len(text.encode()) > RAW_BYTES:
        raise bad_request("Text is too long")
    mode = parse_mode.lower()
    if mode == "html":
        try:
            return as_shown(parse_html(text))
        except MarkupError as fault:
            raise bad_request(f"Can't parse entities: {fault}") from None
    if mode in ("markdown", "markdownv2"):
        call.complain("Markdown is not played here: its marks are shown as they stand.")
    elif mode not in ("", "none"):
        raise bad_request("Unsupported parse_mode")
    given = entities if isinstance(entities, list) else []
    return as_shown(Formatted(text=text, entities=tuple(_entity(one) for one in given)))


def _entity(value: Any) -> Entity:
    where = "Can't parse MessageEntity: "
    optional = ("url", "language", "custom_emoji_id")
    return Entity(
        type=field_of(value, "type", str, where),
        offset=field_of(value, "offset", int, where),
        length=field_of(value, "length", int, where),
        **{name: field_of(value, name, str, where) for name in optional if name in value},
    )


def _caption(call: Call) -> Formatted:
    entities = call.values.get("caption_entities")
    return formatted(call, call.text("caption"), call.text("parse_mode"), entities)


def _edited_body(call: Call) -> Formatted:
    if call.method == "editMessageCaption":
        return _caption(call)
    if not call.text("text"):
        raise bad_request("Message text is empty")
    return formatted(call, call.text("text"), call.text("parse_mode"), call.values.get("entities"))


def _link_preview(call: Call) -> Json | None:
    preview: Json | None = call.values.get("link_preview_options")
    unknown_fields("link_preview_options", preview or {}, _PREVIEW, call.complain)
    return preview


def _markup(call: Call, *, inline_only: bool = False) -> Json | None:
    markup = call.values.get("reply_markup")
    return read_markup(markup, call.complain, inline_only=inline_only) if markup else None


def _check_length(body: Formatted | None, content: Json, *, edited: bool = False) -> None:
    """Whether Telegram takes a text of that length; after an edit it says so in another way."""
    if body is None:
        return
    if not content and not body.text:
        raise bad_request("Text must be non-empty")
    length = utf16_length(body.text)
    if not content and length > TEXT_UNITS:
        raise bad_request("MESSAGE_TOO_LONG" if edited else "message is too long")
    if content and length > CAPTION_UNITS:
        raise bad_request("MEDIA_CAPTION_TOO_LONG" if edited else "message caption is too long")


def _send(
    world: World, call: Call, body: Formatted, *, content: Json, extra: Json | None = None
) -> Json:
    chat = world.chat(call.text("chat_id"), write=True)
    return _put(world, chat, call, body, content, extra or {})


def _put(world: World, chat: Chat, call: Call, body: Formatted, content: Json, extra: Json) -> Json:
    markup = _markup(call)
    reply_to = _reply_to(chat, call)
    thread = _check_thread(chat, call)
    if thread is None and reply_to is not None:
        thread = reply_to.thread
    _check_length(body, content)
    check_data(markup)
    message = Message(
        id=world.next_id(),
        chat=chat,
        sender=world.bot,
        date=world.now(),
        content=content,
        body=body,
        markup=markup,
        thread=thread,
        reply_to=reply_to,
        extra=extra,
    )
    if markup is not None and "inline_keyboard" not in markup:
        chat.keyboard = markup if "keyboard" in markup else None
    world.deliver(message)
    return message.as_json()


def _check_thread(chat: Chat, call: Call) -> int | None:
    thread: int | None = call.values.get("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise bad_request("message thread not found")
    return thread


def _reply_to(chat: Chat, call: Call) -> Message | None:
    wanted: Json = call.values.get("reply_parameters") or {}
    unknown_fields("reply_parameters", wanted, _REPLY, call.complain)
    if not wanted:
        return None
    message = chat.find(field_of(wanted, "message_id", int))
    if message is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return message


def _message(world: World, call: Call, what: str, *, chat_id: str = "chat_id") -> Message:
    message = world.chat(call.text(chat_id)).find(call.number("message_id"))
    if message is None:
        raise bad_request(f"{what} not found")
    return message


def _message_to_edit(world: World, call: Call) -> Message:
    if "chat_id" in call.values or "message_id" in call.values:
        message = _message(world, call, "message to edit")
    elif not (inline_id := call.text("inline_message_id")):
        raise Refusal(400, "Bad Request: message identifier is not specified")
    elif (found := world.inline_messages.get(inline_id)) is None:
        raise bad_request("MESSAGE_ID_INVALID")
    else:
        return found
    foreign = message.sender.id != world.bot.id or "forward_origin" in message.extra
    # TDLib's can_edit_message: a message that brought a reply keyboard stays as it is.
    if foreign or {"keyboard", "force_reply"} & set(message.markup or {}):
        raise bad_request("message can't be edited")
    return message


def _new_media(world: World, call: Call, media: Json) -> tuple[Json, Formatted]:
    kind = media.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f"Can't parse InputMedia: type {json.dumps(kind)} is unsupported")
    upload = read_upload(world, call, "media", str(media.get("media", "")))
    caption = formatted(
        call,
        str(media.get("caption", "")),
        str(media.get("parse_mode", "")),
        media.get("caption_entities"),
    )
    return read_media(world, kind, upload), caption


def _change(
    world: World,
    message: Message,
    body: Formatted,
    content: Json,
    markup: Json | None,
    extra: Json,
) -> None:
    if (body, content, markup) == (message.body, message.content, message.markup):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    # A keyboard alone changed leaves no "edited" in the clients; a text does.
    if (body, content) != (message.body, message.content):
        message.edit_date = world.now()
        message.versions.append(body)
    message.body, message.content, message.markup = replace(body), content, markup
    message.extra = extra
