"""What every page stands on: whom it may ask, who looks at it, and how it becomes HTML."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Protocol

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot import sampling
from bot.addresses import HOME
from bot.answering import Desk
from bot.changes.takingover import Shipped
from bot.changes.teaching import Workshop
from bot.console.figures import figure, percent
from bot.console.groups import Groups
from bot.console.replays import Replays
from bot.entries import EntryKind
from bot.forms import Form
from bot.keeping.kept import StoreError
from bot.keeping.queryids import id_text
from bot.keeping.storage import SQLite
from bot.signin import SignIn, Visitor
from bot.tables.exporting import MOST_ROWS

logger = logging.getLogger(__name__)

_TEMPLATES = Path(__file__).parent
# Citizens' words: no copy of a page may lie about in a browser that somebody else uses next.
UNKEPT = {"cache-control": "no-store"}


class DeskHolder(Protocol):
    """Whatever holds the desk of now; a reload of the knowledge puts another in its place."""

    @property
    def desk(self) -> Desk:
        """The desk that answers from now on."""


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader((_TEMPLATES, _TEMPLATES.parent / "templates")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": figure, "percent": percent, "id_text": id_text}
    return environment


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The rooms that pages ask. `zone`: in which times are told.

    `at_home`: who a visitor from this very machine is without signing in; of the preview alone.
    `most_rows`: that an Excel file holds.
    `site`: the address that the office gives the console to the outside, "" where it gives none.
    `shipped`: what ships, where the office keeps a copy of its own; None where it serves that very
    folder.
    """

    holder: DeskHolder
    store: SQLite
    signin: SignIn
    zone: tzinfo
    workshop: Workshop
    at_home: Visitor | None = None
    site: str = ""
    most_rows: int = MOST_ROWS
    shipped: Shipped | None = None
    replays: Replays = field(default_factory=Replays)
    groups: Groups = field(default_factory=Groups)
    _environment: Environment = field(default_factory=_environment)

    def now(self) -> datetime:
        """In the office's zone."""
        return datetime.now(self.zone)

    def local(self, at: datetime) -> datetime:
        """The same moment in the office's zone."""
        return at.astimezone(self.zone)

    def title(self, topic: str) -> str:
        """An entry's, referral's or gap's title; its id where it is gone."""
        known = self.holder.desk.knowledge.by_id.get(topic)
        return known.title.id if known else topic

    def kind(self, topic: str) -> EntryKind | None:
        """What the topic is; None where it is gone, or small talk."""
        known = self.holder.desk.knowledge.by_id.get(topic)
        return known.kind if known else None

    async def page(
        self, visit: "Visit", template: str, status: int = 200, **facts: object
    ) -> Response:
        """The template with these facts, in the frame that all pages share. Raises StoreError."""
        samples = await sampling.number(self.store)
        return self.bare(template, status, visitor=visit.visitor, samples=samples, **facts)

    def bare(self, template: str, status: int = 200, **facts: object) -> Response:
        """A page that asks no store and knows no visitor, unless `facts` do."""
        frame = {"visitor": None, "samples": 0, "at_home": self.at_home is not None}
        made = self._environment.get_template(template).render(
            **{**frame, **facts}, local=self.local, title_of=self.title, kind_of=self.kind
        )
        return HTMLResponse(made, status, headers=UNKEPT)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visitor's request, and the form that came with it (empty for a GET)."""

    visitor: Visitor
    request: Request
    form: Form

    def asked(self, name: str) -> str:
        """A parameter of the address without the blanks around it, "" where it is absent."""
        return self.request.query_params.get(name, "").strip()


Act = Callable[[Ground, Visit], Awaitable[Response]]


def go(address: str) -> Response:
    """Shows another page after a form was accepted; reloading it sends nothing again."""
    return RedirectResponse(address, 303, headers=UNKEPT)


async def missing(ground: Ground, visit: Visit) -> Response:
    """There is no such page; but a slash too many is no reason to say so."""
    if visit.request.url.path == f"{HOME}/":
        return go(HOME)
    return await ground.page(visit, "missing.html", 404)


def unreadable(ground: Ground, error: StoreError) -> Response:
    """The log cannot be read just now."""
    logger.warning("a page of the console could not read the log: %s", error)
    return ground.bare("unreadable.html", 503)
