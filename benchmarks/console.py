"""The console over 100,000 logged questions: each page, the grouping, the exports, and citizens.

    python -m benchmarks.console [--rows 100000] [--times 20]

The bot as `run` starts it (the preview) in a process of its own, over a database filled
beforehand. Linux only (/proc tells processor time and memory). Milliseconds depend on the machine
and the hour; processor time is little disturbed, and its ratio to a bare page of the same program
even less.
"""

import argparse
import asyncio
import re
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import httpx

from benchmarks.logfilling import fill
from benchmarks.watching import PATIENCE, ROOT, Running, running
from bot.keeping.remembered import ON, PUBLIC, remember
from bot.keeping.storage import SQLite
from bot.knowledge import load

ZONE = ZoneInfo("Asia/Jakarta")
ROWS, TIMES = 100_000, 20
HOME, REVIEW, REPLAY = "/konsol", "/konsol/tinjau", "/konsol/putar-ulang"
# A page of the same program that asks no database.
BARE = f"{HOME}/masuk"
FORMS = ("csv", "jsonl", "xlsx")
# Seconds between two questions; between looks.
PAUSE, LOOK = 0.2, 0.2
# Telegram lets a bot say one thing a second in a chat, so they take turns.
CITIZENS = ("sari", "asep", "maya", "dimas", "rina")


@dataclass(frozen=True, kw_only=True)
class Page:
    """Milliseconds of the first look, then of many; processor milliseconds, and those of BARE."""

    name: str
    first: float
    p50: float
    p95: float
    cpu: float
    bare: float
    size: int


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something that takes its time: seconds, bytes of memory it added at most, and the wait of
    citizens meanwhile in milliseconds (none where it was over before anybody asked).

    `looks`: milliseconds of the looks at its page meanwhile, the first one of all among them.
    """

    name: str
    seconds: float
    grown: int
    waits: Sequence[float]
    looks: Sequence[float] = ()


async def filled(folder: Path, rows: int) -> None:
    """A preview's database with so many questions in it, and the public page open."""
    async with SQLite(folder / "data" / "preview.db") as store:
        # No sample log beside them.
        await remember(store, "sample", "made")
        await remember(store, PUBLIC, ON)
        await fill(store, load(ROOT / "knowledge"), rows, datetime.now(ZONE))


async def addresses(run: Running) -> list[str]:
    """Every page that shows something of the log, each filter, the first pages and deep ones."""
    newest, *_ = await _ids(run)
    deep, *_ = await _ids(run, f"jenis=unknown&sampai={_day(90)}")
    filters = (
        "jenis=unknown", "jenis=answer", "topik=slogan", "topik=tidak-ada", "bahasa=en",
        "suara=no", "kata=zona", "kata=xyzzy", "menunggu=1", f"dari={_day(60)}&sampai={_day(40)}",
        f"sebelum={deep}", f"jenis=unknown&sebelum={deep}",
        "kata=zona&jenis=answer&topik=zona-integritas&bahasa=id&suara=yes",
    )  # fmt: skip
    return [
        HOME, REVIEW, f"{REVIEW}?halaman=9999", f"{HOME}/log",
        *(f"{HOME}/log?{narrowed}" for narrowed in filters),
        *(f"{HOME}/log/{id}" for id in (newest, deep)),
        f"{REVIEW}/topik?soal={deep}", REPLAY, f"{REPLAY}?hasil=lost",
        f"{HOME}/riwayat", f"{HOME}/publik", f"{HOME}/contoh", "/keterbukaan",
    ]  # fmt: skip


async def _ids(run: Running, narrowed: str = "") -> list[str]:
    """Of the questions on the first page of the log."""
    _, log = await run.get(f"{HOME}/log?{narrowed}")
    return re.findall(r'/konsol/log/([0-9a-z]+)"', log.text)


async def _open(run: Running) -> list[str]:
    """The questions that the review page offers to teach from, one a group."""
    _, page = await run.get(REVIEW)
    return list(dict.fromkeys(re.findall(r"/ajar\?soal=([0-9a-z]+)", page.text)))


def _day(back: int) -> str:
    return f"{datetime.fromtimestamp(time.time() - 86_400 * back, ZONE):%Y-%m-%d}"


async def measured(run: Running, path: str, times: int, bare: float) -> Page:
    """A page looked at once, then so many times more."""
    first, answer = await run.get(path)
    cpu = run.cpu
    took = [(await run.get(path))[0] for _ in range(times)]
    return Page(
        name=re.sub(r"(?<=[/=])(?=[a-z]*\d)[0-9a-z]{10,}", "ID", path),
        first=first,
        p50=median(took),
        p95=quantiles(took, n=20)[-1],
        cpu=1000 * (run.cpu - cpu) / times,
        bare=bare,
        size=len(answer.content),
    )


