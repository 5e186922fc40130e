"""The preview in a real browser: what people do in it, live, and how it fits their screens."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from bot.kept import Vote, Wanted
from bot.loading.reading import Fault
from bot.replies import Kind
from tests.browsers import chromium, chromium_path, quiet_page
from tests.previewhall import PreviewHall, previewhall
from tests.test_preview import KNOWN, png
from tests.townhall import question_of

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)

# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
WIDE, PHONE = (1280, 800), (390, 844)


@asynccontextmanager
async def looking(
    tmp_path: Path, size: tuple[int, int] = WIDE, *, script: bool = True
) -> AsyncIterator[tuple[PreviewHall, Callable[[str], Awaitable[Page]]]]:
    """A preview, and pages at it; at the end no browser may have had anything to complain of."""
    chromium_path()
    complaints: list[str] = []
    async with previewhall(tmp_path) as hall, chromium() as browser:
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            color_scheme="dark" if size == PHONE else "light",
        )

        async def opens(address: str) -> Page:
            page = await quiet_page(context, complaints)
            await page.goto(hall.url + address)
            return page

        yield hall, opens
    assert complaints == []


async def asks(page: Page, text: str, name: str = "Ibu Sari") -> None:
    """Types and sends, by keyboard."""
    field = page.get_by_label(f"Pesan {name}", exact=True).and_(page.locator("textarea"))
    await field.fill(text)
    await field.press("Enter")
    await expect(page.locator(".out .text").get_by_text(text, exact=True).last).to_be_visible()
    await expect(field).to_have_value("")


async def presses(page: Page, label: str) -> None:
    """The last button of that label under a message."""
    await page.locator(".keys").get_by_role("button", name=label).last.click()


async def test_a_citizen_does_all_there_is_while_another_is_served(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        sari, asep = await opens("/?obrolan=sari&samping=maya"), await opens("/?obrolan=asep")
        said = sari.locator("#pesan-sari .in .text")
        await sari.get_by_role("button", name="Mulai").first.click()
        await expect(said).to_have_count(1)
        await asep.get_by_role("button", name="Mulai").first.click()
        # Browsers draw a page in the background once a second, and each click waits for that.
        await sari.bring_to_front()

        await asks(sari, question_of(Kind.CLARIFY))
        choices = sari.locator("#pesan-sari .keys").last.get_by_role("button")
        await expect(choices.last).to_have_text("Bukan ini")
        title = await choices.first.inner_text()
        await choices.first.click()
        await expect(sari.locator(".why").last).to_contain_text(f"Dijawab · {title}")
        await asks(asep, "apa syarat wbk", "Kang Asep")
        await expect(asep.locator("#pesan-asep .in .text").last).to_contain_text("Wilayah Bebas")
        await presses(sari, "Bukan ini")
        await expect(sari.locator(".why").last).to_contain_text("Tidak terjawab")

        await asks(sari, KNOWN)
        await expect(said.last).to_contain_text("Melayani")
        await expect(sari.locator(".why").last).to_contain_text("Slogan kantor")
        await presses(sari, "Ya, menjawab")
        await expect(sari.locator(".toast")).to_be_visible()

        await _edits(sari, KNOWN, "apa itu zona integritas")
        await _sends_a_picture(sari)
        await _switches_language(sari)
        await hall.log.flush()
        kept = await hall.log.store.queries(Wanted())
        votes = [one.vote for one in kept if one.vote]
        await _erases(sari)
        await hall.log.flush()
        left = await hall.log.store.queries(Wanted())

    assert votes == [Vote.YES]
    assert [kept.asked.words for kept in left] == ["apa syarat wbk"]


async def _edits(page: Page, before: str, after: str) -> None:
    question = page.locator(".msg.out").filter(has_text=before)
    await question.get_by_role("link", name="Ubah").click()
    field = page.locator("#teks-sari")
    await expect(field).to_be_focused()
    await expect(field).to_have_value(before)
    await field.fill(after)
    await field.press("Enter")
    changed = page.locator(".msg.out").filter(has_text=after)
    await expect(changed.locator(".meta")).to_contain_text("diedit")
    answer = page.locator(".msg.out", has_text=after).locator("+ .msg.in")
    await expect(answer).to_contain_text("Zona Integritas <ZI>")
    await expect(answer.locator(".meta")).to_contain_text("diedit")
    await expect(field).to_have_value("")


async def _sends_a_picture(page: Page) -> None:
    file = FilePayload(name="surat.png", mimeType="image/png", buffer=png(400, 300))
    await page.locator("#tulis-sari input[type=file]").set_input_files(file)
    await expect(page.locator("#tulis-sari .chosen")).to_contain_text("surat.png")
    await page.locator("#tulis-sari").get_by_role("button", name="Kirim").click()
    picture = page.locator(".out img").last
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 400


async def _switches_language(page: Page) -> None:
    await page.locator("#menu-sari summary").click()
    await page.locator("#menu-sari").get_by_role("button", name="/bahasa").click()
    await presses(page, "English")
    await expect(page.locator("#pesan-sari .in").last).to_contain_text("from now on")
    await asks(page, KNOWN)
    await expect(page.locator("#pesan-sari .in").last).to_contain_text("Serving")


async def _erases(page: Page) -> None:
    await asks(page, "/hapus_data")
    await presses(page, "Yes, delete everything")
    await expect(page.locator("#pesan-sari .in").last).to_contain_text("Deleted:")


async def test_two_chats_stand_side_by_side_and_are_live(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        page = await opens("/?obrolan=sari&samping=asep")
        await hall.preview.say(hall.preview.seats["asep"], 0, KNOWN)
        await hall.preview.say(hall.preview.seats["dimas"], 0, KNOWN)

        await expect(page.locator("#pesan-asep .in")).to_contain_text("Melayani")
        await expect(page.locator(".rail li.new")).to_contain_text("Dimas")

        await page.get_by_role("link", name="Buka Dimas di samping").click()
        await expect(page.locator("#pesan-dimas .in")).to_contain_text("Melayani")
        await page.get_by_role("link", name="Tutup Dimas").click()
        await expect(page.locator(".pane")).to_have_count(1)


async def test_what_is_being_typed_survives_what_arrives(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        page = await opens("/?obrolan=kantor&samping=sari")
        field = page.locator("#teks-kantor")
        await field.fill("setengah kalim")
        await hall.preview.say(hall.preview.seats["sari"], 0, KNOWN)
        await expect(page.locator("#pesan-sari .in")).to_contain_text("Melayani")

        await expect(field).to_have_value("setengah kalim")
        await expect(field).to_be_focused()


async def test_a_broken_edit_of_the_knowledge_appears_by_itself(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        page = await opens("/")
        hall.holder.faults = (Fault(file="umum.yaml", line=3, message="kunci tidak dikenal"),)
        await expect(page.locator(".faults")).to_contain_text("umum.yaml:3")
        hall.holder.faults = ()
        await expect(page.locator(".faults")).to_have_count(0)


async def test_without_script_one_asks_by_form_and_reload(tmp_path: Path) -> None:
    async with looking(tmp_path, script=False) as (_, opens):
        page = await opens("/?obrolan=sari&samping=tidak")
        await page.get_by_role("button", name="Mulai").click()
        await page.locator("#teks-sari").fill(KNOWN)
        await page.get_by_role("button", name="Kirim").click()
        await expect(page.locator(".in").last).to_contain_text("Melayani")
        await presses(page, "Ya, menjawab")
        await expect(page.locator(".toast")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE, (320, 640)])
async def test_nothing_sticks_out_of_the_screen(tmp_path: Path, size: tuple[int, int]) -> None:
    async with looking(tmp_path, size) as (hall, opens):
        for text in ("/start", KNOWN, "A" * 300):
            await hall.preview.say(hall.preview.seats["sari"], 0, text)
        page = await opens("/?obrolan=sari&samping=kantor")
        await expect(page.locator("#pesan-sari .in")).to_have_count(3)

        outside = "() => document.documentElement.scrollWidth - innerWidth"
        panes = "[...document.querySelectorAll('.scroll')]"
        inside = f"() => {panes}.map(one => one.scrollWidth - one.clientWidth)"
        assert await page.evaluate(outside) <= 0
        assert set(await page.evaluate(inside)) == {0}
        await expect(page.locator("#tulis-sari .send")).to_be_in_viewport()
        await expect(page.locator("#akhir-sari")).to_be_in_viewport()


async def test_the_keyboard_reaches_everything_and_its_focus_is_seen(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        await hall.preview.say(hall.preview.seats["sari"], 0, KNOWN)
        page = await opens("/?obrolan=sari&samping=tidak")
        await expect(page.locator("#pesan-sari .in")).to_have_count(1)
        names: list[str] = []
        for _ in range(40):
            await page.keyboard.press("Tab")
            names.append(await page.evaluate(_FOCUSED))

    assert "hidden" not in " ".join(names)
    for name in ("Ibu Sari", "Ubah", "Ya, menjawab", "Menu", "Kirim"):
        assert any(name in one for one in names), name


_FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const shown = one.matches(".attach input") ? one.parentElement : one;
  const seen = getComputedStyle(shown).outlineStyle !== "none";
  return `${seen ? "" : "hidden "}${one.innerText || one.id}`;
}"""
