"""What a form brings, read whole: fields as text, files as bytes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from starlette.requests import Request

_DIGITS = 18


@dataclass(frozen=True, kw_only=True)
class Form:
    """Of fields given twice the last one counts; a file field left empty is absent."""

    fields: Mapping[str, str]
    files: Mapping[str, bytes]

    def text(self, name: str) -> str:
        """A field with the line ends of this world, "" where it is absent."""
        return self.fields.get(name, "").replace("\r\n", "\n")

    def number(self, name: str) -> int:
        """A field as a whole number, 0 where it is none."""
        value = self.fields.get(name, "")
        return int(value) if value.isdecimal() and len(value) <= _DIGITS else 0


async def read_form(request: Request) -> Form:
    """The form of a request, in either of the two encodings; how much it may be, its route says."""
    body = await request.body()
    kind = _header(request.headers.get("content-type", ""))
    if kind.get_content_type() == "multipart/form-data":
        return _multipart(body, str(kind.get_boundary("")))
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    return Form(fields=dict(pairs), files={})


def _multipart(body: bytes, boundary: str) -> Form:
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for about, content in _parts(body, boundary):
        name = str(about.get_param("name", "", "content-disposition"))
        if about.get_param("filename", None, "content-disposition") is None:
            fields[name] = content.decode("utf-8", "replace")
        elif content:
            files[name] = content
    return Form(fields=fields, files=files)


def _parts(body: bytes, boundary: str) -> Iterator[tuple[Message, bytes]]:
    """RFC 7578: the boundary stands in no content, a line end before it is not the content's."""
    for part in body.split(f"--{boundary}".encode("latin-1", "replace"))[1:]:
        head, found, content = part.partition(b"\r\n\r\n")
        if found:
            lines = head.decode("utf-8", "replace").split("\r\n")
            given = next((li for li in lines if li.lower().startswith("content-disposition:")), "")
            about = Message()
            about["content-disposition"] = given.partition(":")[2].strip()
            yield about, content.removesuffix(b"\r\n")


def _header(value: str) -> Message:
    message = Message()
    message["content-type"] = value
    return message
