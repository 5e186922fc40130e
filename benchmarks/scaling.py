"""One method at one size, in a process of its own: load, memory, CPU a query, accuracy.

    python -m benchmarks.scaling METHOD SIZE   (one JSON line; benchmarks.matching asks for all)

A process of its own, so that one method's memory and caches are not another's. CPU time is of all
threads; a query count is cut where a method would take minutes, and told.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.generating import generated
from benchmarks.rivals import RIVALS, Best, Rows
from bot.answering import Desk
from bot.knowledge import load

OURS = "this matcher"
QUERIES = 1_000
# Seconds of CPU a method may take for its queries, once it has answered FEWEST.
BUDGET = 15.0
FEWEST = 50
HANGS = 900
# Entries a file: a knowledge folder of many files, as an office would keep it.
FILED = 100


@dataclass(frozen=True, kw_only=True)
class Scale:
    """`p50`, `p99`: microseconds of CPU a query; `load`: seconds of CPU until it can be asked;
    `kept` and `peak`: megabytes the process grew by, after loading and at most; `first`: 0..1."""

    method: str
    size: int
    entries: int
    asked: int
    p50: float
    p99: float
    load: float
    kept: float
    peak: float
    first: float


def measured(method: str, size: int) -> Scale | None:
    """The method at this size, in a process of its own; None where that failed (told)."""
    command = [sys.executable, "-m", "benchmarks.scaling", method, str(size)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=HANGS, check=False)
    if run.returncode:
        sys.stderr.write(f"{method} at {size:,}: {run.stderr.strip().splitlines()[-1]}\n")
        return None
    return Scale(**json.loads(run.stdout))


def measure(method: str, size: int) -> Scale:
    """The same in this process: call it once, first."""
    made = generated(size, QUERIES)
    with TemporaryDirectory() as folder:
        build = _ours(made.rows, Path(folder)) if method == OURS else None
        before = _memory("VmRSS")
        _forget_peak()
        begun = time.process_time()
        best = build() if build else RIVALS[method](made.rows)
        taken = time.process_time() - begun
    kept, peak = _memory("VmRSS") - before, _memory("VmHWM") - before
    times, hits = _asked(best, made.queries)
    return Scale(
        method=method,
        size=size,
        entries=len({entry for entry, _ in made.rows}),
        asked=len(times),
        p50=times[len(times) // 2],
        p99=times[min(len(times) - 1, len(times) * 99 // 100)],
        load=taken,
        kept=kept,
        peak=peak,
        first=hits / len(times),
    )


def _asked(best: Best, queries: Sequence[tuple[str, str]]) -> tuple[list[float], int]:
    """Microseconds of each query, ascending, and how many found their entry."""
    for _, text in queries[:5]:
        best(text)
    times: list[float] = []
    hits = spent = 0.0
    for entry, text in queries:
        begun = time.process_time_ns()
        found = best(text)
        times.append((time.process_time_ns() - begun) / 1e3)
        spent += times[-1] / 1e6
        hits += found == entry
        if spent > BUDGET and len(times) >= FEWEST:
            break
    return sorted(times), int(hits)


def _ours(rows: Rows, folder: Path) -> Callable[[], Best]:
    """Writes the folder; the call it returns reads it and learns, as at a start or a reload."""
    asks: dict[str, list[str]] = {}
    for entry, text in rows:
        asks.setdefault(entry, []).append(text)
    names = list(asks)
    for start in range(0, len(names), FILED):
        part = "".join(_entry(name, asks[name]) for name in names[start : start + FILED])
        file = folder / f"bagian-{start // FILED}.yaml"
        file.write_text(f"entries:\n{part}", encoding="utf-8")

    def build() -> Best:
        desk = Desk(load(folder))
        return lambda text: next((candidate.id for candidate in desk.match(text).own), None)

    return build


def _entry(name: str, asks: Sequence[str]) -> str:
    lines = "".join(f"      - {json.dumps(ask)}\n" for ask in asks)
    return f"  - id: {name}\n    title: {name}\n    ask:\n{lines}    answer: Ini {name}.\n"


def _forget_peak() -> None:
    """The high-water mark starts anew at what is held now, where the system lets it."""
    # A container may forbid it; then the peak tells of the imports as well.
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _memory(field: str) -> float:
    """Megabytes, of /proc/self/status."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"/proc/self/status has no {field}; memory is measured on Linux only")


if __name__ == "__main__":
    print(json.dumps(asdict(measure(sys.argv[1], int(sys.argv[2])))))
