"""Where updates rest until they are answered: a small SQLite file of its own, and nothing else.

Apart from the log, because a copy of the log must hold no citizen's unmasked words and must answer
nobody's old questions when it is restored; because it is rewritten every minute, which the log is
too large for; and because neither then waits for the other's lock. One call is one commit.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.compactjson import compact
from bot.keeping.kept import StoreError

# As in `schema`: each step brings a file from version N to N + 1 and is never changed. Times are
# milliseconds since 1970, UTC.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE inbox (
            letter INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            person INTEGER NOT NULL,
            query INTEGER NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            content TEXT NOT NULL
        )""",
        "CREATE INDEX inbox_person ON inbox (person)",
        "CREATE TABLE answered (letter INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
    ),
)
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # what Telegram forgets on our word must survive the machine's death too
    "secure_delete = ON",
    "temp_store = MEMORY",
    "cache_size = -512",  # kilobytes; ids grow, so the last pages are all that is wanted again
)
# All at once, as an array in JSON: between two statements Python's other threads want their turn,
# and a statement a letter made a write three times as long.
_KEEP = f"""INSERT OR IGNORE INTO inbox (letter, at, person, query, content)
    SELECT {", ".join(f"json_extract(value, '$[{at}]')" for at in range(5))} FROM json_each(?)
    WHERE json_extract(value, '$[0]') NOT IN (SELECT letter FROM answered) RETURNING letter"""
_DROP = "DELETE FROM inbox WHERE letter IN (SELECT value FROM json_each(?))"
_KNOW = "INSERT OR IGNORE INTO answered (letter, at) SELECT value, ? FROM json_each(?)"
# Ids of what was answered, kept whatever the clock says: it may have jumped.
_RECENT = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """An update that waits for its answer.

    `update`: what names it, growing as Telegram's ids do (see door.receiving). `at`: when the
    citizen acted, in milliseconds since 1970. `person`: their raw id. `query`: the id of the
    question in the log, the same however often it is answered. `content`: what they did, without
    names. `tries`: how often it was begun again. `arrived`: when it came in by this program's
    time.monotonic, 0 where an earlier one kept it; that is not written down.
    """

    update: int
    at: int
    person: int
    query: int
    content: str
    tries: int = 0
    arrived: float = 0.0


def inbox_beside(database: Path) -> Path:
    """The inbox of a log: `data/bot.db` has `data/bot-inbox.db`."""
    return database.with_name(f"{database.stem}-inbox{database.suffix}")


class InboxFile:
    """The tables; each method is one commit and raises StoreError where it failed whole.

    To be used by one thread at a time.
    """

    def __init__(self, path: Path, *, busy: float) -> None:
        self.path = path
        self._busy = busy
        self._open: sqlite3.Connection | None = None

    def open(self) -> None:
        """Only the owner may read it. Raises StoreError."""
        with self._told():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self.path.chmod(0o600)
            self._open = sqlite3.connect(
                self.path, isolation_level=None, timeout=self._busy, check_same_thread=False
            )
            for pragma in _PRAGMAS:
                self._open.execute(f"PRAGMA {pragma}")
        with self._transaction() as db:
            [version] = db.execute("PRAGMA user_version").fetchone()
            if version > len(STEPS):
                raise StoreError(
                    f"{self.path} ditulis oleh program yang lebih baru; pasang program itu lagi."
                )
            for step in STEPS[version:]:
                for statement in step:
                    db.execute(statement)
            db.execute(f"PRAGMA user_version = {len(STEPS)}")

    def close(self) -> None:
        """Closing twice does no harm."""
        connection, self._open = self._open, None
        if connection:
            with self._told():
                connection.close()

    def write(self, letters: Sequence[Letter], answered: Sequence[int], at: int) -> set[int]:
        """Keep letters and drop what is answered; the ids of the letters never seen before.

        With nothing to write it still writes: so it tells whether the file can be written.
        """
        with self._transaction() as db:
            if not letters and not answered:
                db.execute(f"PRAGMA user_version = {len(STEPS)}")
            fresh = {id for (id,) in db.execute(_KEEP, (_rows(letters),))} if letters else set()
            if answered:
                ids = compact([*answered])
                db.execute(_DROP, (ids,))
                db.execute(_KNOW, (at, ids))
        return fresh

    def begun(self, update: int) -> None:
        """Count a try, before it is made: should it kill the program, that is known."""
        with self._transaction() as db:
            db.execute("UPDATE inbox SET tries = tries + 1 WHERE letter = ?", (update,))

    def acquit(self) -> None:
        """The program ends in order: no letter killed it."""
        with self._transaction() as db:
            db.execute("UPDATE inbox SET tries = 0 WHERE tries > 0")

    def waiting(self) -> list[Letter]:
        """All that is not answered, in the order in which it came."""
        with self._told():
            rows = self._db.execute(
                "SELECT letter, at, person, query, content, tries FROM inbox ORDER BY letter"
            ).fetchall()
        return [
            Letter(update=update, at=at, person=person, query=query, content=content, tries=tries)
            for update, at, person, query, content, tries in rows
        ]

    def erase(self, person: int, before: int | None) -> int:
        """What a person sent (up to the update `before`) goes, from the files too; how many."""
        with self._transaction() as db:
            gone = db.execute(
                "DELETE FROM inbox WHERE person = ?1 AND (?2 IS NULL OR letter < ?2)",
                (person, before),
            ).rowcount
        self.clean()
        return gone

    def forget(self, until: int) -> None:
        """Ids of what was answered before `until` go, but for the latest ones."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM answered WHERE at < ? AND letter < "
                "(SELECT letter FROM answered ORDER BY letter DESC LIMIT 1 OFFSET ?)",
                (until, _RECENT),
            )

    def clean(self) -> None:
        """Nothing of what was deleted is left in the file's gaps or its journal (see storage)."""
        with self._told():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            db = self._db
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, OverflowError) as error:
            raise StoreError(f"{self.path} cannot be used: {error}") from error

    @property
    def _db(self) -> sqlite3.Connection:
        if self._open is None:
            raise StoreError(f"{self.path} is not open")
        return self._open


def _rows(letters: Sequence[Letter]) -> str:
    return compact([(o.update, o.at, o.person, o.query, o.content) for o in letters])


def milliseconds_now(clock: Callable[[], float] = time.time) -> int:
    """Since 1970, UTC."""
    return round(clock() * 1000)
