"""The public page: what the bot knows and how it fares, in counts; shut until an admin opens it.

No citizen's words stand on it, and nothing that fewer than three people asked: a theme of one
person's is that person's affair. It is made once a minute at most, however many look at it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot import sampling
from bot.answering import Desk
from bot.aside import aside
from bot.console.figures import figure, percent
from bot.entries import Entry, Text
from bot.keeping.kept import StoreError
from bot.keeping.remembered import OFF, ON, PUBLIC, recall, remember
from bot.keeping.storage import SQLite
from bot.knowledge import Knowledge
from bot.replies import Kind
from bot.reviews import tallying
from bot.reviews.tallying import Tally

logger = logging.getLogger(__name__)

ADDRESS = "/keterbukaan"
DAYS = 30
FEWEST = 3
"""Different people, below whom nothing is told of what was asked."""
# Seconds that a page is shown again before it is made anew.
_FRESH = 60.0
# Titles listed, and themes; the page stays light, however large the knowledge.
LISTED, _THEMES = 300, 10
_TEMPLATES = Path(__file__).parent / "templates"


class Holder(Protocol):
    """Whatever holds the desk of now."""

    @property
    def desk(self) -> Desk:
        """The desk that answers from now on."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the bot knows. `topics`: each category's title, titles, and how many are not listed.

    `checked`: the latest day on which an answer was compared with its source.
    """

    topics: Sequence[tuple[str, Sequence[str], int]]
    entries: int
    confirmed: int
    referrals: int
    gaps: int
    checked: date | None


@dataclass(frozen=True, kw_only=True)
class Fared:
    """How it met what it was asked; `themes` are titles and how often they were answered."""

    tally: Tally
    themes: Sequence[tuple[str, int]]

    @property
    def known(self) -> int:
        """Questions that the bot made something of: all but those that nothing fits."""
        return self.tally.asked - self.tally.of(Kind.UNKNOWN)


async def is_open(store: SQLite) -> bool:
    """Whether the page is shown. Raises StoreError."""
    return await recall(store, PUBLIC) == ON


async def switch(store: SQLite, *, on: bool) -> None:
    """Show the page from now on, or no longer. Raises StoreError."""
    await remember(store, PUBLIC, ON if on else OFF)


class Disclosure:
    """The page over a store and the desk of now. `changed`: when the knowledge last did."""

    def __init__(
        self,
        holder: Holder,
        store: SQLite,
        zone: tzinfo,
        retention_days: int,
        changed: Callable[[], datetime | None] = lambda: None,
    ) -> None:
        self._holder = holder
        self._store = store
        self._zone = zone
        self._days = retention_days
        self._changed = changed
        self._making = asyncio.Lock()
        self._made = ("", float("-inf"), "")
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"figure": figure, "percent": percent, "blocks": blocks}

    def routes(self) -> list[BaseRoute]:
        """Rows for web.build; open to everybody while the switch is on."""
        return [Route(ADDRESS, self.page)]

    async def page(self, request: Request) -> Response:
        """As if there were none, while it is shut."""
        try:
            if not await is_open(self._store):
                return PlainTextResponse("Not Found", 404)
            return HTMLResponse(await self._fresh())
        except StoreError as error:
            logger.warning("the public page could not read the log: %s", error)
            return PlainTextResponse("Halaman ini sedang tidak dapat dibuka. Coba lagi.", 503)

    async def _fresh(self) -> str:
        """Of everybody who asks at once, one makes it."""
        async with self._making:
            knowledge = self._holder.desk.knowledge
            version, until, html = self._made
            if version != knowledge.version or time.monotonic() >= until:
                html = await self._html(knowledge)
                self._made = knowledge.version, time.monotonic() + _FRESH, html
            return html

    async def _html(self, knowledge: Knowledge) -> str:
        changed = await aside(self._changed)
        say = knowledge.language.say
        return self._environment.get_template("disclosure.html").render(
            held=held(knowledge),
            fared=await self._fared(knowledge),
            samples=await sampling.number(self._store),
            kinds=[kind for kind in Kind if kind is not Kind.SMALLTALK],
            days=DAYS,
            fewest=FEWEST,
            about=_said(say["profile_short"]),
            privacy=_said(say["privacy"], days=str(self._days)),
            contact=_said(say["disclosure_contact"]),
            changed=changed.astimezone(self._zone).date() if changed else None,
            now=datetime.now(self._zone),
        )

    async def _fared(self, knowledge: Knowledge) -> Fared | None:
        """None where so few asked that the counts would be about somebody."""
        days = tallying.days_until(datetime.now(self._zone).date(), DAYS)
        since = tallying.midnight(days[0], self._zone)
        if not await tallying.asked_by(self._store, since, FEWEST):
            return None
        tallies = await tallying.by_day(self._store, days, self._zone)
        asked = await tallying.themes(self._store, since, FEWEST)
        shown = [(_open(knowledge, id), number) for id, number in asked]
        return Fared(
            tally=sum(tallies.values(), Tally()),
            themes=[(entry.title.id, number) for entry, number in shown if entry][:_THEMES],
        )


def held(knowledge: Knowledge) -> Held:
    """What may be told of a knowledge."""
    entries = knowledge.entries
    days = [entry.checked for entry in entries if entry.checked]
    return Held(
        topics=list(_topics(knowledge)),
        entries=len(entries),
        confirmed=sum(entry.confirmed_by is not None for entry in entries),
        referrals=len(knowledge.referrals),
        gaps=len(knowledge.gaps),
        checked=max(days, default=None),
    )


def last_changed(folder: Path) -> datetime | None:
    """When the newest of the folder's files was saved; None where none can be looked at."""
    try:
        times = [file.stat().st_mtime for file in folder.glob("*.yaml")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(times), UTC) if times else None


def blocks(text: str) -> Iterator[tuple[str, Sequence[str]]]:
    """A plain text as paragraphs ("p") and lists ("ul"), each with its lines."""
    for part in text.split("\n\n"):
        lines = [line for line in part.split("\n") if line]
        if lines and all(line.startswith("- ") for line in lines):
            yield "ul", [line.removeprefix("- ") for line in lines]
        elif lines:
            yield "p", lines


def _topics(knowledge: Knowledge) -> Iterator[tuple[str, Sequence[str], int]]:
    left = LISTED
    for category in knowledge.categories:
        titles = [knowledge.by_id[id].title.id for id in category.entries]
        yield category.title.id, titles[:left], len(titles[left:])
        left = max(0, left - len(titles))


def _open(knowledge: Knowledge, id: str) -> Entry | None:
    """The entry, unless it is gone, or one whose askers are nobody's business."""
    entry = knowledge.by_id.get(id)
    return None if entry is None or entry.private else entry


def _said(text: Text, **fields: str) -> str:
    return text.id.format(**fields)