async def beside(run: Running, name: str, work: Callable[[], AsyncIterator[None]]) -> Work:
    """The work, while citizens ask one question after another."""
    run.forget_peak()
    resident, begun = run.resident(), time.perf_counter()
    waits: list[float] = []
    asking = asyncio.create_task(_asking(run, waits))
    try:
        async with asyncio.timeout(PATIENCE):
            async for _ in work():
                pass
    finally:
        asking.cancel()
    seconds, grown = time.perf_counter() - begun, run.resident("VmHWM") - resident
    return Work(name=name, seconds=seconds, grown=grown, waits=waits)


async def _asking(run: Running, waits: list[float]) -> None:
    """A wait is from sending to the reply."""
    async with httpx.AsyncClient(base_url=run.http.base_url, timeout=PATIENCE) as http:
        for at in range(1_000_000):
            text = f"apa itu zona integritas {'ya' * (at % 7)}"
            begun = time.perf_counter()
            sent = await http.post(
                f"/obrolan/{CITIZENS[at % len(CITIZENS)]}/kirim", data={"teks": text}
            )
            waits.append(1000 * (time.perf_counter() - begun))
            assert sent.status_code == 303, sent.status_code
            await asyncio.sleep(PAUSE)


async def works(run: Running) -> AsyncIterator[Work]:
    """Citizens alone first; then what takes its time."""

    async def nothing() -> AsyncIterator[None]:
        await asyncio.sleep(10 * PAUSE)
        yield

    async def until(name: str, path: str, is_busy: Callable[[httpx.Response], bool]) -> Work:
        looks: list[float] = []

        async def looked() -> AsyncIterator[None]:
            busy = True
            while busy:
                took, answer = await run.get(path)
                looks.append(took)
                busy = is_busy(answer)
                await asyncio.sleep(LOOK if busy else 0)
                yield

        return replace(await beside(run, name, looked), looks=looks)

    def export(form: str) -> Callable[[], AsyncIterator[None]]:
        async def read() -> AsyncIterator[None]:
            async with run.http.stream("GET", f"{HOME}/log.{form}") as answer:
                async for _ in answer.raise_for_status().aiter_bytes():
                    yield

        return read

    yield await beside(run, "nothing", nothing)
    # Exports first: memory that grouping once took would be theirs for nothing.
    for form in FORMS:
        yield await beside(run, f"export {form}", export(form))
    yield await until("grouping", REVIEW, lambda page: "sedang dikelompokkan" in page.text)
    yield await until("replay", REPLAY, _is_working)
    one, other, *_ = await _open(run)
    yield await until("foresight", f"{REVIEW}/ajar?soal={one}&topik=slogan", _is_working)
    yield await until("the next one", f"{REVIEW}/ajar?soal={other}&topik=slogan", _is_working)


def _is_working(answer: httpx.Response) -> bool:
    return answer.status_code == httpx.codes.ACCEPTED


def pages_table(pages: Sequence[Page]) -> str:
    """Markdown."""
    lines = [
        "| page | first ms | p50 | p95 | processor ms | x bare | kB |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in pages:
        ratio = one.cpu / one.bare if one.bare else float("nan")
        lines.append(
            f"| `{one.name}` | {one.first:,.0f} | {one.p50:,.0f} | {one.p95:,.0f} | "
            f"{one.cpu:,.1f} | {ratio:,.0f} | {one.size / 1000:,.0f} |"
        )
    return "\n".join(lines)


def works_table(found: Sequence[Work]) -> str:
    """Markdown; the first row is what citizens wait while nothing else goes on."""
    lines = [
        "| beside it | seconds | memory added MB | a citizen waits ms: p50, p95, most "
        "| its page takes ms: first, p50, most |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        looks = [one.looks[0], median(one.looks), max(one.looks)] if one.looks else []
        lines.append(
            f"| {one.name} | {one.seconds:,.1f} | {one.grown / 1e6:,.0f} | "
            f"{_told(_shares(one.waits))} | {_told(looks)} |"
        )
    return "\n".join(lines)


def _shares(waits: Sequence[float]) -> list[float]:
    ordered = sorted(waits)
    return [ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.95, 1) if ordered]


def _told(values: Sequence[float]) -> str:
    return ", ".join(f"{value:,.0f}" for value in values)


async def measure(folder: Path, rows: int, times: int) -> tuple[list[Page], list[Work]]:
    """All of it, over a database made in `folder`."""
    await filled(folder, rows)
    async with running(folder) as run:
        await measured(run, BARE, times, 0.0)
        bare = (await measured(run, BARE, 5 * times, 0.0)).cpu
        found = [work async for work in works(run)]
        pages = [await measured(run, path, times, bare) for path in await addresses(run)]
    return pages, found


def main() -> None:
    """Prints both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--times", type=int, default=TIMES)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pages, found = asyncio.run(measure(Path(folder), given.rows, given.times))
    print(f"{given.rows:,} logged questions.\n\n{pages_table(pages)}\n\n{works_table(found)}")


if __name__ == "__main__":
    main()
