"""How much each word of a question weighs, and which topics hold it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.features import Integers, Vector
from bot.scoring import Labels, Table

Shares = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of a question; `topic`: of the phrasing that it is, scored as if unseen."""

    words: frozenset[str]
    topic: int | None = None
    absent: bool = False
    """Its whole topic counts as unseen, not this phrasing alone."""


class Weights:
    """Words by weight (idf; one that no phrasing holds weighs most) and by topic."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        labels: Labels,
        topics: int,
        idf: Mapping[str, float],
        unknown: float,
    ) -> None:
        self._idf, self._unknown = idf, unknown
        # How many phrasings of each topic hold a word.
        once = [tuple(dict.fromkeys(forms)) for forms in rows]
        self._held = Table(once, labels, topics)
        # How many phrasings of all hold it; beside the last word, one that none does.
        self._phrasings = np.append(np.bincount(self._held.words, self._held.often[:-1]), 0)
        # The words of all phrasings one after another, and where each phrasing's begin.
        self._said = self._held.rows(list(chain.from_iterable(once)))
        self._edges = np.concatenate([[0], np.cumsum([len(forms) for forms in once])])
        self._worth = np.array([*map(self.of, self._held.at), unknown])

    def of(self, word: str) -> float:
        """The weight of one word."""
        return self._idf.get(word, self._unknown)

    def total(self, words: Iterable[str]) -> float:
        """The weight of all `words`."""
        return sum(map(self.of, words))

    def held(self, words: Iterable[str], topic: int) -> list[str]:
        """Those of `words` that a phrasing of `topic` has."""
        asked = list(words)
        counts = self._held.counts(self._held.rows(asked), np.array(topic))
        return [word for word, count in zip(asked, counts, strict=True) if count]

    def alike(self, words: Collection[str], start: int, stop: int) -> Shares:
        """How much of their weight `words` share with each phrasing from `start` to before `stop`:
        shared / either (Jaccard by weight), 0..1."""
        said = self._said[self._edges[start] : self._edges[stop]]
        sizes = np.diff(self._edges[start : stop + 1])
        owners = np.repeat(np.arange(stop - start), sizes)
        asked = np.zeros(len(self._worth), np.bool_)
        asked[self._held.rows(words)] = True
        worth = self._worth[said]
        whole = np.bincount(owners, worth, stop - start)
        shared = np.bincount(owners, worth * asked[said], stop - start)
        return np.asarray(shared / (whole + self.total(words) - shared + 1e-9))

    def known(self, asked: Asked) -> float:
        """Share of the question's weight in words that any phrasing holds, 0..1.

        Words of a phrasing scored as if unseen count only where others have them too.
        """
        rows = self._held.rows(asked.words)
        weights = self._worth[rows]
        unseen: Vector | int = 0 if asked.topic is None else 1
        if asked.absent:
            unseen = self._held.counts(rows, np.array(asked.topic))
        return float(weights @ (self._phrasings[rows] > unseen) / (weights.sum() or 1.0))

    def held_of(self, words: Collection[str], topics: Integers) -> tuple[float, Shares]:
        """Of one question: the share known at all, and the share that each topic holds, 0..1."""
        rows = self._held.rows(words)
        weights = self._worth[rows]
        whole = weights.sum() or 1.0
        counts = self._held.counts(rows[:, None], topics)
        return float(weights @ (self._phrasings[rows] > 0) / whole), weights @ (counts > 0) / whole

    def covered_each(self, asked: Sequence[Asked], topics: Integers) -> Shares:
        """The same of many questions, each by the topic beside it."""
        words = [word for one in asked for word in one.words]
        owners = np.repeat(np.arange(len(asked)), [len(one.words) for one in asked])
        weights = np.fromiter(map(self.of, words), np.float64, len(words))
        alone = np.array([one.topic == topic for one, topic in zip(asked, topics, strict=True)])
        held = self._held.counts(self._held.rows(words), topics[owners]) > alone[owners]
        whole = np.bincount(owners, weights, len(asked))
        return np.asarray(np.bincount(owners, weights * held, len(asked)) / np.maximum(whole, 1e-9))
