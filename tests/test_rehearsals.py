"""Rehearsals over a real folder and log: begun once, waited for or not, tried again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.changes.rehearsals import Rehearsals, Unfinished
from bot.changes.rehearsing import Trial
from bot.keeping.kept import StoreError
from bot.keeping.storage import SQLite
from tests.logged import NOON
from tests.officehall import unknown
from tests.townhall import KNOWLEDGE, desk_of

DESK = desk_of()
LAST = "      - cara meraih wbk\n"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "bot.db") as store:
        await store.add([unknown(id, f"kumaha ngadaptar {id}") for id in range(1, 4)])
        yield store


def trial(tmp_path: Path, phrasing: str = "kumaha ngadaptar 1") -> Trial:
    """A phrasing more."""
    content = KNOWLEDGE.replace(LAST, f"{LAST}      - {phrasing}\n").encode()
    return Trial(folder=tmp_path, file="umum.yaml", content=content, words=(phrasing,))


def rehearsals(store: SQLite) -> Rehearsals:
    """At the hour of the questions."""
    return Rehearsals(store, lambda: NOON)


async def test_who_does_not_wait_is_told_how_far_it_is_and_gets_it_later(
    store: SQLite, tmp_path: Path
) -> None:
    made = rehearsals(store)
    given = trial(tmp_path), DESK, "mark", datetime.now().date()
    with pytest.raises(Unfinished) as raised:
        await made.of(*given, 0.0)
    found = await made.of(*given, None)
    again = await made.of(*given, 0.0)

    progress = raised.value.progress
    assert (progress.done, progress.total) == (3, 3)
    assert found.foresight
    assert "kumaha ngadaptar 1" in [turn.words for turn in found.foresight.won]
    assert again is found


async def test_one_is_made_at_a_time_and_each_comes(store: SQLite, tmp_path: Path) -> None:
    made = rehearsals(store)
    today = datetime.now().date()
    trials = [trial(tmp_path, f"kumaha ngadaptar {at}") for at in range(1, 4)]
    found = await asyncio.gather(*(made.of(one, DESK, "mark", today, None) for one in trials))

    assert [one.replies[0].entries for one in found] == [("wbk",)] * 3


async def test_a_log_that_cannot_be_read_is_told_and_tried_again(tmp_path: Path) -> None:
    store = SQLite(tmp_path / "bot.db")
    made, given = rehearsals(store), (trial(tmp_path), DESK, "mark", datetime.now().date())
    with pytest.raises(StoreError):
        await made.of(*given, None)
    async with store:
        found = await made.of(*given, None)

    assert found.foresight


async def test_the_desk_of_the_latest_is_kept(store: SQLite, tmp_path: Path) -> None:
    made, today = rehearsals(store), datetime.now().date()
    for phrasing in ("kumaha ngadaptar 1", "kumaha ngadaptar 2"):
        await made.of(trial(tmp_path, phrasing), DESK, "mark", today, None)

    assert made.latest and "kumaha ngadaptar 2" in made.latest.knowledge.by_id["wbk"].ask
