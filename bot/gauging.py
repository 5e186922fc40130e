"""How sure it is that the best entry is the right one, learnt from the knowledge's own phrasings.

Each is scored as if unseen, in two ways. Without itself: what another citizen asks of a known
topic looks like that. Without its whole topic: what citizens ask that nobody here answers looks
like that. So no threshold is tuned to a question set, and any knowledge calibrates itself.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.calibrating import Logistic, softmax, standardised, temperature
from bot.features import Matrix
from bot.scoring import Labels
from bot.weighing import Asked, Weights

# A phrasing without its topic counts less than one without itself: it is asked more seldom.
ABSENT = 0.3
# Margins beyond this many z-scores say nothing more.
FAR = 6.0

Standing = NDArray[np.float64]


def summed(parts: Sequence[Matrix]) -> Standing:
    """The mean of the scorers' z-scores, over the last axis."""
    return np.asarray(sum(standardised(part) for part in parts) / len(parts))


class Gauge:
    """Chances of all topics, and how sure the best of the office's `own` (a mask) is."""

    def __init__(
        self,
        own: NDArray[np.bool_],
        weights: Weights,
        asked: Sequence[Asked],
        labels: Labels,
        seen: tuple[Matrix, Matrix, Matrix],
        together: Matrix,
    ) -> None:
        """`seen`: cosine, linear and BM25 scores of phrasings without themselves; `together`:
        the linear ones without their whole topics."""
        self._own, self._weights = own, weights
        cosine, alone, words = seen
        absent = (cosine.copy(), together, words.copy())
        every = np.arange(len(labels))
        for part in absent:
            part[every, labels] = part.min(axis=1)
        z, ours = summed(seen), own[labels]
        self._temperature = temperature(z[ours], labels[ours])
        best = np.where(own, z, -np.inf).argmax(axis=1)
        known = self._signs(z[ours], alone[ours], [asked[at] for at in every[ours]])
        unknown = self._signs(summed(absent), together, asked)
        truth = np.concatenate([(best == labels)[ours], np.zeros(len(labels), np.bool_)])
        counted = np.concatenate([np.ones(int(ours.sum())), np.where(ours, ABSENT, 1.0)])
        self._sure = Logistic(np.concatenate([known, unknown]), truth, counted)

    def chances(self, z: Standing) -> Standing:
        """Probabilities of all topics."""
        return softmax(self._temperature * z)

    def sure(self, z: Standing, line: NDArray[np.float32], asked: Asked) -> float:
        """P(the best own topic is right), 0..1, from the standing and the linear scores."""
        return self._sure.chance(self._signs(z[None, :], line[None, :], [asked])[0])

    def _signs(self, z: Standing, line: Matrix, asked: Sequence[Asked]) -> Standing:
        """What it is judged by: a row a question, a column a sign."""
        every = np.arange(len(z))
        own = np.where(self._own, z, -np.inf)
        first = own.argmax(axis=1)
        best = own[every, first]
        second = np.partition(own, -2, axis=1)[:, -2]
        foreign = np.where(self._own, -np.inf, z).max(axis=1)
        known = np.array([self._weights.known(row) for row in asked])
        covered = [
            self._weights.covered(row, [at])[0] for row, at in zip(asked, first, strict=True)
        ]
        return np.stack(
            [
                np.log(self.chances(z)[every, first] + 1e-9),
                np.minimum(best - second, FAR),
                np.clip(best - foreign, -FAR, FAR),
                line[every, first] * known,
                np.array(covered),
                np.log1p([len(row.words) for row in asked]),
            ],
            axis=1,
        )
