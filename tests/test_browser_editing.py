"""Records edited in a real browser, step by step as the staff's guide tells it; without script."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.changes.auditing import audited
from bot.keeping.kept import Asked
from bot.signin import Role
from tests.desks import ROOT
from tests.officehall import unknown
from tests.recordhall import FILES
from tests.test_browser_console import PHONE, looking

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


def steps(section: str) -> list[str]:
    """What the guide says to press or to fill in, in its order: the bold words of its steps."""
    _, found, rest = GUIDE.partition(f"\n## Di konsol: {section}\n")
    assert found, section
    listed = re.findall(r"^\d\. .*(?:\n   .*)*", rest.partition("\n## ")[0], re.MULTILINE)
    return [
        " ".join(name.split()) for one in listed for name in re.findall(r"\*\*([^*]+)\*\*", one)
    ]


# What is filled in where a step names a field.
FILLED = {
    "Pertanyaan untuk dicoba": "cara pinjam aula",
    "Biaya": "Tanpa biaya",
    "Cara bertanya": "cara pinjam aula\naula bisa dipinjam warga tidak\nsewa aula brp",
    "Subjek": "nasional",
    "Tahun": "2026",
    "Indeks": "73,10",
    "Nama sumber": "Laman KPK",
    "Disahkan oleh": "Kepala Subbagian Umum",
    "Alasan mengambil jawaban itu": "Aula dibongkar",
}


async def takes(page: Page, name: str) -> None:
    """A step: fills in the field of that label, or presses the button or the link."""
    label = re.compile(rf"^{re.escape(name)}\b")
    if name in FILLED:
        await page.get_by_label(label).first.fill(FILLED[name])
        return
    button, link = (page.get_by_role(role, name=label) for role in ("button", "link"))
    await button.or_(link).first.click()
    await page.wait_for_load_state()


# section of the guide: what its steps lead to; what is left out because others press it.
WALKS = {
    "mencari dan mencoba": ("Bagaimana bot menjawabnya, dan mengapa?", ()),
    "mengubah": ("Siapa mengubah apa?", ("Ubah lagi",)),
    "menambah": ("Apa yang diketahui bot tentang SPI nasional 2026?", ()),
    "mengesahkan": ("Apa yang diketahui bot tentang Pinjam aula?", ()),
    "menghapus": ("Apa saja yang diketahui bot?", ()),
    "mengambil perubahan bawaan": ("Apa yang baru di pengetahuan bawaan?", ()),
}


async def test_each_step_of_the_guide_can_be_walked(tmp_path: Path) -> None:
    folder = await asyncio.to_thread(offered, tmp_path)
    async with looking(
        tmp_path, *ASKED, script=False, role=Role.EDITOR, files=FILES, shipped=folder
    ) as (hall, page, goes):
        for section, (end, left_out) in WALKS.items():
            await goes("")
            for name in steps(section):
                if name not in left_out:
                    await takes(page, name)
            await titled(page, end)
        known, rows = hall.holder.desk.knowledge, await audited(hall.store, 20)

    told = re.findall(r"^## Di konsol: (.*)$", GUIDE, re.MULTILINE)
    assert told == [*WALKS, "bila ditolak"]
    assert [row.deed.action for row in reversed(rows)] == [
        *("edit", "undo", "record", "confirmed", "removal", "shipped")
    ]
    assert {"aula", "kantin", "spi-nasional-2026"} & {*known.by_id} == {
        "kantin",
        "spi-nasional-2026",
    }


async def test_errors_are_summed_up_and_lead_to_their_fields(tmp_path: Path) -> None:
    async with looking(tmp_path, *ASKED, script=False, files=FILES) as (_, page, goes):
        await goes("/pengetahuan/tambah?jenis=angka")
        await page.locator("#index").fill("tujuh")
        await press(page, "Lihat akibatnya")
        await expect(page.get_by_role("alert")).to_contain_text("Sebutkan sumbernya")
        await page.get_by_role("alert").get_by_role("link", name="bukan angka").click()

        await expect(page.locator("#index")).to_have_value("tujuh")
        await expect(page.locator("#index:target")).to_have_count(1)


def offered(tmp_path: Path) -> Path:
    """What ships: an entry that the office has not, and all that it has."""
    folder = tmp_path / "bawaan"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    (folder / "kantin.yaml").write_text(
        "entries:\n  - {id: kantin, title: Kantin, ask: [kantin di mana], answer: Di belakang.}\n",
        encoding="utf-8",
    )
    return folder


PATHS = (
    *("", "?jenis=rujukan", "/catatan?id=parkir", "/ubah?id=aula", "/tambah?jenis=peraturan"),
    *("/hapus?id=aula", "/coba?tanya=parkir+tamu", "/bawaan"),
)


@pytest.mark.parametrize("size", [PHONE, (320, 640)])
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
