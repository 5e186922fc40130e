"""Phrasings of two topics that ask the same thing in the same words: one of them is misplaced."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bot.entries import Entry, Figure
from bot.loading.faults import Fault
from bot.normalising import Normaliser, tokens

# Share of weight in words that two phrasings have in common. Measured on the shipped knowledge,
# each phrasing asked unseen: at 0.75 or more a third are taken for the other topic, at 0.5 to 0.75
# a sixth, as many as below.
CLOSE = 0.75
# Pairs less alike than this as letters (0..100, words sorted) are not weighed: of all pairs that
# reach CLOSE none is under 77.
CANDIDATE = 70
# Rows compared at once: bounds the memory, whatever the knowledge's size.
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Phrasing:
    """One way to ask for `entry`, and where it stands."""

    text: str
    entry: Entry
    line: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two phrasings whose answers differ; `alike` is 0..1."""

    alike: float
    one: Phrasing
    other: Phrasing


def resembling(
    phrasings: Sequence[Phrasing],
    normaliser: Normaliser,
    is_new: Callable[[Phrasing], bool] = lambda _: True,
) -> list[Pair]:
    """Pairs too close to tell their topics apart, the closest first; one of each pair is new.

    Words are compared as the desk compares them, without fillers. Numbers that differ tell two
    phrasings apart, and so do the names of two figures: the desk goes by the record there.
    """
    found = [_Read(phrasing, normaliser) for phrasing in phrasings]
    read = [one for one in found if one.words]
    new = np.array([is_new(one.phrasing) for one in read], bool)
    weights = _weights(read)
    pairs = [
        Pair(alike=alike, one=one.phrasing, other=other.phrasing)
        for one, other in _candidates(read, new)
        if one.tells_apart(other)
        for alike in [_alike(one.words, other.words, weights)]
        if alike >= CLOSE
    ]
    return sorted(pairs, key=lambda pair: -pair.alike)


def noted(pairs: Sequence[Pair]) -> Iterator[Fault]:
    """A note a pair, at the first phrasing's line, naming the other's."""
    for pair in pairs:
        one, other = pair.one, pair.other
        message = (
            f"`{one.entry.id}`: pertanyaan “{one.text}” terlalu mirip dengan “{other.text}” milik "
            f"`{other.entry.id}` ({other.entry.file}:{other.line}), padahal jawabannya berbeda; "
            "hapus salah satu, atau tambahkan kata yang membedakannya"
        )
        yield Fault(file=one.entry.file, line=one.line, message=message)


class _Read:
    """A phrasing as the desk reads it: its words without fillers, and its numbers."""

    def __init__(self, phrasing: Phrasing, normaliser: Normaliser) -> None:
        self.phrasing = phrasing
        [words] = normaliser.learn([tokens(phrasing.text)])
        self.words = frozenset(normaliser.bare(words).split())
        self.numbers = frozenset(word for word in self.words if word.isdigit())
        self.sorted = " ".join(sorted(self.words))

    def tells_apart(self, other: "_Read") -> bool:
        """Whether it matters which of the two is meant, and only words can tell."""
        mine, yours = self.phrasing.entry, other.phrasing.entry
        figures = isinstance(mine.record, Figure) and isinstance(yours.record, Figure)
        return (
            mine.id != yours.id
            and mine.answer != yours.answer
            and self.numbers == other.numbers
            and not figures
        )


def _candidates(read: Sequence[_Read], new: NDArray[np.bool_]) -> Iterator[tuple[_Read, _Read]]:
    """Pairs of different topics that are alike as letters, each once, the earlier one first."""
    # The new ones first, so that each is compared with those that come after it alone.
    order = np.concatenate([np.flatnonzero(new), np.flatnonzero(~new)])
    texts = [read[row].sorted for row in order]
    labels = {one.phrasing.entry.id: at for at, one in enumerate(read)}
    topics = np.array([labels[read[row].phrasing.entry.id] for row in order])
    for start in range(0, int(new.sum()), CHUNK):
        stop = min(start + CHUNK, int(new.sum()))
        alike = process.cdist(
            texts[start:stop],
            texts[start:],
            scorer=fuzz.ratio,
            score_cutoff=CANDIDATE,
            dtype=np.uint8,
            workers=-1,
        )
        alike[topics[start:stop, None] == topics[None, start:]] = 0
        for at, beside in np.argwhere(np.triu(alike, 1)).tolist():
            one, other = sorted((order[start + at], order[start + beside]))
            yield read[one], read[other]


def _weights(read: Sequence[_Read]) -> Mapping[str, float]:
    """idf of each word over topics: what every topic is asked by tells nothing apart."""
    topics: dict[str, set[str]] = defaultdict(set)
    for one in read:
        topics[one.phrasing.entry.id] |= one.words
    held = Counter(word for words in topics.values() for word in words)
    return {word: math.log((len(topics) + 1) / (count + 0.5)) for word, count in held.items()}


def _alike(one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]) -> float:
    """Jaccard by weight: shared / either, 0..1."""
    if one == other:
        return 1.0
    shared = math.fsum(weights[word] for word in one & other)
    return shared / math.fsum(weights[word] for word in one | other)
