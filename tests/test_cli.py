"""The contracts of the commands, kept to the letter."""

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from bot.aside import aside
from bot.checking import SHIPPED
from bot.cli import main
from bot.localtelegram import LocalTelegram
from tests.botapiserver import BotApiServer
from tests.desks import ROOT

# Seconds that a program of its own may take to be ready; a hang limit and no measure.
START = 40
QUESTIONS = ROOT / "benchmarks" / "questions"
KEYS = [
    "question",
    "kind",
    "entry",
    "entries",
    "score",
    "ranking",
    "language",
    "text",
    "choices",
    "sources",
]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "KNOWLEDGE_", "DATABASE_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KNOWLEDGE_DIR", str(ROOT / "knowledge"))


def invoke(*args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, args, input=stdin)


def asked(question: str) -> dict[str, Any]:
    result = invoke("ask", "--json", question)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


FAQ = """\
entries:
  - id: jam
    title: Jam buka
    ask: [jam buka kantor, kantor buka jam berapa]
    answer: {answer}
"""
CONTRACT = [
    ("berapa spi kpu 2024", "answer", "spi-kpu-2024", ("74,04", "waspada")),
    ("bedanya spi kpu sama nasional", "answer", "spi-perbandingan", ("2,51",)),
    ("perpres 82 tahun 2018", "no_data", None, ()),
    ("bikin ktp dimana", "referral", "rujuk-ktp-baru", ()),
    ("asdf", "unknown", None, ()),
    ("pagi min", "smalltalk", "greeting", ()),
    ("gmn cara lapor gratifikasi min", "answer", "gratifikasi", ()),
]


def test_a_question_is_answered_as_one_json_object() -> None:
    reply = asked("berapa spi kpu 2024")

    assert list(reply) == KEYS
    assert (reply["kind"], reply["entry"]) == ("answer", "spi-kpu-2024")
    assert 0 <= reply["score"] <= 1
    assert len(reply["ranking"]) == 5


def test_each_kind_of_reply_is_given_where_it_is_due() -> None:
    stdin = "\n".join(json.dumps({"text": question}) for question, *_ in CONTRACT)
    lines = invoke("ask", "--jsonl", stdin=stdin).stdout.splitlines()
    replies = [json.loads(line) for line in lines]
    missing = [
        (reply["question"], word)
        for reply, (*_, words) in zip(replies, CONTRACT, strict=True)
        for word in words
        if word not in reply["text"]
    ]

    assert [(r["question"], r["kind"], r["entry"]) for r in replies] == [
        row[:3] for row in CONTRACT
    ]
    assert [r["entries"] for r in replies if r["kind"] != "answer"] == [[]] * 4
    assert missing == []


def test_lines_of_one_chat_are_one_conversation() -> None:
    lines = [
        {"text": "berapa spi kpu 2024", "chat": "a"},
        {"text": "apa slogan kpu purwakarta", "chat": "b"},
        {"text": "kalau nasional?", "chat": "a"},
        {"text": "artinya?", "chat": "b"},
        {"text": "halo"},
    ]
    result = invoke("ask", "--jsonl", stdin="\n".join(map(json.dumps, lines)) + "\n\n")
    replies = [json.loads(line) for line in result.stdout.splitlines()]

    assert [reply["entry"] for reply in replies] == [
        "spi-kpu-2024",
        "slogan",
        "spi-nasional-2024",
        "makna-slogan",
        "greeting",
    ]


def test_asking_writes_no_database(tmp_path: Path) -> None:
    asked("apa itu wbk")

    assert list(tmp_path.iterdir()) == []


def test_why_is_told_in_words() -> None:
    output = invoke("ask", "--explain", "kntor kpu dmn").output

    assert "alamat-kantor" in output
    assert "kntor = kantor" in output


@pytest.mark.parametrize(
    "args",
    [
        ("ask",),
        ("ask", "--jsonl", "x"),
        ("ask", "x", "--knowledge"),
        ("tidak-ada",),
        ("export", "--format", "pdf"),
    ],
)
def test_wrong_use_is_exit_2(args: tuple[str, ...]) -> None:
    assert invoke(*args).exit_code == 2


def test_a_line_that_is_no_question_is_named() -> None:
    result = invoke("ask", "--jsonl", stdin='{"text": "halo"}\nhalo\n')

    assert result.exit_code == 2
    assert "stdin:2" in result.stderr


def test_a_faulty_folder_is_told_with_file_and_line_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "faq.yaml").write_text("entries:\n  - id: A B\n", encoding="utf-8")
    checked = invoke("check", "k")
    answered = invoke("ask", "--knowledge", "k", "halo")

    assert (checked.exit_code, answered.exit_code) == (1, 1)
    assert "faq.yaml:2:" in checked.output
    assert "faq.yaml:2:" in answered.stderr


