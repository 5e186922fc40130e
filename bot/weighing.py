"""How much each word of a question weighs, and which topics hold it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.scoring import Labels


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The words of a question; `topic`: of the phrasing that it is, scored as if unseen."""

    words: frozenset[str]
    topic: int | None = None


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
        self._often = Counter(form for forms in rows for form in forms)
        self._row = {word: row for row, word in enumerate(self._often)}
        once = [frozenset(forms) for forms in rows]
        words = np.array([self._row[form] for forms in once for form in forms], np.int64)
        cells = words * topics + np.repeat(labels, [len(forms) for forms in once])
        held = np.bincount(cells, minlength=len(self._row) * topics)
        # How many phrasings of each topic hold a word, (words, topics); the last row: no word.
        self._held = np.zeros((len(self._row) + 1, topics), np.uint16)
        self._held[:-1] = held.reshape(len(self._row), topics)

    def of(self, word: str) -> float:
        """The weight of one word."""
        return self._idf.get(word, self._unknown)

    def total(self, words: Iterable[str]) -> float:
        """The weight of all `words`."""
        return sum(map(self.of, words))

    def holds(self, topic: int, word: str) -> bool:
        """Whether a phrasing of `topic` has `word`."""
        return word in self._row and bool(self._held[self._row[word], topic])

    def known(self, asked: Asked) -> float:
        """Share of the question's weight in words that any phrasing holds, 0..1."""
        # Words of a phrasing scored unseen count only where another phrasing has them too.
        alone = 0 if asked.topic is None else 1
        known = self.total(w for w in asked.words if self._often[w] > alone)
        return known / (self.total(asked.words) or 1.0)

    def covered(self, asked: Asked, topics: Sequence[int]) -> list[float]:
        """Share of the question's weight in words that phrasings of each topic hold, 0..1."""
        if not asked.words:
            return [0.0] * len(topics)
        weights = np.array([self.of(word) for word in asked.words])
        rows = [self._row.get(word, -1) for word in asked.words]
        alone = np.array([asked.topic == topic for topic in topics])
        held = self._held[np.ix_(rows, topics)] > alone
        return list((weights @ held / weights.sum()).tolist())
