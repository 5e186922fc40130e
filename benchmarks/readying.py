"""How soon the bot is ready, and how large it is then, beside python-telegram-bot alone.

    python -m benchmarks.readying [--times 5]

Ready: the rooms that serve imported, the shipped knowledge in its desk, database and inbox open.
As at every start after the first: what was learnt is taken from beside the database (bot/learnt),
where the start before it left it, and the rooms are compiled. A further line is the first start of
a new knowledge or program, which learns, and writes it down once it is ready; and one is what the
knowledge alone takes of that, read and learnt. Large arrays of what was learnt lie in its file
until they are used: so the size is told once more, when a hundred questions have been answered.
Processor seconds of processes that do nothing else, in turn; read the ratio. Linux only.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from textwrap import indent

ROOT = Path(__file__).parent.parent
TELEGRAM, LATER = "import telegram.ext", "the whole bot, ready"
FIRST = "the same at its first start, learning"
LEARNING = "of that, the shipped knowledge read and learnt"
_TELL = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
with open("/proc/self/statm") as pages:
    print(used.ru_utime + used.ru_stime, int(pages.read().split()[1]) * resource.getpagesize())
"""
_TELEGRAM = "import telegram.ext" + _TELL
_LEARNING = """
import time
from pathlib import Path
import bot.loading.building
from bot.answering import Desk
from bot.knowledge import load
start = time.process_time()
Desk(load(Path("knowledge")))
print(time.process_time() - start, 0)
"""
_READY = """
import asyncio, json, sys
from datetime import date
from pathlib import Path
import bot.front
from bot.answering import Desk
from bot.heap import give_back
from bot.keeping.inbox import Inbox
from bot.keeping.inboxfile import inbox_beside
from bot.knowledge import load
from bot.learnt import Learnt, learnt_beside
from bot.keeping.querylog import QueryLog
from bot.keeping.storage import SQLite

async def ready():
    async with SQLite(database) as store, QueryLog(store) as log, Inbox(inbox_beside(database)):
        TELL

database, folder, today = Path(sys.argv[1]) / "bot.db", Path("knowledge"), date.today()
learnt = Learnt(learnt_beside(database), folder)
desk = learnt.take(today) or Desk(load(folder, today=today))
give_back()
asyncio.run(ready())
questions = Path("benchmarks/questions/questions-dev.jsonl").read_text("utf-8").splitlines()
for question in questions[:100]:
    desk.reply(json.loads(question)["text"])
TELL
assert learnt.keep(desk, today)
""".replace("        TELL", indent(_TELL.strip(), " " * 8)).replace("TELL", _TELL.strip())


def measured(program: str, folder: str, compiled: str) -> tuple[float, int, int]:
    """Processor seconds, and resident bytes: when ready, and at the end."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        [sys.executable, "-c", program, folder],
        cwd=ROOT, env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = [line.split() for line in done.stdout.splitlines()]
    return float(told[0][0]), int(told[0][1]), int(told[-1][1])


def main() -> None:
    """Prints both, and the ratio of their times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    programs = {TELEGRAM: _TELEGRAM, LATER: _READY, FIRST: _READY, LEARNING: _LEARNING}
    runs: dict[str, list[tuple[float, int, int]]] = {name: [] for name in programs}
    with TemporaryDirectory() as folder, TemporaryDirectory() as compiled:
        for at in range(times + 1):
            for name, program in programs.items():
                with TemporaryDirectory() as empty:
                    run = measured(program, empty if name == FIRST else folder, compiled)
                if at:  # the first compiles, and learns
                    runs[name].append(run)
    first, _, _ = map(median, zip(*runs[TELEGRAM], strict=True))
    for name, all_of_it in runs.items():
        seconds, size, used = map(median, zip(*all_of_it, strict=True))
        held = f", {size / 1e6:.0f} MB" if size else ""
        asked = f", {used / 1e6:.0f} MB after 100 questions" if name in (LATER, FIRST) else ""
        print(f"{name}: {seconds:.2f} s ({seconds / first:.1f} x){held}{asked}")


if __name__ == "__main__":
    main()
