"""A Reply as Telegram shows it: the one place where the office's plain texts become HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape, unescape
from typing import NamedTuple

from bot.door.pressing import Press, data
from bot.door.splitting import LIMIT, Run, html, split, units
from bot.entries import Text
from bot.replies import Choice, Kind, Reply, Source

# Two labels longer than this do not fit side by side on a phone.
SHORT_LABEL = 24
# A quotation longer than this is folded: the citizen opens it if the wording matters.
LONG_QUOTE = 300
# Here the way could end; the menu leads on.
_UNANSWERED = (Kind.UNKNOWN, Kind.NO_DATA, Kind.REFERRAL)
# https://core.telegram.org/bots/api#sendphoto, in UTF-16 units
CAPTION = 1024
FOLDED = "<blockquote expandable>"
_QUOTED = re.compile(r"[\"“].*[\"”]", re.DOTALL)
_ITEM = re.compile(r"^- +", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_LINK = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class Button(NamedTuple):  # each answer makes and hashes some: a dataclass takes twice the time
    """`data`: at most 64 bytes, ids only. Instead of it `copy`: what is copied, 1 to 256
    characters; or `url`: what is opened.
    """

    label: str
    data: str = ""
    copy: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A PNG, and what it shows in `words`. `key`: a hash by which the same picture is known."""

    key: str
    words: str
    png: bytes = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One message: Telegram's HTML of at most 4,096 UTF-16 units, and its rows of buttons.

    With a `picture` the HTML is its caption, of at most 1,024 units. Where the picture cannot go,
    `instead` does, else the same words without it; NOTHING if other messages say them.
    """

    html: str
    rows: Rows = ()
    picture: Picture | None = None
    instead: "Shown | None" = None

    @property
    def words(self) -> "Shown":
        """What is said where the picture cannot go."""
        return self.instead or replace(self, picture=None)


NOTHING = Shown(html="")


def messages(
    reply: Reply,
    query: str,
    say: Mapping[str, Text],
    *,
    quotes: Sequence[str] = (),
    copies: Sequence[Button] = (),
    picture: Picture | None = None,
    offered: Sequence[Button] = (),
) -> tuple[Shown, ...]:
    """`reply` as one message, or as several where it is too long for one; buttons on the last.

    `query` is the id under which presses and votes are recorded. `quotes`: what of the text is
    folded as a quotation, in its order. `copies`: buttons that copy what stands there. `picture`:
    what shows the same; it stands over the text, or before it where that is too long for a caption.
    `offered`: ways on under a question that stays open.
    """
    runs = [*_told(reply.text, quotes), *_footer(reply, say)]
    rows = ((tuple(copies),) if copies else ()) + buttons(reply, query, say, offered)
    if picture and sum(units(run.text) for run in runs) <= CAPTION:
        return (Shown(html=html(runs), rows=rows, picture=picture),)
    parts = split(runs)
    last = len(parts) - 1
    before = (captioned(picture),) if picture else ()
    return before + tuple(
        Shown(html=html(part), rows=rows if at == last else ()) for at, part in enumerate(parts)
    )


def captioned(picture: Picture) -> Shown:
    """The picture with its own words, beside messages that say them as well."""
    return replace(sentence(picture.words), picture=picture, instead=NOTHING)


def told(reply: Reply, say: Mapping[str, Text], *, quotes: Sequence[str] = ()) -> str:
    """The HTML of `reply` and of its last line alone, however long; `quotes` as in `messages`."""
    return html([*_told(reply.text, quotes), *_footer(reply, say)])


def visible(made: str) -> int:
    """Length of Telegram's HTML as Telegram counts it, without its tags."""
    return units(unescape(_TAG.sub("", made)))


def sentence(text: str, rows: Rows = ()) -> Shown:
    """One of the bot's own short sentences as a message."""
    return Shown(html=html(tuple(_body(text))), rows=rows)


def preceded(text: str, parts: tuple[Shown, ...]) -> tuple[Shown, ...]:
    """One of the bot's own sentences before all else; a message of its own where it finds no room.

    Tags are counted as if they were text: then it can never be too long. A caption, which is short
    and goes with its picture, is left as it is.
    """
    first, *rest = parts
    if first.picture:
        return (sentence(text), *parts)
    joined = f"{sentence(text).html}\n\n{first.html}"
    if units(joined) > LIMIT:
        return (sentence(text), *parts)
    return (replace(first, html=joined), *rest)


def plain(shown: Shown) -> str:
    """The message without markup, for when Telegram cannot read ours; links keep their address."""
    text = unescape(_TAG.sub("", _LINK.sub(r"\2 (\1)", shown.html)))
    return text if units(text) <= LIMIT else unescape(_TAG.sub("", shown.html))


