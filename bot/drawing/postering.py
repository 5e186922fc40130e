"""An entry as a poster: an A5 page to be printed, with the way into the chat as a QR code.

Pure: words in, SVG text out. Black on white, so that any printer will do; the fonts go along in the
file, and no word is set wider than the page whatever font is used instead.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

import segno

from bot.drawing.lettering import drawable

# Tenths of a millimetre: A5, upright.
WIDTH, HEIGHT, EDGE = 1480, 2100, 120
_ROOM = WIDTH - 2 * EDGE
INK, FAINT = "#111111", "#444444"
FONT = "Source Sans Pro"
# https://core.telegram.org/bots/features#deep-linking
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
# Sizes that a text may have and lines it may take there, the greatest first.
_HEADLINE = ((150, 2), (118, 3), (92, 4), (72, 5), (54, 6))
_ASKED = ((58, 2), (48, 3))
_SLOGAN = ((50, 1), (44, 2), (38, 3))
_OFFICE = ((60, 1), (46, 2))
_HINT = ((50, 2), (42, 3))
_LINK = ((46, 1), (38, 1), (30, 2), (24, 3))
_LINE = 1.18
# Ems that a character is wide at most in Source Sans Pro Semibold and its usual substitutes.
_WIDE, _UPPER, _NARROW, _USUAL, _OTHER = 0.92, 0.68, 0.32, 0.57, 1.05
_QR_TOP, _QR_SIZE = 880, 700
# Modules of white around the code: ISO/IEC 18004.
_QUIET = 4


@dataclass(frozen=True, kw_only=True)
class Poster:
    """`title`: what it is about; `asked`: how one asks it; `link`: of the entry in the chat.

    `hint`: what to do with the code; `slogan`: "" where the office has none.
    """

    office: str
    title: str
    asked: str
    hint: str
    link: str
    slogan: str = ""


def link_to(bot: str, entry: str) -> str:
    """The stable link that opens an entry; raises ValueError where Telegram would not take it."""
    if not PAYLOAD.fullmatch(entry):
        raise ValueError(
            f"{entry!r} cannot stand in a link: A-Z a-z 0-9 _ - and at most 64 of them"
        )
    return f"https://t.me/{bot}?start={entry}"


def svg(poster: Poster) -> str:
    """The page."""
    parts = (
        *_fitted(poster.office, _OFFICE, 190, weight=600),
        f'<path d="M{EDGE} 250H{WIDTH - EDGE}" stroke="{INK}" stroke-width="6"/>',
        *_centred(poster.title, _HEADLINE, 290, 660, weight=600),
        *_centred(f"“{poster.asked}”", _ASKED, 680, 850, fill=FAINT),
        _code(poster.link),
        *_fitted(poster.hint, _HINT, 1660),
        *_fitted(poster.link.removeprefix("https://"), _LINK, 1815, weight=600),
        *(_fitted(poster.slogan, _SLOGAN, 1930, fill=FAINT) if poster.slogan else ()),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH / 10}mm" height="{HEIGHT / 10}mm"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="judul isi">\n'
        f'<title id="judul">{escape(poster.title)}</title>\n'
        f'<desc id="isi">{escape(f"{poster.hint} {poster.link}")}</desc>\n'
        f"<style>{_faces()}</style>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def wrapped(text: str, size: float, room: float = _ROOM) -> list[str]:
    """`text` in lines that are no wider than `room`; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        if _width(f"{lines[-1]} {word}".strip(), size) <= room:
            lines[-1] = f"{lines[-1]} {word}".strip()
            continue
        *full, rest = _broken(word, size, room)
        lines += [*full, rest]
    return [line for line in lines if line]


def _broken(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width(text: str, size: float) -> float:
    return size * sum(map(_em, text))


def _em(letter: str) -> float:
    if not letter.isascii():
        return _NARROW if letter in "“”‘’·" else _OTHER if not letter.isalpha() else _UPPER
    if letter in "mwMW@%":
        return _WIDE
    if letter in " ijl.,:;'|!()[]/-I":
        return _NARROW
    return _UPPER if letter.isupper() else _USUAL


def _set(text: str, sizes: Sequence[tuple[int, int]]) -> tuple[int, list[str]]:
    """In the greatest size whose lines hold it; what the smallest does not hold is cut."""
    text = drawable(text)
    for size, most in sizes:
        lines = wrapped(text, size)
        if len(lines) <= most:
            return size, _even(text, size, len(lines))
    size, most = sizes[-1]
    *kept, last = wrapped(text, size)[:most]
    return size, [*kept, last[:-2].rstrip() + "…"]


def _even(text: str, size: float, count: int) -> list[str]:
    """In so many lines of about the same width: no last word is left alone."""
    shares = (share / 20 for share in range(8, 21))
    tries = (wrapped(text, size, _ROOM * share) for share in shares)
    return next(lines for lines in tries if len(lines) == count)


def _fitted(
    text: str, sizes: Sequence[tuple[int, int]], top: float, *, weight: int = 400, fill: str = INK
) -> Iterator[str]:
    """Lines below one another, the first one's foot at `top`."""
    size, lines = _set(text, sizes)
    for at, line in enumerate(lines):
        yield (
            f'<text x="{WIDTH / 2}" y="{top + at * size * _LINE:.0f}" text-anchor="middle"'
            f' font-family="{FONT}, Arial, sans-serif" font-size="{size}" font-weight="{weight}"'
            f' fill="{fill}">{escape(line)}</text>'
        )


def _centred(
    text: str,
    sizes: Sequence[tuple[int, int]],
    top: float,
    bottom: float,
    *,
    weight: int = 400,
    fill: str = INK,
) -> Iterator[str]:
    """In the middle between the two."""
    size, lines = _set(text, sizes)
    height = size * (1 + _LINE * (len(lines) - 1))
    first = (top + bottom - height) / 2 + 0.8 * size
    return _fitted(text, sizes, first, weight=weight, fill=fill)


def _code(link: str) -> str:
    """The QR code as one path; a quarter of it may be lost to dirt and folds."""
    rows = [list(row) for row in segno.make(link, error="q", micro=False).matrix]
    module = _QR_SIZE / (len(rows) + 2 * _QUIET)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    left, top = (WIDTH - _QR_SIZE) / 2 + _QUIET * module, _QR_TOP + _QUIET * module
    return (
        f'<path transform="translate({left:.3f} {top:.3f}) scale({module:.5f})" d="{path}"'
        f' fill="#000000" shape-rendering="crispEdges"/>'
    )


def _faces() -> str:
    """The fonts themselves, for the print shop has none of them."""
    return "".join(_face(name, weight) for name, weight in (("Regular", 400), ("Semibold", 600)))


def _face(name: str, weight: int) -> str:
    file = files("font_source_sans_pro") / "files" / f"SourceSansPro-{name}.ttf"
    font = base64.b64encode(file.read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{FONT}";font-weight:{weight};'
        f'src:url("data:font/ttf;base64,{font}")}}'
    )
