"""What a citizen's app can send besides words: pictures, other things, forwarded words."""

from bot.localtelegram import Citizen
from bot.localtelegram.botapi import Json
from bot.localtelegram.chats import Message
from bot.localtelegram.groups import post
from bot.localtelegram.media import picture_size
from bot.localtelegram.telegramtext import Formatted, as_shown, utf16_length
from bot.preview.house import Preview, Refused
from bot.preview.seats import Seat

LARGEST_PICTURE = 5 << 20
LONGEST_CAPTION = 1024
THINGS = {
    "dokumen": Citizen.sends_document,
    "suara": Citizen.sends_voice,
    "stiker": Citizen.sends_sticker,
    "lokasi": Citizen.sends_location,
    "kontak": Citizen.sends_contact,
}
_CAPTIONED = ("dokumen", "suara")


async def post_picture(
    preview: Preview, seat: Seat, actor: int, content: bytes, caption: str, reply_to: int = 0
) -> Message:
    """Sends a PNG or JPEG of their own. Raises Refused."""
    preview.check_open(seat)
    size = picture_size(content)
    if size is None:
        raise Refused("no_picture")
    if len(content) > LARGEST_PICTURE:
        raise Refused("too_big")
    if utf16_length(caption) > LONGEST_CAPTION:
        raise Refused("long_caption")
    world = preview.world
    file_id = f"preview-{world.next_id()}"
    about = {"file_id": file_id, "file_unique_id": f"unique-{file_id}"}
    photo = {**about, "file_size": len(content), "width": size[0], "height": size[1]}
    world.contents[file_id] = content
    world.files[file_id] = {"photo": [photo]}
    seat.place.chat.started = True
    message = await post(
        world,
        seat.place.chat,
        seat.actor(actor).user,
        body=as_shown(Formatted(text=caption)),
        content=world.files[file_id],
        reply_to=seat.place.chat.find(reply_to),
    )
    preview.happened()
    return message


async def post_thing(
    preview: Preview, seat: Seat, actor: int, kind: str, caption: str = "", reply_to: int = 0
) -> Message:
    """Sends a made-up one of THINGS; a `caption` only where Telegram has one. Raises Refused."""
    preview.check_open(seat)
    if kind not in THINGS:
        raise Refused("gone")
    if utf16_length(caption) > LONGEST_CAPTION:
        raise Refused("long_caption")
    about: Json = {"caption": caption} if kind in _CAPTIONED else {}
    about |= {"in_": seat.group, "reply_to": seat.place.chat.find(reply_to)}
    message = await THINGS[kind](seat.actor(actor), **about)
    preview.happened()
    return message


async def forward(preview: Preview, seat: Seat, message_id: int) -> Message:
    """Whose screen it is forwards a message's words to the bot, in private. Raises Refused."""
    message = preview.message(seat, message_id)
    viewer = seat.actors[0]
    if viewer.chat.blocked:
        raise Refused("blocked")
    if not message.text:
        raise Refused("no_words")
    forwarded = await viewer.says(message.text, forwarded_from=message.sender.first_name)
    preview.happened()
    return forwarded
