"""The preview's sample log: invented questions, really asked of the desk, so that pages show life.

Its people are none: no pseudonym of a person looks like theirs, so a sample can be told from a
question wherever it goes (pages, exports), and be erased without a trace of anybody else's.
"""

import asyncio
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import yaml

from bot.answering import Desk
from bot.keeping.kept import Vote, asked
from bot.keeping.queryids import QueryIds, id_text
from bot.keeping.querylog import QueryLog
from bot.keeping.remembered import recall, remember
from bot.keeping.storage import SQLite
from bot.replies import Reply

logger = logging.getLogger(__name__)

MARK = "contoh-"
DAYS = 30
_FILE = Path(__file__).parent / "sample.yaml"
_PEOPLE = 60
# Hours in which offices are asked, the busier ones more often.
_HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 13, 14, 15, 16, 19, 20, 21)
# What is remembered of it, and what of it: made once, and never again.
_NAME, _MADE = "sample", "made"
# By the index of pseudonyms: all that begins so, and nothing else.
_WHERE = f"person >= '{MARK}' AND person < '{MARK[:-1]}.'"


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """One invented question, and what its invented asker did next."""

    text: str
    vote: Vote | None
    press: Literal["first", "none"] | None


def is_sample(person: str) -> bool:
    """Whether a question of that pseudonym was invented; pseudonyms of people are hexadecimal."""
    return person.startswith(MARK)


async def fill(store: SQLite, log: QueryLog, desk: Desk, now: datetime) -> int:
    """Ask the desk the sample, spread over the days before `now`; how many questions there are.

    Once for each database: what was erased does not come back. Raises StoreError.
    """
    if await recall(store, _NAME):
        return 0
    await remember(store, _NAME, _MADE)
    chance = random.Random(_NAME)  # the same log on every machine
    askings = list(_askings())
    chance.shuffle(askings)
    times = sorted(_moment(chance, now) for _ in askings)
    ids = QueryIds(partial(next, iter([moment.timestamp() for moment in times])))
    for asking, at in zip(askings, times, strict=True):
        person = f"{MARK}{chance.randrange(_PEOPLE) + 1:02}"
        _ask(log, desk, asking, person, at, ids.next())
        await asyncio.sleep(0)
    await log.flush()
    return len(askings)


async def number(store: SQLite) -> int:
    """How many invented questions are in the log. Raises StoreError."""
    return int((await store.read(f"SELECT COUNT(*) FROM queries WHERE {_WHERE}"))[0][0])


async def erase(store: SQLite) -> int:
    """All of them go, from the file too; how many they were. Raises StoreError."""
    async with store.write() as db:
        gone = (await db.execute(f"DELETE FROM queries WHERE {_WHERE}")).rowcount
    await store.wipe()
    logger.info("the sample log was erased, %d questions", gone)
    return gone


def _askings() -> Iterator[_Asking]:
    for row in yaml.safe_load(_FILE.read_text(encoding="utf-8")):
        for at in range(row["times"]):
            # To say nothing is the rule even under a good answer: of three, one votes.
            vote = Vote(row["vote"]) if "vote" in row and at % 3 == 0 else None
            text = row["ask"][at % len(row["ask"])]
            yield _Asking(text=text, vote=vote, press=row.get("press"))


def _moment(chance: random.Random, now: datetime) -> datetime:
    """Some time of an office day before `now`; weekends are quieter."""
    while True:
        day = now - timedelta(days=int(DAYS * chance.random() ** 1.3))  # it has become known
        hour, minute, second = chance.choice(_HOURS), chance.randrange(60), chance.randrange(60)
        moment = day.replace(hour=hour, minute=minute, second=second, microsecond=0)
        if moment < now and (moment.weekday() < 5 or chance.random() < 0.4):
            return moment


def _ask(log: QueryLog, desk: Desk, asking: _Asking, person: str, at: datetime, id: int) -> None:
    started = time.perf_counter()
    reply = desk.reply(asking.text)
    took = 1000 * (time.perf_counter() - started)
    log.note(asked(reply, person, at, took, desk.knowledge.version, id))
    _react(log, asking, reply, person, id)


def _react(log: QueryLog, asking: _Asking, reply: Reply, person: str, id: int) -> None:
    """Only what the buttons under such a reply allow."""
    choices: Sequence[str] = [choice.entry for choice in reply.choices]
    if asking.press and choices:
        log.choose(id_text(id), person, choices[0] if asking.press == "first" else None)
    elif asking.vote and reply.entries:
        log.vote(id_text(id), person, asking.vote is Vote.YES)
