"""How sure it is that the best entry is the right one, learnt from the knowledge's own phrasings.

Each is scored as if unseen, in two ways. Without itself: what another citizen asks of a known
topic looks like that. Without its whole topic: what citizens ask that nobody here answers looks
like that. So no threshold is tuned to a question set, and any knowledge calibrates itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.ranking.calibrating import Blend, Logistic, softmax, standardised
from bot.ranking.features import Matrix
from bot.ranking.numbering import Integers, Said
from bot.ranking.scoring import Labels
from bot.ranking.weighing import Weights

# Phrasings scored unseen: with 1,500 of some 7,000 the gauge is timid, 4,000 change hardly more.
PROBED = 2200
# A phrasing without its topic counts less than one without itself: it is asked more seldom.
ABSENT = 0.3
# Weight of all that others are asked, for one of all that is ours: how much is written about them
# does not say how often they are asked for.
OTHERS = 0.5
# Margins beyond this many logits say nothing more.
FAR = 10.0
_LEAST = -20.0
# Of each of the ten signs.
_HIGHEST = np.array([0.0, FAR, FAR, *7 * [np.inf]])
_LOWEST = np.array([_LEAST, -FAR, -FAR, *7 * [-np.inf]])
# Signs by which it is told whether the best entry is right, and whether any is: a narrow margin
# says that entries are rivals, not that none of them is meant.
RIGHT, OURS = slice(0, 6), slice(2, 10)
# Questions judged together: bounds the memory, whatever the number of topics.
CHUNK = 256

Standing = NDArray[np.float64]
Signs = NDArray[np.float64]
# Cosine to the topic's mean, BM25, and what the finals say: a matrix (questions, topics) each.
Scores = tuple[Matrix, Matrix, Matrix]
# Of many questions, or of one.
Share = NDArray[np.floating] | float
Leads = tuple[Share, Share]


def drawn(ids: Sequence[str], sizes: Integers, own: NDArray[np.bool_]) -> list[int]:
    """Topics of so many phrasings each, PROBED in all or a few more, drawn as by lot, in their
    order; the office's `own` (a mask) and others' by their shares of all phrasings.

    The lot is the CRC-32 of a topic's id: an entry more does not draw all others anew, and with
    them how sure each question is (of 9,000 some 100 were answered otherwise)."""
    lots = np.argsort([crc32(id.encode()) for id in ids])
    topics: list[int] = []
    for some in (lots[own[lots]], lots[~own[lots]]):
        known = sizes[some].cumsum()
        wanted = PROBED * known[-1:] / sizes.sum()
        topics += some[: int(known.searchsorted(wanted).sum()) + 1].tolist()
    return sorted(topics)


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
        *,
        alone: bool,
    ) -> None:
        """`asked`: phrasings, each word once; `seen`: the scores of each without itself;
        `standing`: the two first of them, scaled; `together`: what the finals say of it without
        its whole topic. `alone`: the finals rank by themselves."""
        self._ours_at, self._others_at = np.flatnonzero(own), np.flatnonzero(~own)
        self._weights = weights
        ours = own[labels]
        cosine, words, final = seen
        parts: tuple[NDArray[np.floating], ...] = (*standing, final)
        self._blended = slice(len(standing) if alone else 0, None)
        self._blend = Blend([part[ours] for part in parts[self._blended]], labels[ours])
        known, right = self._judged(seen, standing, asked, labels)
        unknown, _ = self._judged((cosine, words, together), None, asked, labels)
        signs = np.concatenate([known[ours], unknown])
        none = np.zeros(len(labels), np.bool_)
        foreign = OTHERS * ours.sum() / max(1, (~ours).sum())
        counted = np.concatenate([np.ones(int(ours.sum())), np.where(ours, ABSENT, foreign)])
        self._sure = Logistic(signs[:, RIGHT], np.concatenate([right[ours], none]), counted)
        self._ours = Logistic(signs[:, OURS], np.concatenate([ours[ours], none]), counted)

    def _judged(
        self, every: Scores, standing: Sequence[Standing] | None, asked: Said, labels: Labels
    ) -> tuple[Signs, NDArray[np.bool_]]:
        """The signs of many questions, and whether their own topic is the best; without their
        `standing`, as if they had none."""
        signs, right = [], []
        for start in range(0, len(labels), CHUNK):
            chunk = slice(start, start + CHUNK)
            own = labels[chunk]
            cosine, words, final = (part[chunk] for part in every)
            if standing is None:
                cosine, words, final = (_without(own, part) for part in (cosine, words, final))
                logits = self.logits(scaled(cosine, words), final)
            else:
                logits = self.logits([part[chunk] for part in standing], final)
            first = self._firsts(logits)
            these = asked.part(start, start + CHUNK)
            known, covered = self._weights.unseen(these, own, first, absent=standing is None)
            held = Held(known=known, covered=covered, count=these.sizes)
            at = np.arange(len(own)), first
            scores = cosine[at], final[at]
            signs.append(_signs(self._leads(logits), softmax(logits)[at], scores, held))
            right.append(first == own)
        return np.concatenate(signs), np.concatenate(right)

    def logits(self, scaled: Iterable[Standing], final: Matrix) -> Standing:
        """The scorers weighed and added up, over the last axis."""
        parts: list[NDArray[np.floating]] = [*scaled, final]
        return self._blend.logits(parts[self._blended])

    def best(self, logits: Standing) -> int:
        """The best of the office's own topics."""
        return int(self._ours_at[logits[self._ours_at].argmax()])

    def judge(
        self, logits: Standing, chance: float, scores: tuple[float, float], held: "Held"
    ) -> tuple[float, float]:
        """P(the best own topic is right) and P(any is), each 0..1, of one question.

        `chance`, `scores` (its cosine, and what the finals say) and `held`: of the best own topic.
        """
        signs = _signs(self._leads(logits), chance, scores, held)
        return self._sure.chance(signs[RIGHT]), self._ours.chance(signs[OURS])

    def _firsts(self, logits: Standing) -> Integers:
        return np.asarray(self._ours_at[logits[:, self._ours_at].argmax(axis=1)])

    def _leads(self, logits: Standing) -> Leads:
        """How far the best own topic leads on the second, and on the best of others."""
        own = np.partition(logits.take(self._ours_at, -1), -2)
        best = own[..., -1]
        foreign = np.maximum.reduce(logits.take(self._others_at, -1), -1, initial=-np.inf)
        return best - own[..., -2], best - foreign


def _signs(leads: Leads, chance: Share, scores: tuple[Share, Share], held: "Held") -> Signs:
    """What they are judged by, ten signs a question; of one, or of many."""
    alike, near = scores
    signs = [
        np.log(chance + 1e-30),
        *leads,
        near * held.known,
        held.covered,
        np.log1p(held.count),
        alike * held.known,
        near,
        alike,
        held.known,
    ]
    return np.asarray(np.maximum(np.minimum(np.array(signs, np.float64).T, _HIGHEST), _LOWEST))


@dataclass(frozen=True)
class Held:
    """Of questions: the share of weight known at all and by the best own topic; words, counted."""

    known: Share
    covered: Share
    count: NDArray[np.integer] | int


def _without(own: Labels, scores: Matrix) -> Matrix:
    """`scores` with each question's own topic as the one that fits least."""
    scores = scores.copy()
    scores[np.arange(len(scores)), own] = scores.min(axis=1)
    return scores


def scaled(cosine: Matrix, words: Matrix) -> tuple[Standing, Standing]:
    """The two first scores as the finals' topics are chosen by them, and weighed."""
    return standardised(cosine), standardised(words)
