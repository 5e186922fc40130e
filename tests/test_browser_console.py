"""The console in a real browser: by mouse, by keyboard, without script, and on a phone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot import web
from bot.addresses import HOME
from bot.keeping.kept import Asked, Wanted
from bot.signin import Role
from tests.browsers import chromium, chromium_path, looks_again, quiet_page, settled
from tests.consolehall import Console, console
from tests.logged import SITI, question
from tests.officehall import unknown

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)

# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
WIDE, PHONE = (1280, 800), (390, 844)
PAGES = ("", "/tinjau", "/log", "/log/1", "/contoh", "/masuk", "/nothing")
LONG = "https://contoh.example/" + "a" * 300
ASKED = (
    question(1, words=LONG),
    unknown(2, "kapan pilkades", "contoh-01"),
    unknown(3, "Kapan pilkades?", SITI),
    unknown(4, "cuaca hari ini"),
    unknown(5, "harga cabai"),
)


@asynccontextmanager
async def looking(
    tmp_path: Path,
    *asked: Asked,
    size: tuple[int, int] = WIDE,
    script: bool = True,
    role: Role = Role.ADMIN,
    files: Mapping[str, bytes] | None = None,
    shipped: Path | None = None,
) -> AsyncIterator[tuple[Console, Page, Callable[[str], Awaitable[None]]]]:
    """A console, a page signed in to it through its link, and a way to go to an address of it.

    At the end the browser may have had nothing to complain of but pages that are not there, and
    forms that were filled in wrong.
    """
    chromium_path()
    complaints: list[str] = []
    stop = asyncio.Event()
    async with (
        console(tmp_path, *(asked or ASKED), files=files, shipped=shipped) as hall,
        chromium() as browser,
    ):
        door = await web.serve(hall.app, "127.0.0.1", 0, stop)
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            color_scheme="dark" if size == PHONE else "light",
        )
        page = await quiet_page(context, complaints)
        if not script:
            await looks_again(page)

        async def goes(path: str) -> None:
            await page.goto(door.url + HOME + path)
            await settled(page)

        try:
            await goes(f"/masuk/{await hall.signin.link(role, 'Rina')}")
            await page.get_by_role("button", name="Masuk").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text(
                "Bagaimana bot melayani warga?"
            )
            yield hall, page, goes
        finally:
            await context.close()
            stop.set()
            await door.done
    assert [one for one in complaints if "404" not in one and "422" not in one] == []


async def test_reviewing_goes_by_keyboard(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, page, goes):
        await goes("/tinjau")
        groups = page.locator("article.group")
        await page.keyboard.press("j")
        await expect(groups.nth(0)).to_be_focused()
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await expect(groups.nth(2)).to_be_focused()
        await page.keyboard.press("k")
        await expect(groups.nth(1)).to_be_focused()
        await page.keyboard.press("k")
        await page.keyboard.press("Enter")
        await expect(groups.nth(0).get_by_text("Tebakan bot", exact=True)).to_be_visible()

        await page.keyboard.press("i")
        await expect(page.get_by_role("status")).to_contain_text("Dikesampingkan: Kapan pilkades?")
        await expect(groups).to_have_count(2)
        await expect(groups.nth(0)).to_be_focused()
        aside = len(await hall.store.queries(Wanted(open_only=True)))
        await page.keyboard.press("u")
        await expect(page.get_by_role("status")).to_contain_text("Dibuka kembali")
        await expect(groups).to_have_count(3)
        back = len(await hall.store.queries(Wanted(open_only=True)))

        # The page is there before its script listens.
        await page.wait_for_load_state()
        await page.keyboard.press("?")
        await expect(page.get_by_text("kesampingkan", exact=True)).to_be_visible()

    assert (aside, back) == (2, 4)


async def test_without_script_all_of_it_works_by_links_and_forms(tmp_path: Path) -> None:
    async with looking(tmp_path, script=False) as (hall, page, goes):
        await page.get_by_role("link", name="Tinjau").click()
        first = page.locator("article.group").first
        await first.get_by_role("button", name="Kesampingkan").click()
        await page.get_by_role("status").get_by_role("button", name="Buka kembali").click()
        await expect(page.locator("article.group")).to_have_count(3)

        await page.get_by_role("link", name="Log", exact=True).click()
        await page.get_by_label("Kata di pertanyaan").fill("PILKADES")
        await page.get_by_label("Hanya yang menunggu").check()
        await page.get_by_role("button", name="Saring").click()
        await expect(page.locator("tbody tr")).to_have_count(2)
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="CSV").click()
        sheet = await (await coming.value).path()
        lines = sheet.read_text(encoding="utf-8-sig").splitlines()
        await page.get_by_role("link", name="Kapan pilkades?").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Mengapa dijawab begitu?")

        await page.get_by_role("link", name="Hapus log contoh").click()
        await page.get_by_role("button", name="Hapus 1 pertanyaan contoh").click()
        await expect(page.get_by_role("status")).to_contain_text("Log contoh sudah dihapus")
        await page.get_by_role("button", name="Keluar").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(
            "Bagaimana cara masuk ke konsol?"
        )
        await goes("/log")
        left = [kept.asked.id for kept in await hall.store.queries(Wanted())]

        await expect(page.locator("tbody")).to_have_count(0)

    assert len(lines) == 3
    assert left == [5, 4, 3, 1]


@pytest.mark.parametrize("size", [WIDE, PHONE, (320, 640)])
async def test_nothing_sticks_out_of_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    outside = "() => document.documentElement.scrollWidth - innerWidth"
    async with looking(tmp_path, size=size) as (_, page, goes):
        for path in PAGES:
            await goes(path)
            await page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

            assert (path, await page.evaluate(outside)) <= (path, 0)


async def test_on_a_phone_a_row_is_a_card_that_names_its_parts(tmp_path: Path) -> None:
    async with looking(tmp_path, size=PHONE) as (_, page, goes):
        await goes("/log")
        row = page.locator("tbody tr").first
        shown = "row => getComputedStyle(row).display"
        named = "row => [...row.querySelectorAll('td')].map(td => td.dataset.label)"
        heads = await page.locator("thead th").all_text_contents()

        assert await row.evaluate(shown) == "block"
        assert await row.evaluate(named) == heads
        assert len(heads) <= 7


async def test_the_keyboard_reaches_everything_and_its_focus_is_seen(tmp_path: Path) -> None:
    focused = """() => {
      const one = document.activeElement;
      if (one === document.body) return "";
      const seen = getComputedStyle(one).outlineStyle !== "none";
      return `${seen ? "" : "hidden "}${one.innerText || one.id}`;
    }"""
    async with looking(tmp_path) as (_, page, goes):
        await goes("/log")
        names = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            names.append(await page.evaluate(focused))

    assert "hidden" not in " ".join(names)
    for name in ("Langsung ke isi", "Tinjau", "Keluar", "kata", "Saring", "CSV", "harga cabai"):
        assert name in names
