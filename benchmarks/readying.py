"""How soon the bot is ready, and how large it is then, beside python-telegram-bot alone.

    python -m benchmarks.readying [--times 5]

Ready: all rooms imported, the shipped knowledge learnt, database and inbox open. Processor seconds
of processes that do nothing else, in turn; read the ratio. Linux only. The rooms are compiled
before the first run, as they are after the first start of an installed bot.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
_TELL = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/statm") as pages:
    print(used.ru_utime + used.ru_stime, int(pages.read().split()[1]) * resource.getpagesize())
"""
_TELEGRAM = "import telegram.ext" + _TELL
_READY = """
import asyncio, sys
from pathlib import Path
import bot.front
from bot.answering import Desk
from bot.givingback import give_back
from bot.inbox import Inbox
from bot.inboxfile import inbox_beside
from bot.knowledge import load
from bot.querylog import QueryLog
from bot.storage import SQLite

async def ready():
    database = Path(sys.argv[1]) / "bot.db"
    async with SQLite(database) as store, QueryLog(store) as log, Inbox(inbox_beside(database)):
        TELL

desk = Desk(load(Path("knowledge")))
give_back()
asyncio.run(ready())
""".replace("TELL", _TELL.strip().replace("\n", "\n        "))


def measured(program: str, folder: str, compiled: str) -> tuple[float, int]:
    """Processor seconds, and resident bytes at the end."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        [sys.executable, "-c", program, folder],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, size = done.stdout.split()
    return float(seconds), int(size)


def main() -> None:
    """Prints both, and the ratio of their times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    programs = {"import telegram.ext": _TELEGRAM, "the whole bot, ready": _READY}
    runs: dict[str, list[tuple[float, int]]] = {name: [] for name in programs}
    with TemporaryDirectory() as folder, TemporaryDirectory() as compiled:
        for at in range(times + 1):
            for name, program in programs.items():
                run = measured(program, folder, compiled)
                if at:  # the first compiles
                    runs[name].append(run)
    first = median(seconds for seconds, _ in runs["import telegram.ext"])
    for name, all_of_it in runs.items():
        seconds = median(seconds for seconds, _ in all_of_it)
        size = median(size for _, size in all_of_it)
        print(f"{name}: {seconds:.2f} s ({seconds / first:.1f} x), {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
