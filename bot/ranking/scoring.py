"""Two ways to say how well a question fits each topic; they err differently, so both are heard.

Each scorer is a matrix features x topics, learnt at load from the phrasings, and can score every
phrasing as if it had never seen it (leave-one-out in closed form). That is what margins and
thresholds are calibrated on, so none is tuned to a question set.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from bot.ranking.features import Matrix, Vector, Vectors
from bot.ranking.numbering import Integers, Said, counted, grouped, spans
from bot.ranking.postings import Postings

Labels = NDArray[np.int32]
Numbers = NDArray[np.floating | np.integer]
Shares = NDArray[np.float64]

# Robertson and Zaragoza 2009, with a document a topic.
K1 = 1.2
B = 0.5
# Topics summed at once: bounds the memory of the sums.
CHUNK = 64
# Phrasings scored at once, likewise.
TOGETHER = 256


class Centroid:
    """Cosine between a question and the mean direction of a topic's phrasings."""

    def __init__(self, rows: Vectors, edges: Integers) -> None:
        """`edges`: where each topic's phrasings begin, and the last ones end."""
        topics, self._starts = len(edges) - 1, edges[:-1]
        parts = [_summed(rows, edges, at) for at in range(0, topics, CHUNK)]
        owners, slots, sums = (np.concatenate(part) for part in zip(*parts, strict=True))
        self._lengths = np.sqrt(np.bincount(owners, sums**2, topics)) + 1e-9
        directions = sums / self._lengths[owners]
        self._directions = Postings(slots, owners, directions, (rows.width, topics))

    def scores(self, row: Vectors) -> Vector:
        """One cosine a topic, 0..1, of a single row."""
        return self._directions.dot(row.slots, row.values)

    def of(self, near: Vector) -> Shares:
        """The same of a row that has these cosines with each of the phrasings."""
        return np.asarray(np.add.reduceat(near, self._starts) / self._lengths)

    def unseen(self, rows: Vectors, labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own topic's mean without it."""
        scores = self._directions.dots(rows)
        at = np.arange(len(labels))
        length = self._lengths[labels]
        along = scores[at, labels] * length
        own = np.bincount(rows.owners, rows.values**2, len(rows))
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
    cells, starts, order = grouped(topics * rows.width + part.slots)
    sums = np.add.reduceat(part.values.astype(np.float64)[order], starts)
    return cells // rows.width + first, cells % rows.width, sums


class Table:
    """How often each word stands in each topic; most stand in few, so only those are kept."""

    def __init__(self, known: Mapping[str, int], said: Said, labels: Labels, topics: int) -> None:
        """`known`: the number of each word; `labels`: the topic of each of the texts."""
        self.at, self._topics = known, topics
        owners = np.repeat(labels, said.sizes)
        self.words, self.topics, often = counted(said.words, owners, topics)
        self.edges = np.searchsorted(self.words, np.arange(len(known) + 1))
        # One question's words are looked up one by one: a list gives them in a third of the time.
        self._edges = self.edges.tolist()
        cells = self.words * topics + self.topics
        # One cell more than there are: what is sought beyond the last one is not found.
        self._cells = np.append(cells, np.iinfo(np.int64).max)
        self.often: Vector = np.append(often, 0).astype(np.float32)

    def cells(self, word: str) -> slice:
        """Where the word's topics stand; empty for a word that is nowhere."""
        at = self.at.get(word)
        return slice(0, 0) if at is None else slice(self._edges[at], self._edges[at + 1])

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

    def __init__(self, known: Mapping[str, int], said: Said, labels: Labels, topics: int) -> None:
        """As a Table is."""
        self._table = table = Table(known, said, labels, topics)
        found = np.diff(table.edges)
        self._idf = np.log(1 + (topics - found + 0.5) / (found + 0.5))
        self._lengths = np.bincount(table.topics, table.often[:-1], topics)
        self._mean = float(self._lengths.mean())
        lengths = self._lengths[table.topics]
        self._weights = self._weighed(table.words, table.often[:-1], lengths)

    def _weighed(self, words: Integers, counts: Numbers, lengths: Numbers) -> Vector:
        damped = counts + K1 * (1 - B + B * lengths / self._mean)
        return np.asarray(self._idf[words] * counts * (K1 + 1) / damped, np.float32)

    def scores(self, forms: Collection[str]) -> Vector:
        """One score a topic, 0 and up; words that no phrasing holds add nothing."""
        known = [self._table.cells(form) for form in {"", *forms}]
        topics = np.concatenate([self._table.topics[cells] for cells in known])
        weights = np.concatenate([self._weights[cells] for cells in known])
        return np.bincount(topics, weights, len(self._lengths)).astype(np.float32)

    def unseen(self, said: Said, labels: Labels) -> Matrix:
        """Each phrasing learnt from against every topic, its own document without its words."""
        parts = [slice(at, at + TOGETHER) for at in range(0, len(labels), TOGETHER)]
        return np.concatenate(
            [self._unseen(said.part(part.start, part.stop), labels[part]) for part in parts]
        )

    def _unseen(self, said: Said, labels: Labels) -> Matrix:
        table, count, topics = self._table, len(labels), len(self._lengths)
        owners, words, own = counted(said.owners, said.words, len(self._idf))
        sizes = np.diff(table.edges)[words]
        cells = spans(table.edges[words], sizes)
        at = np.repeat(owners, sizes) * topics + table.topics[cells]
        summed = np.bincount(at, self._weights[cells], count * topics)
        scores: Matrix = summed.astype(np.float32).reshape(count, topics)
        asked = labels[owners]
        counts = table.counts(words, asked) - own
        weights = self._weighed(words, counts, self._lengths[asked] - said.sizes[owners])
        scores[np.arange(count), labels] = np.bincount(owners, weights, count)
        return scores
