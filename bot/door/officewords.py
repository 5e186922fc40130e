"""What both of the office's lists write alike: times, a citizen's words, an entry's title."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.answering import Desk
from bot.door.pressing import LONGEST
from bot.door.showing import said
from bot.keeping.queryids import id_of

# The first part of all buttons' data of the office; no other room's may begin so.
OFFICE = "o"
# Characters; eight questions must fit into one message.
LONGEST_WORDS = 150
LONGEST_TITLE = 80
# What turns the direction of writing could turn the rest of the office's list around.
_TURNING = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# An id has a neighbour above it that a database still takes.
_GREATEST = (1 << 63) - 2


class Garbled(Exception):
    """A button's data is none that this program ever wrote."""


@dataclass(frozen=True, kw_only=True)
class Scribe:
    """Writes for one member of staff, in their language and the office's time zone."""

    desk: Desk
    language: str
    zone: tzinfo

    def say(self, key: str, **fields: object) -> str:
        """A sentence of language.yaml."""
        return said(self.desk.knowledge.language.say, key, self.language, **fields)

    def when(self, at: datetime) -> str:
        """ "24 Nov 09.30"."""
        here = at.astimezone(self.zone)
        month = self.say("show_months").split()[here.month - 1][:3]
        return f"{here.day} {month} {here:%H.%M}"

    def words(self, words: str | None) -> str:
        """A citizen's words in quotes and on one line, or that they are not kept."""
        if words is None:
            return self.say("office_no_words")
        return f"“{cut(straight(words), LONGEST_WORDS)}”"

    def title(self, entry: str) -> str:
        """An entry's title; its id where it is gone."""
        known = self.desk.knowledge.by_id.get(entry)
        return known.title.in_language(self.language)[0] if known else entry


def straight(text: str) -> str:
    """`text` without the signs that would turn what stands behind it around."""
    return _TURNING.sub("", text)


def cut(text: str, most: int) -> str:
    """`text` on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def office_data(*ids: object) -> str:
    """The data of one of the office's buttons; raises ValueError where Telegram would refuse it."""
    made = ":".join((OFFICE, *map(str, ids)))
    if len(made.encode()) > LONGEST:
        raise ValueError(f"button data {made!r} is over {LONGEST} bytes")
    return made


def read_id(text: str) -> int:
    """The id of a question as a button carries it. Raises Garbled."""
    id = id_of(text)
    if id is None or id > _GREATEST:
        raise Garbled
    return id


def read_number(text: str) -> int:
    """The number of a page, 0 or more. Raises Garbled."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 4):
        raise Garbled
    return int(text)
