"""PNG pictures read by hand, so that a test can see whether words really stand in them."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {2: 3, 6: 4}
# Ink is darker than that, grounds and bands are lighter; of 255.
DARK = 140


@dataclass(frozen=True, kw_only=True)
class Pixels:
    """`rows`: a byte a pixel, the darkest of its colours."""

    width: int
    height: int
    rows: tuple[bytes, ...]

    def dark(self, left: int, top: int, right: int, bottom: int) -> int:
        """How many pixels of a box are dark."""
        return sum(value < DARK for row in self.rows[top:bottom] for value in row[left:right])


@cache
def read(png: bytes) -> Pixels:
    """Eight bits a channel, not interlaced, as resvg writes it; ValueError for anything else."""
    if not png.startswith(_SIGNATURE):
        raise ValueError("no PNG")
    chunks = dict[bytes, bytes]()
    for name, content in _chunks(png):
        chunks[name] = chunks.get(name, b"") + content
    width, height, depth, colours, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    if depth != 8 or colours not in _CHANNELS or interlaced:
        raise ValueError("a PNG of another kind")
    step = _CHANNELS[colours]
    rows = _unfiltered(zlib.decompress(chunks[b"IDAT"]), width * step, height, step)
    darkest = tuple(bytes(map(min, row[::step], row[1::step], row[2::step])) for row in rows)
    return Pixels(width=width, height=height, rows=darkest)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(raw: bytes, size: int, height: int, step: int) -> Iterator[bytes]:
    """https://www.w3.org/TR/png/#9Filters"""
    above = bytes(size)
    for y in range(height):
        kind, *_ = raw[y * (size + 1) : y * (size + 1) + 1]
        row = bytearray(raw[y * (size + 1) + 1 : (y + 1) * (size + 1)])
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=True))
        elif kind:
            for at in range(size):
                left = row[at - step] if at >= step else 0
                corner = above[at - step] if at >= step else 0
                row[at] = (row[at] + _guess(kind, left, above[at], corner)) & 255
        above = bytes(row)
        yield above


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    whole = left + up - corner
    by = (abs(whole - left), abs(whole - up), abs(whole - corner))
    return (left, up, corner)[by.index(min(by))]
