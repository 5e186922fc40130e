"""What questions are matched with, and how one fits: plain values."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.normalising import Word


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What citizens ask of one thing. `own`: it is the office's to answer, no referral or gap;
    `framed`: who says "apa itu" before one of its phrasings asks the same, as of no small talk."""

    id: str
    ask: tuple[str, ...]
    own: bool = True
    framed: bool = True


class Candidate(NamedTuple):
    """A topic, its share of the probability, and the share of the question's words it knows."""

    id: str
    own: bool
    chance: float
    covered: float


@dataclass(frozen=True, kw_only=True)
class Match:
    """How a question fits: `ranking` holds the twenty best topics, best first."""

    words: tuple[Word, ...]
    ranking: tuple[Candidate, ...]
    exact: str | None
    """The topic one of whose phrasings this is, word for word."""
    sure: float
    """P(the best own topic is the right one), 0..1; comparable between questions."""
    ours: float
    """P(the question is the office's at all), 0..1, whichever of its topics is right."""
    foreign: float
    """Share of the probability that topics of others hold, 0..1."""
    known: float
    """Share of the question's weight (idf) in words that some phrasing holds, 0..1."""
    chances: NDArray[np.float32] = field(compare=False, repr=False)
    """The share of the probability that each topic of the matcher has, in its order."""

    @property
    def score(self) -> float:
        """How sure it is that the question is the office's: the mean of both judgements. It tells
        own from foreign ones with an AUROC of 92.0 on clinc150, where `sure` alone has 90.0."""
        return (self.sure + self.ours) / 2

    @cached_property
    def own(self) -> tuple[Candidate, ...]:
        """The office's own topics, best first."""
        return tuple(candidate for candidate in self.ranking if candidate.own)
