"""Wordings that ask the same: forty ways of asking one thing are one thing to learn.

A question is the sum of its words, each weighed by how rare it is; a word is itself and its
letters. So order and fillers do not count, and a slip of the finger counts little. A wording joins
the group that it is nearest to, by the group's middle and by its first wording (groups do not
drift), or begins one. Of words nothing but numbers is kept: who
is forgotten in the log leaves no sentence behind here.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.knowledge import Knowledge
from bot.normalising import Normaliser, Word, fold, tokens
from bot.ranking.features import runs

# Cosine from which on a wording belongs to a group. Measured on the development sets, all their
# questions grouped as if they were open: of two that share a group, 76 % and 83 % ask for the same
# entry, and most others for its neighbour. When this was chosen it was 82 % and 84 %; by the
# middle alone 75 % and 82 %, or at 0.55 79 % and 85 % with fewer brought together.
ALIKE = 0.5
WIDTH = 512
# What is asked of a thing: who asks when and who asks how much never ask the same, however alike
# the rest. Of generated neighbours (an aspect of a thing of a kind), 49 % of those that share a
# group are the same with them, 35 % without; on the development sets nothing changes.
_ASPECTS = {
    word: aspect
    for aspect, words in enumerate(
        (
            "kapan jadwal tanggal jam",
            "mana alamat lokasi",
            "cara bagaimana langkah prosedur",
            "syarat persyaratan berkas dokumen",
            "biaya tarif harga ongkos",
            "gaji honor honorarium upah",
            "siapa",
            "hukum aturan regulasi",
            "tujuan manfaat guna mengapa kenapa",
        )
    )
    for word in words.split()
}
# Wordings at one go: a few milliseconds.
STEP = 32
_MASKED = re.compile(r"\[[A-Z ]+\]")
_SIGN = 1 << 20

Vector = NDArray[np.float32]


class Likening:
    """Groups that grow: labels are whole numbers from 0, and one given stays.

    How rare a word is comes from the knowledge's phrasings and from the wordings of the first call.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        """Takes tenths of a second with ten thousand phrasings."""
        self._normaliser = Normaliser(knowledge.language)
        self._filler = frozenset(knowledge.language.filler)
        known = [text for topic in knowledge.topics for text in topic.ask]
        words = self._normaliser.learn([tokens(text) for text in known])
        self._often = Counter(hash(form) for found in words for form in self._telling(found))
        self._rows = len(known)
        self._fresh = True
        self._spelt: dict[int, Vector] = {}
        self._labels: dict[int, int] = {}
        self._sums = np.zeros((STEP, WIDTH), np.float32)
        self._middles = np.zeros((STEP, WIDTH), np.float32)
        self._firsts = np.zeros((STEP, WIDTH), np.float32)
        self._numbers: dict[int, int] = {}
        self._aspects: dict[int, frozenset[int]] = {}
        self._next = 0

    def labels(self, wordings: Sequence[str]) -> Iterator[Sequence[int]]:
        """A label each, a few at a time; an empty step is one that only learnt."""
        if self._fresh:
            yield from self._learnt([*dict.fromkeys(wordings)])
        for start in range(0, len(wordings), STEP):
            yield self._some(wordings[start : start + STEP])
        self._spelt.clear()

    def _learnt(self, texts: Sequence[str]) -> Iterator[Sequence[int]]:
        """How often each word stands in what is asked, beside what is known."""
        for start in range(0, len(texts), 4 * STEP):
            for text in texts[start : start + 4 * STEP]:
                self._often.update(hash(form) for form in self._forms(text))
            yield ()
        self._rows += len(texts)
        self._fresh = False

    def _forms(self, text: str) -> Sequence[str]:
        return self._telling(self._normaliser.words(_MASKED.sub(" ", text)))

    def _telling(self, words: Sequence[Word]) -> Sequence[str]:
        """The words that say what is asked; all of them where each is a filler."""
        filler = self._filler
        told = {word.form for word in words if word.form not in filler and word.typed not in filler}
        return sorted(told or {word.form for word in words})

    def _some(self, wordings: Sequence[str]) -> Sequence[int]:
        forms = [self._forms(text) for text in wordings]
        # What holds no letters (emoji, other scripts) is the same only as it is written.
        keys = [
            hash((*words,) if words else " ".join(fold(text).split()))
            for words, text in zip(forms, wordings, strict=True)
        ]
        fresh = {key: words for key, words in zip(keys, forms, strict=True)}
        fresh = {key: words for key, words in fresh.items() if key not in self._labels}
        self._place(fresh)
        return [self._labels[key] for key in keys]

    def _place(self, fresh: Mapping[int, Sequence[str]]) -> None:
        """Label these wordings, one after another."""
        if not fresh:
            return
        vectors = np.stack([self._vector(words) for words in fresh.values()])
        before = self._next
        near = self._near(vectors, 0, before)
        for (key, words), vector, row in zip(fresh.items(), vectors, near, strict=True):
            numbers = hash(tuple(word for word in words if word.isdigit()))
            aspects = frozenset(_ASPECTS[word] for word in words if word in _ASPECTS)
            likely = np.concatenate([row, self._near(vector, before, self._next)])
            self._labels[key] = label = self._nearest(likely, numbers, aspects)
            self._add(label, vector, numbers, aspects)

    def _near(self, vectors: Vector, start: int, stop: int) -> Vector:
        """How near each group from `start` to before `stop` is, by its middle and its first."""
        return np.asarray(
            np.minimum(vectors @ self._middles[start:stop].T, vectors @ self._firsts[start:stop].T)
        )

    def _nearest(self, likely: Vector, numbers: int, aspects: frozenset[int]) -> int:
        """Wordings of other numbers (another year) never ask the same."""
        for label in np.argsort(-likely)[: int((likely >= ALIKE).sum())].tolist():
            if self._numbers[label] == numbers and _may_join(self._aspects[label], aspects):
                return int(label)
        return self._next

    def _add(self, label: int, vector: Vector, numbers: int, aspects: frozenset[int]) -> None:
        if label == len(self._sums):
            self._sums, self._middles, self._firsts = map(
                _doubled, (self._sums, self._middles, self._firsts)
            )
        if label == self._next:
            self._next += 1
            self._numbers[label] = numbers
            self._firsts[label] = vector
            self._aspects[label] = aspects
        held = self._aspects[label]
        self._aspects[label] = held & aspects or held or aspects
        self._sums[label] += vector
        self._middles[label] = _one(self._sums[label])

    def _vector(self, words: Sequence[str]) -> Vector:
        """Of length 1, shape (WIDTH,); 0 where there are no words."""
        vector = np.zeros(WIDTH, np.float32)
        for word in words:
            vector += self._rarity(word) * self._word(word)
        return _one(vector)

    def _rarity(self, word: str) -> float:
        return math.log((self._rows + 1) / (self._often[hash(word)] + 0.5))

    def _word(self, word: str) -> Vector:
        known = self._spelt.get(hash(word))
        if known is None:
            letters = np.zeros(WIDTH, np.float32)
            for run in runs(word):
                _count(letters, run)
            known = _one(letters)
            _count(known, word)
            self._spelt[hash(word)] = known
        return known


def _count(vector: Vector, feature: str) -> None:
    """Features that share a column have random signs (see features.py)."""
    number = crc32(feature.encode())
    vector[number % WIDTH] += 1 if number & _SIGN else -1


def _may_join(held: frozenset[int], aspects: frozenset[int]) -> bool:
    return not held or not aspects or bool(held & aspects)


def _doubled(rows: Vector) -> Vector:
    return np.concatenate([rows, np.zeros_like(rows)])


def _one(vector: Vector) -> Vector:
    length = float(np.sqrt(vector @ vector))
    return vector / np.float32(length or 1.0)
