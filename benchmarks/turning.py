"""What each sign of a later turn is worth (bot/turns/continuing.py), learnt from conversations.

    python -m benchmarks.turning [FILE ...]

Each file's turns are weighed by what was learnt from all other files, then by what is in use; then
the weights learnt from all of them are printed, to be put into bot/turns/continuing.py. Of a
conversation that stands in the knowledge as follow-ups, its own are left out.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering import Desk
from bot.knowledge import Knowledge, load
from bot.loading.values import squeezed
from bot.ranking.calibrating import Logistic
from bot.turns.continuing import ANSWERED, SIGNS
from bot.turns.conversing import NEW

ROOT = Path(__file__).parent.parent
SETS = ("dialogues-read.jsonl", "dialogues-read-2.jsonl")
# Desks that a file is asked of: each lacks the follow-ups of its own conversations.
PARTS = 6


@dataclass(frozen=True)
class Turn:
    """A later turn: the signs of its candidates, and which of them are right (none: not ours).

    `plain`: not those that are right as parts of what is named, for nothing is learnt from these.
    """

    signs: NDArray[np.float64]
    right: NDArray[np.bool_]
    plain: NDArray[np.bool_]
    ours: bool


def main() -> None:
    """Print how well the signs tell the turns of each file, and what they are worth."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files or [ROOT / "benchmarks" / "questions" / one for one in SETS]
    knowledge = load(ROOT / "knowledge")
    held_by = {file.stem: list(turns(file, knowledge)) for file in files}
    in_use = np.array([*SIGNS.values()])
    for name, held in held_by.items():
        others = [turn for other, found in held_by.items() if other != name for turn in found]
        if others:
            print(f"{name}, learnt from the others: {told(held, learnt(others))}")
        print(f"{name}, as in use: {told(held, in_use)}")
    found = learnt([turn for held in held_by.values() for turn in held])
    for sign, weight in zip(SIGNS, found.tolist(), strict=True):
        print(f'    "{sign}": {weight:.3f},')


def learnt(known: Sequence[Turn]) -> NDArray[np.float64]:
    """What each of SIGNS is worth; the first of them is 1 for all."""
    signs = np.concatenate([turn.signs[turn.plain] for turn in known])
    right = np.concatenate([turn.right[turn.plain] for turn in known])
    fitted = Logistic(signs[:, 1:], right, np.ones(len(signs)))
    return np.array([fitted.start, *fitted.weights])


def told(known: Sequence[Turn], weights: NDArray[np.float64]) -> str:
    """How many turns have the right entry first, and how many are answered at ANSWERED."""
    first = sure = wrong = false = 0
    for turn in known:
        chances = 1 / (1 + np.exp(-(turn.signs @ weights)))
        best = int(chances.argmax())
        answered = chances[best] >= ANSWERED
        first += bool(turn.right[best])
        sure += bool(answered and turn.right[best])
        wrong += bool(answered and turn.ours and not turn.right[best])
        false += bool(answered and not turn.ours)
    ours = sum(turn.ours for turn in known)
    return (
        f"right first {first} of {ours} ({first / ours:.1%}); of those so likely right {sure}, "
        f"wrong {wrong}, not ours {false} of {len(known) - ours}"
    )


def turns(file: Path, knowledge: Knowledge) -> Iterator[Turn]:
    """The later turns of a set of conversations, those asked of a desk without their follow-ups."""
    before = Desk(knowledge)
    rows = [json.loads(line)["turns"] for line in file.read_text("utf-8").splitlines()]
    for part in range(PARTS):
        own = rows[part::PARTS]
        said = {squeezed(turn["text"]) for row in own for turn in row}
        desk = Desk(_without(knowledge, said), before, at_hand=0)
        for row in own:
            yield from _conversation(row, desk)


def _without(knowledge: Knowledge, said: set[str]) -> Knowledge:
    """The knowledge without the follow-ups that were said."""
    entries = tuple(
        replace(entry, then=tuple(one for one in entry.then if squeezed(one.ask) not in said))
        for entry in knowledge.entries
    )
    return replace(knowledge, entries=entries)


def _conversation(row: Sequence[Mapping[str, object]], desk: Desk) -> Iterator[Turn]:
    conversation = NEW
    for turn in row:
        text, expect = str(turn["text"]), turn["expect"]
        assert isinstance(expect, list)
        signs = desk.signs(text, conversation)
        if signs and not any(str(entry).startswith("@") for entry in expect):
            candidates, rows = signs
            # Below a part stands that of which it is one.
            wholes = [desk.knowledge.entry(entry).part_of for entry in candidates]
            found = zip(candidates, wholes, strict=True)
            right = np.array([one in expect or whole in expect for one, whole in found])
            named = np.array([one in expect for one in candidates])
            yield Turn(rows, right, named == right, bool(expect))
        conversation = conversation.after(desk.reply(text, conversation))


if __name__ == "__main__":
    main()
