"""Teaching in a real browser: the whole story over `python -m bot`; by keys; without script.

Never over the project's own knowledge: each bot has a folder of its own.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.keeping.kept import Review, Wanted
from bot.signin import Role
from tests.browsers import chromium, chromium_path, quiet_page
from tests.desks import ROOT
from tests.logged import SITI
from tests.officehall import unknown
from tests.test_browser_console import PHONE, WIDE, looking
from tests.test_browser_preview import asks
from tests.townhall import KNOWLEDGE

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)

# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
WORDS = "kumaha ngadaptar ka panitia"
LINE = f"      - {WORDS}\n"


@asynccontextmanager
async def bot_running(tmp_path: Path) -> AsyncIterator[tuple[Path, str]]:
    """`python -m bot` without a token over a folder of one file: that file, and the address."""
    folder = tmp_path / "pengetahuan"
    folder.mkdir()
    file = folder / "umum.yaml"
    file.write_text(KNOWLEDGE, encoding="utf-8")
    environment = {"LISTEN": "127.0.0.1:0", "KNOWLEDGE_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "log.txt").open("wb") as errors:
        process = await create_subprocess_exec(
            *(sys.executable, "-m", "bot"),
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdout=PIPE,
            stderr=errors,
        )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            said = (await process.stdout.readline()).decode()
        yield file, next(word for word in said.split() if word.startswith("http")).rstrip("/")
    finally:
        process.terminate()
        await process.wait()


async def waits(page: Page, words: str) -> None:
    """Until the group of these words has the focus, moved to by keyboard."""
    group = page.locator("article.group").filter(has_text=words)
    while not await group.evaluate("one => one === document.activeElement"):
        await page.keyboard.press("j")


async def test_an_unanswered_question_is_taught_answered_and_undone(tmp_path: Path) -> None:
    chromium_path()
    complaints: list[str] = []
    async with bot_running(tmp_path) as (file, address), chromium() as browser:
        before = file.read_bytes()
        context = await browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        sari = await quiet_page(context, complaints)
        await sari.goto(f"{address}/?obrolan=sari&samping=tidak")
        await sari.get_by_role("button", name="Mulai").first.click()
        await asks(sari, WORDS)
        answers = sari.locator("#pesan-sari .in")
        await expect(answers.last).not_to_contain_text("Wilayah Bebas dari Korupsi")

        page = await quiet_page(context, complaints)
        await page.goto(address)
        await page.get_by_role("link", name="Konsol", exact=True).click()
        await page.get_by_role("link", name="Hapus log contoh").click()
        await page.get_by_role("button", name="pertanyaan contoh").click()
        await page.get_by_role("link", name="Tinjau", exact=True).click()
        await expect(page.locator("article.group").filter(has_text=WORDS)).to_have_count(1)
        await waits(page, WORDS)
        await page.keyboard.press("t")
        await page.get_by_label("Cari topik").fill("wbk")
        await page.get_by_role("button", name="Cari").click()
        await page.get_by_role("link", name="WBK", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Ajarkan: ini tentang WBK?")
        await expect(page.locator(".diff .added")).to_have_count(1)
        await expect(page.locator(".diff .added code")).to_have_text(LINE.rstrip())
        await expect(page.locator(".diff .gone")).to_have_count(0)
        assert file.read_bytes() == before
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("status")).to_contain_text(f"Diajarkan: {WORDS} → WBK")
        taught = file.read_bytes()

        await asks(sari, WORDS)
        await expect(answers.last).to_contain_text("WBK adalah Wilayah Bebas dari Korupsi.")

        await page.get_by_role("link", name="Riwayat").click()
        row = page.locator("tbody tr").first
        await expect(row).to_contain_text(f"Cara bertanya ditambah: {WORDS}")
        await expect(row).to_contain_text("Pratinjau (admin)")
        await row.get_by_role("button", name="Urungkan nomor 1").click()
        await expect(page.get_by_role("status")).to_contain_text("Sudah diurungkan")
        await page.get_by_role("status").get_by_role("link", name="Tinjau").click()
        await expect(page.locator("article.group").filter(has_text=WORDS)).to_have_count(1)
        await asks(sari, WORDS)
        await expect(answers.last).not_to_contain_text("Wilayah Bebas dari Korupsi")
        after = file.read_bytes()

    assert complaints == []
    assert taught.replace(LINE.encode(), b"") == before
    assert after == before


ASKED = (unknown(1, WORDS), unknown(2, WORDS.upper(), SITI), unknown(3, "jam buka kantor dong"))


async def test_keys_teach_put_off_and_undo(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED, role=Role.EDITOR) as (hall, page, goes):
        await goes("/tinjau")
        groups = page.locator("article.group")
        await page.keyboard.press("j")
        await page.keyboard.press("l")
        await expect(groups.last).to_contain_text("ditunda")
        await page.keyboard.press("k")
        await expect(groups.nth(0)).to_contain_text("jam buka kantor dong")
        guess = await groups.nth(0).locator('[data-key="1"]').inner_text()
        await waits(page, "jam buka kantor dong")
        await page.keyboard.press("1")
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            f"Ajarkan: ini tentang {guess.removeprefix('Ini tentang ')}?"
        )
        await page.get_by_role("button", name="Simpan").click()
        await expect(groups).to_have_count(1)
        await expect(groups.nth(0)).to_be_focused()
        taught = [kept.review for kept in await hall.store.queries(Wanted())]
        await page.keyboard.press("u")
        await expect(page.get_by_role("status")).to_contain_text("Diurungkan: jam buka kantor dong")
        await expect(groups).to_have_count(2)

    assert taught == [Review.TAUGHT, None, None]


async def test_a_new_entry_is_made_without_script(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED, script=False, role=Role.EDITOR) as (hall, page, goes):
        await goes("/tinjau")
        await page.get_by_role("link", name="Entri baru").first.click()
        await page.get_by_label("Judul tulisan tombol").fill("Daftar panitia")
        await page.get_by_label("Jawaban baris kosong").fill("Pendaftaran diumumkan kantor.")
        await page.get_by_label("Nama sumber").fill("Keterangan Subbagian Umum")
        await page.get_by_role("button", name="Lihat akibatnya").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Simpan entri “Daftar panitia”?"
        )
        await page.get_by_role("button", name="Ubah lagi").click()
        await expect(page.get_by_label("Nama sumber")).to_have_value("Keterangan Subbagian Umum")
        await page.get_by_role("button", name="Lihat akibatnya").click()
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("status")).to_contain_text("→ Daftar panitia")
        reply = hall.holder.desk.reply(WORDS)

    assert reply.entries == ("daftar-panitia",)


async def test_a_title_makes_its_id_until_somebody_writes_another(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED) as (_, page, goes):
        await goes("/tinjau/baru?soal=1")
        await page.get_by_label("Judul tulisan tombol").press_sequentially("Jam Buka: Kantör")
        await expect(page.locator("#id")).to_have_value("jam-buka-kantor")
        await page.locator("#id").fill("jam-buka")
        await page.get_by_label("Judul tulisan tombol").press_sequentially(" kami")

        await expect(page.locator("#id")).to_have_value("jam-buka")


ADDRESSES = (
    *("/tinjau", "/tinjau/kelompok?soal=1", "/tinjau/kelompok?soal=4"),
    *("/tinjau/topik?soal=1", "/tinjau/topik?soal=1&jenis=rujukan"),
    *("/tinjau/ajar?soal=1&topik=wbk", "/tinjau/baru?soal=1", "/riwayat"),
)


@pytest.mark.parametrize("size", [WIDE, PHONE, (320, 640)])
async def test_nothing_sticks_out_of_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    outside = "() => document.documentElement.scrollWidth - innerWidth"
    long = unknown(4, "https://contoh.example/" + "a" * 300)
    async with looking(tmp_path, *ASKED, long, size=size) as (_, page, goes):
        await goes("/tinjau/ajar?soal=4&topik=wbk")
        assert await page.evaluate(outside) <= 0
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_role("status")).to_contain_text("Diajarkan")
        for path in ADDRESSES:
            await goes(path)
            await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

            assert (path, await page.evaluate(outside)) <= (path, 0)
