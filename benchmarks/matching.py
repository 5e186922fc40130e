"""The matcher beside the tools one would reach for first: accuracy, CPU, load and memory.

    python -m benchmarks.matching [--knowledge DIR] [--whole] [QUESTIONS.jsonl ...]

First the question sets, over the knowledge; then generated phrasings at rising sizes, each method
in a process of its own. Absolute times depend on the machine and the hour: read the ratios.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.ranking import HERE, in_scope, measure, methods, table
from benchmarks.rivals import NEEDED, RIVALS, installed
from benchmarks.scaling import OURS, Scale, measured
from bot.knowledge import load

SIZES = (100, 1_000, 10_000)
WHOLE = (*SIZES, 100_000)


def main() -> None:
    """Prints a table a question set, then one a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--knowledge", type=Path, default=HERE.parent / "knowledge")
    parser.add_argument("--whole", action="store_true", help="100,000 phrasings too (minutes)")
    parser.add_argument("files", type=Path, nargs="*")
    given = parser.parse_args()
    rank_sets(
        given.knowledge, given.files or sorted((HERE / "questions").glob("questions-*.jsonl"))
    )
    for method in RIVALS:
        if not installed(method):
            print(f"{method} is left out: `pip install {NEEDED[method]}` brings it.\n")
    for size in WHOLE if given.whole else SIZES:
        others = [measured(method, size) for method in RIVALS if installed(method)]
        ours = measured(OURS, size)
        if ours:
            print(scales([*(scale for scale in others if scale), ours]), flush=True)


def rank_sets(folder: Path, files: Sequence[Path]) -> None:
    """A table a question set: which method ranks the right entry first."""
    ranks = methods(load(folder))
    for file in files:
        questions = in_scope(file)
        scores = [measure(method, rank, questions) for method, rank in ranks.items()]
        print(f"{file.name}: {len(questions)} questions in scope\n\n{table(scores)}\n")


def scales(rows: Sequence[Scale]) -> str:
    """A Markdown table of one size; in brackets how many times ours (the last row's)."""
    ours = rows[-1]
    lines = [
        f"{ours.size:,} phrasings in {ours.entries:,} entries\n",
        "| method | right first | CPU p50 | CPU p99 | load, CPU | memory kept, peak | asked |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.method} | {row.first:.1%} | {_micros(row.p50, ours.p50)} | "
        f"{_micros(row.p99, ours.p99)} | {row.load:.2f} s | {row.kept:.0f} MB, {row.peak:.0f} MB "
        f"| {row.asked:,} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _micros(time: float, ours: float) -> str:
    return f"{time:,.0f} µs ({time / ours:.2f})"


if __name__ == "__main__":
    main()
