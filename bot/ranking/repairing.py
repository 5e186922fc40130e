"""Unknown words read as known ones: misspelt, run together, torn apart, or robbed of vowels.

Only a word that the knowledge does not know is touched, and only towards a word that it knows.
What by itself names a body or a place is never a target: "banding" must not become "bandung", but
"kntor" may well become "kantor", though there is a "kantor pajak".
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.normalising import Word
from bot.ranking.stemming import stem

# Similarities measured in benchmarks/: with the same first letter a slip is likelier than another
# word; without it only long words with one slip pass.
SAME_FIRST = 0.74
OTHER_FIRST = 0.87
# With an ending, which has no slip more often than not.
INFLECTED = 0.83
# "pmhn", "dftr": hardly a vowel, so the consonants carry the word.
FEW_VOWELS = 0.26
# A word of the phrasings this rare, this long and this near to one this many times as frequent is
# taken for a slip: it must not make a citizen's same slip a known word of that one entry.
SLIP = 0.85
_RARE = 3
_OFTEN = 8
_SLIP_LENGTH, _ROBBED_LENGTH = 6, 5
# A word of the phrasings this seldom is read as one of its root this many times as frequent: of
# 6,285 phrasings asked unseen 314 instead of 334 are answered wrong, of citizens' sets 115 of 117.
_SELDOM, _MUCH = 20, 3
_SHORTEST = 4
_LONG = 8
# So long a word of the tables (English, Sundanese) must be to be a target too: "offcie".
_LONGER = 5
_SHORTEST_PART = 3
# Of two words run together one may be shorter if phrasings have it so often: "uupemilu", "diKPU".
_SHORT_PART, _VERY_OFTEN = 2, 100
_VOWELS = frozenset("aeiou")
_ITS = "nya"
# Indonesian and Sundanese; what may be one of them with a slip; how long a word with one is.
_ENDINGS = ("nya", "na")
_ENDED = re.compile(r"n.?.?a$|n[ay]{1,2}$|.ya$")
_INFLECTED = 6
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
_PREFIXES = ("meng", "mem", "men", "me", "peng", "pem", "pen", "pe", "di", "ke", "se", "ber", "ter")
_SUFFIXES = (
    "annya", "nya", "kan", "an", "in", "na", "keun", "ku", "mu", "i",
    # "nya", misspelt
    "nyya", "yna", "nyaa", "nnya", "nny", "mya", "bya", "nua",
)  # fmt: skip


# What the letters of an acronym are called, as dictation writes them down: "we be ka", "web eka".
_CALLED = dict(
    b="be", c="ce", d="de", f="ef", g="ge", h="ha", j="je", k="ka", l="el", m="em", n="en", p="pe",
    q="ki", r="er", s="es", t="te", v="fe", w="we", x="eks", y="ye", z="zet",
)  # fmt: skip
_ACRONYM = range(3, 6)


def _slips(counts: Mapping[str, int], right: frozenset[str]) -> set[str]:
    """Rare words of the phrasings that are frequent ones misspelt, or robbed of vowels: staff slip
    too."""
    frequent: dict[str, list[str]] = defaultdict(list)
    robbed: dict[str, list[str]] = defaultdict(list)
    for word, count in counts.items():
        if count >= _OFTEN:
            frequent[word[0]].append(word)
            robbed[skeleton(word)].append(word)
    rare = {word for word, count in counts.items() if count <= _RARE and word not in right}
    near = {word: _near(word, frequent[word[0]]) for word in rare if len(word) >= _SLIP_LENGTH}
    for word in rare:
        if len(word) >= _ROBBED_LENGTH and vowel_share(word) <= FEW_VOWELS:
            near[word] = [*near.get(word, ()), *robbed[skeleton(word)]]
    return {w for w, found in near.items() if any(counts[n] >= _OFTEN * counts[w] for n in found)}


def _variants(
    counts: Mapping[str, int], roots: Mapping[str, str], right: frozenset[str]
) -> set[str]:
    """Seldom words with affixes ("nanganin") of the root of one that is much more frequent
    ("menangani"): known as they are, each would tell the few topics where it stands."""
    rising = sorted(sorted(roots), key=counts.__getitem__)
    leading = {roots[word]: word for word in rising}
    return {
        word
        for word, root in roots.items()
        if counts[word] <= _SELDOM
        and len(root) < len(word)
        and word not in right
        and counts[leading[root]] >= _MUCH * counts[word]
    }


def _near(word: str, others: Sequence[str]) -> list[str]:
    found = process.extract(
        word, others, scorer=OSA.normalized_similarity, score_cutoff=SLIP, limit=3
    )
    return [near for near, *_ in found]


class Repairer:
    """Knows a vocabulary and how often each of its words stands there.

    `names`, of a word or several: into those of one word nothing is repaired, and no word of any
    is read from others of its root ("menilai" is not "nilai"). `real` words are no slips, however
    near to a frequent one; `acronyms` and words without a vowel are also known by the names of
    their letters; those of `left` are left as they are, known or not. `short`: what the tables
    make of single words, which may be one of two run together ("tehnaon"), the longer ones misspelt
    too ("offcie").
    """

    def __init__(
        self,
        vocabulary: Mapping[str, int],
        names: Iterable[str],
        real: Iterable[str] = (),
        acronyms: Collection[str] = (),
        left: Collection[str] = (),
        short: Mapping[str, Sequence[str]] = _NONE,
    ) -> None:
        whole = frozenset(names)
        parts = frozenset(chain.from_iterable(name.split() for name in whole))
        often = sorted(sorted(vocabulary), key=vocabulary.__getitem__, reverse=True)
        right = parts | frozenset(real)
        self._left, self._short = left, short
        slips = _slips(vocabulary, right)
        roots = {w: root for w in vocabulary if w not in slips and (root := stem(w))}
        slips |= _variants(vocabulary, roots, right)
        self._known = {word: vocabulary[word] for word in often if word not in slips}
        self._targets = {w: n for w, n in self._known.items() if w not in whole and not w.isdigit()}
        self._by_first: dict[str, list[str]] = defaultdict(list)
        self._by_skeleton: dict[str, list[str]] = defaultdict(list)
        for word in self._targets:
            if len(word) >= _SHORTEST:
                self._by_first[word[0]].append(word)
                self._by_skeleton[skeleton(word)].append(word)
        self._stems = {word for word in self._targets if word not in parts}
        rising = [word for word in reversed(self._targets) if word in self._stems]
        self._by_root = {roots[word]: word for word in rising if word in roots}
        self._long = [w for w in self._targets if len(w) >= _LONG]
        self._rows = {
            word: forms
            for word, forms in short.items()
            if len(word) >= _LONGER and word not in whole and forms and all(map(self._often, forms))
        }
        # Behind the words of the phrasings: of equally near ones those win.
        for word in self._rows:
            if word not in vocabulary:
                self._by_first[word[0]].append(word)
        self._called = {
            called: word
            for word in reversed(self._targets)
            if len(word) in _ACRONYM and (word in acronyms or not vowel_share(word))
            if (called := "".join(_CALLED.get(letter, letter) for letter in word))
            if called not in vocabulary
        }
        self._calls = {called[:end] for called in self._called for end in range(1, len(called))}
        # Staff's own slips, each worked out once: most of what phrasings say is said again.
        self._mended = {word: self._forms(word) for word in sorted(slips)}
        # A slip of those is read as they are: "melindugi" as "melindungi", and that as "lindung".
        for word, forms in self._mended.items():
            if len(word) >= _LONGER and forms != (word,):
                self._rows.setdefault(word, forms)
                self._by_first[word[0]].append(word)

    def repair(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """`words` with unknown ones replaced where a known one is near enough."""
        # Of 11,640 phrasings 9,950 need nothing.
        for typed, form in words:
            if form not in self._known or typed in self._calls:
                break
        else:
            return tuple(words)
        repaired: list[Word] = []
        at = 0
        while at < len(words):
            word = words[at]
            end = self._spelt(words, at) if word.typed in self._calls else at
            if end > at:
                letters = [one.typed for one in words[at:end]]
                repaired.append(Word(" ".join(letters), self._called["".join(letters)]))
                at = end - 1
            elif word.form in self._known or word.form in self._left or word.form.isdigit():
                repaired.append(word)
            elif at + 1 < len(words) and word.form + words[at + 1].form in self._targets:
                following = words[at + 1]
                joined = Word(f"{word.typed} {following.typed}", word.form + following.form)
                repaired.append(joined)
                at += 1
            else:
                forms = self._mended.get(word.form) or self._forms(word.form)
                repaired += [Word(word.typed, form) for form in forms]
            at += 1
        return tuple(repaired)

    def _spelt(self, words: Sequence[Word], at: int) -> int:
        """Where an acronym ends whose letters are called by name from `at` on; `at` if none is."""
        said, found = words[at].typed, at
        for end in range(at + 1, len(words)):
            if said not in self._calls:
                break
            said += words[end].typed
            if said in self._called:
                found = end + 1
        return found

    def _forms(self, word: str) -> Sequence[str]:
        return (
            self._without_affixes(word)
            or self._of_one_root(word)
            or self._by_consonants(word)
            or self._nearest(word)
            or self._split(word)
            or (word,)
        )

    def _without_affixes(self, word: str) -> tuple[str, ...]:
        """The known word inside: its prefix off, its suffix off, or both."""
        for start in ("", *(p for p in _PREFIXES if word.startswith(p))):
            for end in ("", *(s for s in _SUFFIXES if word.endswith(s))):
                stem = word[len(start) : len(word) - len(end)]
                if len(stem) >= _SHORTEST and stem in self._stems:
                    return (stem,)
        return ()

    def _of_one_root(self, word: str) -> tuple[str, ...]:
        """The most frequent word of the same root: "menangani" for "nanganin"."""
        root = stem(word)
        # Without an affix it is a root itself, and if nobody knows that, more likely a slip.
        found = self._by_root.get(root) if len(root) < len(word) else None
        return (found,) if found else ()

    def _by_consonants(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST - 1 or vowel_share(word) > FEW_VOWELS:
            return ()
        return tuple(self._by_skeleton.get(skeleton(word), ())[:1])

    def _nearest(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST:
            return ()
        targets = self._by_first[word[0]]
        near, target = _closest(word, targets, SAME_FIRST)
        if len(word) >= _INFLECTED and _ENDED.search(word):
            # The slip may be in an ending, or beside one: "hukunmya", "kantonra".
            least = max(INFLECTED, near)
            for ending in _ENDINGS:
                found, inflected = _closest(word, [one + ending for one in targets], least)
                if found > near:
                    near, target = found, inflected.removesuffix(ending)
        # A shorter word is near to none of the long ones: looking would cost most of the repair.
        if not target and len(word) >= OTHER_FIRST * _LONG:
            _, target = _closest(word, self._long, OTHER_FIRST)
        return tuple(self._rows.get(target, (target,))) if target else ()

    def _split(self, word: str) -> tuple[str, ...]:
        """Two words run together, the split whose rarer half is the more frequent."""
        cuts = range(_SHORT_PART, len(word) - _SHORT_PART + 1)
        splits = [(self._half(word[:at]), self._half(word[at:])) for at in cuts]
        whole = [(*one, *other) for one, other in splits if one and other]
        return max(whole, key=lambda forms: min(map(self._often, forms)), default=())

    def _half(self, part: str) -> Sequence[str]:
        """What a half of two words run together is read as; empty where it is no word."""
        if len(part) < _SHORTEST_PART:
            return (part,) if self._often(part) >= _VERY_OFTEN else ()
        if part in self._known:
            return (part,)
        row = self._short.get(part)
        if row == (part,):
            return row  # a filler, which stays as it is
        read = (part.removesuffix(_ITS),) if row is None else row
        return read if all(map(self._often, read)) else ()

    def _often(self, form: str) -> int:
        return self._known.get(form, 0)


def _closest(word: str, targets: Sequence[str], least: float) -> tuple[float, str]:
    """How near the nearest of `targets` is, 0..1, and that; "" where none is near enough."""
    # Of equally near targets the first wins: they are sorted by how often they are used.
    found = process.extractOne(word, targets, scorer=OSA.normalized_similarity, score_cutoff=least)
    return (found[1], found[0]) if found else (0.0, "")


def skeleton(word: str) -> str:
    """What is left of `word` without its vowels; its first letter stays."""
    return word[0] + "".join(letter for letter in word[1:] if letter not in _VOWELS)


def vowel_share(word: str) -> float:
    """How much of `word` is vowels, 0..1."""
    return sum(letter in _VOWELS for letter in word) / len(word)
