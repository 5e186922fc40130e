"""The tables of the log, step by step, and what a row of them means."""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.compactjson import compact
from bot.keeping.counts import COUNTED, OPEN
from bot.keeping.kept import Asked, Kept, Review, Vote, Wanted
from bot.replies import Kind, Ranked
from bot.turns.conversing import NEW, Conversation

# The console: who may enter, and what the program itself has to remember. Of a link and a session
# the hash alone; `staff` is the Telegram user id of an administrator, NULL for the terminal's.
_CONSOLE = (
    """CREATE TABLE links (
        hash TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        name TEXT NOT NULL,
        staff INTEGER,
        ends INTEGER NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE sessions (
        hash TEXT PRIMARY KEY,
        role TEXT NOT NULL,
        name TEXT NOT NULL,
        staff INTEGER,
        ends INTEGER NOT NULL,
        seen INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # The first page counts months of questions: from this alone, without reading anybody's words.
    "DROP INDEX queries_at",
    """CREATE INDEX queries_counted
        ON queries (at, kind, vote, choice, review, milliseconds, entries)""",
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

# Who changed which knowledge, and how it is undone; and the groups of open questions, by their
# newest, that a reviewer puts off until one of them is asked again.
_TEACHING = (
    """CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        staff TEXT NOT NULL,
        role TEXT NOT NULL,
        action TEXT NOT NULL,
        file TEXT NOT NULL,
        entry TEXT,
        what TEXT NOT NULL,
        why TEXT NOT NULL,
        patch TEXT NOT NULL,
        questions TEXT NOT NULL,
        review TEXT,
        undoes INTEGER,
        undone INTEGER
    )""",
    "CREATE TABLE postponed (question INTEGER PRIMARY KEY) WITHOUT ROWID",
)

# Who asked to be told when the office answers, and what they were told: of its entries a hash of
# the text, by which a correction is seen. `shut_out`: who blocked the bot.
_NOTICES = (
    """CREATE TABLE notices (
        query INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL,
        person TEXT NOT NULL,
        at INTEGER NOT NULL,
        language TEXT NOT NULL,
        words TEXT NOT NULL,
        told TEXT
    )""",
    "CREATE INDEX notices_person ON notices (person)",
    "ALTER TABLE people ADD COLUMN shut_out INTEGER NOT NULL DEFAULT 0",
)

# Questions that a person of the office answers (see handovers). `barred`: who may hand over none.
_HANDOVERS = (
    """CREATE TABLE handovers (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        query INTEGER NOT NULL,
        person TEXT NOT NULL,
        language TEXT NOT NULL,
        at INTEGER NOT NULL,
        state TEXT NOT NULL,
        words TEXT,
        chat INTEGER,
        thread INTEGER,
        office TEXT NOT NULL,
        told TEXT NOT NULL,
        passed TEXT NOT NULL,
        reminded INTEGER NOT NULL
    )""",
    "CREATE INDEX handovers_person ON handovers (person)",
    "CREATE INDEX handovers_query ON handovers (query)",
    "ALTER TABLE people ADD COLUMN barred INTEGER NOT NULL DEFAULT 0",
)

# Each step brings a file from version N to N + 1 and is never changed once released; a new table
# is a new step. Times are milliseconds since 1970, UTC.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE queries (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            person TEXT NOT NULL,
            language TEXT NOT NULL,
            words TEXT,
            kind TEXT NOT NULL,
            entry TEXT,
            entries TEXT NOT NULL,
            score REAL NOT NULL,
            runner_up TEXT,
            runner_up_score REAL,
            knowledge_version TEXT NOT NULL,
            milliseconds REAL NOT NULL,
            vote TEXT,
            choice TEXT,
            review TEXT
        )""",
        "CREATE INDEX queries_at ON queries (at)",
        "CREATE INDEX queries_person ON queries (person)",
        """CREATE TABLE conversations (
            person TEXT NOT NULL,
            place TEXT NOT NULL,
            at INTEGER NOT NULL,
            conversation TEXT NOT NULL,
            PRIMARY KEY (person, place)
        ) WITHOUT ROWID""",
        "CREATE INDEX conversations_at ON conversations (at)",
        "CREATE TABLE people (person TEXT PRIMARY KEY, language TEXT) WITHOUT ROWID",
    ),
    _CONSOLE,
    _TEACHING,
    COUNTED,
    _NOTICES,
    _HANDOVERS,
)

# A hand-over is closed, and only its number is known on.
FORGET_CHATS = """UPDATE handovers SET state = 'closed', chat = NULL, words = NULL
    WHERE at < ? AND chat IS NOT NULL"""

# All ids that were answered in one text (a referral's is in the first column alone); none holds a
# quote, so one that stands between two is the whole of it.
_ANSWERED = """('"' || COALESCE(entry, '') || '"' || entries)"""

