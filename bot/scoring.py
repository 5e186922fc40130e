"""Two ways to say how well a question fits each topic; they err differently, so both are heard.

Each scorer is a matrix features x topics, learnt at load from the phrasings, and can score every
phrasing as if it had never seen it (leave-one-out in closed form). That is what margins and
thresholds are calibrated on, so none is tuned to a question set.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.features import SLOTS, Matrix, Sparse, Vector

Labels = NDArray[np.int32]

# Robertson and Zaragoza 2009, with a document a topic.
K1 = 1.2
B = 0.5


class Centroid:
    """Cosine between a question and the mean direction of a topic's phrasings."""

    def __init__(self, rows: Sequence[Sparse], labels: Labels, topics: int) -> None:
        columns = np.repeat(labels, [len(row.slots) for row in rows])
        cells = np.concatenate([row.slots for row in rows]) * topics + columns
        weights = np.concatenate([row.values for row in rows])
        sums = np.bincount(cells, weights, SLOTS * topics).reshape(SLOTS, topics)
        self._lengths = np.sqrt((sums**2).sum(axis=0)) + 1e-9
        self._directions: Matrix = (sums / self._lengths).astype(np.float32)

    def scores(self, row: Sparse) -> Vector:
        """One cosine a topic, 0..1."""
        return np.asarray(row.values @ self._directions[row.slots])

    def unseen(self, rows: Sequence[Sparse], labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own topic's mean without it."""
        scores: Matrix = np.stack([self.scores(row) for row in rows])
        at = np.arange(len(labels))
        length = self._lengths[labels]
        along = scores[at, labels] * length
        own = np.array([row.values @ row.values for row in rows])
        rest = np.sqrt(np.maximum(length**2 - 2 * along + own, 1e-9))
        scores[at, labels] = (along - own) / rest
        return scores


class BM25:
    """Okapi BM25 with one document a topic: all its phrasings together."""

    def __init__(self, rows: Sequence[Sequence[str]], labels: Labels, topics: int) -> None:
        words = dict.fromkeys(form for forms in rows for form in forms)
        self._columns = {word: column for column, word in enumerate(words)}
        columns = np.array([self._columns[form] for forms in rows for form in forms], np.int64)
        cells = columns * topics + np.repeat(labels, [len(forms) for forms in rows])
        counts = np.bincount(cells, minlength=len(words) * topics)
        self._counts: Matrix = counts.reshape(len(words), topics).astype(np.float32)
        found = (self._counts > 0).sum(axis=1)
        self._idf = np.log(1 + (topics - found + 0.5) / (found + 0.5)).astype(np.float32)
        self._lengths = self._counts.sum(axis=0)
        self._mean = float(self._lengths.mean())
        self._weights = self._idf[:, None] * self._saturated(self._counts, self._lengths)

    def _saturated(self, counts: Matrix, lengths: Vector) -> Matrix:
        damped = counts + K1 * (1 - B + B * lengths / self._mean)
        return np.asarray(counts * (K1 + 1) / damped, np.float32)

    def scores(self, forms: Sequence[str]) -> Vector:
        """One score a topic, 0 and up; words that no phrasing holds add nothing."""
        known = [self._columns[form] for form in set(forms) if form in self._columns]
        return np.asarray(self._weights[known].sum(axis=0))

    def unseen(self, rows: Sequence[Sequence[str]], labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own document without its words."""
        scores = np.zeros((len(rows), self._counts.shape[1]), np.float32)
        for at, (forms, label) in enumerate(zip(rows, labels, strict=True)):
            scores[at] = self.scores(forms)
            own = Counter(self._columns[form] for form in forms)
            where = np.fromiter(own.keys(), np.int64, len(own))
            counts = self._counts[where, label] - np.fromiter(own.values(), np.float32, len(own))
            length = self._lengths[label : label + 1] - len(forms)
            scores[at, label] = self._idf[where] @ self._saturated(counts, length)
        return scores
