"""A broken database costs what was in it, and not the service: it is moved aside and told."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.keeping.salvaging import set_aside_if_broken


def made(path: Path) -> bytes:
    """A database of some pages."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)")
        db.execute("CREATE INDEX w ON t (words)")
        db.executemany("INSERT INTO t (words) VALUES (?)", [("x" * 500,)] * 200)
        db.commit()
    return path.read_bytes()


def corrupted(whole: bytes) -> bytes:
    """A page in the middle overwritten, as a dying disk does."""
    return whole[: 20 * 4096] + b"\xff" * 4096 * 5 + whole[25 * 4096 :]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda whole: b"ini bukan basis data" * 500, id="something else"),
        pytest.param(corrupted, id="pages overwritten"),
        pytest.param(lambda whole: whole[: 10 * 4096 + 7], id="cut off"),
    ],
)
def test_a_broken_file_is_moved_aside_and_told(
    tmp_path: Path, broken: object, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "bot.db"
    content = broken(made(path))  # type: ignore[operator] # a table of ways to break a file
    path.write_bytes(content)
    aside = set_aside_if_broken(path)

    assert aside is not None
    assert not path.exists()
    assert aside.read_bytes() == content
    assert aside.name in caplog.text


def test_its_journal_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_bytes(b"ini bukan basis data" * 500)
    (tmp_path / "bot.db-wal").write_bytes(b"wal")
    aside = set_aside_if_broken(path)

    assert aside is not None
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"wal"
    assert [file for file in tmp_path.iterdir() if not file.name.startswith(aside.name)] == []


def test_a_whole_file_an_empty_one_and_none_are_left_alone(tmp_path: Path) -> None:
    whole, empty = tmp_path / "whole.db", tmp_path / "empty.db"
    before = made(whole)
    empty.touch()

    assert [set_aside_if_broken(path) for path in (whole, empty, tmp_path / "none.db")] == [
        None
    ] * 3
    assert whole.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty.db", "whole.db"]


def test_a_file_that_another_program_holds_is_not_broken(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert set_aside_if_broken(path) is None