_COLUMNS = (
    "id, at, person, language, words, kind, entry, entries, score, runner_up, runner_up_score, "
    "knowledge_version, milliseconds"
)
# Takes all rows as one array in JSON: one statement is a transaction by itself and one way to the
# database's thread and back. Under load each such way waits for a whole round of the event loop.
INSERT = f"""INSERT OR IGNORE INTO queries ({_COLUMNS})
    SELECT {", ".join(f"json_extract(value, '$[{at}]')" for at in range(13))} FROM json_each(?)"""
# Likewise; without WHERE, SQLite would take ON for a join's.
PUT_TALKS = """INSERT INTO conversations (person, place, at, conversation)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
        json_extract(value, '$[3]') FROM json_each(?) WHERE TRUE
    ON CONFLICT DO UPDATE SET at = excluded.at, conversation = excluded.conversation"""
# Of so many people at once, likewise.
TALKS = """SELECT person, place, at, conversation FROM json_each(?) CROSS JOIN conversations
    ON person = json_extract(value, '$[0]') AND place = json_extract(value, '$[1]') WHERE at > ?"""
# What of a conversation is written.
_TALK = tuple(field.name for field in fields(Conversation))
SELECT = f"SELECT {_COLUMNS}, vote, choice, review, {OPEN} FROM queries"

Values = tuple[str | int | float | None, ...]


def row_of(asked: Asked) -> Values:
    """The values that INSERT takes of each question."""
    runner_up = asked.runner_up
    return (
        asked.id,
        milliseconds(asked.at),
        asked.person,
        asked.language,
        asked.words,
        asked.kind,
        asked.entry,
        _listed(asked.entries),
        asked.score,
        runner_up.entry if runner_up else None,
        runner_up.score if runner_up else None,
        asked.knowledge_version,
        asked.milliseconds,
    )


@lru_cache(1024)
def _listed(entries: tuple[str, ...]) -> str:
    """With the spaces that the rows of earlier programs have, for rows are counted by it."""
    return json.dumps(entries)


def kept_of(row: Sequence[Any]) -> Kept:
    """What SELECT gives, times in UTC."""
    *question, vote, choice, review, is_open = row
    return Kept(
        asked=_asked_of(question),
        vote=Vote(vote) if vote else None,
        choice=choice,
        review=Review(review) if review else None,
        open=bool(is_open),
    )


def _asked_of(row: Sequence[Any]) -> Asked:
    id, at, person, language, words, kind, entry, entries, score, runner_up, second, *rest = row
    version, took = rest
    return Asked(
        id=id,
        at=datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=at),
        person=person,
        language=language,
        words=words,
        kind=Kind(kind),
        entry=entry,
        entries=tuple(json.loads(entries)),
        score=score,
        runner_up=Ranked(entry=runner_up, score=second) if runner_up else None,
        knowledge_version=version,
        milliseconds=took,
    )


def conditions(wanted: Wanted, before: int | None = None) -> tuple[str, Values]:
    """The WHERE of a selection, and its values."""
    bounds: tuple[tuple[str, str | int | None], ...] = (
        ("at >= ?", milliseconds(wanted.since) if wanted.since else None),
        ("at < ?", milliseconds(wanted.until) if wanted.until else None),
        ("kind = ?", wanted.kind),
        (f"instr({_ANSWERED}, ?) > 0", json.dumps(wanted.entry) if wanted.entry else None),
        ("language = ?", wanted.language),
        ("vote = ?", wanted.vote),
        *(("words LIKE ? ESCAPE '\\'", f"%{_literal(word)}%") for word in wanted.words),
        ("id < ?", before),
    )
    given = [(condition, value) for condition, value in bounds if value is not None]
    where = [condition for condition, _ in given] + ([OPEN] if wanted.open_only else [])
    return " AND ".join(where) or "TRUE", tuple(value for _, value in given)


def _literal(word: str) -> str:
    """`word` for LIKE, whose own signs in it are signs like any other."""
    return re.sub(r"([\\%_])", r"\\\1", word)


def written_talk(conversation: Conversation) -> str:
    """A conversation as JSON."""
    return compact({name: getattr(conversation, name) for name in _TALK})


def read_talk(written: str) -> Conversation:
    """NEW where another version of the program wrote what this one cannot read."""
    try:
        found = json.loads(written).items()
        return Conversation(**{key: _frozen(value) for key, value in found if key in _TALK})
    except (ValueError, TypeError, AttributeError):
        return NEW


def _frozen(value: Any) -> Any:
    """Lists as tuples; of names that thousands of talks hold, one in memory."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return sys.intern(value) if isinstance(value, str) else value


def milliseconds(when: datetime) -> int:
    """Since 1970, UTC."""
    return round(when.timestamp() * 1000)
