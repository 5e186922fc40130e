"""Topics that fit a question about equally, compared phrasing by phrasing.

Kernel ridge regression among a few finalists: similarity is the cosine to the power 1.5, so that
one phrasing much like the question outweighs many that are a little like it, and phrasings of
rivals count against.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.ranking.features import Matrix, Vector, Vectors
from bot.ranking.numbering import Integers
from bot.ranking.postings import Padded
from bot.ranking.scoring import Centroid

# In the kernel of the power 1.5; with the plain cosine the right entry of 749 questions is first
# 1.2 points less often (of 4,500 English ones 0.9), with its square no more often.
PENALTY = 0.5
# Among a few finalists' nearest phrasings: with 0.5 two of 1,825 questions fewer are ranked right,
# one of 10 wrong answers more is given; clinc150's 15,000 phrasings give 92.4 % instead of 92.6.
NEAR_PENALTY = 0.3
# Topics compared, as far as their phrasings are no more than ROWS together; of these phrasings
# those NEAREST to the question. Twice as many of each rank as well and take thrice the time.
FINALISTS, FEWEST = 12, 3
ROWS, NEAREST = 240, 64
# So few phrasings are compared all with all, once, and that ranks alone: with the first scores
# beside it clinc150 of 5 or 10 phrasings loses 0.3 to 0.5 points, and id_tegal 0.2 to 1.5. Beside
# finalists they are a tie on the office's 4,400 questions, and rank topics that are not compared.
ALL = 2048

# Phrasings are compared with each other over this many columns that features share, with random
# signs: what sharing adds to an inner product is noise about 0 (Weinberger et al. 2009, "Feature
# hashing"), and evens out over the rows. A feature's letters alone tell its column, lest a phrasing
# more changes what answers the questions of other topics. With the question phrasings are compared
# exactly: noise there is what wrong answers are made of (features.py). Kept in single bytes.
WIDTH = 512
_SHIFT = 32 - (WIDTH.bit_length() - 1)
_STEPS = 127
CHUNK = 2048

Topics = Integers
Marks = NDArray[np.uint32]
# Where each topic's phrasings begin, and the last ones end.
Edges = Integers
# How topics stand in the first scores, more is better, shape (topics,).
Standing = NDArray[np.float64]
Cosines = NDArray[np.floating]
End = Callable[[Standing], Vector]


class Finals(Protocol):
    """Scores topics by their phrasings, of which it has learnt some."""

    rank_alone: bool
    """Whether nothing else need be heard to rank topics."""

    def begin(self, question: Vectors) -> tuple[Cosines, End]:
        """The question's cosines with the topics' centroids; and what gives the topics' scores by
        how they stand, shape (topics,): about 1 for the one that it belongs to, 0 for others.

        Where not all can be compared, the scores of those that stand lowest are 0.
        """

    def unseen(self, topics: Sequence[int], rankings: Sequence[Topics]) -> tuple[Matrix, Matrix]:
        """The phrasings of `topics`, scored each without itself, and each without its topic.

        Shapes (phrasings of `topics`, all topics). The closed form is y - (I - H)^-1 (y - fitted)
        over the rows left out together (Rifkin and Lippert 2007, "Notes on regularized least
        squares", section 3). `rankings`: as seen from each of `topics`.
        """


def finals(rows: Vectors, edges: Edges, marks: Marks, centroid: Centroid) -> Finals:
    """All with all where they are few. `marks`: of each slot, evenly spread (features.py)."""
    if len(rows) <= ALL:
        return Everyone(rows, edges, centroid)
    return Finalists(rows, edges, marks, centroid)


class Everyone:
    """All phrasings compared with all, solved once."""

    rank_alone = True

    def __init__(self, rows: Vectors, edges: Edges, centroid: Centroid) -> None:
        self._edges, self._centroid = edges, centroid
        self._targets = _targets(np.diff(edges), np.arange(len(edges) - 1))
        self._known = Padded(rows)
        each = (rows.part(at, at + 1) for at in range(len(rows)))
        cosines = np.stack([self._known.dot(row.slots, row.values) for row in each])
        self._gram = _gram(cosines, PENALTY)
        self._alphas: Matrix = np.linalg.solve(self._gram, self._targets)

    def begin(self, question: Vectors) -> tuple[Cosines, End]:
        """See Finals; nobody is left out."""
        near = self._known.dot(question.slots, question.values)
        return self._centroid.of(near), lambda _: np.asarray(_powered(near) @ self._alphas)

    def unseen(self, topics: Sequence[int], rankings: Sequence[Topics]) -> tuple[Matrix, Matrix]:
        """See Finals."""
        inverse = np.linalg.inv(self._gram)
        owns = [slice(int(self._edges[at]), int(self._edges[at + 1])) for at in topics]
        found = [_left_out(own, inverse[own], self._targets) for own in owns]
        alone, together = zip(*found, strict=True)
        return np.concatenate(alone), np.concatenate(together)


class Finalists:
    """The best of a ranking compared, trained on the spot: no two questions have the same."""

    rank_alone = False

    def __init__(self, rows: Vectors, edges: Edges, marks: Marks, centroid: Centroid) -> None:
        self._edges, self._sizes, self._centroid = edges, np.diff(edges), centroid
        self._parts = [slice(*part) for part in pairwise(edges.tolist())]
        self._labels = np.repeat(np.arange(len(edges) - 1), self._sizes)
        self._rows = Rows(rows, marks)

    def begin(self, question: Vectors) -> tuple[Cosines, End]:
        """See Finals."""
        return self._centroid.scores(question), partial(self._scores, question)

    def _scores(self, question: Vectors, standing: Standing) -> Vector:
        parts = [self._parts[at] for at in self._finalists(_leading(standing)).tolist()]
        rows = _numbers(parts)
        cosines = self._rows.cosines(question, parts)
        if len(rows) > NEAREST:
            near = np.argpartition(cosines, -NEAREST)[-NEAREST:]
            rows, cosines = rows[near], cosines[near]
        # (gram^-1 targets)' cosines and targets' (gram^-1 cosines) are the same: gram is symmetric.
        alphas = np.linalg.solve(self._rows.gram(rows), _powered(cosines))
        scores = np.bincount(self._labels[rows], alphas, len(self._sizes))
        return scores.astype(np.float32)

    def unseen(self, topics: Sequence[int], rankings: Sequence[Topics]) -> tuple[Matrix, Matrix]:
        """See Finals."""
        found = [self._unseen(at, ranking) for at, ranking in zip(topics, rankings, strict=True)]
        alone, together = zip(*found, strict=True)
        return np.concatenate(alone), np.concatenate(together)

    def _unseen(self, topic: int, ranking: Topics) -> tuple[Matrix, Matrix]:
        finalists = self._finalists(np.concatenate([[topic], ranking[ranking != topic]]))
        parts = [slice(self._edges[at], self._edges[at + 1]) for at in finalists]
        gram = self._rows.gram(_numbers(parts))
        own = slice(0, int(self._sizes[topic]))
        # Its own rows of the inverse, which is symmetric.
        inverse = np.linalg.solve(gram, np.eye(len(gram), own.stop, dtype=np.float32)).T
        alone, together = _left_out(own, inverse, _targets(self._sizes, finalists))
        return self._spread(alone, finalists), self._spread(together, finalists)

    def _spread(self, scores: Matrix, finalists: Topics) -> Matrix:
        spread = np.zeros((len(scores), len(self._edges) - 1), np.float32)
        spread[:, finalists] = scores
        return spread

    def _finalists(self, ranking: Topics) -> Topics:
        first = ranking[:FINALISTS]
        sizes = np.cumsum(self._sizes[first])
        return np.asarray(first[: max(FEWEST, int((sizes <= ROWS).sum()))])


def _leading(standing: Standing) -> Topics:
    """The FINALISTS that stand highest, the highest first, in half the time of sorting all."""
    count = min(FINALISTS, len(standing))
    first = np.argpartition(standing, -count)[-count:]
    return np.asarray(first[np.argsort(-standing[first])])


def _numbers(parts: Sequence[slice]) -> Integers:
    return np.concatenate([np.arange(part.start, part.stop) for part in parts])


def _targets(sizes: Edges, topics: Topics) -> Matrix:
    """A row a phrasing of `topics`, a column a topic: 1 where they belong together."""
    return np.repeat(np.eye(len(topics), dtype=np.float32), sizes[topics], axis=0)


def _powered(cosines: Matrix) -> Matrix:
    """The cosines to the power 1.5; phrasings that point away count as ones that share nothing."""
    above = np.maximum(cosines, 0.0)
    above *= np.sqrt(above)
    return above


def _gram(cosines: Matrix, penalty: float) -> Matrix:
    """To the power 1.5, and the penalty on the diagonal."""
    gram = _powered(cosines)
    gram.flat[:: len(gram) + 1] = 1.0 + penalty
    return gram


class Rows:
    """Phrasings, compared with a question exactly and with each other nearly: see WIDTH."""

    def __init__(self, rows: Vectors, marks: Marks) -> None:
        self._all = rows
        self._sizes = np.diff(rows.edges)
        self._folded = np.empty((len(rows), WIDTH), np.int8)
        self._scale = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), CHUNK):
            chunk = slice(start, min(start + CHUNK, len(rows)))
            folded = _folded(rows.part(chunk.start, chunk.stop), marks)
            step = np.abs(folded).max(axis=1) / _STEPS + 1e-12
            # Of length 1 each, once what stands in single bytes is scaled.
            lengths = np.sqrt(np.einsum("ij,ij->i", folded, folded)) + 1e-12
            self._scale[chunk] = step / lengths
            folded /= step[:, None]
            self._folded[chunk] = np.rint(folded, out=folded)

    def cosines(self, question: Vectors, parts: Sequence[slice]) -> Vector:
        """Of the question with each of the rows in `parts`, one after another."""
        known = self._all
        cells = [slice(known.edges[part.start], known.edges[part.stop]) for part in parts]
        said = np.zeros(known.width, np.float32)
        said[question.slots] = question.values
        shared = said.take(np.concatenate([known.slots[part] for part in cells]))
        shared *= np.concatenate([known.values[part] for part in cells])
        # Every row has a slot at least, its sentence's edges.
        sizes = np.concatenate([self._sizes[part] for part in parts])
        return np.add.reduceat(shared, sizes.cumsum() - sizes)

    def gram(self, rows: Integers) -> Matrix:
        """Of `rows` with each other, to the power 1.5, and the penalty on the diagonal."""
        folded = self._folded.take(rows, axis=0).astype(np.float32)
        # Scaled once multiplied: that is a sixteenth of the numbers.
        scale = self._scale[rows]
        return _gram(folded @ folded.T * (scale[:, None] * scale), NEAR_PENALTY)


def _folded(rows: Vectors, marks: Marks) -> Matrix:
    """Over WIDTH columns, shape (len, WIDTH)."""
    columns = (marks >> _SHIFT).astype(np.int64)
    signs = np.where(marks >> (_SHIFT - 1) & 1, np.float32(-1.0), np.float32(1.0))
    cells = rows.owners * WIDTH + columns[rows.slots]
    folded = np.bincount(cells, rows.values * signs[rows.slots], len(rows) * WIDTH)
    return folded.astype(np.float32).reshape(-1, WIDTH)


def _left_out(own: slice, inverse: Matrix, targets: Matrix) -> tuple[Matrix, Matrix]:
    """The rows `own` scored each without itself, and all without each other.

    `inverse`: of the gram matrix, these rows only.
    """
    alphas = inverse @ targets
    among = inverse[:, own]
    alone = targets[own] - alphas / np.diag(among)[:, None]
    together = targets[own] - np.linalg.solve(among, alphas)
    return alone, together
