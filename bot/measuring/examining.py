"""`python -m bot evaluate`: question sets and the knowledge itself, asked, counted, drawn."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.answering import Desk
from bot.knowledge import Knowledge
from bot.measuring.curving import ALL, OWN, Curve, curves
from bot.measuring.evaluating import Ask, QuestionSetError, Result, evaluate
from bot.measuring.folding import FOLDS, leave_out
from bot.measuring.plotting import svg
from bot.measuring.reporting import as_json, as_text


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to ask and how to tell it; the fields are the command's options."""

    files: tuple[Path, ...] = ()
    leave_one_out: bool = False
    folds: int = FOLDS
    as_object: bool = False
    misses: bool = False
    curve: Path | None = None


def examine(knowledge: Knowledge, wanted: Wanted) -> str:
    """All that was asked for, as text or JSON; the picture is written beside.

    Raises QuestionSetError where a file cannot be read, or the picture cannot be written.
    """
    results: list[Result] = []
    if wanted.files:
        ask = Desk(knowledge).reply
        results += [evaluate(file, ask) for file in wanted.files]
    if wanted.leave_one_out:
        results.append(leave_out(knowledge, _desk, wanted.folds))
    if wanted.curve:
        _draw(results, wanted.curve)
    category = {entry.id: entry.category for entry in knowledge.entries}
    if wanted.as_object:
        return json.dumps(as_json(results, category), ensure_ascii=False)
    return as_text(results, category, wanted.misses)


def _desk(knowledge: Knowledge) -> Ask:
    return Desk(knowledge).reply


def _draw(results: Sequence[Result], file: Path) -> None:
    drawn: dict[str, Curve] = {}
    for result in results:
        found = curves(result.outcomes)
        # What is not ours is asked too in life: its curve is the one to be judged by.
        made = found.get(ALL, found.get(OWN))
        if made:
            drawn[result.name.split(":")[0].removesuffix(".jsonl")] = made
    try:
        file.write_text(svg(drawn), encoding="utf-8")
    except OSError as error:
        raise QuestionSetError(f"{file}: cannot be written ({error.strerror})") from error
