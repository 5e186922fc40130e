"""The whole bot beside python-telegram-bot's echo example: updates a second a core, and waits.

    python -m benchmarks.serving [--seconds 5] [--rounds 3] [--crowd 256] [--memory 20000] [BOT ...]

A Bot API in this process, the bot in another, both on this machine: nothing leaves it. Linux only
(/proc tells the processor time). Absolute figures depend on the machine and the hour: read the
ratios. `--crowd`: citizens whose question is open at any time; with many, waits are those of a
queue. `--memory 200000` takes some minutes.

What is asked repeats: how often which question comes follows Zipf's law, as it does in the logs of
search engines (Xie and O'Hallaron 2002, "Locality in search engine queries and its implications for
caching", INFOCOM), and what was just answered is at hand. "fresh" is the bot where nothing repeats.
"""

import argparse
import asyncio
import os
import random
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import uvloop

from benchmarks.playedapi import PlayedApi
from bot.knowledge import load

ROOT = Path(__file__).parent.parent
BOTS = {
    "default": "PTB echo, as it comes",
    "echo": "PTB echo on our wire",
    "concurrent": "PTB echo on our wire, concurrent",
    "whole": "the whole bot",
    "fresh": "the whole bot, no question twice",
}
REMEMBERING = ("whole", "fresh")
# How many questions are drawn before they begin again.
DRAWN = 50_000
DELAYS = (0.0, 0.05)
# Citizens with an open question at a time, and different ones in all.
CROWD, PEOPLE = 256, 50_000
# Each bot is measured so often, in turn with the others: a minute in which the machine is busy with
# something else decides nothing.
ROUNDS = 3
# Updates answered before anything is counted, by what has nothing to remember and by the bot, as
# after its first hours; seconds a bot may take to the next milestone, and to end.
WARM_UP, USED, PATIENCE = 300, 10_000, 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Updates a second, and a second of processor time; milliseconds from update to reply."""

    bot: str
    delay: float
    rate: float
    per_core: float
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, kw_only=True)
class Footprint:
    """Resident bytes when the bot is ready, and after so many updates."""

    start: int
    after: dict[int, int]


class Served:
    """A bot being served, watched from outside."""

    def __init__(self, api: PlayedApi, pid: int, milestone: asyncio.Event) -> None:
        self.api = api
        self._pid = pid
        self._milestone = milestone

    @property
    def cpu(self) -> float:
        """Processor seconds until now."""
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    @property
    def resident(self) -> int:
        """Bytes in memory now."""
        return int(Path(f"/proc/{self._pid}/statm").read_text().split()[1]) * _PAGE

    async def until(self, replies: int) -> None:
        """Wait until so many updates were answered. Raises TimeoutError if it comes to a halt."""
        while self.api.replies < replies:
            self._milestone.clear()
            async with asyncio.timeout(PATIENCE):
                await self._milestone.wait()


@asynccontextmanager
async def served(bot: str, delay: float, *, crowd: int = CROWD) -> AsyncIterator[Served]:
    """The bot as a process of its own, ended afterwards."""
    milestone = asyncio.Event()
    asked = texts() if bot == "fresh" else repeated(texts())
    api = PlayedApi(asked, crowd=crowd, people=PEOPLE, delay=delay, replied=milestone.set)
    async with api:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.bots", bot, api.base_url,
            cwd=ROOT, stdout=DEVNULL, stderr=DEVNULL,
        )  # fmt: skip
        try:
            yield Served(api, process.pid, milestone)
        finally:
            if process.returncode is None:
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10.0)
            except TimeoutError:
                process.kill()
                await process.wait()


def texts() -> list[str]:
    """What citizens ask: phrasings of the office's knowledge, half of them with a slip."""
    chance = random.Random(1)
    asked = [phrasing for entry in load(ROOT / "knowledge").entries for phrasing in entry.ask]
    chance.shuffle(asked)
    return [text if at % 2 else _slip(text, chance) for at, text in enumerate(asked)]


def repeated(asked: Sequence[str]) -> list[str]:
    """DRAWN of them, each as often as 1 / its place (Zipf's law)."""
    weights = [1 / place for place in range(1, len(asked) + 1)]
    return random.Random(2).choices(asked, weights, k=DRAWN)


