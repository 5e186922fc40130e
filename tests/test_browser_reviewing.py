"""The reviewers' guide walked in a browser: each name a section prints bold, in their order."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.signin import Role
from tests.desks import ROOT
from tests.officehall import unknown
from tests.test_browser_console import looking

pytestmark = pytest.mark.timeout(240)
expect.set_options(timeout=20_000)

GUIDE = (ROOT / "docs" / "panduan-peninjau.md").read_text(encoding="utf-8")
ASKED = tuple(
    unknown(id, words)
    for id, words in enumerate(
        (
            "prosedur meraih predikat wbk",
            "PROSEDUR MERAIH PREDIKAT WBK?",
            "jam buka kantor dong",
            "lomba mewarnai kapan",
        ),
        1,
    )
)
# What is filled in where the guide names a field; what is but to be seen; what may stay as it is.
FILLED = {
    "Judul": "Daftar panitia",
    "Jawaban": "Pendaftaran diumumkan kantor.",
    "Cara bertanya": "daftar jadi panitia\nmau jadi panitia gimana caranya",
    "Nama sumber": "Keterangan Subbagian Umum",
}
SEEN = (
    *("Cara bertanya yang ditambahkan", "Diajarkan:", "Ajarkan hanya ini", "ditunda"),
    *("ID", "Berkas"),
)
# section: what others walk, and the page that its walk ends on.
WALKS = {
    "Mengajarkan dengan satu tombol": ((), "Apakah ini semua satu pertanyaan?"),
    "Bila topiknya tidak ada di tebakan": ((), "Tentang topik mana pertanyaan ini?"),
    "Entri baru": (("Ubah lagi", "Sahkan", "Pengetahuan"), "Apa yang belum bisa dijawab bot?"),
    "Rujukan": ((), "Rujukan baru: apa jawabannya?"),
    "Kesampingkan atau nanti": ((), "Apa yang belum bisa dijawab bot?"),
    "Mengurungkan": ((), "Siapa mengubah apa?"),
}


def names(section: str) -> list[str]:
    """What the section prints bold."""
    _, found, rest = GUIDE.partition(f"\n## {section}\n")
    assert found, section
    return [
        " ".join(name.split()) for name in re.findall(r"\*\*([^*]+)\*\*", rest.split("\n## ")[0])
    ]


async def takes(page: Page, name: str) -> None:
    """Fills in the field of that label, looks for the words, or presses what bears the name."""
    # A guess bears the number of its key before its name.
    label = re.compile(rf"^(\d ?)?{re.escape(name)}\b")
    if name in FILLED:
        await page.get_by_label(label).first.fill(FILLED[name])
    elif name in SEEN:
        await expect(page.get_by_text(name).first).to_be_visible()
    else:
        if name == "Cari":
            await page.get_by_label("Cari topik").fill("zona")
        button, link = (page.get_by_role(role, name=label) for role in ("button", "link"))
        await button.or_(link).or_(page.locator("summary", has_text=label)).first.click()


@pytest.mark.parametrize("section", WALKS)
async def test_each_step_of_the_reviewers_guide_can_be_walked(tmp_path: Path, section: str) -> None:
    left_out, end = WALKS[section]
    async with looking(tmp_path, *ASKED, script=False, role=Role.EDITOR) as (_, page, goes):
        if section == "Mengurungkan":
            await goes("/tinjau")
            for name in ("Ini tentang WBK", "Simpan"):
                await takes(page, name)
            await expect(page.get_by_role("status")).to_contain_text("Diajarkan")
        await goes("/tinjau")
        for name in names(section):
            if name not in left_out:
                await takes(page, name)

        await expect(page.get_by_role("heading", level=1)).to_have_text(end)
