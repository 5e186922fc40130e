"""A database of any older schema, with rows in all its tables, goes on with today's program."""

import hashlib
import io
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.changes.auditing import audited, one_audited, since
from bot.keeping import handovers, inboxfile, schema
from bot.keeping.inboxfile import InboxFile
from bot.keeping.kept import REMEMBERED, Erased, Review, StoreError, Vote, Wanted
from bot.keeping.notices import Notices
from bot.keeping.remembered import recall, remember
from bot.keeping.schema import milliseconds
from bot.keeping.storage import SQLite
from bot.localtelegram import LocalTelegram
from bot.replies import Kind
from bot.reviews import tallying
from bot.reviews.postponing import postponed
from bot.signin import Role, SignIn
from bot.splicing.patch import Patch
from bot.tables.exporting import Format, every, export
from bot.turns.conversing import Conversation
from tests.lives import Lives
from tests.logged import BUDI, NOON, SITI, question
from tests.test_surviving import answers, until_ready

VERSIONS = range(1, len(schema.STEPS) + 1)
SECRET = "the secret of a session and of a link"
PATCH = Patch(before="", after="b", line=1, lead="", removed="", added="a\n", tail="")
Row = dict[str, object]

# What stands in a column, by its name; of some tables something else, so that it can be read.
USUAL: Row = {
    "id": 1,
    "at": milliseconds(NOON),
    "person": BUDI,
    "language": "su",
    "words": "apa itu zona integritas",
    "kind": "answer",
    "entry": "zona",
    "entries": '["zona"]',
    "score": 0.875,
    "runner_up": "wbk",
    "runner_up_score": 0.25,
    "knowledge_version": "abc123",
    "milliseconds": 0.5,
    "vote": "no",
    "choice": None,
    "review": None,
    "conversation": json.dumps({"entries": ["zona"], "language": "su"}),
    "place": "",
    "hash": hashlib.sha256(SECRET.encode()).hexdigest(),
    "role": "editor",
    "name": "Rina",
    "staff": 4711,
    "ends": milliseconds(NOON + timedelta(minutes=5)),
    "seen": milliseconds(NOON),
    "value": "http://127.0.0.1:8080",
    "action": "phrasing",
    "file": "umum.yaml",
    "what": "apa itu zi",
    "why": "ditanyakan warga",
    "patch": PATCH.written(),
    "questions": "[1]",
    "undoes": None,
    "undone": None,
    "question": 1,
    "query": 1,
    "told": None,
}
APART: Mapping[str, Row] = {
    "audit": {"staff": "Rina"},
    "handovers": {"state": "waiting", "office": "[5]", "told": "[7]", "passed": "[]"},
    "state": {"name": "address"},
}


def at_version(path: Path, version: int, steps: tuple[tuple[str, ...], ...]) -> dict[str, Row]:
    """Make a file as the program of that version did; a row of each of its tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        for step in steps[:version]:
            for statement in step:
                database.execute(statement)
        database.execute(f"PRAGMA user_version = {version}")
        filled: dict[str, Row] = {}
        for table in sorted(tables(database), key=lambda table: table != "queries"):
            # What counts rows is filled by them.
            counted = database.execute(f"SELECT * FROM {table}")
            names = [name for name, *_ in counted.description]
            if row := counted.fetchone():
                filled[table] = dict(zip(names, row, strict=True))
                continue
            filled[table] = row = row_of(database, table)
            marks = ", ".join("?" * len(row))
            database.execute(
                f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", [*row.values()]
            )
    return filled


def tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in found]


def row_of(database: sqlite3.Connection, table: str) -> Row:
    """A value a column; of one that nobody foresaw here, something of its type."""
    own = APART.get(table, {})
    return {
        name: own.get(name, USUAL.get(name, {"INTEGER": 1, "REAL": 0.5}.get(kind, "x")))
        for _, name, kind, *_ in database.execute(f"PRAGMA table_info({table})")
    }


def rows(path: Path) -> dict[str, list[Row]]:
    """All that the file holds, by table."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in database.execute(f"SELECT * FROM {table}")]
            for table in tables(database)
        }