def _slip(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return f"kak {text[:at]}{text[at + 1 :]} ya"


async def measure(bot: str, delay: float, seconds: float, crowd: int = CROWD) -> Measured:
    """How a bot fares in so many seconds, once it has warmed up."""
    loop = asyncio.get_running_loop()
    async with served(bot, delay, crowd=crowd) as it:
        # At 50 ms the default answers some 20 a second.
        warm = WARM_UP if delay == 0 else WARM_UP // 10
        await it.until(USED if bot in REMEMBERING else warm)
        replies, cpu, begun = it.api.replies, it.cpu, loop.time()
        await asyncio.sleep(seconds)
        count, took = it.api.replies - replies, loop.time() - begun
        spent, waits = it.cpu - cpu, it.api.waits[replies:]
    cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
    return Measured(
        bot=bot,
        delay=delay,
        rate=count / took,
        per_core=count / spent if spent else 0.0,
        p50=1000 * cuts[49],
        p95=1000 * cuts[94],
        p99=1000 * cuts[98],
    )


async def footprint(counts: Sequence[int]) -> Footprint:
    """How the whole bot's memory grows."""
    async with served("whole", 0.0) as it:
        await it.until(1)
        start, after = it.resident, {}
        for count in counts:
            await it.until(count)
            after[count] = it.resident
    return Footprint(start=start, after=after)


def table(rounds: Sequence[Sequence[Measured]]) -> str:
    """Lines of a Markdown table: medians over the rounds, which have the same rows. So are the
    ratios, each to its own round's default, and to the echo on our wire, of the same delay."""
    lines = [
        "| delay | bot | updates/s | a core | x default | x our wire | p50 ms | p95 | p99 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for same in zip(*rounds, strict=True):
        row = same[0]
        rate, core, p50, p95, p99 = (
            median(getattr(one, name) for one in same)
            for name in ("rate", "per_core", "p50", "p95", "p99")
        )
        to = " | ".join(_ratio(row, rounds, bot) for bot in ("default", "echo"))
        lines.append(
            f"| {1000 * row.delay:.0f} ms | {BOTS[row.bot]} | {rate:,.0f} | {core:,.0f} | {to} | "
            f"{p50:,.0f} | {p95:,.0f} | {p99:,.0f} |"
        )
    return "\n".join(lines)


def _ratio(row: Measured, rounds: Sequence[Sequence[Measured]], to: str) -> str:
    """Of the row to that of the bot `to`, the median over the rounds; a dash where it did not run.

    Without delay of the updates a second of processor time, with it of those a second.
    """
    name = "rate" if row.delay else "per_core"
    found = [
        {one.bot: getattr(one, name) for one in each if one.delay == row.delay} for each in rounds
    ]
    if to not in found[0]:
        return "-"
    return f"{median(one[row.bot] / one[to] for one in found):.2f}"


def told(memory: Footprint) -> str:
    """The growth in words."""
    parts = [f"ready {memory.start / 1e6:.0f} MB"]
    first = next(iter(memory.after.values()))
    for count, size in memory.after.items():
        parts.append(f"after {count:,} updates {size / 1e6:.0f} MB ({size / first:.2f})")
    return ", ".join(parts)


async def run(
    bots: Sequence[str], seconds: float, crowd: int, memory: int, rounds: int = ROUNDS
) -> None:
    """Measures and prints."""
    each = [(bot, delay) for delay in DELAYS for bot in bots]
    rows = [[await measure(*one, seconds, crowd) for one in each] for _ in range(rounds)]
    print(f"{crowd} open questions, medians of {rounds} rounds. Without delay the ratio is that of")
    print("the updates a second of processor time, with it that of the updates a second.\n")
    print(table(rows))
    if memory:
        print(f"\nMemory: {told(await footprint((memory // 10, memory)))}")


def main() -> None:
    """Prints the table, and how memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--crowd", type=int, default=CROWD)
    parser.add_argument("--memory", type=int, default=20_000, help="updates; 0: not measured")
    parser.add_argument("bots", nargs="*", default=[*BOTS], metavar="BOT", help=", ".join(BOTS))
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(given.bots, given.seconds, given.crowd, given.memory, given.rounds))


if __name__ == "__main__":
    main()
