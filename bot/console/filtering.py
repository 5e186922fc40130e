"""The log's filters as they stand in an address: read, checked, and written again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from bot.addresses import HOME
from bot.console.ground import Ground, Visit
from bot.keeping.kept import Vote, Wanted
from bot.replies import Kind
from bot.reviews import tallying

LANGUAGES = ("id", "su", "en")
FIELDS = ("kata", "dari", "sampai", "jenis", "topik", "bahasa", "suara", "menunggu")
_ID = re.compile(r"[a-z0-9-]{1,64}")
# Beyond these a day is a slip, and no clock reaches it.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_LONGEST_WORDS, _MOST_WORDS = 100, 8
Name = TypeVar("Name", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What an address asks for. `typed` as it was; `wrong`: the fields that could not be read."""

    typed: Mapping[str, str]
    wanted: Wanted
    wrong: tuple[str, ...]

    def address(self, path: str = f"{HOME}/log", **more: str) -> str:
        """A page of this filter."""
        query = urlencode({**self.typed, **more})
        return f"{path}?{query}" if query else path


def filter_of(ground: Ground, visit: Visit) -> Filter:
    """What cannot be read narrows nothing, and is named."""
    typed = {name: text for name in FIELDS if (text := visit.asked(name))}
    first, last = _day(typed.get("dari")), _day(typed.get("sampai"))
    kind, vote = _named(Kind, typed.get("jenis")), _named(Vote, typed.get("suara"))
    topic = _topic(ground, typed.get("topik", ""))
    language = next((code for code in LANGUAGES if code == typed.get("bahasa")), None)
    read = {
        "dari": first,
        "sampai": last,
        "jenis": kind,
        "topik": topic,
        "bahasa": language,
        "suara": vote,
    }
    wanted = Wanted(
        since=tallying.midnight(first, ground.zone) if first else None,
        until=tallying.midnight(last + timedelta(days=1), ground.zone) if last else None,
        kind=kind,
        open_only="menunggu" in typed,
        entry=topic,
        language=language,
        vote=vote,
        words=tuple(typed.get("kata", "")[:_LONGEST_WORDS].split()[:_MOST_WORDS]),
    )
    wrong = tuple(name for name, value in read.items() if name in typed and value is None)
    return Filter(typed=typed, wanted=wanted, wrong=wrong)


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year <= _LAST_YEAR else None


def _named(names: type[Name], text: str | None) -> Name | None:
    return next((name for name in names if name == text), None)


def _topic(ground: Ground, text: str) -> str | None:
    """By id, also of one that is gone, or by title."""
    known = ground.holder.desk.knowledge.topics
    titled = (entry.id for entry in known if entry.title.id.casefold() == text.casefold())
    return next(titled, text if _ID.fullmatch(text) else None)
