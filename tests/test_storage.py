"""The log in its file: what goes in comes out, what is erased is nowhere, programs get along."""

import asyncio
import random
import re
import sqlite3
import stat
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.keeping.kept import (
    REJECTED,
    REMEMBERED,
    Asked,
    Erased,
    Review,
    StoreError,
    Talk,
    Vote,
    Wanted,
)
from bot.keeping.schema import STEPS
from bot.keeping.storage import SQLite
from bot.replies import Kind
from bot.turns.conversing import NEW, Conversation
from tests.logged import BUDI, NOON, SITI, question

EVERYTHING = Wanted()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLite]:
    async with SQLite(tmp_path / "data" / "bot.db", busy=0.2) as store:
        yield store


async def ids(store: SQLite, wanted: Wanted = EVERYTHING) -> list[int]:
    return [kept.asked.id for kept in await store.queries(wanted)]


def bytes_of(store: SQLite) -> bytes:
    """All that the file and its journals hold."""
    files = store.path.parent.glob(store.path.name + "*")
    return b"".join(file.read_bytes() for file in files)


def mode_of(path: Path) -> int:
    """The permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


# --- questions


async def test_a_question_comes_back_as_it_was_kept(store: SQLite) -> None:
    full = question(7, at=NOON + timedelta(milliseconds=1))
    bare = question(
        6, kind=Kind.UNKNOWN, words=None, entry=None, entries=(), runner_up=None, score=0.0
    )

    await store.add([full, bare])
    kept = await store.queries(EVERYTHING)

    assert [one.asked for one in kept] == [full, bare]
    assert [(one.vote, one.choice, one.review) for one in kept] == [(None, None, None)] * 2


async def test_a_question_written_twice_is_there_once_and_keeps_its_vote(store: SQLite) -> None:
    await store.add([question(1)])
    await store.vote(1, Vote.NO, BUDI)

    await store.add([question(1), question(2)])

    assert [(k.asked.id, k.vote) for k in await store.queries(EVERYTHING)] == [
        (2, None),
        (1, Vote.NO),
    ]


async def test_a_group_of_questions_is_written_whole_or_not_at_all(store: SQLite) -> None:
    with pytest.raises(UnicodeEncodeError):
        await store.add([question(1), question(2, words="\ud800")])

    assert await ids(store) == []
    await store.add([question(3)])
    assert await ids(store) == [3]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EVERYTHING, [3, 2, 1]),
        (Wanted(since=NOON), [3, 2]),
        (Wanted(until=NOON), [1]),
        (Wanted(since=NOON, until=NOON + timedelta(hours=1)), [2]),
        (Wanted(kind=Kind.UNKNOWN), [3, 1]),
        (Wanted(open_only=True, since=NOON), [3]),
    ],
)
async def test_a_selection_narrows(store: SQLite, wanted: Wanted, found: list[int]) -> None:
    hour = timedelta(hours=1)
    await store.add(
        [
            question(1, at=NOON - hour, kind=Kind.UNKNOWN),
            question(2, at=NOON),
            question(3, at=NOON + hour, kind=Kind.UNKNOWN),
        ]
    )

    assert await ids(store, wanted) == found


async def test_a_page_begins_below_the_one_before(store: SQLite) -> None:
    await store.add([question(id) for id in range(1, 6)])

    first = await store.queries(EVERYTHING, limit=2)
    second = await store.queries(EVERYTHING, limit=2, before=first[-1].asked.id)

    assert [kept.asked.id for kept in first + second] == [5, 4, 3, 2]


async def test_only_who_asked_may_vote_and_choose_and_the_last_time_counts(store: SQLite) -> None:
    await store.add([question(1, kind=Kind.CLARIFY)])

    assert not await store.vote(1, Vote.NO, SITI)
    assert not await store.choose(1, "wbk", SITI)
    assert not await store.vote(2, Vote.NO, BUDI)
    assert await store.vote(1, Vote.YES, BUDI)
    assert await store.vote(1, Vote.NO, BUDI)
    assert await store.choose(1, REJECTED, BUDI)
    assert await store.choose(1, "wbbm", BUDI)
    [kept] = await store.queries(EVERYTHING)
    assert (kept.vote, kept.choice) == (Vote.NO, "wbbm")


# --- open: the design's one definition


@pytest.mark.parametrize(
    ("kind", "vote", "choice", "review", "is_open"),
    [
        (Kind.UNKNOWN, None, None, None, True),
        (Kind.UNKNOWN, Vote.YES, None, None, True),
        (Kind.UNKNOWN, None, None, Review.TAUGHT, False),
        (Kind.CLARIFY, None, None, None, True),
        (Kind.CLARIFY, None, "wbk", None, False),
        (Kind.CLARIFY, None, REJECTED, None, True),
        (Kind.CLARIFY, Vote.NO, "wbk", None, True),
        (Kind.CLARIFY, Vote.YES, "wbk", None, False),
        (Kind.CLARIFY, None, None, Review.REFERRED, False),
        (Kind.CLARIFY, None, REJECTED, Review.ANSWERED, False),
        (Kind.ANSWER, None, None, None, False),
        (Kind.ANSWER, Vote.YES, None, None, False),
        (Kind.ANSWER, Vote.NO, None, None, True),
        (Kind.ANSWER, None, REJECTED, None, True),
        (Kind.ANSWER, Vote.NO, None, Review.SET_ASIDE, False),
        (Kind.NO_DATA, None, None, None, False),
        (Kind.NO_DATA, Vote.NO, None, None, True),
        (Kind.REFERRAL, None, None, None, False),
        (Kind.REFERRAL, Vote.NO, None, None, True),
        (Kind.SMALLTALK, None, None, None, False),
    ],
)
async def test_a_question_is_open_as_the_design_says(
    store: SQLite,
    kind: Kind,
    vote: Vote | None,
    choice: str | None,
    review: Review | None,
    is_open: bool,
) -> None:
    await store.add([question(1, kind=kind)])
    if vote:
        await store.vote(1, vote, BUDI)
    if choice:
        await store.choose(1, choice, BUDI)
    if review:
        await store.review(1, review)

    assert [kept.open for kept in await store.queries(EVERYTHING)] == [is_open]
    assert await ids(store, Wanted(open_only=True)) == ([1] if is_open else [])


async def test_a_question_that_was_closed_by_mistake_opens_again(store: SQLite) -> None:
    await store.add([question(1, kind=Kind.UNKNOWN)])

    await store.review(1, Review.SET_ASIDE)
    assert await store.review(1, None)

    assert await ids(store, Wanted(open_only=True)) == [1]


# --- people and their talk


async def test_a_chosen_language_is_kept_until_another_is_chosen(store: SQLite) -> None:
    assert await store.language(BUDI) is None
    await store.set_language(BUDI, "su")
    await store.set_language(SITI, "en")
    assert await store.language(BUDI) == "su"
    await store.set_language(BUDI, None)
    assert await store.language(BUDI) is None
    assert await store.language(SITI) == "en"


async def test_a_conversation_is_kept_for_thirty_minutes_a_place_each(store: SQLite) -> None:
    here = Conversation(entries=("wbk", "wbbm"), offered=("a", "b"), language="su")
    there = Conversation(entries=("spi-kpu-2024",), missed=("kpu", 2023))
    await store.put_conversation(BUDI, NEW, NOON)
    await store.put_conversation(BUDI, here, NOON)
    await store.put_conversation(BUDI, there, NOON, place="9" * 32)

    almost = NOON + REMEMBERED - timedelta(seconds=1)
    everybody = [(BUDI, ""), (BUDI, "9" * 32), (SITI, "")]
    read = await store.talks(everybody, almost - REMEMBERED)
    assert sorted(read) == [Talk(BUDI, "", NOON, here), Talk(BUDI, "9" * 32, NOON, there)]
    assert await store.talks(everybody[:1], almost - REMEMBERED) == [read[0]]
    assert await store.talks(everybody, NOON) == []
    assert await store.talks([], almost - REMEMBERED) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("not json", NEW),
        ("[1]", NEW),
        ('{"entries": ["wbk"], "of_tomorrow": 1}', Conversation(entries=("wbk",))),
    ],
)
async def test_a_conversation_of_another_version_is_read_as_far_as_it_can_be(
    store: SQLite, written: str, read: Conversation
) -> None:
    await store.put_conversation(BUDI, NEW, NOON)
    with closing(sqlite3.connect(store.path)) as other:
        other.execute("UPDATE conversations SET conversation = ?", (written,))
        other.commit()

    assert await store.talks([(BUDI, "")], NOON - REMEMBERED) == [Talk(BUDI, "", NOON, read)]


# --- forgetting


async def test_who_is_erased_is_gone_and_counted_and_nobody_else_is(store: SQLite) -> None:
    await store.add([question(1), question(2), question(3, person=SITI)])
    await store.put_conversation(BUDI, NEW, NOON)
    await store.put_conversation(BUDI, NEW, NOON, place="9" * 32)
    await store.set_language(BUDI, "su")
    await store.set_language(SITI, "en")

    assert await store.erase(BUDI) == Erased(queries=2, conversations=2, people=1)
    assert await store.erase(BUDI) == Erased(queries=0, conversations=0, people=0)
    assert await ids(store) == [3]
    assert await store.language(SITI) == "en"


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_byte_of_who_is_erased_is_left_in_the_file_or_its_journal(
    store: SQLite, seed: int
) -> None:
    # Enough people, talking in wild order, that SQLite splits and joins its pages: secure_delete
    # alone leaves some of them in the gaps.
    dice = random.Random(seed)
    people = [f"{dice.getrandbits(128):032x}" for _ in range(200)]
    for id in range(600):
        person = dice.choice(people)
        words = f"RAHASIA {person[:8]} " + "x" * dice.randint(0, 300)
        await store.add([question(id, person=person, words=words)])
        talk = Conversation(entries=("entry",) * dice.randint(1, 40))
        await store.put_conversation(person, talk, NOON)

    for person in people[:150]:
        await store.erase(person)
        left = bytes_of(store)
        assert person.encode() not in left
        assert f"RAHASIA {person[:8]}".encode() not in left

    assert people[-1].encode() in bytes_of(store)


async def test_before_a_checkpoint_the_journal_would_have_held_the_words(store: SQLite) -> None:
    """The test above could not fail otherwise."""
    await store.add([question(1, words="RAHASIA")])
    assert b"RAHASIA" in bytes_of(store)

    await store.erase(BUDI)

    assert b"RAHASIA" not in bytes_of(store)


async def test_an_erasure_stands_though_another_program_reads_meanwhile(store: SQLite) -> None:
    await store.add([question(1, words="RAHASIA")])
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM queries").fetchall() == [(1,)]

        assert (await store.erase(BUDI)).queries == 1

        assert await ids(store) == []
        other.execute("COMMIT")
    await store.checkpoint()
    assert b"RAHASIA" not in bytes_of(store)


async def test_what_is_old_is_purged_and_leaves_the_file_with_a_checkpoint(store: SQLite) -> None:
    await store.add([question(1, at=NOON - timedelta(days=1), words="LAMA"), question(2)])
    await store.put_conversation(BUDI, Conversation(entries=("lama",)), NOON - timedelta(hours=1))
    await store.put_conversation(SITI, Conversation(entries=("baru",)), NOON)

    assert await store.purge(NOON, idle_since=NOON - REMEMBERED) == 1
    await store.checkpoint()

    assert await ids(store) == [2]
    everybody = [(SITI, ""), (BUDI, "")]
    left_over = await store.talks(everybody, NOON - timedelta(days=1))
    assert left_over == [Talk(SITI, "", NOON, Conversation(entries=("baru",)))]
    left = bytes_of(store)
    assert b"LAMA" not in left
    assert b'"lama"' not in left
    assert b'"baru"' in left


def wild(seed: int, first: int, at: datetime) -> list[Asked]:
    """Questions of many lengths, so that SQLite splits and joins its pages."""
    dice = random.Random(seed)
    return [
        question(id, at=at, words=f"KATA{id:06} " + "x" * dice.randint(0, 400))
        for id in dice.sample(range(first, first + 5000), 500)
    ]


def words_left(store: SQLite) -> set[int]:
    """The numbers of all the words above that stand anywhere in the files."""
    return {int(number) for number in re.findall(rb"KATA(\d{6})", bytes_of(store))}


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_was_purged_within_an_hour_of_another_purge_is_gone_at_the_end(
    tmp_path: Path, seed: int
) -> None:
    path, day = tmp_path / "bot.db", timedelta(days=1)
    oldest, older, kept = (wild(seed, n * 5000, NOON - (3 - n) * day) for n in range(3))
    notes = [*oldest, *older, *kept]
    random.Random(seed).shuffle(notes)
    async with SQLite(path) as store:
        for at in range(0, len(notes), 25):
            await store.add(notes[at : at + 25])
        await store.purge(NOON - 2.5 * day)
        await store.checkpoint()
        first = words_left(store)
        await store.purge(NOON - 1.5 * day)
        await store.checkpoint()
        meanwhile = words_left(store)
    last = words_left(store)

    numbers = [{note.id for note in some} for some in (oldest, older, kept)]
    assert first == numbers[1] | numbers[2]
    assert meanwhile >= numbers[2]
    assert last == numbers[2]


# --- the file


async def test_the_file_and_its_journal_are_the_owners_alone(store: SQLite) -> None:
    await store.add([question(1)])

    modes = {file.name: mode_of(file) for file in store.path.parent.iterdir()}
    assert modes == {"bot.db": 0o600, "bot.db-wal": 0o600, "bot.db-shm": 0o600}
    assert mode_of(store.path.parent) == 0o700


@pytest.fixture
def open_file(tmp_path: Path) -> Path:
    """A database that others can read, in a folder that is not only ours."""
    path = tmp_path / "bot.db"
    path.touch(0o644)
    tmp_path.chmod(0o755)
    return path


async def test_a_file_that_others_could_read_is_closed_and_a_folder_of_others_is_left(
    open_file: Path,
) -> None:
    async with SQLite(open_file):
        pass

    assert [mode_of(open_file), mode_of(open_file.parent)] == [0o600, 0o755]


async def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    async with SQLite(path) as store:
        await store.add([question(1)])

    async with SQLite(path) as store:
        assert await ids(store) == [1]


@pytest.mark.parametrize("turn", range(5))
async def test_programs_that_open_a_new_file_at_once_all_write(tmp_path: Path, turn: int) -> None:
    stores = [SQLite(tmp_path / "bot.db") for _ in range(4)]
    await asyncio.gather(*(store.open() for store in stores))
    try:
        await asyncio.gather(*(s.add([question(id)]) for id, s in enumerate(stores, start=1)))

        assert await ids(stores[0]) == [4, 3, 2, 1]
    finally:
        for store in stores:
            await store.close()


async def test_opening_and_closing_twice_does_no_harm(tmp_path: Path) -> None:
    store = SQLite(tmp_path / "bot.db")
    await store.open()
    await store.open()
    await store.add([question(1)])
    await store.close()
    await store.close()

    with pytest.raises(StoreError, match="not open"):
        await store.add([question(2)])


async def test_a_file_of_a_newer_program_is_refused_in_one_sentence_and_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "bot.db"
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")

    with pytest.raises(StoreError, match=r"program yang lebih baru"):
        await SQLite(path).open()

    with closing(sqlite3.connect(path)) as newer:
        assert newer.execute("SELECT count(*) FROM sqlite_master").fetchall() == [(0,)]


async def test_a_file_that_is_no_database_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("ini bukan basis data, melainkan sebuah catatan yang cukup panjang" * 20)

    with pytest.raises(StoreError, match=r"bot\.db .*not a database"):
        await SQLite(path).open()


async def test_a_folder_that_cannot_be_made_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    with pytest.raises(StoreError, match=r"bot\.db"):
        await SQLite(tmp_path / "data" / "bot.db").open()


async def test_a_locked_database_is_told_and_works_again_afterwards(store: SQLite) -> None:
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            await store.add([question(1)])
        other.execute("ROLLBACK")

    await store.add([question(1)])

    assert await ids(store) == [1]


async def test_a_write_that_is_called_off_leaves_no_transaction_behind(store: SQLite) -> None:
    for id in range(1, 21):
        writing = asyncio.create_task(store.add([question(id)]))
        for _ in range(id % 5):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)

    await store.add([question(100)])

    assert 100 in await ids(store)


async def test_the_safeguards_are_on(store: SQLite) -> None:
    pragmas = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store")
    values = [(await store._rows(f"PRAGMA {name}"))[0][0] for name in pragmas]

    assert values == ["wal", 1, 1, 1, 2]
