"""How sure it is that the best entry is the right one, learnt from the knowledge's own phrasings.

Each is scored as if unseen, in two ways. Without itself: what another citizen asks of a known
topic looks like that. Without its whole topic: what citizens ask that nobody here answers looks
like that. So no threshold is tuned to a question set, and any knowledge calibrates itself.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.calibrating import Blend, Logistic, Vector, softmax, standardised
from bot.features import Matrix
from bot.scoring import Labels
from bot.weighing import Asked, Weights

# A phrasing without its topic counts less than one without itself: it is asked more seldom.
ABSENT = 0.3
# Margins beyond this many logits say nothing more.
FAR = 10.0
_LEAST = -20.0

Standing = NDArray[np.float64]
# Cosine to the topic's mean, BM25, and what the finals say: a matrix (questions, topics) each.
Scores = tuple[Matrix, Matrix, Matrix]


class Gauge:
    """Chances of all topics, and how sure the best of the office's `own` (a mask) is."""

    def __init__(
        self,
        own: NDArray[np.bool_],
        weights: Weights,
        asked: Sequence[Asked],
        labels: Labels,
        seen: Scores,
        together: Matrix,
    ) -> None:
        """`seen`: the scores of phrasings without themselves; `together`: what the finals say of
        them without their whole topics."""
        self._own, self._weights = own, weights
        cosine, words, alone = seen
        absent = (cosine.copy(), words.copy(), together.copy())
        every = np.arange(len(labels))
        for part in absent:
            part[every, labels] = part.min(axis=1)
        ours = own[labels]
        self._blend = Blend([part[ours] for part in _scaled(seen)], labels[ours])
        logits = self.logits(seen)
        best = np.where(own, logits, -np.inf).argmax(axis=1)
        rows = list(zip(logits, alone, asked, strict=True))
        known = np.stack([self._signs(*rows[at]) for at in every[ours]])
        gone = zip(self.logits(absent), absent[2], asked, strict=True)
        unknown = np.stack([self._signs(*row) for row in gone])
        truth = np.concatenate([(best == labels)[ours], np.zeros(len(labels), np.bool_)])
        counted = np.concatenate([np.ones(int(ours.sum())), np.where(ours, ABSENT, 1.0)])
        self._sure = Logistic(np.concatenate([known, unknown]), truth, counted)

    def logits(self, scores: Scores) -> Standing:
        """The scorers weighed and added up, over the last axis."""
        return self._blend.logits(_scaled(scores))

    def chances(self, logits: Standing) -> Standing:
        """Probabilities of all topics."""
        return softmax(logits)

    def sure(self, logits: Vector, final: NDArray[np.float32], asked: Asked) -> float:
        """P(the best own topic is right), 0..1, from the logits and the final scores."""
        return self._sure.chance(self._signs(logits, final, asked))

    def _signs(self, logits: Vector, final: NDArray[np.float32], asked: Asked) -> Vector:
        """What it is judged by, six signs of one question."""
        own = np.where(self._own, logits, -np.inf)
        first = int(own.argmax())
        best, second = own[first], np.partition(own, -2)[-2]
        foreign = np.where(self._own, -np.inf, logits).max()
        # log of the best one's softmax
        top = logits.max()
        chance = best - top - math.log(np.exp(logits - top).sum())
        known = self._weights.known(asked)
        return np.array(
            [
                max(chance, _LEAST),
                min(best - second, FAR),
                min(max(best - foreign, -FAR), FAR),
                final[first] * known,
                self._weights.covered(asked, [first])[0],
                math.log1p(len(asked.words)),
            ]
        )


def _scaled(scores: Scores) -> tuple[NDArray[np.floating], ...]:
    cosine, words, final = scores
    return standardised(cosine), standardised(words), final
