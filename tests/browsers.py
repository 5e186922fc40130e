"""The browser of the machine, for tests that look at pages as people do."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    async_playwright,
    expect,
)

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_MISSING = "Chromium is missing; to run the browser tests: apt install chromium"
# Nothing of its own business, and none of the sandbox that root may not have.
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Milliseconds that work beside a page may take before it counts as hanging.
_PATIENCE = 120_000


def chromium_path() -> str:
    """Where it is. Skips the test where it is not, or fails it under REQUIRE_BROWSER=1."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(_MISSING)
    if path is None:
        pytest.skip(_MISSING)
    return path


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser, without a window."""
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def quiet_page(context: BrowserContext, complaints: list[str]) -> Page:
    """A page; what the browser finds wrong with it goes into `complaints`."""

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page = await context.new_page()
    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


async def looks_again(page: Page) -> None:
    """Where a page waits for work beside it, its button is pressed, as people without script do."""
    pressed = page.locator("a[data-again], [data-again] button")
    await page.add_locator_handler(pressed, lambda found: found.click(), no_wait_after=True)


async def settled(page: Page) -> None:
    """Waits until the page waits for nothing more, however long the machine takes."""
    await expect(page.locator("[data-again]")).to_have_count(0, timeout=_PATIENCE)
    await page.wait_for_load_state()
