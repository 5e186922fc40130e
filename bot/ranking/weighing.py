"""How much each word of a question weighs, and which topics hold it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.ranking.features import Vector
from bot.ranking.numbering import Integers, Said
from bot.ranking.scoring import Labels, Shares, Table

_NONE = np.empty(0, np.int64)


class Weights:
    """Words by weight (idf; one that no phrasing holds weighs most) and by topic."""

    def __init__(
        self,
        said: Said,
        labels: Labels,
        topics: int,
        known: Mapping[str, int],
        idf: Mapping[str, float],
        unknown: float,
    ) -> None:
        self._idf, self._unknown, self._labels = idf, unknown, labels
        self._topics = topics
        # The words of each phrasing, and how many phrasings of each topic hold a word.
        self._said = said.once(len(known))
        self._held = Table(known, self._said, labels, topics)
        # How many phrasings of all hold it; beside the last word, one that none does.
        self._phrasings = np.append(np.bincount(self._held.words, self._held.often[:-1]), 0)
        self._words = tuple(known)
        self._worth = np.array([*map(self.of, known), unknown])

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
        return np.asarray(ours * len(self._labels) / np.maximum(self._phrasings[rows], 1))

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
        part = self._said.part(start, stop)
        said, owners = part.words, part.owners
        asked = np.zeros(len(self._worth), np.bool_)
        asked[self._held.rows(words)] = True
        worth = self._worth[said]
        whole = np.bincount(owners, worth, stop - start)
        shared = np.bincount(owners, worth * asked[said], stop - start)
        return np.asarray(shared / (whole + self.total(words) - shared + 1e-9))

    def shares(self, words: Collection[str]) -> tuple[float, Shares]:
        """Of one question's weight: the share in words that any phrasing holds, and the share in
        words that phrasings of each topic hold, shape (topics,), 0..1."""
        whole = self.total(words) or 1.0
        known = [word for word in words if word in self._idf]
        weights = [self._idf[word] / whole for word in known]
        topics = [self._held.topics[self._held.cells(word)] for word in known]
        held = np.repeat(weights, [*map(len, topics)])
        covered = np.bincount(np.concatenate([_NONE, *topics]), held, self._topics)
        return float(sum(weights)), np.asarray(covered, np.float64)

    def unseen(
        self, asked: Said, labels: Labels, topics: Integers, *, absent: bool
    ) -> tuple[Shares, Shares]:
        """The same of many phrasings, each with the topic beside it, as if they had not been
        learnt: their words count only where others have them too; if `absent`, other topics.

        `asked`: each word once in each phrasing; `labels`: the phrasings' own topics."""
        rows, owners, count = asked.words, asked.owners, len(labels)
        own = labels[owners]
        weights = self._worth[rows]
        whole = np.maximum(np.bincount(owners, weights, count), 1e-9)
        alone = self._held.counts(rows, own) if absent else 1
        known = np.bincount(owners, weights * (self._phrasings[rows] > alone), count)
        held = self._held.counts(rows, topics[owners]) > (topics[owners] == own)
        return known / whole, np.bincount(owners, weights * held, count) / whole


def owners(texts: Iterable[str], topics: Sequence[str]) -> dict[str, str]:
    """The topic of each text; a text that two topics share decides nothing."""
    found: dict[str, str] = {}
    shared = {""}
    for text, topic in zip(texts, topics, strict=True):
        if found.setdefault(text, topic) != topic:
            shared.add(text)
    for text in shared:
        found.pop(text, None)
    return found
