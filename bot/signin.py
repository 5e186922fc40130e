"""Who may enter the console: one-time links, sessions that end, and what each role may do.

No password is kept, for nobody has one. A link comes from the bot (to ADMIN_IDS) or from the
terminal of the machine, works once and for minutes; what is kept of links and sessions is a hash.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite

LINK = timedelta(minutes=15)
IDLE = timedelta(hours=8)
LONGEST = timedelta(days=7)
# Open at a time for one administrator; a further one closes the oldest. Whoever asks for links or
# signs in again and again leaves no heap of doors that a found phone could open.
LINKS, SESSIONS = 3, 10
# That a session is used is written down so often at most: pages shall not wait for the disk.
_SEEN_EVERY = timedelta(minutes=1)
_BYTES = 32


class Role(StrEnum):
    """What somebody may do; each may what those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, least: "Role") -> bool:
        """Whether this role is that one or more."""
        order = list(Role)
        return order.index(self) >= order.index(least)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who looks at the console. `csrf` must come back with every form; of a session it is made."""

    name: str
    role: Role
    csrf: str


def at_home(name: str) -> Visitor:
    """An admin without a session, for the preview on one's own machine."""
    return Visitor(name=name, role=Role.ADMIN, csrf=secrets.token_urlsafe(_BYTES))


class SignIn:
    """Links and sessions in the office's database. Every method raises StoreError.

    `admins`: ADMIN_IDS of now; whoever is no longer among them has no session any more.
    """

    def __init__(
        self,
        store: SQLite,
        admins: Collection[int] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._admins = frozenset(admins)
        self._clock = clock

    async def link(self, role: Role, name: str, staff: int | None = None) -> str:
        """The secret part of a new link; `staff`: the Telegram user id of whom it is for.

        Of one person's links the latest LINKS open, of the terminal's (no `staff`) each.
        """
        await self.tidy()
        token = secrets.token_urlsafe(_BYTES)
        ends = milliseconds(self._clock() + LINK)
        async with self._store.write() as db:
            await db.execute(
                "INSERT INTO links (hash, role, name, staff, ends) VALUES (?, ?, ?, ?, ?)",
                (_hash(token), role, name, staff, ends),
            )
            await db.execute(
                "DELETE FROM links WHERE staff = ?1 AND hash <> ?2 AND hash NOT IN"
                " (SELECT hash FROM links WHERE staff = ?1 AND hash <> ?2"
                " ORDER BY ends DESC LIMIT ?3)",
                (staff, _hash(token), LINKS - 1),
            )
        return token

    async def waits(self, token: str) -> bool:
        """Whether the link can still be used; looking does not use it up."""
        found = await self._store.read(
            "SELECT 1 FROM links WHERE hash = ? AND ends > ?", _hash(token), self._now()
        )
        return bool(found)

    async def enter(self, token: str) -> str | None:
        """Use the link up: a new session's secret, None where the link is none (any more)."""
        if not await self.waits(token):
            return None  # whoever tries links at random makes nobody wait for the database
        session, now = secrets.token_urlsafe(_BYTES), self._now()
        ends = milliseconds(self._clock() + LONGEST)
        async with self._store.write() as db:
            # One statement: of two who press at once, one gets the row.
            found = await db.execute_fetchall(
                "DELETE FROM links WHERE hash = ? RETURNING role, name, staff", (_hash(token),)
            )
            rows = list(found)
            for role, name, staff in rows:
                await db.execute(
                    "INSERT INTO sessions (hash, role, name, staff, ends, seen)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (_hash(session), role, name, staff, ends, now),
                )
                await db.execute(
                    "DELETE FROM sessions WHERE staff = ?1 AND hash <> ?2 AND hash NOT IN"
                    " (SELECT hash FROM sessions WHERE staff = ?1 AND hash <> ?2"
                    " ORDER BY seen DESC LIMIT ?3)",
                    (staff, _hash(session), SESSIONS - 1),
                )
        return session if rows else None

    async def visitor(self, session: str) -> Visitor | None:
        """Whose session it is; None where it has ended or never was."""
        now = self._now()
        rows: list[Any] = await self._store.read(
            "SELECT role, name, staff, seen FROM sessions WHERE hash = ? AND ends > ? AND seen > ?",
            _hash(session),
            now,
            now - _span(IDLE),
        )
        if not rows:
            return None
        role, name, staff, seen = rows[0]
        if staff is not None and staff not in self._admins:
            return None
        if now - seen >= _span(_SEEN_EVERY):
            await self._change("UPDATE sessions SET seen = ? WHERE hash = ?", now, _hash(session))
        return Visitor(name=name, role=Role(role), csrf=_csrf(session))

    async def leave(self, session: str) -> None:
        """End it."""
        await self._change("DELETE FROM sessions WHERE hash = ?", _hash(session))

    async def tidy(self) -> None:
        """What has ended is forgotten."""
        now = self._now()
        await self._change("DELETE FROM links WHERE ends <= ?", now)
        await self._change(
            "DELETE FROM sessions WHERE ends <= ? OR seen <= ?", now, now - _span(IDLE)
        )

    async def _change(self, sql: str, *values: str | int) -> None:
        async with self._store.write() as db:
            await db.execute(sql, values)

    def _now(self) -> int:
        return milliseconds(self._clock())


def _hash(secret: str) -> str:
    """A secret of 256 random bits cannot be guessed from its plain hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _csrf(session: str) -> str:
    return hmac.new(session.encode(), b"csrf", hashlib.sha256).hexdigest()


def _span(length: timedelta) -> int:
    return round(length.total_seconds() * 1000)
