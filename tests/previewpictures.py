"""Pictures of the preview for docs/: `python -m tests.previewpictures [FOLDER]`.

The bot over the shipped knowledge, a hand-over from question to answer. The machine needs a font
with emoji (fonts-noto-color-emoji), else buttons show boxes for them.
"""

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Page, expect

from tests.browsers import chromium
from tests.desks import ROOT, shipped_desk
from tests.previewhall import previewhall

_BESIDE = "/?obrolan=sari&samping=kantor"
_FIGURE, _GROUP = "brapa skor spi nasonal thn 2025?", "@meja_informasi_bot kantor buka jam berapa?"
_UNKNOWN = "kantor kpu punya parkir sepeda ga"
_REPLY = (
    "Terima kasih sudah bertanya. Kami tanyakan dahulu ke bagian umum, lalu kami balas di sini."
)


async def _says(page: Page, seat: str, text: str, answers: int = 1) -> None:
    said = page.locator(f"#pesan-{seat} .msg.in")
    before = await said.count()
    await page.locator(f"#teks-{seat}").fill(text)
    await page.locator(f"#teks-{seat}").press("Enter")
    await expect(said).to_have_count(before + answers)


async def _takes(page: Page, to: Path) -> None:
    await page.evaluate("document.activeElement?.blur()")
    await page.wait_for_timeout(5_000)  # what is fresh moves, and toasts stay for a while
    await page.screenshot(path=to)


async def _asks(page: Page, folder: Path) -> None:
    await _says(page, "kantor", _GROUP)
    await _says(page, "sari", _FIGURE)
    await _takes(page, folder / "preview.png")


async def _hands_over(page: Page, folder: Path) -> None:
    office = page.locator("#pesan-kantor .msg.in")
    await _says(page, "sari", _UNKNOWN)
    keys = page.locator("#pesan-sari .keys")
    await keys.last.get_by_role("button", name="Tanyakan ke petugas").click()
    await expect(keys.last.get_by_role("button", name="Jangan kirim")).to_be_visible()
    await _takes(page, folder / "handover-consent.png")
    await keys.last.get_by_role("button", name="Kirim", exact=True).click()
    await expect(office).to_have_count(1)
    await office.last.locator(".act summary").click()
    await office.last.get_by_role("link", name="Balas").click()
    await expect(page.locator("#tulis-kantor")).to_contain_text("Membalas")
    await _says(page, "kantor", _REPLY)
    await expect(page.locator("#pesan-sari .msg.in").last).to_contain_text("Jawaban petugas")
    await _takes(page, folder / "handover-answer.png")


async def _made(folder: Path) -> None:
    walks = ((_asks, 1280, 800), (_hands_over, 1180, 720))
    async with chromium() as browser:
        for walk, width, height in walks:
            with TemporaryDirectory() as holder:
                async with previewhall(Path(holder), shipped_desk()) as hall:
                    page = await browser.new_page(viewport={"width": width, "height": height})
                    await page.goto(hall.url + _BESIDE)
                    await page.get_by_role("button", name="Mulai").first.click()
                    await expect(page.locator("#pesan-sari .msg.in")).to_have_count(1)
                    await walk(page, folder)
                    await page.close()


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_made(folder))


if __name__ == "__main__":
    main()
