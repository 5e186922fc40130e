"""A hand-over walked in a real browser, a citizen and the office's group side by side."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot.keeping.handovers import of_number
from bot.keeping.kept import Review, Wanted
from bot.keeping.storage import SQLite
from tests.deskhall import ASK, SEND, UNKNOWN
from tests.test_browser_preview import PHONE, asks, looking

pytestmark = pytest.mark.timeout(120)
REPLY = "Aula boleh dipinjam warga."


def said(page: Page, seat: str) -> Locator:
    """What the bot has said in a chat."""
    return page.locator(f"#pesan-{seat} .msg.in .text")


async def answers(page: Page, seat: str, last: Locator, text: str) -> None:
    """Replies to a message, as Telegram's clients do: first that message, then the words."""
    await last.locator(".act summary").click()
    await last.get_by_role("link", name="Balas").click()
    await expect(page.locator(f"#tulis-{seat}")).to_contain_text("Membalas")
    await says(page, seat, text)


async def says(page: Page, seat: str, text: str) -> None:
    """Types and sends, by keyboard."""
    await page.locator(f"#teks-{seat}").fill(text)
    await page.locator(f"#teks-{seat}").press("Enter")
    await expect(page.locator(f"#pesan-{seat} .msg.out").last).to_contain_text(text)


async def test_a_question_goes_to_the_office_and_its_answer_comes_back(tmp_path: Path) -> None:
    async with looking(tmp_path) as (hall, opens):
        page = await opens("/?obrolan=sari&samping=kantor")
        await page.get_by_role("button", name="Mulai").first.click()
        await expect(said(page, "sari")).to_have_count(1)
        await asks(page, UNKNOWN)
        keys = page.locator("#pesan-sari .keys").last
        await keys.get_by_role("button", name=ASK).click()
        await expect(said(page, "sari").last).to_contain_text("Yang akan dibaca petugas")
        await expect(said(page, "kantor")).to_have_count(0)
        await page.locator("#pesan-sari").get_by_role("button", name=SEND, exact=True).click()
        await expect(said(page, "sari").last).to_contain_text("T-1")

        card = page.locator("#pesan-kantor .msg.in").last
        await expect(card).to_contain_text(UNKNOWN)
        await expect(card).to_contain_text(re.compile("Warga [0-9A-F]{4} bertanya"))
        assert "Sari" not in await card.inner_text()
        await answers(page, "kantor", card, REPLY)
        answer = page.locator("#pesan-sari .msg.in").last
        await expect(answer).to_contain_text("Jawaban petugas KPU Kabupaten Purwakarta")
        await expect(answer).to_contain_text(REPLY)
        await expect(said(page, "kantor").last).to_contain_text("terkirim")

        await answer.get_by_role("button", name="Ya, menjawab").click()
        await expect(page.locator(".toast")).to_be_visible()
        await answers(page, "sari", answer, "Hari apa saja?")
        back = page.locator("#pesan-kantor .msg.in").last
        await expect(back).to_contain_text("“Hari apa saja?”")
        await answers(page, "kantor", back, "Senin sampai Jumat.")
        await expect(said(page, "sari").last).to_contain_text("Senin sampai Jumat.")

        await hall.log.flush()
        [kept] = await hall.log.store.queries(Wanted())
        await says(page, "sari", "/hapus_data")
        await page.get_by_role("button", name="Ya, hapus semuanya").click()
        await expect(page.locator("#pesan-kantor")).not_to_contain_text("aula dipinjam")
        store = hall.log.store
        assert isinstance(store, SQLite)
        assert await of_number(store, 1) is None

    assert kept.review is Review.ANSWERED
    assert not kept.open


async def test_on_a_phone_the_card_and_its_buttons_fit(tmp_path: Path) -> None:
    async with looking(tmp_path, PHONE) as (_, opens):
        sari, office = await opens("/?obrolan=sari"), await opens("/?obrolan=kantor")
        await sari.bring_to_front()
        await sari.get_by_role("button", name="Mulai").first.click()
        await expect(said(sari, "sari")).to_have_count(1)
        await asks(sari, UNKNOWN)
        await sari.get_by_role("button", name=ASK).last.click()
        await sari.locator("#pesan-sari").get_by_role("button", name=SEND, exact=True).click()
        await expect(said(sari, "sari").last).to_contain_text("T-1")
        await office.bring_to_front()
        buttons = office.locator("#pesan-kantor .keys button")
        await expect(buttons.last).to_have_text("Blokir penanya")
        boxes = [await one.bounding_box() for one in await buttons.all()]
        wide = await office.evaluate("document.documentElement.scrollWidth")

    assert wide == PHONE[0]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE[0] for box in boxes)
