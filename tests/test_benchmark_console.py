"""The console's benchmark runs over a small log, and its promises of a large one hold there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.console import Page, Work, measure, pages_table, works_table
from benchmarks.logfilling import OPEN, fill
from bot.keeping.kept import Vote, Wanted
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.reviews import tallying
from tests.desks import shipped_desk

# The bot is started here: a hang limit, not a measure.
pytestmark = pytest.mark.timeout(300)


async def test_every_page_is_shown_in_time_and_citizens_are_answered_beside(
    tmp_path: Path,
) -> None:
    pages, works = await measure(tmp_path, 2000, 2)
    names = [work.name for work in works]

    assert {page.name for page in pages} >= {"/konsol", "/konsol/tinjau", "/keterbukaan"}
    # Processor time: other programs on the machine take none of it.
    assert {page.name: page.cpu for page in pages if page.cpu > 300} == {}
    assert {page.name: page.size for page in pages if page.size > 60_000} == {}
    assert names == [
        "nothing",
        "export csv",
        "export jsonl",
        "export xlsx",
        "grouping",
        "replay",
        "foresight",
        "the next one",
    ]
    # What is tried has a desk of its own.
    exports = [work for work in works if work.name.startswith("export")]
    assert {work.name: work.grown for work in exports if work.grown > 100e6} == {}
    assert works[0].waits


async def test_the_log_is_as_an_offices_and_the_same_at_every_run(tmp_path: Path) -> None:
    now = datetime(2026, 11, 24, 12, tzinfo=UTC)
    logs = []
    for name in ("one.db", "other.db"):
        async with SQLite(tmp_path / name) as store:
            made = await fill(store, shipped_desk().knowledge, 1000, now)
            rows = await store.queries(Wanted(), limit=2000)
            logs.append([(kept.asked.at, kept.asked.words, kept.vote) for kept in rows])
            waiting = await tallying.count(store, Wanted(open_only=True))

    asked = [kept.asked for kept in rows]
    assert made.rows == len(rows) == 1000
    assert logs[0] == logs[1]
    assert 0.6 * OPEN < waiting / 1000 < 1.3 * OPEN
    assert {one.kind for one in asked} == set(Kind) - {Kind.NO_DATA}
    assert {kept.vote for kept in rows} == {None, *Vote}
    assert any("[TELEPON]" in (one.words or "") for one in asked)
    assert max(one.at for one in asked) < now
    assert set(made.things) >= {one.words for one in asked if one.kind is Kind.UNKNOWN} - {
        one.words for one in asked if "[" in (one.words or "")
    }


def test_tables_tell_pages_and_works() -> None:
    page = Page(name="/konsol", first=50, p50=20, p95=25, cpu=21, bare=0.5, size=22_900)
    work = Work(name="replay", seconds=4.3, grown=2_000_000, waits=[10, 30, 20], looks=[9, 5, 7])
    quick = Work(name="nothing", seconds=0.1, grown=0, waits=[])

    assert pages_table([page]).splitlines()[2] == "| `/konsol` | 50 | 20 | 25 | 21.0 | 42 | 23 |"
    assert works_table([work, quick]).splitlines()[2:] == [
        "| replay | 4.3 | 2 | 20, 20, 30 | 9, 7, 9 |",
        "| nothing | 0.1 | 0 |  |  |",
    ]
