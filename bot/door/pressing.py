"""What a button carries: ids only, for Telegram gives it 64 bytes and old buttons never go away."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST = 64  # bytes, https://core.telegram.org/bots/api#inlinekeyboardbutton


class Press(StrEnum):
    """The first part of a button's data; the values must outlive every release."""

    OPEN = "e"
    CHOOSE = "c"
    NONE = "n"
    VOTE = "v"
    LANGUAGE = "l"
    ERASE = "x"
    MENU = "m"
    HOME = "h"
    LIST = "b"
    CATEGORY = "k"
    DELETE = "d"
    FIGURES = "f"
    NOTIFY = "t"
    AGREE = "u"
    ASK = "a"
    HAND = "g"
    STAFF = "s"


# How many ids follow each: an entry; entry and query; a query; "1" or "0" and query; a language;
# "1" or "0"; of pages a list or a category, and the page's number from 0; which figures, and
# whether they are shown already; a query that somebody would be told of; "1" or "0" and a query; a
# query to hand to a person; "1" or "0" and it; of staff what to do, the hand-over's number and an
# entry ("-": none).
_IDS = {
    Press.OPEN: 1,
    Press.CHOOSE: 2,
    Press.NONE: 1,
    Press.VOTE: 2,
    Press.LANGUAGE: 1,
    Press.ERASE: 1,
    Press.MENU: 0,
    Press.HOME: 0,
    Press.LIST: 2,
    Press.CATEGORY: 2,
    Press.DELETE: 0,
    Press.FIGURES: 2,
    Press.NOTIFY: 1,
    Press.AGREE: 2,
    Press.ASK: 1,
    Press.HAND: 2,
    Press.STAFF: 3,
}


@dataclass(frozen=True, kw_only=True)
class Pressed:
    """A button's data taken apart; `ids` has as many items as its kind asks for, none empty."""

    press: Press
    ids: tuple[str, ...]


def data(press: Press, *ids: str) -> str:
    """The data of a button; raises ValueError where Telegram would refuse it."""
    made = ":".join((press, *ids))
    if len(made.encode()) > LONGEST:
        raise ValueError(
            f"button data {made!r} is over {LONGEST} bytes: give the entry a shorter id"
        )
    return made


def pressed(written: str) -> Pressed | None:
    """`written` taken apart, or None where no button of ours ever carried it."""
    kind, *ids = written.split(":")
    if kind not in _IDS or len(ids) != _IDS[Press(kind)] or not all(ids):
        return None
    return Pressed(press=Press(kind), ids=tuple(ids))
