"""What a phrasing is made of: words, pairs with the sentence's edges, letters inside a word.

Where phrasings are few most words of a question stand in none of them; so what words share, their
beginnings and their letters, says more there.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.ranking.numbering import Flags, Integers, Said, bounds, counted, spans, told_apart

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
Slots = NDArray[np.int32]


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

    @classmethod
    def joined(cls, parts: Sequence["Vectors"]) -> "Vectors":
        """One or more as one, in their order."""
        return cls(
            slots=np.concatenate([part.slots for part in parts]),
            values=np.concatenate([part.values for part in parts]),
            edges=bounds(np.concatenate([np.diff(part.edges) for part in parts])),
            width=parts[0].width,
        )

    def cosines(self, rows: "Vectors") -> Vector:
        """Those of this one vector with each of `rows`, 0..1, shape (len(rows),)."""
        full = np.zeros(self.width, np.float32)
        full[self.slots] = self.values
        return np.bincount(rows.owners, rows.values * full[rows.slots], len(rows)).astype(
            np.float32
        )

    def part(self, start: int, stop: int) -> "Vectors":
        """Those from `start` to before `stop`; nothing is copied but the edges."""
        edges = self.edges[start : stop + 1]
        held = slice(edges[0], edges[-1])
        return replace(
            self, slots=self.slots[held], values=self.values[held], edges=edges - edges[0]
        )

    def where(self, kept: Flags) -> "Vectors":
        """Those that are `kept`, shape (len,)."""
        sizes = np.diff(self.edges)
        held = np.repeat(kept, sizes)
        return replace(
            self, slots=self.slots[held], values=self.values[held], edges=bounds(sizes[kept])
        )


def runs(form: str) -> list[str]:
    """Letter runs of one word with its edges: "_spi_" gives "_s", "sp", "_sp" ..."""
    edged = f"_{form}_"
    return [
        "\x00" + edged[at : at + size]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for at in range(len(edged) - size + 1)
    ]


class Features:
    """Text as a sparse vector, learnt from a set of phrasings; `rows`: their own vectors.

    Words and pairs weigh log(1 + tf) x idf, letter runs log(1 + tf); each half has length 1
    (runs `RUN_WEIGHT`, or `FEW_RUN_WEIGHT`) before the whole is normed.
    """

    def __init__(self, words: Mapping[str, int], said: Said) -> None:
        """The phrasings, and the number of each of their words."""
        count = len(said.edges) - 1
        self._few = count <= FEW
        self._run_weight = FEW_RUN_WEIGHT if self._few else RUN_WEIGHT
        # The column of a word is its number.
        self._columns, pairs = _paired(words, said)
        begun = [_begun(words, self._columns)] if self._few else []
        self._runs, letters = _spelt_out(words, len(self._columns))
        # What known words are made of is looked up; of a citizen's own nothing is remembered.
        inside = _beside([np.arange(len(words)), *begun], letters)
        self._inside, self._edges = inside.words, inside.edges.tolist()
        self.width = len(self._columns) + len(self._runs)
        starts = range(0, count, CHUNK)
        chunks = [(said.part(at, at + CHUNK), pairs.part(at, at + CHUNK)) for at in starts]
        self.rows = Vectors.joined([_counts(*chunk, inside, self.width) for chunk in chunks])
        often = np.bincount(self.rows.slots, minlength=self.width)[: len(self._columns)]
        # A word that no phrasing holds is as telling as the rarest that one does.
        self.unknown_idf = math.log((count + 1) / 0.5)
        self._idf = np.log((count + 1) / (often + 0.5))
        self.idf = dict(zip(words, self._idf.tolist(), strict=False))
        for at in starts:
            self._weigh(self.rows.part(at, at + CHUNK))

    def marks(self) -> NDArray[np.uint32]:
        """A number for each slot that goes by its feature's letters alone, whatever else is known.

        Evenly spread over 32 bits: CRC-32, multiplied as Knuth does (The Art of Computer
        Programming, volume 3, section 6.4).
        """
        letters = map(str.encode, chain(self._columns, self._runs))
        sums = np.fromiter(map(crc32, letters), np.uint32, self.width)
        return sums * np.uint32(2654435761)

    def vector(self, forms: Sequence[str]) -> Vectors:
        """One alone, in half the time; all zero where nothing in `forms` is known."""
        pairs = map(" ".join, pairwise(("<", *forms, ">")))
        known = [at for pair in pairs if (at := self._columns.get(pair)) is not None]
        parts = [np.array(known, np.int32), *map(self._made_of, forms)]
        slots, said = _tallied(np.concatenate(parts))
        values = np.log1p(said)
        words = int(slots.searchsorted(len(self._idf)))
        values[:words] *= self._idf[slots[:words]]
        _level(values[:words], values[words:], self._run_weight)
        return Vectors(
            slots=slots.astype(np.int32, copy=False),
            values=values.astype(np.float32),
            edges=np.array([0, len(slots)]),
            width=self.width,
        )

    def _weigh(self, rows: Vectors) -> None:
        """Puts weights where `rows` say how often: the same as for one alone."""
        counts, slots = rows.values, rows.slots
        # Small whole numbers: their logarithms are looked up.
        raw = np.log1p(np.arange(counts.max(initial=0) + 1))[counts.astype(np.int32)]
        raw *= np.append(self._idf, np.ones(len(self._runs)))[slots]
        # Of each text the words, then the letters.
        half = rows.owners * 2
        half += slots >= len(self._idf)
        lengths = np.sqrt(np.bincount(half, raw * raw, 2 * len(rows)).reshape(-1, 2))
        weights = np.where(lengths, [1.0, self._run_weight], 0.0)
        weights /= np.sqrt((weights**2).sum(axis=1, keepdims=True))
        raw *= (weights / np.where(lengths, lengths, 1.0)).ravel()[half]
        counts[:] = raw

    def _made_of(self, form: str) -> Integers:
        """The word itself, how it begins where that counts, and its letters."""
        at = self._columns.get(form, len(self._edges))
        if at < len(self._edges) - 1:
            return self._inside[self._edges[at] : self._edges[at + 1]]
        slots = [slot for run in runs(form) if (slot := self._runs.get(run)) is not None]
        if self._few and (slot := self._columns.get(_beginning(form))) is not None:
            slots.append(slot)
        return np.array(slots, np.int32)


def _paired(words: Mapping[str, int], said: Said) -> tuple[dict[str, int], Said]:
    """The columns of words and of pairs, and each text's pairs, as word_features has them."""
    count, width = len(said.edges) - 1, len(words) + 2
    first = said.edges + 2 * np.arange(count + 1)
    edged = np.full(first[-1], len(words))
    edged[np.arange(len(said.words)) + 2 * said.owners + 1] = said.words
    edged[first[1:] - 1] = len(words) + 1
    # None from where a text ends to where the next begins.
    left = np.delete(edged, first[1:] - 1)
    right = np.delete(edged, first[:-1])
    firsts, pairs = told_apart(left * width + right)
    texts = [*words, "<", ">"]
    columns = dict(words)
    for one, other in zip(left[firsts].tolist(), right[firsts].tolist(), strict=True):
        columns[f"{texts[one]} {texts[other]}"] = len(columns)
    return columns, Said(pairs + len(words), bounds(said.sizes + 1))


