"""How sure it is that the best entry is the right one, learnt from the knowledge's own phrasings.

Each is scored as if unseen, in two ways. Without itself: what another citizen asks of a known
topic looks like that. Without its whole topic: what citizens ask that nobody here answers looks
like that. So no threshold is tuned to a question set, and any knowledge calibrates itself.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.calibrating import Blend, Logistic, softmax, standardised
from bot.features import Integers, Matrix
from bot.scoring import Labels
from bot.weighing import Asked, Weights

# A phrasing without its topic counts less than one without itself: it is asked more seldom.
ABSENT = 0.3
# Margins beyond this many logits say nothing more.
FAR = 10.0
_LEAST = -20.0
# Signs by which it is told whether the best entry is right, and whether any is: a narrow margin
# says that entries are rivals, not that none of them is meant.
RIGHT, OURS = slice(0, 6), slice(2, 10)
# Questions judged together: bounds the memory, whatever the number of topics.
CHUNK = 256

Standing = NDArray[np.float64]
Signs = NDArray[np.float64]
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
        ours = own[labels]
        self._blend = Blend([part[ours] for part in _scaled(seen)], labels[ours])
        cosine, words, alone = seen
        known, right = self._judged((cosine, words, alone), asked, labels, absent=False)
        gone = [replace(one, absent=True) for one in asked]
        unknown, _ = self._judged((cosine, words, together), gone, labels, absent=True)
        signs = np.concatenate([known[ours], unknown])
        none = np.zeros(len(labels), np.bool_)
        counted = np.concatenate([np.ones(int(ours.sum())), np.where(ours, ABSENT, 1.0)])
        self._sure = Logistic(signs[:, RIGHT], np.concatenate([right[ours], none]), counted)
        self._ours = Logistic(signs[:, OURS], np.concatenate([ours[ours], none]), counted)

    def _judged(
        self, scores: Scores, asked: Sequence[Asked], labels: Labels, *, absent: bool
    ) -> tuple[Signs, NDArray[np.bool_]]:
        """The signs of many questions, and whether their own topic is the best; if `absent`, as if
        they had none."""
        signs, right = [], []
        for start in range(0, len(labels), CHUNK):
            chunk = slice(start, start + CHUNK)
            cosine, words, final = (part[chunk].copy() for part in scores)
            if absent:
                for part in (cosine, words, final):
                    part[np.arange(len(part)), labels[chunk]] = part.min(axis=1)
            logits = self.logits((cosine, words, final))
            signs.append(self._signs(logits, (cosine, words, final), asked[chunk]))
            right.append(self._firsts(logits) == labels[chunk])
        return np.concatenate(signs), np.concatenate(right)

    def logits(self, scores: Scores) -> Standing:
        """The scorers weighed and added up, over the last axis."""
        return self._blend.logits(_scaled(scores))

    def chances(self, logits: Standing) -> Standing:
        """Probabilities of all topics."""
        return softmax(logits)

    def judge(self, logits: Standing, scores: Scores, asked: Asked) -> tuple[float, float]:
        """P(the best own topic is right) and P(any is), each 0..1."""
        cosine, words, final = scores
        signs = self._signs(logits[None], (cosine[None], words[None], final[None]), [asked])[0]
        return self._sure.chance(signs[RIGHT]), self._ours.chance(signs[OURS])

    def _firsts(self, logits: Standing) -> Integers:
        return np.asarray(np.where(self._own, logits, -np.inf).argmax(axis=1))

    def _signs(self, logits: Standing, scores: Scores, asked: Sequence[Asked]) -> Signs:
        """What they are judged by, ten signs a question."""
        cosine, _, final = scores
        own = np.where(self._own, logits, -np.inf)
        first, every = self._firsts(logits), np.arange(len(asked))
        best, second = own[every, first], np.partition(own, -2)[:, -2]
        foreign = np.where(self._own, -np.inf, logits).max(axis=1)
        # log of the best one's softmax
        top = logits.max(axis=1)
        chance = best - top - np.log(np.exp(logits - top[:, None]).sum(axis=1))
        known = np.array([self._weights.known(one) for one in asked])
        near, alike = final[every, first], cosine[every, first]
        return np.stack(
            [
                np.maximum(chance, _LEAST),
                np.minimum(best - second, FAR),
                np.clip(best - foreign, -FAR, FAR),
                near * known,
                self._weights.covered_each(asked, first),
                np.log1p([len(one.words) for one in asked]),
                alike * known,
                near,
                alike,
                known,
            ],
            axis=1,
        )


def _scaled(scores: Scores) -> tuple[NDArray[np.floating], ...]:
    cosine, words, final = scores
    return standardised(cosine), standardised(words), final
