"""The preview's page while it is drawn anew under somebody's hands, and on a narrow phone."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.test_browser_preview import asks, looking
from tests.test_preview import KNOWN

pytestmark = pytest.mark.timeout(120)
BESIDE = "/?obrolan=sari&samping=kantor"


async def begins(page: Page) -> None:
    await page.get_by_role("button", name="Mulai").first.click()
    await expect(page.locator("#pesan-sari .in")).to_have_count(1)


async def test_a_menu_stays_open_and_the_same_while_its_message_is_drawn_anew(
    tmp_path: Path,
) -> None:
    async with looking(tmp_path) as (_, opens):
        page, other = await opens(BESIDE), await opens(BESIDE)
        await begins(page)
        await asks(page, KNOWN)
        answer = page.locator("#pesan-sari .msg.in").nth(1)
        await expect(answer.locator(".why.latest")).to_have_count(1)
        await answer.locator(".act summary").click()
        link = answer.get_by_role("link", name="Balas")
        same = await link.element_handle()

        await other.bring_to_front()
        await asks(other, "apa itu zona integritas")
        await page.bring_to_front()
        # That it is no longer the latest one to have a reason is new in the message itself.
        await expect(answer.locator(".why:not(.latest)")).to_have_count(1)

        await expect(link).to_be_visible()
        assert same
        assert await same.evaluate("one => one.isConnected")
        await link.click()
        await expect(page.locator("#tulis-sari")).to_contain_text("Membalas")
        await expect(link).to_be_hidden()


async def test_what_was_refused_stays_to_be_read_until_something_else_is_sent(
    tmp_path: Path,
) -> None:
    async with looking(tmp_path) as (_, opens):
        other = await opens(BESIDE)
        await begins(other)
        page = await other.context.new_page()  # that browsers note refusals is no complaint here
        await page.goto(other.url)
        await page.locator("#teks-sari").fill("  ")
        await page.locator("#teks-sari").press("Enter")
        told = page.get_by_role("alert")
        await expect(told).to_have_text("Tulis pesan dahulu.")

        await other.bring_to_front()
        await asks(other, KNOWN)
        await page.bring_to_front()
        await expect(page.locator("#pesan-sari .out")).to_have_count(2)
        await expect(told).to_have_text("Tulis pesan dahulu.")

        await asks(page, "apa itu zona integritas")
        await expect(told).to_have_count(0)


async def test_five_years_side_by_side_stand_on_one_line_each_on_a_phone(tmp_path: Path) -> None:
    years = [InlineKeyboardButton(str(year), callback_data="x") for year in range(2021, 2026)]
    async with looking(tmp_path, (360, 780)) as (hall, opens):
        sari = hall.preview.seats["sari"]
        await hall.preview.say(sari, 0, "/start")
        await hall.world.until(lambda: sari.place.chat.sent)
        async with Bot(hall.world.token, request=hall.preview.request()) as bot:
            markup = InlineKeyboardMarkup(
                [years, [InlineKeyboardButton("Semua", url="https://a.id")]]
            )
            await bot.send_message(sari.place.chat.id, "Tahun?", reply_markup=markup)
        page = await opens("/?obrolan=sari")
        keys = page.locator("#pesan-sari .keys").last.locator("button, a")
        await expect(keys).to_have_count(6)
        boxes = [await one.bounding_box() for one in await keys.all()]

    heights = {round(box["height"]) for box in boxes if box}
    assert heights == {40}
