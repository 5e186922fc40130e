"""The whole bot beside python-telegram-bot's echo example: updates a second a core, and waits.

    python -m benchmarks.serving [--seconds 2] [--rounds 9] [--crowd 256] [--memory 20000] [BOT ...]

A Bot API in this process, each bot in another, all on this machine: nothing leaves it. Linux only
(/proc tells the processor time). Absolute figures depend on the machine and the hour: read the
ratios. Without delay all bots run from the start on and are asked in turn, a few seconds each: so a
machine that is slower for a minute is so for all of them. With delay each runs alone, for as long
as all those turns: a bot that waits for each answer takes seconds to be steady. `--crowd`: citizens
whose question is open at any time; with many, waits are those of a queue. `--memory 200000` takes
some minutes.

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
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
# Seconds of network.
DELAY = 0.05
# Citizens with an open question at a time, and different ones in all.
CROWD, PEOPLE = 256, 50_000
# Each bot is measured so often, in turn with the others. When they ran one after another, five
# seconds each, the ratio of the same two varied from 0.6 to 0.9.
ROUNDS = 9
# Updates answered before anything is counted, by what has nothing to remember and by the bot, as
# after its first hours; seconds a bot may take to the next milestone, and to end.
WARM_UP, USED, PATIENCE = 300, 10_000, 60.0
# Seconds from the first question of a turn until it is measured, and at most after its last until
# what was handed out is answered.
SETTLE, DRAIN = 0.3, 10.0
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

    async def turn(self, bot: str, seconds: float) -> Measured:
        """How it fares in so many seconds, if it was asked nothing before; nor is it afterwards."""
        self.api.go_on()
        await asyncio.sleep(SETTLE)
        measured = await self.measured(bot, seconds)
        self.api.asks = False
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN):
                while self.api.open:  # noqa: ASYNC110 # the benchmark itself must cost little
                    await asyncio.sleep(0.01)
        return measured

    async def measured(self, bot: str, seconds: float) -> Measured:
        """How it fares from now on."""
        loop, api = asyncio.get_running_loop(), self.api
        replies, cpu, begun = api.replies, self.cpu, loop.time()
        await asyncio.sleep(seconds)
        count, took = api.replies - replies, loop.time() - begun
        spent, waits = self.cpu - cpu, api.waits[replies:]
        cuts = quantiles(waits, n=100) if len(waits) > 1 else [0.0] * 99
        return Measured(
            bot=bot,
            delay=api.delay,
            rate=count / took,
            per_core=count / spent if spent else 0.0,
            p50=1000 * cuts[49],
            p95=1000 * cuts[94],
            p99=1000 * cuts[98],
        )


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
    """How a bot fares alone in so many seconds, once it has warmed up."""
    async with served(bot, delay, crowd=crowd) as it:
        await _warm(bot, it)
        return await it.measured(bot, seconds)


async def compare(
    bots: Sequence[str], seconds: float, rounds: int, crowd: int = CROWD
) -> list[list[Measured]]:
    """How they fare in turn, so many seconds each, in each round."""
    async with AsyncExitStack() as running:
        each: dict[str, Served] = {}
        for bot in bots:
            it = each[bot] = await running.enter_async_context(served(bot, 0.0, crowd=crowd))
            await _warm(bot, it)
            it.api.asks = False
        return [[await it.turn(bot, seconds) for bot, it in each.items()] for _ in range(rounds)]


async def _warm(bot: str, it: Served) -> None:
    # At 50 ms the default answers some 20 a second.
    warm = WARM_UP if it.api.delay == 0 else WARM_UP // 10
    await it.until(USED if bot in REMEMBERING else warm)


async def footprint(counts: Sequence[int]) -> Footprint:
    """How the whole bot's memory grows."""
    async with served("whole", 0.0) as it:
        await it.until(1)
        start, after = it.resident, {}
        for count in counts:
            await it.until(count)
            after[count] = it.resident
    return Footprint(start=start, after=after)


def table(*measured: Sequence[Sequence[Measured]]) -> str:
    """Lines of a Markdown table: medians over the rounds, each of which has the same rows. So are
    the ratios, each to its own round's default, and to the echo on our wire."""
    lines = [
        "| delay | bot | updates/s | a core | x default | x our wire | p50 ms | p95 | p99 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for rounds in measured:
        for same in zip(*rounds, strict=True):
            delay, name = f"{1000 * same[0].delay:.0f} ms", BOTS[same[0].bot]
            rate, core, *waits = (
                f"{median(getattr(one, name) for one in same):,.0f}"
                for name in ("rate", "per_core", "p50", "p95", "p99")
            )
            to = [_ratio(same[0], rounds, bot) for bot in ("default", "echo")]
            lines.append(f"| {' | '.join((delay, name, rate, core, *to, *waits))} |")
    return "\n".join(lines)


def _ratio(row: Measured, rounds: Sequence[Sequence[Measured]], to: str) -> str:
    """Of the row to that of the bot `to`, the median over the rounds; a dash where it did not run.

    Without delay of the updates a second of processor time, with it of those a second.
    """
    name = "rate" if row.delay else "per_core"
    found = [{one.bot: getattr(one, name) for one in each} for each in rounds]
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
    at_once = await compare(bots, seconds, rounds, crowd)
    late = [await measure(bot, DELAY, rounds * seconds, crowd) for bot in bots]
    print(f"{crowd} open questions, medians of {rounds} rounds. Without delay the ratio is that of")
    print("the updates a second of processor time, with it that of the updates a second.\n")
    print(table(at_once, [late]))
    if memory:
        print(f"\nMemory: {told(await footprint((memory // 10, memory)))}")


def main() -> None:
    """Prints the table, and how memory grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--crowd", type=int, default=CROWD)
    parser.add_argument("--memory", type=int, default=20_000, help="updates; 0: not measured")
    parser.add_argument("bots", nargs="*", default=[*BOTS], metavar="BOT", help=", ".join(BOTS))
    given = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(given.bots, given.seconds, given.crowd, given.memory, given.rounds))


if __name__ == "__main__":
    main()
