"""The console over 100,000 logged questions: each page, the grouping, the exports, and citizens.

    python -m benchmarks.console [--rows 100000] [--times 20]

The bot as `run` starts it (the preview) in a process of its own, over a database filled
beforehand. Linux only (/proc tells processor time and memory). Milliseconds depend on the machine
and the hour; processor time is little disturbed, and its ratio to a bare page of the same program
even less.
"""

import argparse
import asyncio
import os
import re
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

import httpx

from benchmarks.logfilling import fill
from bot.knowledge import load
from bot.remembered import ON, PUBLIC, remember
from bot.storage import SQLite

ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Asia/Jakarta")
ROWS, TIMES = 100_000, 20
HOME, REVIEW, REPLAY = "/konsol", "/konsol/tinjau", "/konsol/putar-ulang"
# A page of the same program that asks no database.
BARE = f"{HOME}/masuk"
FORMS = ("csv", "jsonl", "xlsx")
# Seconds that something may take before it counts as hanging; between two questions; between looks.
PATIENCE, PAUSE, LOOK = 300.0, 0.2, 0.2
# Telegram lets a bot say one thing a second in a chat, so they take turns.
CITIZENS = ("sari", "asep", "maya", "dimas", "rina")
_TICKS = os.sysconf("SC_CLK_TCK")


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
    citizens meanwhile in milliseconds (none where it was over before anybody asked)."""

    name: str
    seconds: float
    grown: int
    waits: Sequence[float]


class Running:
    """The program, watched from outside."""

    def __init__(self, http: httpx.AsyncClient, pid: int) -> None:
        self.http = http
        self._pid = pid

    @property
    def cpu(self) -> float:
        """Processor seconds until now."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident(self, what: str = "VmRSS") -> int:
        """Bytes in memory now, or with VmHWM at most since `forget_peak`."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        found = re.search(rf"{what}:\s+(\d+) kB", status)
        return 1024 * int(found[1]) if found else 0

    def forget_peak(self) -> None:
        """VmHWM begins anew."""
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")

    async def get(self, path: str) -> tuple[float, httpx.Response]:
        """Milliseconds, and the answer. Raises HTTPStatusError."""
        begun = time.perf_counter()
        answer = await self.http.get(path)
        took = 1000 * (time.perf_counter() - begun)
        return took, answer.raise_for_status()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    """The bot over `folder`/data/preview.db, ended afterwards."""
    own = {"LISTEN": "127.0.0.1:0", "KNOWLEDGE_DIR": str(ROOT / "knowledge")}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        cwd=folder, env={**kept, **own, "PYTHONPATH": str(ROOT)}, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    try:
        assert process.stdout
        async with asyncio.timeout(PATIENCE):
            first = (await process.stdout.readline()).decode()
        found = re.search(r"http://\S+", first)
        if found is None:
            raise RuntimeError(f"The bot did not start; it said {first!r}.")
        async with httpx.AsyncClient(base_url=found[0], timeout=PATIENCE) as http:
            yield Running(http, process.pid)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 10.0)
        except TimeoutError:
            process.kill()
            await process.wait()


async def filled(folder: Path, rows: int) -> None:
    """A preview's database with so many questions in it, and the public page open."""
    async with SQLite(folder / "data" / "preview.db") as store:
        # No sample log beside them.
        await remember(store, "sample", "made")
        await remember(store, PUBLIC, ON)
        await fill(store, load(ROOT / "knowledge"), rows, datetime.now(ZONE))


async def addresses(run: Running) -> list[str]:
    """Every page that shows something of the log, each filter, the first pages and deep ones."""
    _, log = await run.get(f"{HOME}/log")
    ids = re.findall(r'/konsol/log/([0-9a-z]+)"', log.text)
    _, unknown = await run.get(f"{HOME}/log?jenis=unknown&sampai={_day(90)}")
    [deep, *_] = re.findall(r'/konsol/log/([0-9a-z]+)"', unknown.text)
    filters = (
        "jenis=unknown", "jenis=answer", "topik=slogan", "topik=tidak-ada", "bahasa=en",
        "suara=no", "kata=zona", "kata=xyzzy", "menunggu=1", f"dari={_day(60)}&sampai={_day(40)}",
        f"sebelum={deep}", f"jenis=unknown&sebelum={deep}",
        "kata=zona&jenis=answer&topik=zona-integritas&bahasa=id&suara=yes",
    )  # fmt: skip
    return [
        HOME, REVIEW, f"{REVIEW}?halaman=9999", f"{HOME}/log",
        *(f"{HOME}/log?{narrowed}" for narrowed in filters),
        *(f"{HOME}/log/{id}" for id in (ids[0], deep)),
        f"{REVIEW}/topik?soal={deep}", REPLAY, f"{REPLAY}?hasil=lost",
        f"{HOME}/riwayat", f"{HOME}/publik", f"{HOME}/contoh", "/keterbukaan",
    ]  # fmt: skip


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

    def until(path: str, words: str) -> Callable[[], AsyncIterator[None]]:
        async def looked() -> AsyncIterator[None]:
            while words in (await run.get(path))[1].text:
                await asyncio.sleep(LOOK)
                yield

        return looked

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
    yield await beside(run, "grouping", until(REVIEW, "sedang dikelompokkan"))
    yield await beside(run, "replay", until(REPLAY, "Sedang dihitung"))


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
        "| beside it | seconds | memory added MB | a citizen waits ms: p50 | p95 | most |",
        "|---|---|---|---|---|---|",
    ]
    for one in found:
        waits = sorted(one.waits)
        shown = [waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95, 1)] if waits else []
        told = " | ".join(f"{wait:,.0f}" for wait in shown)
        lines.append(f"| {one.name} | {one.seconds:,.1f} | {one.grown / 1e6:,.0f} | {told} |")
    return "\n".join(lines)


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
