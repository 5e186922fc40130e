"""How much each word of a question weighs, and which topics hold it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
        self._held: list[Counter[str]] = [Counter() for _ in range(topics)]
        for forms, label in zip(rows, labels, strict=True):
            self._held[label].update(set(forms))

    def of(self, word: str) -> float:
        """The weight of one word."""
        return self._idf.get(word, self._unknown)

    def total(self, words: Iterable[str]) -> float:
        """The weight of all `words`."""
        return sum(map(self.of, words))

    def holds(self, topic: int, word: str) -> bool:
        """Whether a phrasing of `topic` has `word`."""
        return word in self._held[topic]

    def known(self, asked: Asked) -> float:
        """Share of the question's weight in words that any phrasing holds, 0..1."""
        # Words of a phrasing scored unseen count only where another phrasing has them too.
        alone = 0 if asked.topic is None else 1
        known = self.total(w for w in asked.words if self._often[w] > alone)
        return known / (self.total(asked.words) or 1.0)

    def covered(self, asked: Asked, topics: Sequence[int]) -> list[float]:
        """Share of the question's weight in words that phrasings of each topic hold, 0..1."""
        weights = [(word, self.of(word)) for word in asked.words]
        total = sum(weight for _, weight in weights) or 1.0
        return [
            sum(w for word, w in weights if self._held[topic][word] > (asked.topic == topic))
            / total
            for topic in topics
        ]
