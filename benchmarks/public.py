"""Question sets that others made, asked through `python -m bot ask --jsonl`.

    python -m benchmarks.public FOLDER [--named]

FOLDER holds a folder a set: `phrasings*.jsonl` ({"entry", "text"}), `validation.jsonl`,
`questions*.jsonl` ({"text", "expect"}; none expected: out of scope). A knowledge base of one file
of plain entries is made of the phrasings; nothing of the sets is kept. `--named`: entries are
titled by their names, which tells the desk a little more than the phrasings do.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.normalising import key

RECALL = 0.38
"""Out-of-scope recall at which the in-scope accuracy is told: what the best linear method has."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """Phrasings learnt and questions asked, as files of a set's folder."""

    name: str
    folder: str
    phrasings: str = "phrasings.jsonl"
    questions: str = "questions.jsonl"


TASKS = (
    Task(name="clinc150, 10 phrasings", folder="clinc150"),
    Task(name="clinc150, 10, typos", folder="clinc150", questions="questions_typo.jsonl"),
    Task(name="clinc150, all phrasings", folder="clinc150", phrasings="phrasings_full.jsonl"),
    Task(name="id_tegal, 10 phrasings", folder="id_tegal"),
    Task(name="id_tegal, 10, typos", folder="id_tegal", questions="questions_typo.jsonl"),
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and what came back: `first` is the entry ranked first, `answered` those shown."""

    expect: tuple[str, ...]
    first: str | None
    answered: tuple[str, ...]
    offered: tuple[str, ...]
    score: float

    @property
    def ranked(self) -> bool:
        """Whether the right entry is ranked first."""
        return self.first in self.expect


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Shares 0..1. `accuracy`, `recall`: in-scope accuracy and out-of-scope recall; by a threshold
    on `score` chosen on the validation questions, at a recall of RECALL, and as the desk replies
    (`right`, `helped`: also those asked back with the right choice)."""

    task: str
    own: int
    foreign: int
    first: float
    auroc: float
    accuracy: float
    recall: float
    accuracy_at_recall: float
    right: float
    helped: float
    wrong: float
    refused: float


def run(folder: Path, task: Task, *, named: bool = False) -> Figures:
    """A task of the set in `folder`, start to end."""
    where = folder / task.folder
    with TemporaryDirectory() as made:
        knowledge(_rows(where / task.phrasings), Path(made) / "plain.yaml", named=named)
        validation = _rows(where / "validation.jsonl")
        asked = _ask(Path(made), [*validation, *_rows(where / task.questions)])
    return figures(task.name, asked[: len(validation)], asked[len(validation) :])


def knowledge(rows: Sequence[dict[str, object]], file: Path, *, named: bool) -> None:
    """A file of plain entries; a phrasing that two entries share is left to the first."""
    asks: dict[str, list[str]] = {}
    taken: set[str] = set()
    for row in rows:
        entry, text = str(row["entry"]), str(row["text"])
        if key(text) not in taken:
            taken.add(key(text))
            asks.setdefault(entry, []).append(text)
    entries = [
        {
            "id": _id(entry),
            "title": entry.replace("_", " ") if named else f"Topik {at}",
            "ask": texts,
            "answer": "Jawaban.",
        }
        for at, (entry, texts) in enumerate(asks.items())
    ]
    # JSON is YAML, and quotes every text.
    file.write_text(json.dumps({"entries": entries}, ensure_ascii=False), encoding="utf-8")


def figures(name: str, validation: Sequence[Asked], questions: Sequence[Asked]) -> Figures:
    """What the README of the sets counts, of a task's questions."""
    own = [asked for asked in questions if asked.expect]
    foreign = [asked for asked in questions if not asked.expect]
    accuracy, recall = _by_threshold(own, foreign, _threshold(validation))
    at = _score_of_recall([asked.score for asked in foreign], RECALL)
    return Figures(
        task=name,
        own=len(own),
        foreign=len(foreign),
        first=_share([asked.ranked for asked in own]),
        auroc=auroc([asked.score for asked in own], [asked.score for asked in foreign]),
        accuracy=accuracy,
        recall=recall,
        accuracy_at_recall=_by_threshold(own, foreign, at)[0],
        right=_share([bool({*a.answered} & {*a.expect}) for a in own]),
        helped=_share([bool({*a.answered, *a.offered} & {*a.expect}) for a in own]),
        wrong=_share([bool(a.answered) and not {*a.answered} & {*a.expect} for a in own]),
        refused=_share([not asked.answered for asked in foreign]),
    )


def auroc(own: Sequence[float], foreign: Sequence[float]) -> float:
    """P(an in-scope score is above an out-of-scope one); equal ones count half."""
    below = np.sort(foreign)
    under = np.searchsorted(below, own, "left") + np.searchsorted(below, own, "right")
    return float(under.mean() / (2 * max(1, len(foreign))))


def _threshold(asked: Sequence[Asked]) -> float:
    """The score that makes most of all questions right (Larson et al. 2019, oos-threshold)."""
    best = sorted({one.score for one in asked} | {0.0})
    own = np.array([one.score for one in asked if one.expect and one.ranked])
    foreign = np.array([one.score for one in asked if not one.expect])
    counts = [int((own >= at).sum() + (foreign < at).sum()) for at in best]
    return best[int(np.argmax(counts))]


def _by_threshold(
    own: Sequence[Asked], foreign: Sequence[Asked], threshold: float
) -> tuple[float, float]:
    accuracy = _share([one.ranked and one.score >= threshold for one in own])
    return accuracy, _share([one.score < threshold for one in foreign])


def _score_of_recall(scores: Sequence[float], recall: float) -> float:
    """The least score under which at least this share of `scores` lies."""
    ordered = sorted(scores)
    if not ordered:
        return 0.0
    return float(np.nextafter(ordered[int(np.ceil(recall * len(ordered))) - 1], 2.0))


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(1, len(hits))


def _rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _ask(folder: Path, rows: Sequence[dict[str, object]]) -> list[Asked]:
    """Every question through the command, as anybody would."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--knowledge", str(folder)]
    lines = "".join(json.dumps({"text": row["text"]}) + "\n" for row in rows)
    run = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    replies = map(json.loads, run.stdout.splitlines())
    return [_asked(row, reply) for row, reply in zip(rows, replies, strict=True)]


def _asked(row: dict[str, object], reply: dict[str, list[dict[str, str]]]) -> Asked:
    expect = row["expect"]
    return Asked(
        expect=tuple(_id(str(entry)) for entry in expect) if isinstance(expect, list) else (),
        first=reply["ranking"][0]["entry"] if reply["ranking"] else None,
        answered=tuple(map(str, reply["entries"])),
        offered=tuple(choice["entry"] for choice in reply["choices"]),
        score=float(str(reply["score"])),
    )


def _id(entry: str) -> str:
    return entry.lower().replace("_", "-")


def table(found: Sequence[Figures]) -> str:
    """A Markdown table, a row a task, in per cent."""
    lines = [
        "| task | in / out | right entry first | AUROC | by threshold: in-scope accuracy / "
        f"out-of-scope recall | accuracy at {RECALL:.0%} recall | as it replies: right / helped / "
        "wrong | not answered out of scope |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {f.task} | {f.own} / {f.foreign} | {f.first:.1%} | {f.auroc:.1%} | "
        f"{f.accuracy:.1%} / {f.recall:.1%} | {f.accuracy_at_recall:.1%} | "
        f"{f.right:.1%} / {f.helped:.1%} / {f.wrong:.1%} | {f.refused:.1%} |"
        for f in found
    ]
    return "\n".join(lines)


def main() -> None:
    """Prints a table of all tasks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the sets' folders are")
    parser.add_argument("--named", action="store_true", help="title entries by their names")
    given = parser.parse_args()
    print(table([run(given.folder, task, named=given.named) for task in TASKS]))


if __name__ == "__main__":
    main()
