"""A long text cut where a reader would pause, each piece a whole message of its own.

Telegram counts UTF-16 units of the text without its tags, so text and tags travel apart here
until `html` joins them: a tag cannot be cut in two, and one that reaches over a cut is opened anew.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

LIMIT = 4096  # https://core.telegram.org/bots/api#sendmessage, in UTF-16 units
_NUMBERING = 16  # room kept for "\n\n(12/34)"
# Where to cut, the best first: between paragraphs, lines, sentences, words.
_PAUSES = tuple(map(re.compile, (r"\n\n", r"\n", r"(?<=[.!?…])[\"”’)]?\s", r"\s")))


@dataclass(frozen=True, kw_only=True)
class Run:
    """A stretch of plain text and the opening tags around it, the outermost first."""

    text: str
    tags: tuple[str, ...] = ()


_END = Run(text="")


def units(text: str) -> int:
    """Length as Telegram counts it: in UTF-16 units, where most emoji are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def html(runs: Sequence[Run]) -> str:
    """The runs as Telegram's HTML; every tag that is opened is closed."""
    out: list[str] = []
    opened: tuple[str, ...] = ()
    for run in (*runs, _END):
        kept = _shared(opened, run.tags) if opened else 0
        out += [_closing(tag) for tag in reversed(opened[kept:])]
        out += run.tags[kept:]
        out.append(escape(run.text, quote=False))
        opened = run.tags
    return "".join(out)


def split(runs: Sequence[Run], limit: int = LIMIT) -> tuple[tuple[Run, ...], ...]:
    """The runs in as few messages as their pauses allow; more than one are numbered "(1/3)"."""
    text = "".join(run.text for run in runs)
    if units(text) <= limit:
        return (tuple(runs),)
    spans = list(_spans(text, limit - _NUMBERING))
    return tuple(
        (*_between(runs, start, end), Run(text=f"\n\n({number}/{len(spans)})"))
        for number, (start, end) in enumerate(spans, 1)
    )


def _spans(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Where each piece begins and ends; the white space at a cut belongs to neither side."""
    start = 0
    while start < len(text):
        end = _end(text, start, room)
        yield start, start + len(text[start:end].rstrip())
        start = end + len(text[end:]) - len(text[end:].lstrip())


def _end(text: str, start: int, room: int) -> int:
    last = start + _fitting(text[start : start + room], room)
    if last == len(text):
        return last
    # A pause in the first half would leave a stub of a message: the next finer pause is better.
    half = (start + last) // 2
    for pause in _PAUSES:
        found = [match.end() for match in pause.finditer(text, half, last)]
        if found:
            return found[-1]
    return last


def _fitting(text: str, room: int) -> int:
    """How many of the first characters of `text` fill at most `room` units."""
    used = 0
    for count, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > room:
            return count
    return len(text)


def _between(runs: Sequence[Run], start: int, end: int) -> Iterator[Run]:
    at = 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        at += len(run.text)
        if text:
            yield Run(text=text, tags=run.tags)


def _shared(first: Sequence[str], second: Sequence[str]) -> int:
    """How many of the first are the same in both."""
    for at, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return at
    return min(len(first), len(second))


def _closing(tag: str) -> str:
    assert tag.startswith("<"), "a run's tags are opening tags of our own"
    return f"</{tag[1:-1].partition(' ')[0]}>"