def said(say: Mapping[str, Text], key: str, language: str, **fields: object) -> str:
    """The bot's sentence `key` in `language`, its {fields} filled in."""
    return say[key].in_language(language)[0].format(**fields)


def _told(text: str, quotes: Sequence[str]) -> Iterator[Run]:
    """The text with each of `quotes` that stands in it set apart; Telegram folds what is long."""
    rest = text
    for quote in quotes:
        before, found, after = rest.partition(quote)
        if found:
            stop = "." if after.startswith(".") else ""
            rest = after.removeprefix(stop).strip()
            if before.strip():
                yield from _body(before)
                yield Run(text="\n")
            yield Run(text=_ITEM.sub("• ", found.strip()) + stop, tags=(FOLDED,))
            if rest:
                yield Run(text="\n")
    yield from _body(rest)


def _body(text: str) -> Iterator[Run]:
    """Paragraphs and lists as they stand; Telegram itself makes bare addresses tappable."""
    for at, paragraph in enumerate(_PARAGRAPH.split(text.strip())):
        if at:
            yield Run(text="\n\n")
        if len(paragraph) > LONG_QUOTE and _QUOTED.fullmatch(paragraph):
            yield Run(text=paragraph, tags=(FOLDED,))
        else:
            yield Run(text=_ITEM.sub("• ", paragraph))


def _footer(reply: Reply, say: Mapping[str, Text]) -> Iterator[Run]:
    """The last line: what vouches for the answer, and what does not."""
    notes = " · ".join(_notes(reply, say))
    if not reply.sources and not notes:
        return
    yield Run(text="\n\n")
    if reply.sources:
        yield Run(text=said(say, "show_source", reply.language) + " ", tags=("<i>",))
        yield from _sources(reply, say)
        notes = f" · {notes}" if notes else ""
    yield Run(text=notes[:1].upper() + notes[1:], tags=("<i>",))


def _notes(reply: Reply, say: Mapping[str, Text]) -> list[str]:
    notes = []
    if reply.checked:
        day = written(reply.checked, reply.language, say)
        notes.append(said(say, "show_checked", reply.language, date=day))
    if not reply.confirmed:
        notes.append(said(say, "show_unconfirmed", reply.language))
    return notes


def _sources(reply: Reply, say: Mapping[str, Text]) -> Iterator[Run]:
    for at, source in enumerate(dict.fromkeys(reply.sources)):
        if at:
            yield Run(text="; ", tags=("<i>",))
        yield Run(text=source.title, tags=("<i>", *_link(source)))
        if source.date:
            day = written(source.date, reply.language, say)
            yield Run(text=f" ({day})", tags=("<i>",))


def _link(source: Source) -> tuple[str, ...]:
    return (f'<a href="{escape(source.url)}">',) if source.url else ()


def written(day: date, language: str, say: Mapping[str, Text]) -> str:
    """A date as people write it: "8 Desember 2025"."""
    months = said(say, "show_months", language).split()
    return f"{day.day} {months[day.month - 1]} {day.year}"


def buttons(
    reply: Reply, query: str, say: Mapping[str, Text], offered: Sequence[Button] = ()
) -> Rows:
    """What may be pressed under `reply`: choices, what is related, a vote, ways on and out."""
    rows: list[tuple[Button, ...]] = [
        (Button(label=c.label, data=data(Press.CHOOSE, c.entry, query)),) for c in reply.choices
    ]
    if reply.kind is Kind.CLARIFY:
        label = said(say, "show_none", reply.language)
        rows.append((Button(label=label, data=data(Press.NONE, query)),))
    rows += paired(reply.related)
    if reply.kind is Kind.ANSWER:
        rows.append(votes(reply.language, query, say))
    rows += (tuple(offered[at : at + 2]) for at in range(0, len(offered), 2))
    if reply.kind in _UNANSWERED:
        rows.append((Button(label=said(say, "show_menu", reply.language), data=data(Press.MENU)),))
    return tuple(rows)


def paired(choices: Sequence[Choice]) -> list[tuple[Button, ...]]:
    """Buttons that open entries, two a row where both labels are short."""
    rows: list[tuple[Button, ...]] = []
    for choice in choices:
        button = Button(label=choice.label, data=data(Press.OPEN, choice.entry))
        if rows and len(rows[-1]) == 1 and _short(button) and _short(rows[-1][0]):
            rows[-1] = (rows[-1][0], button)
        else:
            rows.append((button,))
    return rows


def _short(button: Button) -> bool:
    return len(button.label) <= SHORT_LABEL


def votes(language: str, query: str, say: Mapping[str, Text]) -> tuple[Button, ...]:
    """ "Did this help?", of the question `query`."""
    return (
        Button(label=said(say, "show_vote_yes", language), data=data(Press.VOTE, "1", query)),
        Button(label=said(say, "show_vote_no", language), data=data(Press.VOTE, "0", query)),
    )
