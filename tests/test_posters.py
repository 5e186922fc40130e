"""`poster` at the terminal: files to print, or one line that says what is missing."""

import asyncio
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.commands.posters import NoName, drawn, name_of
from bot.knowledge import load
from bot.localtelegram import LocalTelegram
from bot.settings import load_settings
from tests.botapiserver import BotApiServer
from tests.folders import made
from tests.townhall import KNOWLEDGE

SLOGAN = KNOWLEDGE.replace("Slogan kantor adalah Melayani.", "Slogan kantor adalah “Melayani”.")


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and a tiny knowledge in `k`."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith(("TELEGRAM_", "KNOWLEDGE_", "DATABASE_")):
            monkeypatch.delenv(name)
    (tmp_path / "k").mkdir()
    made(tmp_path / "k", {"umum.yaml": SLOGAN})
    monkeypatch.setenv("KNOWLEDGE_DIR", "k")
    return tmp_path


def invoke(*args: str) -> Result:
    return CliRunner().invoke(main, ("poster", *args))


def test_a_file_an_entry_in_the_folder_that_is_named(office: Path) -> None:
    done = invoke("zona", "wbk", "--bot", "@meja_informasi_bot", "-o", "cetak/baru")
    page = (office / "cetak/baru/poster-zona.svg").read_text(encoding="utf-8")

    assert (done.exit_code, done.output.splitlines()) == (
        0,
        ["cetak/baru/poster-zona.svg", "cetak/baru/poster-wbk.svg"],
    )
    assert ">Zona Integritas</text>" in page
    assert ">“apa itu zona integritas”</text>" in page
    assert ">KPU Kabupaten Purwakarta</text>" in page
    assert ">t.me/meja_informasi_bot?start=zona</text>" in page


def test_the_slogan_is_what_the_offices_own_entry_quotes(tmp_path: Path) -> None:
    page = drawn(load(tmp_path / "k"), ["wbk"], "meja_informasi_bot")["poster-wbk.svg"]
    made(tmp_path / "k", {"umum.yaml": KNOWLEDGE})
    without = drawn(load(tmp_path / "k"), ["wbk"], "meja_informasi_bot")["poster-wbk.svg"]

    assert ">Melayani</text>" in page
    assert "Melayani" not in without


def test_entries_that_are_not_there_are_told_at_once_and_nothing_is_drawn(office: Path) -> None:
    done = invoke("zona", "zonna", "xyz", "--bot", "meja_informasi_bot")

    assert done.exit_code == 1
    assert "Entri `zonna` tidak ada; mungkin maksudnya `zona`" in done.output
    assert "Entri `xyz` tidak ada;" in done.output
    assert list(office.glob("*.svg")) == []


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "isi TELEGRAM_BOT_TOKEN di .env, atau sebutkan --bot NAMA."),
        (("--bot", "x"), "--bot x: nama bot terdiri atas 5 sampai 32 huruf"),
        (("--bot", "a b c d e"), "nama bot terdiri atas"),
    ],
)
def test_without_the_bots_name_there_is_no_poster(args: tuple[str, ...], told: str) -> None:
    done = invoke("zona", *args)

    assert done.exit_code == 2
    assert told in done.output


async def test_the_tokens_bot_is_asked_for_its_name() -> None:
    world = LocalTelegram()
    async with BotApiServer(world) as server:
        given = {"TELEGRAM_API_BASE_URL": server.base_url, "TELEGRAM_BOT_TOKEN": world.token}
        name = await asyncio.to_thread(name_of, load_settings(given, None))
        given["TELEGRAM_BOT_TOKEN"] = "1234567890:this-token-was-never-given-to-anybody"
        with pytest.raises(NoName, match="Telegram menolak TELEGRAM_BOT_TOKEN"):
            await asyncio.to_thread(name_of, load_settings(given, None))

    assert name == world.bot.username