def test_notes_are_faults_only_when_strict() -> None:
    folder = str(ROOT / "knowledge")

    assert invoke("check", folder).exit_code == 0
    assert invoke("check", folder, "--strict").exit_code == 1
    assert json.loads(invoke("check", folder, "--json").stdout)["faults"] == []


def test_a_folder_of_one_file_of_plain_entries_is_a_knowledge_base(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    (tmp_path / "k" / "faq.yaml").write_text(
        "entries:\n  - {id: jam, title: Jam, ask: [jam buka toko], answer: Jam delapan.}\n",
        encoding="utf-8",
    )
    reply = json.loads(invoke("ask", "--json", "--knowledge", "k", "toko jam buka").stdout)

    assert reply["ranking"][0]["entry"] == "jam"


def test_question_sets_are_counted() -> None:
    result = invoke("evaluate", "--json", str(QUESTIONS / "questions-dev.jsonl"))
    (counted,) = json.loads(result.stdout)
    scope = counted["groups"]["in scope"]
    foreign = [counted["groups"][group] for group in ("far", "near", "hard")]
    total = sum(scope.values())

    assert scope["right"] / total >= 0.88
    assert (scope["right"] + scope["clarified"]) / total >= 0.96
    assert scope.get("wrong", 0) / total <= 0.03
    assert sum(group.get("falsely answered", 0) for group in foreign) / 82 <= 0.05


def test_a_file_that_cannot_be_read_is_exit_1() -> None:
    assert invoke("evaluate", "tidak-ada.jsonl").exit_code == 1


def test_a_log_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    result = invoke("export")

    assert result.exit_code == 1
    assert "data/bot.db" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_office_gets_its_own_copy_and_never_over_another(tmp_path: Path) -> None:
    made = invoke("new", "milik-kantor")
    again = invoke("new", "milik-kantor")
    report = json.loads(invoke("check", "milik-kantor", "--against", str(SHIPPED), "--json").stdout)

    assert (made.exit_code, again.exit_code) == (0, 2)
    assert (report["faults"], report["new"], report["changed"]) == ([], [], [])


def test_a_malformed_token_is_one_line_and_never_shown() -> None:
    token = "12345:geheim"
    result = CliRunner().invoke(main, ["run"], env={"TELEGRAM_BOT_TOKEN": token})

    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "geheim" not in result.output


@pytest.mark.parametrize(
    ("args", "variable", "value"),
    [
        (("--telegram",), "LOG_FORMAT", "text"),
        ((), "OFFICE_CHAT_ID", "-100200300"),
        ((), "WEBHOOK", "1"),
    ],
)
def test_a_play_bot_never_passes_for_a_real_one(
    args: tuple[str, ...], variable: str, value: str
) -> None:
    result = CliRunner().invoke(main, ["run", *args], env={variable: value})

    assert result.exit_code == 2
    assert "TELEGRAM_BOT_TOKEN" in result.stderr


async def test_without_a_token_the_bot_opens_in_a_browser(tmp_path: Path) -> None:
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=tmp_path,
        env={**os.environ, "LISTEN": "127.0.0.1:0", "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    said = [(await asyncio.wait_for(process.stdout.readline(), 30)).decode() for _ in range(2)]
    addresses = [line.split()[1] for line in said]
    link = await aside(lambda: invoke("console-link", "--role", "reader", "--name", "Bu Tini"))
    async with httpx.AsyncClient(follow_redirects=True) as client:
        page, console = [await client.get(address) for address in addresses]
        entered = await client.post(link.stdout.strip())
    process.send_signal(signal.SIGTERM)

    assert [line.split()[0] for line in said] == ["Pratinjau:", "Konsol:"]
    assert addresses[1] == f"{addresses[0]}konsol"
    assert page.status_code == 200
    assert "Ibu Sari" in page.text
    assert console.status_code == 200
    assert "Pratinjau" in console.text
    assert "Ini log contoh." in console.text
    assert "Bu Tini" in entered.text
    assert await asyncio.wait_for(process.wait(), 20) == 0
    assert (tmp_path / "data" / "preview.db").exists()
    assert not (tmp_path / "data" / "bot.db").exists()


def test_a_link_to_a_console_that_never_was_is_not_made(tmp_path: Path) -> None:
    result = invoke("console-link")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "python -m bot run" in result.stderr
    assert list(tmp_path.iterdir()) == []


@asynccontextmanager
async def running(
    world: LocalTelegram,
    folder: Path,
    *args: str,
    knowledge: Path = SHIPPED,
    admins: str = "",
    listen: str = "127.0.0.1:0",
) -> AsyncIterator[Process]:
    """The bot as a process of its own, on the played Telegram; stopped as systemd would."""
    async with BotApiServer(world) as server:
        environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": world.token,
            "TELEGRAM_API_BASE_URL": server.base_url,
            "KNOWLEDGE_DIR": str(knowledge),
            "ADMIN_IDS": admins,
            "LISTEN": listen,
            "PYTHONPATH": str(ROOT),
        }
        with (folder / "log.txt").open("wb") as log:
            process = await create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", *args),
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), 20)


