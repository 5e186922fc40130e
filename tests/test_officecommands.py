"""The office's commands at the terminal: what they print, write, and end with."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.keeping.kept import Asked, Vote
from bot.keeping.storage import SQLite
from tests.desks import ROOT
from tests.folders import made
from tests.logged import BUDI, question
from tests.officehall import unknown
from tests.tables import HEAD, book
from tests.townhall import KNOWLEDGE

WBK = "apa syarat wbk"
LOGGED = (
    unknown(1, WBK),
    question(2, words=WBK, entry="wbbm", entries=("wbbm",)),
    question(3, words=None),
)


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and a tiny knowledge in `k`."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "KNOWLEDGE_", "DATABASE_")):
            monkeypatch.delenv(name)
    (tmp_path / "k").mkdir()
    made(tmp_path / "k", {"umum.yaml": KNOWLEDGE})
    monkeypatch.setenv("KNOWLEDGE_DIR", "k")
    return tmp_path


def invoke(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def log(*asked: Asked, liked: Sequence[int] = ()) -> None:
    """The log where the settings expect it, holding these."""

    async def write() -> None:
        async with SQLite(Path("data/bot.db")) as store:
            await store.add(asked)
            for id in liked:
                await store.vote(id, Vote.YES, BUDI)

    asyncio.run(write())


def test_a_replay_prints_what_was_won_and_what_changed() -> None:
    log(*LOGGED)
    result = invoke("replay")

    assert result.exit_code == 0
    assert "2 pertanyaan, 2026-11-24 sampai 2026-11-24" in result.stdout
    assert "Tidak terjawab -> Dijawab: WBK" in result.stdout
    assert "Dijawab: WBBM -> Dijawab: WBK" in result.stdout
    assert result.stderr == ""


def test_a_replay_is_one_json_object_and_an_approved_answer_counts_as_lost() -> None:
    log(*LOGGED, liked=[2])
    found = json.loads(invoke("replay", "--json").stdout)

    assert {name: found[name] for name in ("asked", "won", "lost", "changed", "private")} == {
        "asked": 2,
        "won": 1,
        "lost": 1,
        "changed": 0,
        "private": 1,
    }
    assert len(found["knowledge"]) == 12


def test_a_replay_of_another_folder_and_of_some_days(office: Path) -> None:
    log(*LOGGED)
    (office / "other").mkdir()
    made(office / "other", {"umum.yaml": KNOWLEDGE.replace("- apa syarat wbk\n", "- wbk apa\n")})
    here = json.loads(invoke("replay", "--json").stdout)
    there = json.loads(invoke("replay", "--json", "--knowledge", "other").stdout)
    days = [
        json.loads(invoke("replay", "--json", *args).stdout)["asked"]
        for args in (
            ("--since", "2026-11-24", "--until", "2026-11-24"),
            ("--since", "2026-11-25"),
            ("--until", "2026-11-23"),
        )
    ]

    assert here["knowledge"] != there["knowledge"]
    assert days == [2, 0, 0]


def test_the_picture_is_written_and_a_place_that_is_none_is_told(office: Path) -> None:
    log(*LOGGED)
    drawn = invoke("replay", "--chart", "putar.svg")
    nowhere = invoke("replay", "--chart", "none/putar.svg")

    assert drawn.exit_code == 0
    assert ElementTree.parse(office / "putar.svg").getroot().tag.endswith("svg")
    assert (nowhere.exit_code, len(nowhere.stderr.splitlines())) == (1, 1)


def test_without_a_log_or_a_knowledge_it_is_said_and_nothing_made(office: Path) -> None:
    bare = invoke("replay")
    log(*LOGGED)
    broken = invoke("replay", "--knowledge", "none")

    assert (bare.exit_code, broken.exit_code) == (1, 1)
    assert "data/bot.db" in bare.stderr
    assert "folder tidak terbaca" in broken.stderr


def test_how_far_a_long_replay_is_is_shown_on_a_terminal_alone(office: Path) -> None:
    log(*(unknown(id, f"{WBK} {id}") for id in range(1, 601)))
    command = [sys.executable, "-m", "bot", "replay", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    piped = subprocess.run(command, capture_output=True, env=environment, check=True)
    master, slave = pty.openpty()
    watched = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=slave, env=environment, check=True
    )
    os.close(slave)
    shown = _all(master)

    assert piped.stderr == b""
    assert json.loads(watched.stdout) == json.loads(piped.stdout)
    assert "Memutar ulang" in shown
    assert "100%" in shown


def _all(master: int) -> str:
    """What a terminal was sent, after everybody has left it."""
    parts: list[bytes] = []
    with suppress(OSError):  # how Linux tells the end
        while part := os.read(master, 1 << 16):
            parts.append(part)
    os.close(master)
    return b"".join(parts).decode()


def test_a_table_is_brought_in_and_answers(office: Path) -> None:
    book(office / "FAQ.xlsx", HEAD, ("parkir mobil di mana", "Di depan."), ("kosong?", None))
    result = invoke("import", "FAQ.xlsx")
    reply = json.loads(invoke("ask", "--json", "parkir mobil di mana").stdout)

    assert result.exit_code == 0
    assert "1 entri (1 cara bertanya) ditulis ke k/faq.yaml, belum dikonfirmasi." in result.stdout
    assert "FAQ, baris 3: jawaban kosong" in result.stdout
    assert reply["entry"] == "parkir-mobil-di-mana"
    assert invoke("check", "k").exit_code == 0


def test_a_table_goes_where_it_is_told_to(office: Path) -> None:
    (office / "t.csv").write_text("question,answer\nparkir mobil,Di depan.\n", encoding="utf-8")

    assert invoke("import", "t.csv", "-o", "k/parkir.yaml").exit_code == 0
    assert (office / "k" / "parkir.yaml").exists()


REFUSED = [
    ("none.xlsx", b"", "tidak ada"),
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kata sandi"),
    ("broken.xlsx", b"PK\x03\x04....", "tidak terbaca"),
    ("letter.csv", b"Yth. Bapak,\nsalam\n", "tidak ditemukan"),
    ("picture.png", b"\x89PNG\r\n\x1a\n\0\0", "bukan .xlsx"),
    ("umum.csv", b"pertanyaan;jawaban\nx y z;Ini.\n", "tidak ditimpa"),
]


@pytest.mark.parametrize(("name", "raw", "words"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_brought_in_is_one_line_and_exit_1(
    office: Path, name: str, raw: bytes, words: str
) -> None:
    if raw:
        (office / name).write_bytes(raw)
    result = invoke("import", name)

    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert words in result.stderr
    assert [file.name for file in (office / "k").iterdir()] == ["umum.yaml"]


def test_into_a_folder_with_faults_nothing_is_brought(office: Path) -> None:
    (office / "k" / "rusak.yaml").write_text("entries: [", encoding="utf-8")
    (office / "t.csv").write_text("question,answer\nparkir mobil,Di depan.\n", encoding="utf-8")
    result = invoke("import", "t.csv")

    assert result.exit_code == 1
    assert "rusak.yaml:1" in result.stderr
    assert not (office / "k" / "t.yaml").exists()
