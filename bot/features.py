"""What a phrasing is made of: words, pairs with the sentence's edges, letters inside a word."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

# Letters in runs of 2 to 5 inside a word, weighed 1.2 against words: ablation in benchmarks/.
SHORTEST_RUN = 2
LONGEST_RUN = 5
RUN_WEIGHT = 1.2
# Features share slots beyond this many, in the order they appear.
SLOTS = 8192
# Of a folded vector. Slots that share a column have random signs, so that what they add to an
# inner product is noise about 0 (Weinberger et al. 2009, "Feature hashing"). On 749 questions the
# right entry is first as often with 512 and 1,024; unsigned, half a point less often.
WIDTH = 768

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Slots = NDArray[np.int64]
_SIGNS = np.random.default_rng(0).choice(np.array([-1.0, 1.0], np.float32), SLOTS)


@dataclass(frozen=True, kw_only=True)
class Sparse:
    """A vector of length 1 over SLOTS: `slots` and what stands there; the rest is 0.

    A slot that features share is there once for each.
    """

    slots: Slots
    values: Vector

    def folded(self) -> Vector:
        """The vector over WIDTH columns, length 1; inner products stay nearly what they were."""
        signed = self.values * _SIGNS[self.slots]
        return _normed(np.bincount(self.slots % WIDTH, signed, WIDTH).astype(np.float64))


def word_features(forms: Sequence[str]) -> list[str]:
    """Words and neighbouring pairs; "<" and ">" stand for the sentence's edges."""
    return [*forms, *(f"{a} {b}" for a, b in pairwise(("<", *forms, ">")))]


def runs(form: str) -> list[str]:
    """Letter runs of one word with its edges: "_spi_" gives "_s", "sp", "_sp" ..."""
    edged = f"_{form}_"
    return [
        "\x00" + edged[at : at + size]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for at in range(len(edged) - size + 1)
    ]


class Features:
    """Text as a sparse vector, learnt from a set of phrasings.

    Words and pairs weigh log(1 + tf) x idf, letter runs log(1 + tf); each half has length 1
    (runs `RUN_WEIGHT`) before the whole is normed.
    """

    def __init__(self, rows: Sequence[Sequence[str]]) -> None:
        counts: Counter[str] = Counter()
        for forms in rows:
            counts.update(dict.fromkeys(word_features(forms), 1))
        slots: dict[str, int] = {}
        for feature in counts:
            slots[feature] = len(slots) % SLOTS
        vocabulary = dict.fromkeys(form for forms in rows for form in forms)
        for form in vocabulary:
            for run in runs(form):
                if run not in slots:
                    slots[run] = len(slots) % SLOTS
        self._slots = slots
        # Letters of known words are looked up; of others (a citizen's own) nothing is remembered.
        self._letters = {form: self._letter_slots(form) for form in vocabulary}
        total = len(rows)
        self.idf = {word: math.log((total + 1) / (n + 0.5)) for word, n in counts.items()}
        # A word that no phrasing holds is as telling as the rarest that one does.
        self.unknown_idf = math.log((total + 1) / 0.5)

    def vector(self, forms: Sequence[str]) -> Sparse:
        """All zero where nothing in `forms` is known."""
        known = Counter(feature for feature in word_features(forms) if feature in self.idf)
        words = [self._slots[feature] for feature in known]
        weights = _normed(
            np.array([math.log1p(n) * self.idf[feature] for feature, n in known.items()])
        )
        letters: Counter[int] = Counter()
        for form in forms:
            known_letters = self._letters.get(form)
            letters.update(self._letter_slots(form) if known_letters is None else known_letters)
        often = np.fromiter(letters.values(), np.float64, len(letters))
        slots = np.array([*words, *letters], np.int64)
        both = np.concatenate([weights, RUN_WEIGHT * _normed(np.log1p(often))])
        return Sparse(slots=slots, values=_normed(both))

    def _letter_slots(self, form: str) -> list[int]:
        return [slot for run in runs(form) if (slot := self._slots.get(run)) is not None]


def _normed(vector: NDArray[np.floating]) -> Vector:
    return np.asarray(vector / (math.sqrt(float(vector @ vector)) or 1.0), np.float32)
