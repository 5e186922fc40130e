"""How sure it is that the best entry is the right one, learnt from the knowledge's own phrasings.

Each is scored as if unseen, in two ways. Without itself: what another citizen asks of a known
topic looks like that. Without its whole topic: what citizens ask that nobody here answers looks
like that. So no threshold is tuned to a question set, and any knowledge calibrates itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.calibrating import Blend, Logistic, softmax, standardised
from bot.features import Matrix, Vector
from bot.numbering import Integers, Said
from bot.scoring import Labels
from bot.weighing import Shares, Weights

# A phrasing without its topic counts less than one without itself: it is asked more seldom.
ABSENT = 0.3
# Weight of all that others are asked, for one of all that is ours: how much is written about them
# does not say how often they are asked for.
OTHERS = 0.5
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
        asked: Said,
        labels: Labels,
        seen: Scores,
        standing: Sequence[Standing],
        together: Matrix,
    ) -> None:
        """`asked`: phrasings, each word once; `seen`: the scores of each without itself;
        `standing`: the two first of them, scaled; `together`: what the finals say of it without
        its whole topic."""
        self._ours_at, self._others_at = np.flatnonzero(own), np.flatnonzero(~own)
        self._weights = weights
        ours = own[labels]
        cosine, words, alone = seen
        parts: tuple[NDArray[np.floating], ...] = (*standing, alone)
        self._blend = Blend([part[ours] for part in parts], labels[ours])
        known, right = self._judged(seen, standing, asked, labels)
        unknown, _ = self._judged((cosine, words, together), None, asked, labels)
        signs = np.concatenate([known[ours], unknown])
        none = np.zeros(len(labels), np.bool_)
        foreign = OTHERS * ours.sum() / max(1, (~ours).sum())
        counted = np.concatenate([np.ones(int(ours.sum())), np.where(ours, ABSENT, foreign)])
        self._sure = Logistic(signs[:, RIGHT], np.concatenate([right[ours], none]), counted)
        self._ours = Logistic(signs[:, OURS], np.concatenate([ours[ours], none]), counted)

    def _judged(
        self, scores: Scores, standing: Sequence[Standing] | None, asked: Said, labels: Labels
    ) -> tuple[Signs, NDArray[np.bool_]]:
        """The signs of many questions, and whether their own topic is the best; without their
        `standing`, as if they had none."""
        signs, right = [], []
        for start in range(0, len(labels), CHUNK):
            chunk = slice(start, start + CHUNK)
            own = labels[chunk]
            cosine, words, final = (part[chunk] for part in scores)
            if standing is None:
                cosine, words, final = (_without(own, part) for part in (cosine, words, final))
                logits = self.logits(scaled(cosine, words), final)
            else:
                logits = self.logits([part[chunk] for part in standing], final)
            first = self._firsts(logits)
            these = asked.part(start, start + CHUNK)
            known, covered = self._weights.unseen(these, own, first, absent=standing is None)
            held = Held(known=known, covered=covered, count=these.sizes)
            signs.append(self._signs(logits, softmax(logits), cosine, final, first, held))
            right.append(first == own)
        return np.concatenate(signs), np.concatenate(right)

    def logits(self, scaled: Sequence[Standing], final: Matrix) -> Standing:
        """The scorers weighed and added up, over the last axis."""
        return self._blend.logits((*scaled, final))

    def best(self, logits: Standing) -> int:
        """The best of the office's own topics."""
        return int(self._ours_at[logits[self._ours_at].argmax()])

    def judge(
        self, logits: Standing, chances: Standing, scores: tuple[Vector, Vector], held: "Held"
    ) -> tuple[float, float]:
        """P(the best own topic is right) and P(any is), each 0..1, of one question.

        `scores`: cosines and what the finals say; `held`: of the best own topic.
        """
        cosine, final = scores
        first = np.array([self.best(logits)])
        [signs] = self._signs(logits[None], chances[None], cosine[None], final[None], first, held)
        return self._sure.chance(signs[RIGHT]), self._ours.chance(signs[OURS])

    def _firsts(self, logits: Standing) -> Integers:
        return np.asarray(self._ours_at[logits[:, self._ours_at].argmax(axis=1)])

    def _signs(
        self,
        logits: Standing,
        chances: Standing,
        cosine: Matrix,
        final: Matrix,
        first: Integers,
        held: "Held",
    ) -> Signs:
        """What they are judged by, ten signs a question."""
        every = np.arange(len(first))
        own = np.partition(logits[:, self._ours_at], -2)
        best, second = own[:, -1], own[:, -2]
        foreign = logits[:, self._others_at].max(axis=1, initial=-np.inf)
        near, alike = final[every, first], cosine[every, first]
        signs = np.empty((len(first), 10))
        signs[:, 0] = np.maximum(np.log(chances[every, first] + 1e-300), _LEAST)
        signs[:, 1] = np.minimum(best - second, FAR)
        signs[:, 2] = np.maximum(np.minimum(best - foreign, FAR), -FAR)
        signs[:, 3] = near * held.known
        signs[:, 4] = held.covered
        signs[:, 5] = np.log1p(held.count)
        signs[:, 6] = alike * held.known
        signs[:, 7] = near
        signs[:, 8] = alike
        signs[:, 9] = held.known
        return signs


@dataclass(frozen=True)
class Held:
    """Of questions: the share of weight known at all and by the best own topic; words, counted."""

    known: Shares | float
    covered: Shares | float
    count: NDArray[np.integer] | int


def _without(own: Labels, scores: Matrix) -> Matrix:
    """`scores` with each question's own topic as the one that fits least."""
    scores = scores.copy()
    scores[np.arange(len(scores)), own] = scores.min(axis=1)
    return scores


def scaled(cosine: Matrix, words: Matrix) -> tuple[Standing, Standing]:
    """The two first scores as the finals' topics are chosen by them, and weighed."""
    return standardised(cosine), standardised(words)
