"""Files sent by the bot: uploads kept under an id, ids looked up, pictures measured."""

import struct
from dataclasses import dataclass

from bot.localtelegram.botapi import Call, Json, Upload, bad_request
from bot.localtelegram.world import World

# Documented of sendPhoto: at most 10 MB, width and height together at most 10,000 and at most 20
# times each other.
PHOTO_BYTES, PHOTO_SIDES, PHOTO_RATIO = 10 << 20, 10_000, 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a file comes from: bytes just uploaded, or the id of one that is already there."""

    upload: Upload | None = None
    file_id: str = ""


def read_upload(world: World, call: Call, name: str, value: str | None = None) -> Source:
    """What a parameter gives as file. Raises Refusal where there is none or none is known."""
    given = call.text(name) if value is None else value
    if given.startswith("attach://"):
        name, given = given.removeprefix("attach://"), ""
    if not given and name in call.files:
        upload = call.files[name]
        if not upload.content:
            raise bad_request("file must be non-empty")
        return Source(upload=upload)
    if not given:
        missing = "media not found" if value is not None else f"There is no {name} in the request"
        raise bad_request(missing)
    if given.startswith(("http://", "https://")):
        raise bad_request("Failed to get HTTP URL content")
    if given not in world.files:
        raise bad_request("Wrong file identifier/HTTP URL specified")
    return Source(file_id=given)


def read_media(world: World, kind: str, source: Source) -> Json:
    """The content of a message with that photo or document. Raises Refusal for no picture."""
    if source.upload is None:
        known = world.files[source.file_id]
        if kind not in known:
            actual = "".join(known).capitalize()
            raise bad_request(f"Can't use file of type {actual} as {kind.capitalize()}")
        return known
    upload = source.upload
    file_id = f"file-{world.next_id()}"
    about: Json = {
        "file_id": file_id,
        "file_unique_id": f"unique-{file_id}",
        "file_size": len(upload.content),
    }
    if kind == "photo":
        width, height = _measured(upload.content)
        content: Json = {"photo": [{**about, "width": width, "height": height}]}
    else:
        content = {"document": {**about, "file_name": upload.name}}
    world.files[file_id] = content
    world.contents[file_id] = upload.content
    return content


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG in pixels; None for what is neither."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg_size(content) if content.startswith(b"\xff\xd8") else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        # A frame header holds the size; C4, C8 and CC in its range are other things.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _measured(content: bytes) -> tuple[int, int]:
    if len(content) > PHOTO_BYTES:
        raise bad_request(f"file of size {len(content)} bytes is too big for a photo")
    size = picture_size(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    short, long = min(size), max(size)
    if width + height > PHOTO_SIDES or short == 0 or long > PHOTO_RATIO * short:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
