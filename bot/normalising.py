"""Words made comparable: a citizen's spelling and the office's meet here, and nowhere else.

The same steps run over the knowledge's phrasings and over what citizens type, so a step that is
wrong is wrong on both sides and mostly harmless; one that runs on one side only is not.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from bot.language import Language
from bot.ranking import numerals

# Possessive throughout: no step back would ever match more, and looking for one takes time.
# Digits belong to the letters before them ("sp4n"), but a year does not ("tahun2022"), nor what is
# counted ("pp94").
_TOKEN = re.compile(
    r"(?:uu|pp|pkpu|perpres|inpres|keppres|permen|perkom|no|nomor|nomer|nmr|pasal|ayat|tahun|taun|thn|th)(?=[0-9])"
    r"|[a-z]++(?:'[a-z]++)*+(?:(?!(?:19|20)\d\d(?!\d))[0-9]++)?+(?:[a-z]++[0-9]*+)*+|[0-9]++"
)
_REDUPLICATED = re.compile(r"([a-z]{3,})2(an|nya)?")
# A word, a number and a word run together: "tiap3bulan"; "undang2asn" is a word twice and another.
_RUN_TOGETHER = re.compile(r"([a-z]{3,})([0-9]+)([a-z]{3,})")
_LONG = re.compile(r"([a-z])\1{2,}")
# Whether a text may have such a word at all: sought from what is rare, in half the time.
_TWICE, _THRICE = re.compile(r"[0-9](?:[a-z]|(?<=[a-z]2))"), re.compile(r"(.)\1\1")
# Types of question whose words lead from one year to another, or want the same again.
_STEPS = ("before", "after", "again")
_CLITICS = ("nya", "kah", "lah")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'", "\u02bc": "'"})
# Longest table key in words: "wilayah birokrasi bersih dan melayani" spelled out has five.
_LONGEST_KEY = 5
# "w", "we": as long as what a letter is called.
_LETTERS_NAME = 2
# A dozen rooms read the message that is being answered, one after another. No more are kept: among
# them are reports of wrongdoing, whose words shall not stay.
_READ = 8


class Word(NamedTuple):
    """A word of a message: `typed` as the citizen wrote it (folded), `form` as it is compared."""

    typed: str
    form: str


def fold(text: str) -> str:
    """`text` in lower case without accents, zero-width characters and typographic apostrophes."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    kept = (
        c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf"
    )
    return "".join(kept)


def squeeze(token: str) -> str:
    """`token` without elongation ("halooo", "yaaang"); Roman numerals and "www" stay."""
    if not _LONG.search(token) or not token.strip("ivx") or token == "www":
        return token
    return _LONG.sub(r"\1", token)


def tokens(text: str) -> list[str]:
    """The folded words and numbers of `text` in order, "undang2" doubled."""
    return list(_remembered(text))


def tokens_once(text: str) -> tuple[str, ...]:
    """The same of a text that no other room reads: nothing is remembered for it."""
    folded = fold(text)
    found = _TOKEN.findall(folded)
    if _THRICE.search(folded) or _TWICE.search(folded):
        found = [word for token in found for word in _doubled(token)]
    return tuple(numerals.read(found))


_remembered = lru_cache(_READ)(tokens_once)


def _doubled(token: str) -> tuple[str, ...]:
    if twice := _REDUPLICATED.fullmatch(token):
        return twice[1], twice[1] + (twice[2] or "")
    if run := _RUN_TOGETHER.fullmatch(token):
        return run[1], run[1] if run[2] == "2" else run[2], run[3]
    return (squeeze(token),)


def key(text: str) -> str:
    """What two phrasings must share to be the same phrasing: their tokens, one space between."""
    return " ".join(tokens(text))


