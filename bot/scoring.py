"""Two ways to say how well a question fits each topic; they err differently, so both are heard.

Each scorer is a matrix features x topics, learnt at load from the phrasings, and can score every
phrasing as if it had never seen it (leave-one-out in closed form). That is what margins and
thresholds are calibrated on, so none is tuned to a question set.
"""

from collections.abc import Collection, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.features import Integers, Matrix, Vector, Vectors, counted
from bot.postings import Postings

Labels = NDArray[np.int32]

# Robertson and Zaragoza 2009, with a document a topic.
K1 = 1.2
B = 0.5
# Topics summed at once: bounds the memory of the sums.
CHUNK = 64


class Centroid:
    """Cosine between a question and the mean direction of a topic's phrasings."""

    def __init__(self, rows: Vectors, edges: Integers) -> None:
        """`edges`: where each topic's phrasings begin, and the last ones end."""
        topics = len(edges) - 1
        parts = [_summed(rows, edges, at) for at in range(0, topics, CHUNK)]
        owners, slots, sums = (np.concatenate(part) for part in zip(*parts, strict=True))
        self._lengths = np.sqrt(np.bincount(owners, sums**2, topics)) + 1e-9
        directions = sums / self._lengths[owners]
        self._directions = Postings(slots, owners, directions, (rows.width, topics))

    def scores(self, row: Vectors) -> Vector:
        """One cosine a topic, 0..1, of a single row."""
        return self._directions.dot(row.slots, row.values)

    def unseen(self, rows: Sequence[Vectors], labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own topic's mean without it."""
        scores: Matrix = np.stack([self.scores(row) for row in rows])
        at = np.arange(len(labels))
        length = self._lengths[labels]
        along = scores[at, labels] * length
        own = np.array([row.values @ row.values for row in rows])
        rest = np.sqrt(np.maximum(length**2 - 2 * along + own, 1e-9))
        scores[at, labels] = (along - own) / rest
        return scores


def _summed(
    rows: Vectors, edges: Integers, first: int
) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """The sums of some topics' rows, from `first` on: topic, slot, sum."""
    some = edges[first : first + CHUNK + 1]
    part = rows.part(some[0], some[-1])
    topics = np.repeat(np.arange(len(some) - 1), np.diff(part.edges[some - some[0]]))
    cells, at = np.unique(topics * rows.width + part.slots, return_inverse=True)
    sums = np.asarray(np.bincount(at, part.values), np.float64)
    return cells // rows.width + first, cells % rows.width, sums


class Table:
    """How often each word stands in each topic; most stand in few, so only those are kept."""

    def __init__(self, rows: Sequence[Collection[str]], labels: Labels, topics: int) -> None:
        words = dict.fromkeys(chain.from_iterable(rows))
        self.at = {word: at for at, word in enumerate(words)}
        self._topics = topics
        owners = np.repeat(labels, [len(row) for row in rows])
        said = np.fromiter((self.at[word] for word in chain.from_iterable(rows)), np.int64)
        cells, often = np.unique(said * topics + owners, return_counts=True)
        self.words, self.topics = cells // topics, cells % topics
        self.edges = np.searchsorted(self.words, np.arange(len(words) + 1))
        # One cell more than there are: what is sought beyond the last one is not found.
        self._cells = np.append(cells, np.iinfo(np.int64).max)
        self.often: Vector = np.append(often, 0).astype(np.float32)

    def cells(self, word: str) -> slice:
        """Where the word's topics stand; empty for a word that is nowhere."""
        at = self.at.get(word)
        return slice(0, 0) if at is None else slice(self.edges[at], self.edges[at + 1])

    def rows(self, words: Collection[str]) -> Integers:
        """The row of each word, -1 for one that is nowhere."""
        return np.fromiter((self.at.get(word, -1) for word in words), np.int64, len(words))

    def counts(self, rows: Integers, topics: Integers | Labels) -> Vector:
        """How often the word of each row stands in the topic beside it (as arrays broadcast)."""
        wanted = rows * self._topics + topics
        near = np.searchsorted(self._cells, wanted)
        return np.where(self._cells[near] == wanted, self.often[near], np.float32(0))


class BM25:
    """Okapi BM25 with one document a topic: all its phrasings together."""

    def __init__(self, rows: Sequence[Sequence[str]], labels: Labels, topics: int) -> None:
        self._table = table = Table(rows, labels, topics)
        found = np.diff(table.edges)
        self._idf = np.log(1 + (topics - found + 0.5) / (found + 0.5))
        self._lengths = np.bincount(table.topics, table.often[:-1], topics)
        self._mean = float(self._lengths.mean())
        lengths = self._lengths[table.topics]
        self._weights = self._weighed(table.words, table.often[:-1], lengths)

    def _weighed(
        self, words: Integers, counts: NDArray[np.floating], lengths: NDArray[np.floating]
    ) -> Vector:
        damped = counts + K1 * (1 - B + B * lengths / self._mean)
        return np.asarray(self._idf[words] * counts * (K1 + 1) / damped, np.float32)

    def scores(self, forms: Collection[str]) -> Vector:
        """One score a topic, 0 and up; words that no phrasing holds add nothing."""
        known = [self._table.cells(form) for form in {"", *forms}]
        topics = np.concatenate([self._table.topics[cells] for cells in known])
        weights = np.concatenate([self._weights[cells] for cells in known])
        return np.bincount(topics, weights, len(self._lengths)).astype(np.float32)

    def unseen(self, rows: Sequence[Sequence[str]], labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own document without its words."""
        scores: Matrix = np.stack([self.scores(forms) for forms in rows])
        sizes = np.array([len(forms) for forms in rows])
        said = self._table.rows(list(chain.from_iterable(rows)))
        owners, words, own = counted(np.repeat(np.arange(len(rows)), sizes), said, len(self._idf))
        topics = labels[owners]
        counts = self._table.counts(words, topics) - own
        weights = self._weighed(words, counts, self._lengths[topics] - sizes[owners])
        scores[np.arange(len(rows)), labels] = np.bincount(owners, weights, len(rows))
        return scores
