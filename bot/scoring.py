"""Three ways to say how well a question fits a topic; they err differently, so their sum errs less.

Each scorer is a matrix features x topics, learnt at load from the phrasings, and can score every
phrasing as if it had never seen it (leave-one-out in closed form). That is what margins and
thresholds are calibrated on, so none is tuned to a question set.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.features import Matrix, Vector

Labels = NDArray[np.int32]

# Robertson and Zaragoza 2009, with a document a topic; ridge's penalty as in benchmarks/.
K1 = 1.2
B = 0.5
PENALTY = 1.0


def _along(vector: Vector, matrix: Matrix) -> Vector:
    """vector @ matrix by the few columns that are not zero: five times less work."""
    columns = np.flatnonzero(vector)
    return np.asarray(vector[columns] @ matrix[columns])


class Centroid:
    """Cosine between a question and the mean direction of a topic's phrasings.

    `labels` are ascending, and every topic has a row.
    """

    def __init__(self, rows: Matrix, labels: Labels, topics: int) -> None:
        starts = np.searchsorted(labels, np.arange(topics))
        sums = np.add.reduceat(rows, starts, axis=0).T
        self._lengths = np.sqrt((sums**2).sum(axis=0)) + 1e-9
        self._directions: Matrix = np.ascontiguousarray(sums / self._lengths)

    def scores(self, vector: Vector) -> Vector:
        """One cosine a topic, 0..1."""
        return _along(vector, self._directions)

    def unseen(self, rows: Matrix, labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own topic's mean without it."""
        scores: Matrix = rows @ self._directions
        at = np.arange(len(labels))
        length = self._lengths[labels]
        along = scores[at, labels] * length
        own = (rows**2).sum(axis=1)
        rest = np.sqrt(np.maximum(length**2 - 2 * along + own, 1e-9))
        scores[at, labels] = (along - own) / rest
        return scores


class Ridge:
    """A linear classifier with squared loss: it weighs what tells topics apart."""

    def __init__(self, weights: Matrix) -> None:
        self._weights = weights

    @classmethod
    def learn(
        cls, rows: Matrix, labels: Labels, topics: int, probes: Sequence[NDArray[np.int64]]
    ) -> tuple["Ridge", Matrix, Matrix]:
        """The classifier, and its scores for the rows of `probes` (whole topics) as if unseen:
        each without itself, and each without its whole probe.

        The closed form is y - (I - H)^-1 (y - fitted) over the rows left out together
        (Rifkin and Lippert 2007, "Notes on regularized least squares", section 3).
        """
        targets = np.zeros((len(labels), topics), np.float32)
        targets[np.arange(len(labels)), labels] = 1.0
        probed = np.concatenate(probes)
        # The penalty keeps the matrix so well conditioned that single precision is enough.
        gram = rows.T @ rows
        gram[np.diag_indices_from(gram)] += PENALTY
        # One factorisation serves the weights and what is needed of the hat matrix.
        wanted = np.concatenate([rows.T @ targets, rows[probed].T], axis=1)
        solved = np.linalg.solve(gram, wanted)
        weights, spread = solved[:, :topics], solved[:, topics:]
        residual = targets[probed] - rows[probed] @ weights
        leverage = np.einsum("ij,ji->i", rows[probed], spread)
        alone: Matrix = targets[probed] - residual / (1 - leverage)[:, None]
        together = np.empty_like(alone)
        start = 0
        for probe in probes:
            part = slice(start, start := start + len(probe))
            kept = np.eye(len(probe)) - rows[probe] @ spread[:, part]
            together[part] = targets[probe] - np.linalg.solve(kept, residual[part])
        return cls(np.ascontiguousarray(weights)), alone, together

    def scores(self, vector: Vector) -> Vector:
        """One score a topic, about 1 for a topic's own phrasing and 0 for another's."""
        return _along(vector, self._weights)


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
