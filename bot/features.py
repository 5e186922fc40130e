"""What a phrasing is made of: words, pairs with the sentence's edges, letters inside a word.

Where phrasings are few most words of a question stand in none of them; so what words share, their
beginnings and their letters, says more there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

# Letters in runs of 2 to 5 inside a word, weighed 1.2 against words: ablation in benchmarks/.
SHORTEST_RUN = 2
LONGEST_RUN = 5
RUN_WEIGHT = 1.2
# Up to so many phrasings a word's BEGINNING is a feature too, and letters weigh more: together the
# right entry is first in 81.4 % instead of 80.6 (clinc150, 10 phrasings; with typos 81.2 instead of
# 80.0; id_tegal 99.2 and 95.9 instead of 99.0 and 94.1). Of 11,000 phrasings it is a tie.
FEW = 2048
BEGINNING = 3
FEW_RUN_WEIGHT = 1.6
# Rows made into vectors at once: bounds the memory, whatever the knowledge's size.
CHUNK = 2048

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Integers = NDArray[np.int64]
Slots = NDArray[np.int32]

_NO_SLOTS = np.empty(0, np.int32)


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """Sparse vectors of length 1, one after another: one object for all of a knowledge's.

    That at `n` has values[edges[n] : edges[n + 1]] in the `slots` beside, and 0 in all others of
    `width` slots, one a feature: where features share slots, more answers are wrong.
    """

    slots: Slots
    values: Vector
    edges: Integers
    width: int

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def owners(self) -> Integers:
        """Which vector each value belongs to."""
        return np.repeat(np.arange(len(self)), np.diff(self.edges))

    def part(self, start: int, stop: int) -> "Vectors":
        """Those from `start` to before `stop`; nothing is copied but the edges."""
        edges = self.edges[start : stop + 1]
        held = slice(edges[0], edges[-1])
        return replace(
            self, slots=self.slots[held], values=self.values[held], edges=edges - edges[0]
        )


def word_features(forms: Sequence[str]) -> list[str]:
    """Words and neighbouring pairs; "<" and ">" stand for the sentence's edges."""
    return [*forms, *map(" ".join, pairwise(("<", *forms, ">")))]


def begun_features(forms: Sequence[str]) -> list[str]:
    """The same, and how each word begins ("kan*")."""
    return [*word_features(forms), *(f"{form[:BEGINNING]}*" for form in forms)]


def runs(form: str) -> list[str]:
    """Letter runs of one word with its edges: "_spi_" gives "_s", "sp", "_sp" ..."""
    edged = f"_{form}_"
    return [
        "\x00" + edged[at : at + size]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for at in range(len(edged) - size + 1)
    ]


