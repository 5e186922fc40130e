"""The preview in a real browser: what people do in it, live, and how it fits their screens."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.keeping.kept import Vote, Wanted
from bot.replies import Kind
from tests.browsers import chromium, chromium_path, quiet_page
from tests.previewhall import PreviewHall, previewhall
from tests.test_preview import KNOWN, png
from tests.townhall import KNOWLEDGE, question_of

# Each opens a browser of its own, which takes seconds on a busy machine.
pytestmark = pytest.mark.timeout(120)

# Milliseconds; a hang limit and no measure.
expect.set_options(timeout=20_000)
WIDE, PHONE = (1280, 800), (390, 844)
ROOT = Path(__file__).parent.parent


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
        await asks(asep, "syarat wbk apa ya", "Kang Asep")
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
    assert [kept.asked.words for kept in left] == ["syarat wbk apa ya"]


async def _acts_on(message: Locator, role: Literal["link", "button"], name: str) -> None:
    """Opens what can be done with a message, and does it."""
    await message.locator(".act summary").click()
    await message.get_by_role(role, name=name).click()


async def _edits(page: Page, before: str, after: str) -> None:
    await _acts_on(page.locator(".msg.out").filter(has_text=before), "link", "Ubah")
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
    await page.locator("#lampir-sari summary").click()
    await page.locator("#lampir-sari").get_by_label("Foto").set_input_files(file)
    await expect(page.locator("#tulis-sari .chosen")).to_contain_text("surat.png")
    await page.locator("#tulis-sari").get_by_role("button", name="Kirim").click()
    picture = page.locator(".out img").last
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 400
    await expect(page.locator("#lampir-sari")).not_to_have_attribute("open", "")


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
        await expect(page.locator("#pesan-asep")).to_be_hidden()
        await page.set_viewport_size({"width": 1600, "height": 800})
        await expect(page.locator("#pesan-asep")).to_be_visible()
        await page.get_by_role("link", name="Tutup Kang Asep").click()
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


async def test_what_an_app_can_do_besides_writing(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        await hall.preview.say(hall.preview.seats["sari"], 0, KNOWN)
        page = await opens("/?obrolan=sari&samping=tidak")
        received, sent = page.locator("#pesan-sari .in"), page.locator("#pesan-sari .out")
        await page.locator("#lampir-sari summary").click()
        await page.get_by_role("button", name="Stiker").click()
        await expect(sent.last.locator(".sticker")).to_contain_text("👍")
        await expect(received).to_have_count(2)

        await _acts_on(received.first, "link", "Balas")
        await expect(page.locator("#tulis-sari .at")).to_contain_text("Membalas")
        await asks(page, "apa syarat wbk")
        await expect(sent.last.locator(".quoted")).to_contain_text("Meja Informasi")
        await _acts_on(received.first, "button", "Teruskan ke bot")
        await expect(sent.last.locator(".forwarded")).to_have_text("Diteruskan dari Meja Informasi")
        await expect(received).to_have_count(4)

        await page.locator("#lagi-sari summary").click()
        await page.get_by_role("button", name="Inggris").click()
        await expect(page.locator("#keadaan-sari")).to_contain_text("bahasa Inggris")
        await page.locator("#teks-sari").fill("/he")
        await expect(page.locator("#menu-sari").get_by_role("button")).to_contain_text(["/help"])
        await page.locator("#menu-sari").get_by_role("button").click()
        await expect(received).to_have_count(5)

        await page.locator("#lagi-sari summary").click()
        await page.get_by_role("button", name="Blokir bot").click()
        await page.get_by_role("button", name="Buka blokir dan mulai ulang").click()
        await expect(sent.last).to_contain_text("/start")


async def test_a_button_copies_to_the_clipboard_and_says_so(tmp_path: Path) -> None:
    rows = [[InlineKeyboardButton("Salin alamat", copy_text=CopyTextButton("Jalan Flamboyan 60"))]]
    async with looking(tmp_path) as (hall, opens):
        sari = hall.preview.seats["sari"]
        await hall.preview.say(sari, 0, "/start")
        await hall.world.until(lambda: sari.place.chat.sent)
        async with Bot(hall.world.token, request=hall.preview.request()) as bot:
            await bot.send_message(
                sari.place.chat.id, "Alamat", reply_markup=InlineKeyboardMarkup(rows)
            )
        page = await opens("/?obrolan=sari")
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await presses(page, "Salin alamat")
        await expect(page.locator(".toast")).to_have_text("Disalin ke papan klip.")

        assert await page.evaluate("navigator.clipboard.readText()") == "Jalan Flamboyan 60"


async def test_that_the_bot_is_typing_is_seen_and_ends_with_its_answer(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        sari = hall.preview.seats["sari"]
        await hall.preview.say(sari, 0, "/start")
        await hall.world.until(lambda: sari.place.chat.sent)
        page = await opens("/?obrolan=sari")
        async with Bot(hall.world.token, request=hall.preview.request()) as bot:
            await bot.send_chat_action(sari.place.chat.id, "typing")
            await expect(page.locator("#keadaan-sari")).to_contain_text("sedang mengetik")
            await expect(page.locator(".dots")).to_be_visible()
            await bot.send_message(sari.place.chat.id, "Sudah.")
        await expect(page.locator("#pesan-sari .in").last).to_contain_text("Sudah.")
        await expect(page.locator(".dots")).to_have_count(0)


async def test_eight_tabs_load_and_each_learns_what_happens(tmp_path: Path) -> None:
    """A browser has six connections to one host; all eight are as good as in front here."""
    async with looking(tmp_path) as (hall, opens):
        keys = ["sari", "asep", "maya", "dimas", "rina", "kantor", "sari", "asep"]
        tabs = [await opens(f"/?obrolan={key}&samping=tidak") for key in keys]
        for seat in hall.preview.seats.values():
            name = f"@{hall.world.bot.username} " if seat.group else ""
            await hall.preview.say(seat, 0, f"{name}apa syarat wbk")
        for tab, key in zip(tabs, keys, strict=True):
            await expect(tab.locator(f"#pesan-{key} .in").last).to_contain_text("Wilayah Bebas")

        # One that had to ask now and then gets a stream when somebody turns to it.
        await tabs[0].bring_to_front()
        await tabs[0].evaluate("dispatchEvent(new Event('focus'))")
        await asks(tabs[0], KNOWN)
        await expect(tabs[0].locator("#pesan-sari .in").last).to_contain_text("Melayani")
        await expect(tabs[6].locator("#pesan-sari .in").last).to_contain_text("Melayani")
        await expect(tabs[3].locator(".lost")).to_be_hidden()


async def test_a_tab_that_is_hidden_asks_for_nothing_and_catches_up_when_shown(
    tmp_path: Path,
) -> None:
    async with looking(tmp_path) as (hall, opens):
        hidden, shown = await opens("/?obrolan=sari"), await opens("/?obrolan=sari")
        await hidden.evaluate(_TURN, True)
        await hall.preview.say(hall.preview.seats["sari"], 0, KNOWN)
        await expect(shown.locator("#pesan-sari .in")).to_contain_text("Melayani")
        await expect(hidden.locator("#pesan-sari .in")).to_have_count(0)
        await hidden.evaluate(_TURN, False)
        await expect(hidden.locator("#pesan-sari .in")).to_contain_text("Melayani")


_TURN = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@asynccontextmanager
async def _process(tmp_path: Path) -> AsyncIterator[tuple[Path, str, Path]]:
    """`python -m bot` without a token over a folder of one file: the file, address, and log."""
    folder, log = tmp_path / "pengetahuan", tmp_path / "log.txt"
    folder.mkdir()
    file = folder / "umum.yaml"
    file.write_text(KNOWLEDGE, encoding="utf-8")
    environment = {"LISTEN": "127.0.0.1:0", "KNOWLEDGE_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    with log.open("wb") as errors:
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
        address = next(word for word in said.split() if word.startswith("http"))
        yield file, address.rstrip("/"), log
    finally:
        process.terminate()
        await process.wait()


async def test_a_broken_file_is_told_once_each_to_the_page_the_log_and_the_admin(
    tmp_path: Path,
) -> None:
    chromium_path()
    complaints: list[str] = []
    broken = KNOWLEDGE.replace("title: WBK", "titel: WBK")
    line = next(at for at, text in enumerate(broken.splitlines(), 1) if "titel" in text)
    async with _process(tmp_path) as (file, address, log), chromium() as browser:
        page = await quiet_page(await browser.new_context(), complaints)
        await page.goto(f"{address}/?obrolan=sari&samping=rina")
        first = await page.locator("#fakta code").inner_text()
        file.write_text(broken, encoding="utf-8")
        notice = page.get_by_role("status").filter(has_text="Bot tetap menjawab dari versi")
        await expect(notice).to_contain_text(f"umum.yaml:{line} kunci `titel` tidak dikenal")
        told = page.locator("#pesan-rina .in")
        await expect(told).to_contain_text([f"umum.yaml:{line}: kunci `titel` tidak dikenal"])
        await page.get_by_role("button", name="Mulai").click()
        await asks(page, KNOWN)
        await expect(page.locator("#pesan-sari .in").last).to_contain_text("Melayani.")
        file.write_text(broken, encoding="utf-8")

        file.write_text(KNOWLEDGE.replace("Melayani.", "Melayani sekali."), encoding="utf-8")
        await expect(page.locator(".mended")).to_contain_text("Kesalahan sudah diperbaiki.")
        await expect(page.locator(".faults")).to_have_count(0)
        await expect(page.locator("#fakta code")).not_to_have_text(first)
        await expect(page.locator(".mended code")).to_have_text(
            await page.locator("#fakta code").inner_text()
        )
        await asks(page, KNOWN)
        await expect(page.locator("#pesan-sari .in").last).to_contain_text("Melayani sekali.")
        await expect(told).to_contain_text(["umum.yaml", "dapat dipakai lagi"])
        logged = log.read_text(encoding="utf-8")

    assert complaints == []
    assert logged.count(f"umum.yaml:{line}: kunci `titel`") == 1
    assert logged.count("the knowledge is without faults again") == 1


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
    for name in ("Konsol", "Ibu Sari", "Tindakan", "Ya, menjawab", "Menu", "Lampirkan", "Kirim"):
        assert any(name in one for one in names), name


_FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const shown = one.matches(".attach input") ? one.parentElement : one;
  const seen = getComputedStyle(shown).outlineStyle !== "none";
  return `${seen ? "" : "hidden "}${one.innerText || one.id}`;
}"""