def _beginning(word: str) -> str:
    return f"{word[:BEGINNING]}*"


def _begun(words: Iterable[str], columns: dict[str, int]) -> Integers:
    """The column of each word's beginning, which `columns` gains."""
    return np.array([columns.setdefault(_beginning(w), len(columns)) for w in words], np.int64)


def _beside(slots: Sequence[Integers], letters: Said) -> Said:
    """Of each word its slot in each of `slots`, then its letters."""
    sizes = letters.sizes + len(slots)
    edges = bounds(sizes)
    inside = np.empty(edges[-1], np.int32)
    rest = np.ones(len(inside), np.bool_)
    for place, slot in enumerate(slots):
        at = edges[:-1] + place
        inside[at] = slot
        rest[at] = False
    inside[rest] = letters.words
    return Said(inside, edges)


def _spelt_out(words: Collection[str], start: int) -> tuple[dict[str, int], Said]:
    """The slots of letter runs, from `start` on, and each word's: as `runs` has them, but spelt
    out as numbers of seven bits a letter, and only what differs as text."""
    text = "".join(f"_{word}_" for word in words)
    lengths = np.fromiter((len(word) + 2 for word in words), np.int64, len(words))
    sizes = np.arange(SHORTEST_RUN, LONGEST_RUN + 1)
    often = np.maximum(lengths[:, None] - sizes + 1, 0)
    begins = np.repeat(bounds(lengths)[:-1], len(sizes))
    at, size = spans(begins, often.ravel()), np.repeat(np.tile(sizes, len(words)), often.ravel())
    letters = np.frombuffer(text.encode("ascii") + bytes(LONGEST_RUN), np.int8)
    spelt = np.zeros(len(at), np.int64)
    for further in range(LONGEST_RUN):
        spelt = spelt << 7 | letters[at + further] * (size > further)
    firsts, kinds = told_apart(spelt)
    places = zip(at[firsts].tolist(), size[firsts].tolist(), strict=True)
    found = {f"\x00{text[a : a + b]}": slot for slot, (a, b) in enumerate(places, start)}
    return found, Said((kinds + start).astype(np.int32), bounds(often.sum(axis=1)))


def _counts(said: Said, pairs: Said, inside: Said, width: int) -> Vectors:
    """How often each feature stands in each text, as vectors of whole numbers."""
    sizes = inside.sizes[said.words]
    slots = [pairs.words, inside.words[spans(inside.edges[said.words], sizes)]]
    of = [pairs.owners, np.repeat(said.owners, sizes)]
    owners, found, often = counted(np.concatenate(of), np.concatenate(slots), width)
    return Vectors(
        slots=found.astype(np.int32),
        values=often.astype(np.float32),
        edges=np.searchsorted(owners, np.arange(len(said.edges))),
        width=width,
    )


def _tallied(numbers: Integers) -> tuple[Integers, NDArray[np.float64]]:
    """Each number once, in order, and how often: np.unique in half the time."""
    count = len(numbers)
    ordered = np.sort(numbers)
    first = np.ones(count + 1, np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:count])
    at = np.flatnonzero(first)
    return ordered[at[:-1]], (at[1:] - at[:-1]).astype(np.float64)


def _level(words: NDArray[np.float64], letters: NDArray[np.float64], weight: float) -> None:
    """Both at once of length 1, the letters `weight` times as long as the words, in place."""
    lengths = math.sqrt(words @ words), math.sqrt(letters @ letters)
    whole = math.hypot(bool(lengths[0]), weight * bool(lengths[1]))
    words /= lengths[0] * whole or 1.0
    letters /= lengths[1] * whole / weight or 1.0
