"""What a phrasing is made of: words, pairs with the sentence's edges, letters inside a word."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Letters in runs of 2 to 5 inside a word, weighed 1.2 against words: ablation in benchmarks/.
SHORTEST_RUN = 2
LONGEST_RUN = 5
RUN_WEIGHT = 1.2

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
_NOTHING = np.zeros(0, np.int64)


def word_features(forms: Sequence[str]) -> list[str]:
    """Words and neighbouring pairs; "<" and ">" stand for the sentence's edges."""
    return [*forms, *(f"{a} {b}" for a, b in pairwise(("<", *forms, ">")))]


def runs(form: str) -> list[str]:
    """Letter runs of one word with its edges: "_spi_" gives "_s", "sp", "_sp" ..."""
    edged = f"_{form}_"
    return [
        "\x00" + edged[at : at + size]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for at in range(len(edged) - size + 1)
    ]


class Features:
    """Text as a vector of length 1 over `width` columns, learnt from a set of phrasings.

    Words and pairs weigh log(1 + tf) x idf, letter runs log(1 + tf); each half has length 1
    (runs `RUN_WEIGHT`) before the whole is normed. Columns are shared (hashed by order of
    appearance) once there are more features than `width`.
    """

    def __init__(self, rows: Sequence[Sequence[str]], width: int) -> None:
        self.width = width
        self._columns: dict[str, int] = {}
        counts: Counter[str] = Counter()
        for forms in rows:
            counts.update(dict.fromkeys(word_features(forms), 1))
        vocabulary = dict.fromkeys(form for forms in rows for form in forms)
        for feature in (*counts, *(run for form in vocabulary for run in runs(form))):
            self._columns.setdefault(feature, len(self._columns) % width)
        # Letters of known words are looked up; of others (a citizen's own) nothing is remembered.
        self._letters = {form: self._letter_columns(form) for form in vocabulary}
        total = len(rows)
        self.idf = {word: math.log((total + 1) / (n + 0.5)) for word, n in counts.items()}
        # A word that no phrasing holds is as telling as the rarest that one does.
        self.unknown_idf = math.log((total + 1) / 0.5)

    def vector(self, forms: Sequence[str]) -> Vector:
        """Shape (width,), length 1; all zero where nothing in `forms` is known."""
        known = Counter(feature for feature in word_features(forms) if feature in self.idf)
        columns = [self._columns[feature] for feature in known]
        weights = [math.log1p(n) * self.idf[feature] for feature, n in known.items()]
        words = np.bincount(np.array(columns, np.int64), weights, self.width)
        letters = [
            found if (found := self._letters.get(form)) is not None else self._letter_columns(form)
            for form in forms
        ]
        counted = np.bincount(np.concatenate([_NOTHING, *letters]), minlength=self.width)
        whole = _normed(np.asarray(words, np.float64)) + RUN_WEIGHT * _normed(np.log1p(counted))
        return _normed(whole).astype(np.float32)

    def dense(self, rows: Sequence[Sequence[str]]) -> Matrix:
        """One row a phrasing, shape (len(rows), width)."""
        matrix = np.zeros((len(rows), self.width), np.float32)
        for at, forms in enumerate(rows):
            matrix[at] = self.vector(forms)
        return matrix

    def _letter_columns(self, form: str) -> NDArray[np.int64]:
        found = [column for run in runs(form) if (column := self._columns.get(run)) is not None]
        return np.array(found, np.int64)


def _normed(vector: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(vector / (math.sqrt(float(vector @ vector)) or 1.0), np.float64)
