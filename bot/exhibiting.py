"""All pages that people look at: the console, and what the office lets everybody see."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from starlette.routing import BaseRoute

from bot.changes.takingover import Shipped
from bot.changes.teaching import Workshop
from bot.checking import SHIPPED
from bot.console.ground import Ground
from bot.console.routes import routes
from bot.disclosing import Disclosure, last_changed
from bot.keeping.storage import SQLite
from bot.served import Served
from bot.settings import Settings
from bot.signin import SignIn, Visitor

# Beside the database: the files of the knowledge as they were before each change made here.
COPIES = "knowledge-history"


def pages(
    settings: Settings,
    store: SQLite,
    holder: Served,
    signin: SignIn,
    at_home: Visitor | None,
) -> Sequence[BaseRoute]:
    """`at_home`: who a visitor from this machine is, if anybody."""
    disclosure = Disclosure(
        holder,
        store,
        settings.timezone,
        settings.retention_days,
        lambda: last_changed(settings.knowledge_dir),
    )
    ground = Ground(
        holder=holder,
        store=store,
        signin=signin,
        zone=settings.timezone,
        at_home=at_home,
        site=settings.public_url or "",
        shipped=_shipped(settings.knowledge_dir),
        workshop=Workshop(
            settings.knowledge_dir,
            store.path.parent / COPIES,
            store,
            holder,
            lambda: datetime.now(settings.timezone),
        ),
    )
    return [*routes(ground), *disclosure.routes()]


def _shipped(folder: Path) -> Shipped | None:
    """What an office with a copy of its own is offered."""
    own = folder.resolve() != SHIPPED.resolve()
    return Shipped(SHIPPED) if own and SHIPPED.is_dir() else None
