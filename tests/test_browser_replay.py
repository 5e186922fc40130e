"""The replay and the public page in a real browser: without script, on any screen, in the dark."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot import web
from bot.disclosing import ADDRESS, Disclosure
from bot.signin import Role
from tests.browsers import chromium, chromium_path, looks_again, quiet_page
from tests.consolehall import JAKARTA, console
from tests.logged import question
from tests.officehall import unknown

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)
# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
SIZES = [(1280, 800, "light"), (390, 844, "dark"), (320, 640, "light")]
OUTSIDE = "() => document.documentElement.scrollWidth - innerWidth"


@asynccontextmanager
async def looking(
    tmp_path: Path, width: int = 1280, height: int = 800, scheme: str = "light"
) -> AsyncIterator[tuple[Page, str]]:
    """A page without script, signed in, over a log of which four people asked; and the site."""
    chromium_path()
    at = datetime.now(UTC) - timedelta(hours=1)
    asked = [
        question(
            id,
            at=at,
            person=f"{id:032x}",
            words="apa syarat wbk",
            entry=entry,
            entries=(entry,),
        )
        for id, entry in enumerate(("wbk", "wbk", "wbk", "wbbm"), 1)
    ]
    long = unknown(9, "https://contoh.example/" + "a" * 300)
    complaints: list[str] = []
    stop = asyncio.Event()
    async with console(tmp_path, *asked, long) as hall, chromium() as browser:
        public = Disclosure(hall.holder, hall.store, JAKARTA, 365)
        hall.app.router.routes.extend(public.routes())
        door = await web.serve(hall.app, "127.0.0.1", 0, stop)
        context = await browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=False,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page = await quiet_page(context, complaints)
        await looks_again(page)
        try:
            link = await hall.signin.link(Role.ADMIN, "Rina")
            await page.goto(f"{door.url}/konsol/masuk/{link}")
            await page.get_by_role("button", name="Masuk").click()
            yield page, door.url
        finally:
            await context.close()
            stop.set()
            await door.done
    assert [one for one in complaints if "404" not in one] == []


async def test_an_admin_opens_the_public_page_and_shuts_it_again(tmp_path: Path) -> None:
    async with looking(tmp_path) as (page, site):
        shut = await page.goto(site + ADDRESS)
        await page.goto(f"{site}/konsol")
        await page.get_by_role("link", name="Halaman publik").click()
        await page.get_by_role("button", name="Nyalakan halaman publik").click()
        await page.get_by_role("link", name=ADDRESS).click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Apa yang diketahui bot")
        await expect(page.get_by_text("WBK 3 kali")).to_be_visible()
        await page.get_by_text("Umum (6 topik)").click()
        await expect(page.get_by_role("listitem").filter(has_text="Tata tertib")).to_be_visible()
        await page.goto(f"{site}/konsol/publik")
        await page.get_by_role("button", name="Matikan halaman publik").click()
        again = await page.goto(site + ADDRESS)

    assert shut and again
    assert (shut.status, again.status) == (404, 404)


async def test_a_replay_is_narrowed_opened_and_made_anew(tmp_path: Path) -> None:
    async with looking(tmp_path) as (page, site):
        await page.goto(f"{site}/konsol")
        await page.get_by_role("link", name="Putar ulang").click()
        await page.get_by_role("link", name="Berubah").click()
        rows = page.locator("table.cards tbody tr")
        await expect(rows.filter(has_text="apa syarat wbk")).to_have_count(1)
        await expect(rows.filter(has_not_text="Berubah")).to_have_count(0)
        await page.get_by_role("link", name="apa syarat wbk").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa dijawab begitu?")
        await page.go_back()
        await page.get_by_role("button", name="Hitung lagi").click()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
async def test_nothing_sticks_out_of_the_screen(
    tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    async with looking(tmp_path, width, height, scheme) as (page, site):
        await page.goto(f"{site}/konsol/publik")
        await page.get_by_role("button", name="Nyalakan halaman publik").click()
        for path in ("/konsol/publik", "/konsol/putar-ulang", ADDRESS):
            await page.goto(site + path)
            for summary in await page.locator("summary").all():
                await summary.click()

            assert (path, await page.evaluate(OUTSIDE)) <= (path, 0)