class Normaliser:
    """Turns a message into words by the language's tables; pure and cheap after construction."""

    def __init__(self, language: Language, *, translating: bool = True) -> None:
        """`translating`: False leaves the tables out, for a knowledge in another language."""
        tables = (language.english, language.javanese, language.sundanese, language.short)
        self._table = _joined(tables if translating else ())
        rows = self._table.items()
        self._one_for_one = {k[0]: to[0] for k, to in rows if len(k) == len(to) == 1}
        # What rows of several words begin with; few texts hold any of it.
        self._starts = {row[:2] for row in self._table if len(row) > 1}
        self._filler = frozenset(language.filler)
        self._framing = frozenset((*language.filler, *language.frame))
        self._protected = frozenset((*language.protected, *language.hollow))
        types = language.question_types
        steps = (phrase for name in _STEPS for phrase in types.get(name, ()))
        self._steps = frozenset(tokens(" ".join(steps)))
        self._known: dict[str, tuple[Word, ...]] = {}

    @property
    def protected(self) -> frozenset[str]:
        """Words that are right as they are, however near to another."""
        return self._protected

    @property
    def steps(self) -> frozenset[str]:
        """Words that lead on from what was said ("kemudian", "pelan pelan"), whether a phrasing
        has them or not: no slip of another."""
        return self._steps

    @property
    def singles(self) -> dict[str, tuple[str, ...]]:
        """What the tables make of single words, and fillers, which stay as they are."""
        rows = {row[0]: tuple(forms) for row, forms in self._table.items() if len(row) == 1}
        return {filler: (filler,) for filler in self._filler} | rows

    def plain(self, found: Sequence[str]) -> list[str]:
        """`found` with what the tables make of single words ("sy mo tny" is "saya mau tanya"),
        where that is a single word too: one for one."""
        return [self._one_for_one.get(token, token) for token in found]

    @property
    def acronyms(self) -> frozenset[str]:
        """Words that some row of the tables spells letter by letter ("w b k", "es pe i")."""
        spelt = (k for k in self._table if len(k) > 2 and max(map(len, k)) <= _LETTERS_NAME)
        return frozenset(form for key in spelt for form in self._table[key][:1])

    def words(self, text: str) -> tuple[Word, ...]:
        """The words of `text`, table rows applied, clitics off; fillers stay (they rank low)."""
        return self.apply(tokens(text))

    def apply(self, found: Sequence[str]) -> tuple[Word, ...]:
        """Table rows over `found`, longest first; a row may give several words, or none."""
        words: list[Word] = []
        begins = {at for at, pair in enumerate(pairwise(found)) if pair in self._starts}
        at = 0
        while at < len(found):
            if at in begins and (row := self._long_row(found, at)):
                typed = " ".join(found[at : at + row[0]])
                words += [Word(typed, self.base(form)) for form in row[1]]
                at += row[0]
            else:
                known = self._known.get(found[at])
                words += self._single(found[at]) if known is None else known
                at += 1
        return tuple(words)

    def made_whole(self, words: Sequence[Word], before: Sequence[Word]) -> tuple[Word, ...]:
        """`words`, which are those of `before` repaired, with rows of several words applied where
        one was mended: "kabupatn purwakarta"."""
        if words == before:
            return tuple(words)
        known = {word.form for word in before}
        mended = {at for at, word in enumerate(words) if word.form not in known}
        whole: list[Word] = []
        forms = [word.form for word in words] if mended else []
        at = 0
        while at < len(forms):
            row = self._long_row(forms, at)
            end = at + row[0] if row else at
            if row and not mended.isdisjoint(range(at, end)):
                typed = " ".join(word.typed for word in words[at:end])
                whole += [Word(typed, self.base(form)) for form in row[1]]
                at = end
            else:
                whole.append(words[at])
                at += 1
        return tuple(whole or words)

    def learn(self, texts: Sequence[Sequence[str]]) -> list[tuple[Word, ...]]:
        """As `apply`, for what the knowledge itself says: its words are worked out but once."""
        for token in dict.fromkeys(chain.from_iterable(texts)):
            if token not in self._known:
                self._known[token] = self._single(token)
        known = self._known.__getitem__
        return [
            tuple(chain.from_iterable(map(known, found)))
            if self._starts.isdisjoint(pairwise(found))
            else self.apply(found)
            for found in texts
        ]

    def spells(self, found: Sequence[str], at: int) -> bool:
        """Whether letters called by name begin at `at`: "ka pe u" is no greeting of a "ka"."""
        row = self._long_row(found, at) if len(found[at]) <= _LETTERS_NAME else None
        return row is not None and row[0] > 2

    def bare(self, words: Iterable[Word]) -> str:
        """The forms of `words` without fillers."""
        return self._without(self._filler, words)

    def core(self, words: Iterable[Word]) -> str:
        """The forms of `words` without fillers and without what asks for the thing itself ("apa
        itu"): two texts that share it ask the same thing."""
        return self._without(self._framing, words)

    def _without(self, left: frozenset[str], words: Iterable[Word]) -> str:
        return " ".join([w.form for w in words if w.form not in left and w.typed not in left])

    def base(self, form: str) -> str:
        """`form` without an Indonesian clitic (-nya, -kah, -lah), protected words untouched."""
        if form in self._protected:
            return form
        return _stem(form) or form

    def _long_row(self, found: Sequence[str], at: int) -> tuple[int, Iterable[str]] | None:
        """The longest row of several words that begins here: its length, and what it gives."""
        if tuple(found[at : at + 2]) not in self._starts:
            return None
        for length in range(min(_LONGEST_KEY, len(found) - at), 1, -1):
            forms = self._table.get(tuple(found[at : at + length]))
            if forms is not None:
                return length, forms
        return None

    def _single(self, token: str) -> tuple[Word, ...]:
        forms = self._table.get((token,))
        if forms is None and token not in self._protected:
            # "alamatnya" and "dmnya" reach the row of "alamat" and "dmn" too.
            stem = _stem(token)
            forms = self._table.get((stem,)) if stem else None
        return tuple(
            Word(token, self.base(form)) for form in ((token,) if forms is None else forms)
        )


def _stem(word: str) -> str | None:
    """What stands before a clitic, where one ends the word."""
    stem = word[:-3]
    return stem if word.endswith(_CLITICS) and len(stem) > 2 and stem.isalpha() else None


def _joined(tables: Iterable[Mapping[str, str]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """All tables as one, later ones winning: short forms beat Sundanese, and that English."""
    joined: dict[tuple[str, ...], tuple[str, ...]] = {}
    for table in tables:
        for row, value in table.items():
            joined[tokens_once(row)] = tokens_once(value)
    return joined