def shape(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """The version, and every table and index as it is declared."""
    with closing(sqlite3.connect(path)) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        declared = database.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return version, sorted(declared.fetchall())


@pytest.mark.parametrize("version", VERSIONS)
async def test_every_row_of_every_older_schema_is_there_after_an_upgrade(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "bot.db"
    before = at_version(path, version, schema.STEPS)
    async with SQLite(path), SQLite(tmp_path / "new.db"):
        pass
    after = rows(path)

    assert len(before) >= 3
    for table, row in before.items():
        [kept] = after[table]
        assert {name: kept[name] for name in row} == row, table
    assert shape(path) == shape(tmp_path / "new.db")


@pytest.mark.parametrize("version", VERSIONS)
async def test_all_that_can_be_asked_of_a_log_can_be_asked_of_an_old_one(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "bot.db"
    filled = at_version(path, version, schema.STEPS)
    async with SQLite(path) as store:
        await read_as_ever(store)
        await counted_as_ever(store)
        await waited_for_as_ever(store, filled)
        await console_as_ever(store, filled)
        await written_as_ever(store, filled)


async def read_as_ever(store: SQLite) -> None:
    wanted = Wanted(
        since=NOON,
        until=NOON + timedelta(seconds=1),
        kind=Kind.ANSWER,
        entry="zona",
        language="su",
        vote=Vote.NO,
        words=("integritas",),
        open_only=True,
    )
    [kept] = await store.queries(wanted)
    history = await store.of_person(BUDI, 5)
    exported = io.BytesIO()

    assert kept.asked.words == "apa itu zona integritas"
    assert (history.total, history.latest) == (1, (kept,))
    assert await store.language(BUDI) == "su"
    [talk] = await store.talks([(BUDI, "")], NOON - REMEMBERED)
    assert talk.conversation == Conversation(entries=("zona",), language="su")
    assert await export(every(store, Wanted()), exported, Format.CSV, ZoneInfo("UTC")) == 1


async def counted_as_ever(store: SQLite) -> None:
    days = tallying.days_until(date(2026, 11, 24), 7)
    tally = (await tallying.by_day(store, days, ZoneInfo("UTC")))[days[-1]]

    assert (tally.asked, tally.open, tally.no) == (1, 1, 1)
    assert await tallying.count(store, Wanted()) == 1
    assert await tallying.entries_asked(store) == {"zona": 1}
    assert await tallying.themes(store, NOON, 1) == [("zona", 1)]
    assert await tallying.middle_time(store, NOON) == 0.5
    assert await tallying.asked_by(store, NOON, 1)


async def waited_for_as_ever(store: SQLite, filled: Mapping[str, Row]) -> None:
    asked = [notice.query for notice in await Notices(store).of_person(BUDI)]
    handed = [one.office for one in await handovers.of_person(store, BUDI)]

    assert asked == ([1] if "notices" in filled else [])
    assert handed == ([(5,)] if "handovers" in filled else [])
    assert await Notices(store).is_blocked(BUDI) is ("notices" in filled)
    assert await handovers.is_barred(store, BUDI) is ("handovers" in filled)


async def console_as_ever(store: SQLite, filled: Mapping[str, Row]) -> None:
    signin = SignIn(store, (4711,), lambda: NOON)
    visitor = await signin.visitor(SECRET)
    deed = await one_audited(store, 1)

    assert await signin.waits(SECRET) is ("links" in filled)
    assert (visitor is not None) is ("sessions" in filled)
    assert await signin.enter(await signin.link(Role.ADMIN, "Budi", 4711))
    assert (await recall(store, "address") is not None) is ("state" in filled)
    assert (deed is not None) is ("audit" in filled)
    assert (
        len(await audited(store, 5))
        == len(await since(store, "umum.yaml", ""))
        == ("audit" in filled)
    )
    assert await postponed(store) == ({1} if "postponed" in filled else set())


async def written_as_ever(store: SQLite, filled: Mapping[str, Row]) -> None:
    await store.add([question(2, person=SITI)])
    await remember(store, "address", "elsewhere")
    await store.put_conversation(SITI, Conversation(entries=("wbk",)), NOON)
    await store.set_language(SITI, "en")

    assert await store.vote(1, Vote.YES, BUDI)
    assert await store.choose(1, "wbk", BUDI)
    assert await store.review(1, Review.ANSWERED)
    assert await store.erase(BUDI) == Erased(
        queries=1,
        conversations=1,
        people=1,
        notices=int("notices" in filled),
        handovers=int("handovers" in filled),
    )
    assert await store.purge(NOON + timedelta(days=1)) == 1
    await store.checkpoint()


def tables_made(version: int) -> list[str]:
    """Those that an upgrade from that version makes."""
    later = (statement for step in schema.STEPS[version:] for statement in step)
    return [one.split()[2] for one in later if one.startswith("CREATE TABLE")]


@pytest.mark.parametrize("version", [version for version in VERSIONS if tables_made(version)])
async def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, version: int
) -> None:
    path, last = tmp_path / "bot.db", tables_made(version)[-1]
    at_version(path, version, schema.STEPS)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE VIEW {last} AS SELECT 1")  # in the way
    before = shape(path)
    with pytest.raises(StoreError, match=last):
        await SQLite(path).open()
    left = shape(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"DROP VIEW {last}")
    async with SQLite(path):
        pass

    assert left == before
    assert len(rows(path)["queries"]) == 1


async def test_the_real_program_takes_up_the_oldest_database_and_goes_on(tmp_path: Path) -> None:
    world = LocalTelegram()
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    at_version(data / "bot.db", 1, schema.STEPS)
    async with Lives(world, tmp_path) as lives:
        await lives.begins(RETENTION_DAYS="3650")
        assert await answers(world.citizen())
        await until_ready(lives)
        assert await lives.stops() == 0

    assert len(rows(data / "bot.db")["queries"]) == 2
    assert shape(data / "bot.db")[0] == len(schema.STEPS)


async def test_a_downgrade_is_refused_in_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    world = LocalTelegram()
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    at_version(data / "bot.db", len(schema.STEPS), schema.STEPS)
    with closing(sqlite3.connect(data / "bot.db")) as database:
        database.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")
    before = (data / "bot.db").read_bytes()
    async with Lives(world, tmp_path) as lives:
        process = await lives.begins()
        assert await process.wait() == 1
        told = lives.log

    assert "ditulis oleh program yang lebih baru" in told.splitlines()[-1]
    assert "Traceback" not in told
    assert (data / "bot.db").read_bytes() == before


@pytest.mark.parametrize("version", range(1, len(inboxfile.STEPS) + 1))
def test_what_waits_in_an_inbox_of_any_older_schema_is_answered(
    tmp_path: Path, version: int
) -> None:
    path = tmp_path / "bot-inbox.db"
    filled = at_version(path, version, inboxfile.STEPS)
    inbox = InboxFile(path, busy=0.2)
    inbox.open()
    [letter] = inbox.waiting()
    inbox.close()

    assert set(filled) == {"inbox", "answered"}
    assert letter.at == milliseconds(NOON)
