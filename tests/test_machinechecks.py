"""What is wrong with a machine is found by looking, and looking changes nothing."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.doctor import machinechecks
from bot.doctor.findings import Finding, State
from bot.keeping.privacy import pseudonym_key
from bot.keeping.schema import STEPS
from tests.folders import entry, made

NOW = datetime.now(ZoneInfo("Asia/Jakarta"))


def brief(finding: Finding, words: str) -> tuple[State, bool]:
    """The state, and whether the words are in the text; a finding that is not OK has a remedy."""
    assert bool(finding.remedy) is (finding.state is not State.OK), finding
    return finding.state, words in finding.text


@contextmanager
def database(path: Path, version: int = len(STEPS)) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS queries (id INTEGER)")
        connection.execute(f"PRAGMA user_version = {version}")
        yield connection


VERSIONS = [
    (len(STEPS), State.OK, f"(skema {len(STEPS)})"),
    (0, State.OK, "dinaikkan"),
    (len(STEPS) + 1, State.WRONG, "lebih baru"),
]


@pytest.mark.parametrize(("version", "state", "words"), VERSIONS)
def test_a_database_is_of_a_schema(tmp_path: Path, version: int, state: State, words: str) -> None:
    path = tmp_path / "nama aneh?#.db"
    with database(path, version):
        finding = machinechecks.database(path)

    assert brief(finding, words) == (state, True)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_database_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.write_text("bukan basis data, hanya tulisan" * 100)

    assert brief(machinechecks.database(path), "rusak") == (State.WRONG, True)
    assert brief(machinechecks.database(tmp_path), "tidak dapat dibuka") == (State.WRONG, True)


def test_a_database_that_another_program_writes_is_only_busy(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    with database(path) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        finding = machinechecks.database(path)

    assert brief(finding, "sedang ditulis") == (State.WARNING, True)


def test_a_database_not_made_yet_needs_a_folder_it_can_be_made_in(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")

    assert brief(machinechecks.database(tmp_path / "a" / "b.db"), "belum ada") == (State.OK, True)
    blocked = machinechecks.database(tmp_path / "berkas" / "b.db")
    assert brief(blocked, "tidak dapat dibuat") == (State.WRONG, True)


@pytest.mark.parametrize(
    ("full", "nearly", "state"),
    [(0, 0, State.OK), (0, 2**60, State.WARNING), (2**60, 2**60, State.WRONG)],
)
def test_the_room_on_the_disk_is_told(tmp_path: Path, full: int, nearly: int, state: State) -> None:
    finding = machinechecks.disk(tmp_path / "a" / "b" / "bot.db", full=full, nearly=nearly)

    assert brief(finding, "MB") == (state, True)


def private_folder(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A database, a key and an .env as they should be."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    paths = data / "bot.db", data / "pseudonym.key", tmp_path / ".env"
    for path in paths:
        path.touch(mode=0o600)
    return paths


LOOSE = [
    ("data/bot.db", 0o640, "chmod go="),
    ("data/bot.db-wal", 0o644, "chmod go="),
    ("data/bot-inbox.db", 0o604, "chmod go="),
    ("data/bot-inbox.db-wal", 0o660, "chmod go="),
    ("data/bot-inbox.db.lock", 0o606, "chmod go="),
    ("data/pseudonym.key", 0o604, "chmod go="),
    ("data", 0o755, "chmod o="),
    (".env", 0o644, "chmod o="),
]


@pytest.mark.parametrize(("name", "mode", "command"), LOOSE)
def test_what_others_may_read_is_told_with_the_command_that_closes_it(
    tmp_path: Path, name: str, mode: int, command: str
) -> None:
    paths = private_folder(tmp_path)
    loose = tmp_path / name
    if not loose.exists():
        loose.touch()
    loose.chmod(mode)
    finding = machinechecks.files(*paths)

    assert brief(finding, "terbuka") == (State.WARNING, True)
    assert finding.remedy == f"Jalankan: {command} {loose}"


def test_a_group_may_read_the_env_file_and_enter_the_data(tmp_path: Path) -> None:
    paths = private_folder(tmp_path)
    paths[2].chmod(0o640)
    paths[0].parent.chmod(0o750)

    assert machinechecks.files(*paths).state is State.OK


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_files_of_another_user_are_told(tmp_path: Path) -> None:
    paths = private_folder(tmp_path)
    os.chown(paths[0], 65534, 65534)

    assert brief(machinechecks.files(*paths), str(paths[0])) == (State.WARNING, True)


def test_the_key_is_looked_for_and_never_made(tmp_path: Path) -> None:
    key, database = tmp_path / "pseudonym.key", tmp_path / "bot.db"

    assert brief(machinechecks.key(key, database, given=True), "PSEUDONYM_KEY") == (State.OK, True)
    assert brief(machinechecks.key(key, database, given=False), "dibuat") == (State.OK, True)
    database.touch()
    assert brief(machinechecks.key(key, database, given=False), "hilang") == (State.WRONG, True)
    assert not key.exists()
    pseudonym_key(None, key)
    assert brief(machinechecks.key(key, database, given=False), "ada") == (State.OK, True)
    for content in (b"pendek", b"\xff\xfe"):
        key.write_bytes(content)
        assert machinechecks.key(key, database, given=False).state is State.WRONG


def test_a_clock_that_is_behind_its_own_files_is_told(tmp_path: Path) -> None:
    folder = made(tmp_path, {"umum.yaml": entry()})
    today = machinechecks.clock(NOW, "Asia/Jakarta", tmp_path / "bot.db", folder)
    behind = machinechecks.clock(
        NOW - timedelta(days=1), "Asia/Jakarta", tmp_path / "bot.db", folder
    )

    assert brief(today, f"{NOW:%H.%M} (Asia/Jakarta)") == (State.OK, True)
    assert brief(behind, "umum.yaml lebih baru") == (State.WARNING, True)


def test_a_knowledge_is_counted_or_its_first_fault_told(tmp_path: Path) -> None:
    folder = made(tmp_path, {"umum.yaml": entry()})
    assert brief(machinechecks.knowledge(folder, NOW), "1 entri") == (State.OK, True)
    made(folder, {"umum.yaml": "entries: []\n"})
    assert brief(machinechecks.knowledge(folder, NOW), "tidak berisi") == (State.WRONG, True)
    made(folder, {"umum.yaml": "entires: []\n"})
    assert brief(machinechecks.knowledge(folder, NOW), "umum.yaml:1: ") == (State.WRONG, True)
    missing = machinechecks.knowledge(tmp_path / "tidak-ada", NOW)
    assert brief(missing, "tidak terbaca") == (State.WRONG, True)


def test_a_taken_address_is_a_fault_only_where_no_other_may_be_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        host, port = taken.getsockname()
        named = machinechecks.listen(host, port, given=True)
        any_other = machinechecks.listen(host, port, given=False)
    free = machinechecks.listen(host, port, given=True)

    assert brief(named, "sedang dipakai") == (State.WARNING, True)
    assert brief(any_other, "port berikutnya") == (State.OK, True)
    assert brief(free, "bebas") == (State.OK, True)


@pytest.mark.parametrize(("port", "given"), [(8080, False), (0, True)])
def test_a_webhook_wants_a_port_that_stays(port: int, given: bool) -> None:
    finding = machinechecks.listen("127.0.0.1", port, given=given, webhook=True)

    assert brief(finding, "portnya harus tetap") == (State.WARNING, True)
    assert "LISTEN=127.0.0.1:8080" in finding.remedy


@pytest.mark.parametrize("host", ["192.0.2.7", "tidak-ada.invalid"])
def test_an_address_that_is_not_this_machines_is_told(host: str) -> None:
    finding = machinechecks.listen(host, 8080, given=True)

    assert brief(finding, "tidak dapat dipakai") == (State.WRONG, True)


URLS = [
    (None, False, State.OK, "tidak diisi"),
    (None, True, State.WRONG, "belum diisi"),
    ("https://bot.kpu.go.id", True, State.OK, "https://bot.kpu.go.id"),
    ("https://bot.kpu.go.id:8443", True, State.OK, "8443"),
    ("https://bot.kpu.go.id:8080", True, State.WRONG, "hanya mau mengirim ke port"),
    ("https://bot.kpu.go.id:8080", False, State.OK, "8080"),
    ("http://bot.kpu.go.id", True, State.WRONG, "tidak memakai https"),
    ("http://bot.kpu.go.id", False, State.WARNING, "tidak memakai https"),
    ("https://192.168.1.5", True, State.WRONG, "hanya dikenal"),
    ("https://[::1]", True, State.WRONG, "hanya dikenal"),
    ("http://localhost:8080", False, State.WARNING, "hanya dikenal"),
    ("https://server", True, State.WRONG, "hanya dikenal"),
]


@pytest.mark.parametrize(("url", "webhook", "state", "words"), URLS)
def test_a_public_address_is_one_that_the_public_reaches(
    url: str | None, webhook: bool, state: State, words: str
) -> None:
    assert brief(machinechecks.public_url(url, webhook=webhook), words) == (state, True)
