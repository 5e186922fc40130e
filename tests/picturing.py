"""Pictures of the console's pages, for guides and eyes: `python -m tests.picturing FOLDER`.

Each page at 1,280 and 390 pixels wide, in light and in dark, over the shipped knowledge and a few
made-up questions. Those that the guides show are named in GUIDES; `--guides` makes them alone,
right into docs/. A guide's picture stays below 150 kB.
"""

import argparse
import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page

from bot import web
from bot.addresses import HOME
from bot.aside import aside
from bot.keeping.kept import Asked
from bot.replies import Kind, Ranked
from bot.signin import Role
from tests.browsers import chromium, settled
from tests.consolehall import Console, console
from tests.desks import ROOT, shipped_desk
from tests.logged import BUDI, SITI, question

SIZES = {"lebar": (1280, 800), "ponsel": (390, 844)}
SCHEMES = {"terang": "light", "gelap": "dark"}
DOCS, LARGEST = ROOT / "docs", 150_000
_ASKED = "parkir motor di kantor kpu sebelah mana ya"
_NOW = datetime.now(UTC)
Step = Callable[[Page], Awaitable[None]]


async def _nothing(page: Page) -> None:
    """The page as it comes."""


async def _edited(page: Page) -> None:
    answer = page.locator('[id="what.id"]')
    await answer.fill(await answer.input_value() + " Permohonan dilayani pada hari kerja.")
    await page.locator('[id="coba"]').fill("ppid tuh apaan sih")
    await page.get_by_role("button", name="Lihat akibatnya").click()


async def _wrong(page: Page) -> None:
    await page.locator('[id="sources.0.title"]').fill("")
    await page.locator('[id="sources.0.date"]').fill("kemarin")
    await page.get_by_role("button", name="Lihat akibatnya").click()


async def _figure(page: Page) -> None:
    for name, text in {
        "subject": "nasional",
        "year": "2026",
        "index": "73,10",
        "sources.0.title": "Contoh sumber",
    }.items():
        await page.locator(f'[id="{name}"]').fill(text)


# name: (address, what is done there before the picture)
PAGES: dict[str, tuple[str, Step]] = {
    "hari-ini": ("", _nothing),
    "tinjau": ("/tinjau", _nothing),
    "ajar": ("/tinjau/ajar?soal=1&topik=alamat-kantor", _nothing),
    "topik": ("/tinjau/topik?soal=1", _nothing),
    "entri-baru": ("/tinjau/baru?soal=1", _nothing),
    "log": ("/log", _nothing),
    "rekaman": ("/log/9", _nothing),
    "putar-ulang": ("/putar-ulang", _nothing),
    "pengetahuan": ("/pengetahuan?jenis=layanan", _nothing),
    "catatan": ("/pengetahuan/catatan?id=kontak", _nothing),
    "ubah": ("/pengetahuan/ubah?id=ppid", _nothing),
    "ubah-salah": ("/pengetahuan/ubah?id=ppid", _wrong),
    "akibat": ("/pengetahuan/ubah?id=ppid", _edited),
    "tambah-angka": ("/pengetahuan/tambah?jenis=angka", _figure),
    "hapus": ("/pengetahuan/hapus?id=zona-integritas", _nothing),
    "coba": ("/pengetahuan/coba?tanya=ppid+tuh+apaan+sih", _nothing),
    "bawaan": ("/pengetahuan/bawaan", _nothing),
    "riwayat": ("/riwayat", _nothing),
    "publik": ("/publik", _nothing),
    "masuk": ("/masuk", _nothing),
}
# The pictures in docs/: name, page, size.
GUIDES = {
    "konsol-tinjau": ("tinjau", "lebar"),
    "konsol-ajar": ("ajar", "lebar"),
    "konsol-catatan": ("catatan", "lebar"),
    "konsol-ubah": ("ubah", "ponsel"),
    "konsol-akibat": ("akibat", "lebar"),
    "konsol-angka": ("tambah-angka", "ponsel"),
    "konsol-bawaan": ("bawaan", "lebar"),
}


def _asked() -> list[Asked]:
    """Two who ask one thing, and others; the newest of an id is what pages show."""

    def unknown(id: int, words: str, person: str) -> Asked:
        return question(
            id,
            words=words,
            person=person,
            at=_NOW - timedelta(hours=id),
            kind=Kind.UNKNOWN,
            entry=None,
            entries=(),
            runner_up=Ranked(entry="alamat-kantor", score=0.2),
        )

    answered = question(9, words="apa itu zona integritas", at=_NOW - timedelta(hours=2))
    return [
        unknown(1, _ASKED, BUDI),
        unknown(2, _ASKED.capitalize() + "?", SITI),
        unknown(3, "lomba mewarnai anak kapan min", "c" * 32),
        answered,
    ]


def _shipped(folder: Path) -> Path:
    """What an upgrade brought: an entry that the office has not, and one that says more."""
    copy = Path(shutil.copytree(ROOT / "knowledge", folder))
    more = (
        "  - id: contoh-kunjungan\n    title: Kunjungan sekolah\n"
        "    ask: [sekolah kami mau berkunjung ke kpu]\n    answer: Ini contoh.\n"
        "    sources: [{title: Contoh sumber}]\n"
    )
    (copy / "contoh.yaml").write_text(f"entries:\n{more}", encoding="utf-8")
    services = copy / "services.yaml"
    text = services.read_text(encoding="utf-8").replace("Surel PPID", "Surel layanan PPID")
    services.write_text(text, encoding="utf-8")
    return copy


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[tuple[Console, str]]:
    stop = asyncio.Event()
    shipped = _shipped(folder / "bawaan")
    async with console(folder, *_asked(), desk=shipped_desk(), shipped=shipped) as hall:
        door = await web.serve(hall.app, "127.0.0.1", 0, stop)
        try:
            yield hall, door.url
        finally:
            stop.set()
            await door.done


async def picture(
    browser: Browser, hall: Console, url: str, name: str, size: str, scheme: str, to: Path
) -> None:
    """One page as somebody of the office sees it, scrolled to its top; the whole screen."""
    address, step = PAGES[name]
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if SCHEMES[scheme] == "dark" else "light",
    )
    page = await context.new_page()
    if name != "masuk":
        await page.goto(f"{url}{HOME}/masuk/{await hall.signin.link(Role.ADMIN, 'Rina')}")
        await page.get_by_role("button", name="Masuk").click()
    await page.goto(url + HOME + address)
    await step(page)
    await settled(page)
    await page.wait_for_load_state()
    await page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)")
    made = await page.screenshot()
    if to.parent == DOCS and len(made) > LARGEST:
        raise SystemExit(f"{to.name} would take {len(made)} bytes, more than {LARGEST}")
    await aside(lambda: to.write_bytes(made))
    await context.close()


async def _made(folder: Path, *, guides: bool) -> None:
    wanted = [
        *(
            [(name, page, size, "terang") for name, (page, size) in GUIDES.items()]
            if guides
            else [
                (f"{page}-{size}-{scheme}", page, size, scheme)
                for page in PAGES
                for size in SIZES
                for scheme in SCHEMES
            ]
        )
    ]
    with TemporaryDirectory() as holder:
        async with _serving(Path(holder)) as (hall, url), chromium() as browser:
            for name, page, size, scheme in wanted:
                to = folder / f"{name}.png"
                await picture(browser, hall, url, page, size, scheme, to)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DOCS)
    parser.add_argument("--guides", action="store_true", help="only the guides' pictures")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_made(given.folder, guides=given.guides))


if __name__ == "__main__":
    main()