async def test_the_bot_runs_on_a_server_that_two_variables_name(tmp_path: Path) -> None:
    world = LocalTelegram()
    citizen = world.citizen(id=7654321, first_name="Sari")
    async with running(world, tmp_path, "--verbose") as process:
        await citizen.says("rahasiaku kucing: gmn cara lapor gratifikasi min")
        await citizen.says("apa slogan kpu purwakarta")
        messages = await citizen.receives(2, timeout=START)
    told = (tmp_path / "log.txt").read_text(encoding="utf-8")
    kept = sqlite3.connect(tmp_path / "data" / "bot.db").execute(
        "select entry, words from queries order by id"
    )

    assert "Integritas sebagai Identitas" in messages[1].text
    assert process.returncode == 0
    assert [row[0] for row in kept] == ["gratifikasi", "slogan"]
    for secret in (world.token, "kucing", "slogan kpu", "7654321"):
        assert secret not in told
    assert world.complaints == []


async def test_a_saved_file_serves_the_next_question_and_a_broken_one_does_not(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    citizen = world.citizen(id=11, first_name="Sari")
    admin = world.citizen(id=22, first_name="Admin")
    knowledge = tmp_path / "k"
    knowledge.mkdir()
    file = knowledge / "faq.yaml"
    file.write_text(FAQ.format(answer="Jam delapan."), encoding="utf-8")
    async with running(world, tmp_path, knowledge=knowledge, admins="22"):
        await admin.starts()
        await admin.receives(1)
        (tmp_path / "baru").write_text(FAQ.format(answer="Jam sembilan."), encoding="utf-8")
        (tmp_path / "baru").replace(file)
        while True:
            await citizen.says("jam buka kantor")
            (message,) = await citizen.receives(1)
            if "Jam sembilan." in message.text:
                break
            await asyncio.sleep(0.5)
        file.write_text("entries: [", encoding="utf-8")
        (told,) = await admin.receives(1)
        await citizen.says("jam buka kantor")
        (message,) = await citizen.receives(1)

    assert "faq.yaml:1" in told.text
    assert "Jam sembilan." in message.text


async def test_on_telegram_an_administrator_is_led_into_the_console_and_no_preview_is_shown(
    tmp_path: Path,
) -> None:
    world = LocalTelegram()
    admin, citizen = world.citizen(id=22), world.citizen(id=33)
    async with running(world, tmp_path, "--verbose", admins="22") as process:
        await citizen.says("apa slogan kpu purwakarta")
        await citizen.receives(1, timeout=START)
        await admin.says("/konsol")
        (told,) = await admin.receives(1, timeout=START)
        [link] = re.findall(r"http://127\.0\.0\.1:\d+/konsol/masuk/\S+", told.text)
        site = link.partition("/konsol")[0]
        async with httpx.AsyncClient(follow_redirects=True) as client:
            stranger = await client.get(f"{site}/konsol")
            entered = await client.post(link)
            log = await client.get(f"{site}/konsol/log")
            replayed = await client.post(link)
            preview, health = [await client.get(f"{site}{path}") for path in ("/", "/healthz")]
    written = (tmp_path / "log.txt").read_text(encoding="utf-8")

    assert stranger.url.path == "/konsol/masuk"
    assert (entered.status_code, replayed.status_code) == (200, 410)
    assert "apa slogan kpu purwakarta" in log.text
    assert "contoh" not in log.text
    assert (preview.status_code, health.json()["mode"]) == (404, "telegram")
    assert process.returncode == 0
    assert site in written
    assert link.rpartition("/")[2] not in written
    assert not (tmp_path / "data" / "preview.db").exists()


async def test_on_telegram_an_address_that_is_named_and_taken_is_exit_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        async with running(LocalTelegram(), tmp_path, listen=listen) as process:
            await asyncio.wait_for(process.wait(), 30)

    assert process.returncode == 2
    [told] = (tmp_path / "log.txt").read_text(encoding="utf-8").splitlines()
    assert told.startswith(f"LISTEN: {listen} tidak dapat dipakai")
