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
    """The words of a phrasing, and the topic that it asks for."""

    words: frozenset[str]
    topic: int


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
        self._idf, self._unknown, self._labels = idf, unknown, labels
        # How many phrasings of each topic hold a word.
        once = [tuple(dict.fromkeys(forms)) for forms in rows]
        self._held = Table(once, labels, topics)
        # How many phrasings of all hold it; beside the last word, one that none does.
        self._phrasings = np.append(np.bincount(self._held.words, self._held.often[:-1]), 0)
        # The words of all phrasings one after another, and where each phrasing's begin.
        self._said = self._held.rows(list(chain.from_iterable(once)))
        self._edges = np.concatenate([[0], np.cumsum([len(forms) for forms in once])])
        self._words = tuple(self._held.at)
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
        return [w for w, count in zip(asked, self.counts(asked, topic), strict=True) if count]

    def counts(self, words: Sequence[str], topic: int) -> Vector:
        """In how many phrasings of `topic` each of `words` stands."""
        return self._held.counts(self._held.rows(words), np.array(topic))

    def lifts(self, words: Sequence[str], topic: int, phrasings: int) -> Shares:
        """How many times as large a share of the `phrasings` of `topic` holds each of `words` as of
        all phrasings (lift, as association rules have it); 0 where none does."""
        rows = self._held.rows(words)
        ours = self._held.counts(rows, np.array(topic)) / phrasings
        return np.asarray(ours * len(self._edges[1:]) / np.maximum(self._phrasings[rows], 1))

    def names(self, topics: NDArray[np.bool_], share: float, apart: float) -> frozenset[str]:
        """The words that so large a share of the phrasings of one of `topics` holds, and of which
        no more than `apart` stands in phrasings of the rest."""
        sizes = np.bincount(self._labels, minlength=len(topics))
        words, where, often = self._held.words, self._held.topics, self._held.often[:-1]
        astray = np.bincount(words, often * ~topics[where]) / self._phrasings[:-1]
        rows = words[topics[where] & (often >= share * sizes[where]) & (astray[words] <= apart)]
        return frozenset(self._words[row] for row in rows.tolist())

    def telltales(self, topic: int, phrasings: int) -> list[tuple[str, float]]:
        """The words of a topic, and the share of its `phrasings` that hold each; the most telling
        (share times weight) first."""
        cells = np.flatnonzero(self._held.topics == topic)
        words = [self._words[row] for row in self._held.words[cells].tolist()]
        shares = (self._held.often[cells] / phrasings).tolist()
        told = zip(words, shares, strict=True)
        return sorted(told, key=lambda one: (-one[1] * self.of(one[0]), one[0]))

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

    def shares(self, words: Collection[str], topics: Integers) -> tuple[float, Shares]:
        """Of one question's weight: the share in words that any phrasing holds, and the share in
        words that phrasings of each topic hold, 0..1."""
        rows = self._held.rows(words)
        weights = self._worth[rows]
        whole = weights.sum() or 1.0
        counts = self._held.counts(rows[:, None], topics)
        return float(weights @ (self._phrasings[rows] > 0) / whole), weights @ (counts > 0) / whole

    def unseen(
        self, asked: Sequence[Asked], topics: Integers, *, absent: bool
    ) -> tuple[Shares, Shares]:
        """The same of many phrasings, each with the topic beside it, as if they had not been
        learnt: their words count only where others have them too; if `absent`, other topics."""
        rows = self._held.rows([word for one in asked for word in one.words])
        sizes = [len(one.words) for one in asked]
        owners = np.repeat(np.arange(len(asked)), sizes)
        own = np.repeat([one.topic for one in asked], sizes)
        weights = self._worth[rows]
        whole = np.maximum(np.bincount(owners, weights, len(asked)), 1e-9)
        alone = self._held.counts(rows, own) if absent else 1
        known = np.bincount(owners, weights * (self._phrasings[rows] > alone), len(asked))
        held = self._held.counts(rows, topics[owners]) > (topics[owners] == own)
        return known / whole, np.bincount(owners, weights * held, len(asked)) / whole


def owners(texts: Sequence[str], labels: Labels) -> dict[str, int]:
    """The topic of each text; a text that two topics share decides nothing."""
    found: dict[str, int] = {}
    shared = {""}
    for text, label in zip(texts, labels.tolist(), strict=True):
        if found.setdefault(text, label) != label:
            shared.add(text)
    for text in shared:
        found.pop(text, None)
    return found