class Features:
    """Text as a sparse vector, learnt from a set of phrasings.

    Words and pairs weigh log(1 + tf) x idf, letter runs log(1 + tf); each half has length 1
    (runs `RUN_WEIGHT`, or `FEW_RUN_WEIGHT`) before the whole is normed.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        few = len(rows) <= FEW
        self._said = begun_features if few else word_features
        self._run_weight = FEW_RUN_WEIGHT if few else RUN_WEIGHT
        features = [self._said(row) for row in rows]
        owners = np.repeat(np.arange(len(rows)), [len(one) for one in features])
        columns: dict[str, int] = {}
        said = [columns.setdefault(f, len(columns)) for f in chain.from_iterable(features)]
        _, once, _ = counted(owners, np.array(said, np.int64), len(columns))
        self._columns = columns
        # Letters of known words are looked up; of others (a citizen's own) nothing is remembered.
        self._letters: dict[str, Slots] = {}
        self._runs: dict[str, int] = {}
        start, spelt = len(columns), self._runs
        for form in dict.fromkeys(chain.from_iterable(rows)):
            slots = [spelt.setdefault(run, start + len(spelt)) for run in runs(form)]
            self._letters[form] = np.array(slots, np.int32)
        self.width = start + len(spelt)
        # A word that no phrasing holds is as telling as the rarest that one does.
        self.unknown_idf = math.log((len(rows) + 1) / 0.5)
        often = np.bincount(once, minlength=len(columns))
        self._idf = np.log((len(rows) + 1) / (often + 0.5))
        self.idf = {form: float(self._idf[columns[form]]) for form in self._letters}

    def marks(self) -> NDArray[np.uint32]:
        """A number for each slot that goes by its feature's letters alone, whatever else is known.

        Evenly spread over 32 bits: CRC-32, multiplied as Knuth does (The Art of Computer
        Programming, volume 3, section 6.4).
        """
        letters = chain(self._columns, self._runs)
        sums = np.fromiter((crc32(text.encode()) for text in letters), np.uint32, self.width)
        return sums * np.uint32(2654435761)

    def vector(self, forms: Sequence[str]) -> Vectors:
        """One alone, in half the time; all zero where nothing in `forms` is known."""
        known = [at for f in self._said(forms) if (at := self._columns.get(f)) is not None]
        words, said = _tallied(np.array(known, np.int32))
        weights = np.log1p(said) * self._idf[words]
        letters, spelt = _tallied(np.concatenate([_NO_SLOTS, *map(self._spelt, forms)]))
        runs = self._run_weight * _one(np.log1p(spelt))
        slots = np.concatenate([words, letters])
        values = _one(np.concatenate([_one(weights), runs])).astype(np.float32)
        edges = np.array([0, len(slots)])
        return Vectors(slots=slots, values=values, edges=edges, width=self.width)

    def vectors(self, rows: Sequence[Sequence[str]]) -> Vectors:
        """One for each of `rows`, all at once."""
        parts = [self._some(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK)]
        sizes = np.concatenate([np.diff(part.edges) for part in parts])
        return Vectors(
            slots=np.concatenate([part.slots for part in parts]),
            values=np.concatenate([part.values for part in parts]),
            edges=np.concatenate([[0], np.cumsum(sizes)]),
            width=self.width,
        )

    def _some(self, rows: Sequence[Sequence[str]]) -> Vectors:
        count, at = len(rows), np.arange(len(rows))
        sizes = [len(row) for row in rows]
        said = [self._said(row) for row in rows]
        words = [self._columns.get(feature, -1) for features in said for feature in features]
        word_rows = np.repeat(at, [len(features) for features in said])
        word_rows, word, often = counted(word_rows, np.array(words), len(self._columns))
        letters = [self._spelt(form) for row in rows for form in row]
        letter_rows = np.repeat(np.repeat(at, sizes), [len(slots) for slots in letters])
        slots = np.concatenate([_NO_SLOTS, *letters])
        letter_rows, letter, spelt = counted(letter_rows, slots, self.width)
        owners = np.concatenate([word_rows, letter_rows])
        weights = _normed(np.log1p(often) * self._idf[word], word_rows, count)
        runs = self._run_weight * _normed(np.log1p(spelt), letter_rows, count)
        values = _normed(np.concatenate([weights, runs]), owners, count)
        order = np.argsort(owners, kind="stable")
        return Vectors(
            slots=np.concatenate([word, letter])[order].astype(np.int32),
            values=values[order].astype(np.float32),
            edges=np.searchsorted(owners[order], np.arange(count + 1)),
            width=self.width,
        )

    def _spelt(self, form: str) -> Slots:
        known = self._letters.get(form)
        return self._letter_slots(form) if known is None else known

    def _letter_slots(self, form: str) -> Slots:
        slots = [slot for run in runs(form) if (slot := self._runs.get(run)) is not None]
        return np.array(slots, np.int32)


def counted(owners: Integers, numbers: Integers, width: int) -> tuple[Integers, Integers, Integers]:
    """Each of `numbers` (below `width`; negative ones are left out) once for each owner that has
    it: owner, number, how often."""
    kept = numbers >= 0
    cells = owners[kept] * width + numbers[kept]
    found, often = np.unique(cells, return_counts=True)
    return found // width, found % width, often


def _tallied(numbers: Slots) -> tuple[Slots, NDArray[np.float64]]:
    """Each number once, in order, and how often: np.unique in half the time."""
    count = len(numbers)
    ordered = np.sort(numbers)
    first = np.ones(count + 1, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:count])
    at = np.flatnonzero(first)
    return ordered[at[:-1]], (at[1:] - at[:-1]).astype(np.float64)


def _one(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """`values` at length 1."""
    return values / (math.sqrt(float(values @ values)) or 1.0)


def _normed(values: NDArray[np.float64], owners: Integers, count: int) -> NDArray[np.float64]:
    """`values` with those of each of `count` owners at length 1."""
    lengths = np.sqrt(np.bincount(owners, values * values, count))
    return values / np.where(lengths, lengths, 1.0)[owners]
