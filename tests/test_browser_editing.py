"""Records edited in a real browser, step by step as the staff's guide tells it; without script."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.kept import Asked
from bot.signin import Role
from tests.desks import ROOT
from tests.officehall import unknown
from tests.recordhall import FILES
from tests.test_browser_console import PHONE, WIDE, looking

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)

# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
GUIDE = (ROOT / "docs" / "panduan-petugas.md").read_text(encoding="utf-8")
ASKED: tuple[Asked, ...] = (unknown(1, "parkir bus rombongan di mana"),)


async def press(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()


async def follow(page: Page, name: str) -> None:
    await page.get_by_role("link", name=name, exact=True).first.click()


async def titled(page: Page, words: str) -> None:
    await expect(page.get_by_role("heading", level=1)).to_have_text(words)


async def undone(page: Page) -> None:
    """Undo what was just saved, by the button of the notice or of the history's first row."""
    await page.get_by_role("button", name="Urungkan").first.click()
    await expect(page.get_by_role("status")).to_contain_text("Sudah diurungkan")


async def test_the_guides_steps_edit_one_record_of_each_kind(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED, script=False, role=Role.EDITOR, files=FILES) as (
        hall,
        page,
        goes,
    ):
        await follow(page, "Pengetahuan")
        await titled(page, "Apa saja yang diketahui bot?")
        edits = (
            ("Entri", "Parkir tamu", "answer.id", "Tamu parkir di belakang."),
            ("Peraturan", "Perpres 95/2018", "status.id", "Masih berlaku."),
            ("Angka SPI", "SPI KPU 2024", "index", "75,5"),
            ("Layanan", "Pinjam aula", "cost.id", "Tanpa biaya"),
            ("Rujukan", "KTP", "answer.id", "Silakan ke kantor Disdukcapil."),
            ("Belum diumumkan", "Jam kantor", "answer.id", "Jam kantor segera diumumkan."),
            ("Basa-basi", "Halo! Silakan bertanya.", "answer.id", "Halo! Ada yang ditanyakan?"),
        )
        for kind, title, name, text in edits:
            await goes("/pengetahuan")
            await page.get_by_role("navigation", name="Jenis").get_by_text(kind).click()
            await follow(page, title)
            await titled(page, f"Apa yang diketahui bot tentang {title}?")
            await follow(page, "Ubah")
            await page.locator(f'[id="{name}"]').fill(text)
            await page.get_by_label("Pertanyaan untuk dicoba").fill("parkir bus rombongan di mana")
            await press(page, "Lihat akibatnya")
            await expect(
                page.get_by_role("heading", name="Yang kelak dibaca warga")
            ).to_be_visible()
            await expect(page.locator(".bubble").first).to_contain_text(text)
            await press(page, "Simpan")
            await expect(page.get_by_role("status")).to_contain_text("Bot sudah memakainya")
            await expect(page.locator(".bubble").first).to_contain_text(text)
            await undone(page)

        files = {path.name: path.read_bytes() for path in hall.folder.glob("*.yaml")}

    assert files == FILES


async def test_the_guides_steps_add_sign_off_and_remove(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED, script=False, role=Role.EDITOR, files=FILES) as (
        hall,
        page,
        goes,
    ):
        await goes("/pengetahuan?jenis=angka")
        await follow(page, "Tambah angka SPI")
        await page.get_by_label("Subjek Id subjek").fill("nasional")
        await page.get_by_label("Tahun Tahun survei").fill("2026")
        await page.get_by_label("Indeks").fill("73,10")
        await press(page, "Lihat akibatnya")
        await expect(page.get_by_role("alert")).to_contain_text("Sebutkan sumbernya")
        await page.get_by_role("alert").get_by_role("link").click()
        await expect(page.get_by_label("Indeks")).to_have_value("73,10")
        await page.get_by_label("Nama sumber").first.fill("Laman KPK")
        await press(page, "Lihat akibatnya")
        await expect(page.locator(".diff .added")).to_have_count(1)
        await press(page, "Ubah lagi")
        await expect(page.get_by_label("Nama sumber").first).to_have_value("Laman KPK")
        await press(page, "Lihat akibatnya")
        await press(page, "Simpan")
        await titled(page, "Apa yang diketahui bot tentang SPI nasional 2026?")
        await page.get_by_label("Disahkan oleh").fill("Kasubbag Hukum")
        await press(page, "Sahkan")
        await expect(page.get_by_role("status")).to_contain_text("disahkan oleh Kasubbag Hukum")
        await page.get_by_label("Pertanyaan untuk dicoba").fill("berapa spi nasional 2026")
        await press(page, "Tanyakan")
        await expect(page.locator(".bubble")).to_contain_text("73,10")
        await expect(page.get_by_role("heading", name="Mengapa")).to_be_visible()

        await goes("/pengetahuan/catatan?id=spi-nasional-2026")
        await follow(page, "Hapus")
        await titled(page, "Hapus angka SPI SPI nasional 2026?")
        await page.get_by_label("Alasan mengambil jawaban itu").fill("Contoh saja")
        await press(page, "Hapus SPI nasional 2026")
        await titled(page, "Apa saja yang diketahui bot?")
        await follow(page, "Riwayat")
        await expect(page.locator("tbody tr").first).to_contain_text("Contoh saja")
        left = (hall.folder / "survei.yaml").read_bytes()

    assert left == FILES["survei.yaml"]


PATHS = (
    *("", "?jenis=rujukan", "/catatan?id=parkir", "/ubah?id=aula", "/tambah?jenis=peraturan"),
    *("/hapus?id=aula", "/coba?tanya=parkir+tamu", "/bawaan"),
)


@pytest.mark.parametrize("size", [WIDE, PHONE, (320, 640)])
async def test_nothing_sticks_out_of_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    outside = "() => document.documentElement.scrollWidth - innerWidth"
    async with looking(tmp_path, *ASKED, size=size, files=FILES) as (_, page, goes):
        for path in PATHS:
            await goes(f"/pengetahuan{path}")
            await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

            assert (path, await page.evaluate(outside)) <= (path, 0)
        await goes("/pengetahuan/ubah?id=parkir")
        await page.locator('[id="answer.id"]').fill("kata" * 200)
        await press(page, "Lihat akibatnya")
        await titled(page, "Simpan perubahan: Parkir tamu?")
        await page.wait_for_load_state()

        assert await page.evaluate(outside) <= 0
