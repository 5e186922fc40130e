"""What a message names: regulations, years, figures' subjects, other bodies and places.

Names are read as typed, before any repair, for a guess must not make a citizen name a body.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge import Knowledge
from bot.normalising import Normaliser, Word, fold, tokens

_YEAR = re.compile(r"(?:19|20)\d\d")
_SHORT_YEAR = re.compile(r"\d\d")
_NUMBER = re.compile(r"\d{1,4}")
# What may be a year misspelt ("20024", "202", "20n4"): it begins like one, has a letter at most.
_NEARLY_YEAR = re.compile(r"(?<![\w.,/-])2(?=\w*\d)(?=\d*+[a-z]?\d*+\b)\w{2,4}(?![\w/]|[.,]\d)")
_BARE = re.compile(r"(?<![\d/.,])(\d{1,4})\s*/\s*(?:[a-z.\-]+\s*/\s*)?((?:19|20)\d\d)(?!\d)", re.I)
# The Sundanese clitic of "the" and "its".
_NA = "na"
_ARTICLE = frozenset({"pasal", "ayat", "pasalnya"})
_NUMBER_WORDS = frozenset({"nomor", "no", "nomer", "nmr", "nmor", "number"})
_YEAR_WORDS = frozenset({"tahun", "thn", "th", "taun", "of"})
_YEARS = frozenset({"tahun", "thn", "th", "taun", "year", "years"})
# Between a kind and what it governs.
_ABOUT = (["tentang"], ["mengenai"], ["soal"], ["perihal"], ["ngeunaan"], ["about"], ["on"])
# Words that may stand between a kind and its number: "uu asn nomor 20 tahun 2023".
_REACH = 5
# "setahun sebelum pemilu 2024" is 2023, "dua tahun setelah 2021" is 2023.
_STEPS = {
    "sebelum": -1, "sblm": -1, "samemeh": -1, "before": -1,
    "setelah": 1, "stlh": 1, "sesudah": 1, "sabada": 1, "after": 1,
}  # fmt: skip
_ONE_YEAR = frozenset({"setahun", "sataun"})
_COUNTS = {
    "satu": 1, "1": 1, "one": 1, "a": 1,
    "dua": 2, "2": 2, "two": 2, "tiga": 3, "tilu": 3, "3": 3, "three": 3,
}  # fmt: skip
# "bukan yang 2021": so many words before the year it is said that another one is meant.
_DENIALS, _DENIED = frozenset({"bukan", "bukannya", "sanes", "lain", "not"}), 2
# "pindahan dari Bandung": where somebody comes from is not whom they ask about.
_ORIGIN = frozenset({"dari", "asal", "pindah", "pindahan", "ti", "from"})
# "saya Rudi dari bagian umum setda": so far before a body who writes may begin, if between where
# they come from and the body nothing stands but a part of it.
_AROUND = 5
_PART = frozenset(
    {"bagian", "bidang", "divisi", "seksi", "subbag", "subbagian", "unit", "tim", "kantor"}
)
# Behind these, and behind this office's name, a place is named, maybe misspelt.
_REGENCY = frozenset({"kab", "kabupaten", "kota", "prov", "provinsi"})
# Names of so many letters at least are told misspelt, if they are so like.
_NAMED, _NEAR = 5, 0.82


@dataclass(frozen=True, kw_only=True)
class Mention:
    """A regulation as named: what was left out is None. `kind` is a key of the language's kinds."""

    kind: str | None
    number: str | None
    year: int | None


@dataclass(frozen=True, kw_only=True)
class Named:
    """All names in one message."""

    mentions: tuple[Mention, ...]
    years: tuple[int, ...]
    unclear: tuple[str, ...]
    """What may be years misspelt."""
    subjects: frozenset[str]
    """Ids of the figures' subjects."""
    strangers: frozenset[str]
    """Other bodies and places."""
    home: bool
    """This office's own regency is named."""
    titled: tuple[tuple[str, Word], ...]
    """Regulations named by their subject alone ("UU ITE"): kind, and the word that says it."""
    ours: bool
    """This office itself is named."""
    article: bool
    """A single article of a law is asked for."""


class Phrases:
    """Finds phrases of one or more words in a list of words; each phrase stands for a name."""

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._names: dict[tuple[str, ...], str] = {}
        for phrase, name in phrases:
            self._names.setdefault(tuple(tokens(phrase)), name)
        self._starts = {words[0] for words in self._names if words}
        self._longest = max((len(words) for words in self._names), default=0)

    def find(self, words: Sequence[str]) -> list[tuple[int, int, str]]:
        """(start, end, name) of each phrase in `words`, longest first, none overlapping."""
        found: list[tuple[int, int, str]] = []
        # Most messages name nothing of the kind.
        at = len(words) if self._starts.isdisjoint(words) else 0
        while at < len(words):
            hit = self._at(words, at) if words[at] in self._starts else None
            if hit:
                found.append((at, *hit))
            at = hit[0] if hit else at + 1
        return found

    def parted(self, words: Sequence[str]) -> tuple[list[str], frozenset[str]]:
        """The names of the phrases in `words`, and the words that stand in none of them."""
        found = self.find(words)
        said = {at for start, end, _ in found for at in range(start, end)}
        rest = frozenset(word for at, word in enumerate(words) if at not in said)
        return [name for *_, name in found], rest

    def at(self, words: Sequence[str], at: int) -> int:
        """How many words the longest phrase that begins at `at` has; 0 where none does."""
        hit = self._at(words, at) if words[at] in self._starts else None
        return hit[0] - at if hit else 0

    def _at(self, words: Sequence[str], at: int) -> tuple[int, str] | None:
        for end in range(min(len(words), at + self._longest), at, -1):
            name = self._names.get(tuple(words[at:end]))
            if name is not None:
                return end, name
        return None


class Namer:
    """Reads names by the language's lists and the knowledge's own subjects."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        language = knowledge.language
        self._normaliser = normaliser
        self._kinds = Phrases(
            (form, kind) for kind, row in language.kinds.items() for form in (kind, *row.forms)
        )
        self._bodies = Phrases((f, body) for body, fs in language.bodies.items() for f in fs)
        self._places = Phrases((place, place) for place in language.places)
        self._home = Phrases((place, place) for place in language.home_places)
        self._elsewhere = frozenset(place for place in language.places if " " not in place)
        # Their own regency's and districts' names are no slips of others'.
        self._known = (*self._elsewhere, *language.home_places)
        self._anywhere = _REGENCY.union(form for form in language.home_bodies if " " not in form)
        self._ours = Phrases((form, form) for form in language.home_bodies)
        self._before = frozenset(language.speech.get("before", ()))
        self._after = frozenset(language.speech.get("after", ()))
        self._me = frozenset(language.speech.get("me", ()))
        self._subjects = Phrases((w, s.id) for s in knowledge.subjects for w in s.words)
        words = (tokens(word) for subject in knowledge.subjects for word in subject.words)
        self._alone = [row[0] for row in words if len(row) == 1 and len(row[0]) >= _NAMED]

    def years(self, text: str) -> tuple[int, ...]:
        """The years that `text` names."""
        return _years(tokens(text))

    def strangers(self, text: str) -> frozenset[str]:
        """Bodies and places that `text` names, as typed."""
        typed = tokens(text)
        places = (
            place
            for at, _, place in self._places.find(typed)
            if _ORIGIN.isdisjoint(typed[max(at - 2, 0) : at])
        )
        bodies = (
            body
            for at, end, body in self._bodies.find(typed)
            if not self._speaks(typed[max(at - _AROUND, 0) : at], typed[end : end + 1])
        )
        return frozenset((*places, *bodies, *self._misspelt(typed)))

    def _misspelt(self, typed: Sequence[str]) -> Iterator[str]:
        """Places misspelt behind a body that has offices in many: "KPU Karwang"."""
        for before, word in pairwise(typed):
            if before in self._anywhere and len(word) >= _NAMED and word not in self._known:
                near = process.extractOne(
                    word, self._known, scorer=OSA.normalized_similarity, score_cutoff=_NEAR
                )
                if near and near[0] in self._elsewhere and near[0][0] == word[0]:
                    yield near[0]

    def _speaks(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether a body only says what is asked about, or who asks: "menurut KPK", "pak kades
        bilang", "kami dari BPS", "saya Rudi dari bagian umum setda"."""
        for at, word in enumerate(before):
            of_it = before[at + 1 : at + 2]
            whence = word in _ORIGIN and (not of_it or of_it[0] in _PART)
            if whence and not self._me.isdisjoint(before[max(at - 2, 0) : at]):
                return True
        return not (self._before.isdisjoint(before[-2:]) and self._after.isdisjoint(after))

    def read(self, text: str, words: Sequence[Word]) -> Named:
        """Names in `text`; `words` are the same text after repair (only kinds are read there)."""
        typed = tokens(text)
        forms = [word.form for word in words]
        return Named(
            mentions=self._mentions(typed, forms, text),
            years=_years(typed),
            unclear=tuple(y for y in _NEARLY_YEAR.findall(fold(text)) if not _YEAR.fullmatch(y)),
            subjects=frozenset(s for *_, s in self._subjects.find([*map(self._plain, forms)])),
            strangers=self.strangers(text),
            home=bool(self._home.find(forms)),
            titled=self._titled(words, forms),
            ours=bool(self._ours.find(forms)),
            article=not _ARTICLE.isdisjoint(typed),
        )

    def _plain(self, form: str) -> str:
        """ "nasionalna" and "nasionl" are "nasional"; "indonesian" is another word."""
        stem = form.removesuffix(_NA)
        if self._subjects.at([stem], 0):
            return stem
        near = process.extractOne(
            form, self._alone, scorer=OSA.normalized_similarity, score_cutoff=_NEAR
        )
        slip = near and near[0][0] == form[0] and not form.startswith(near[0])
        return near[0] if near and slip else form

    def _titled(self, words: Sequence[Word], forms: Sequence[str]) -> tuple[tuple[str, Word], ...]:
        """The word after each kind, "tentang" and the like aside."""
        ends = [
            (end + (forms[end : end + 1] in _ABOUT), kind)
            for _, end, kind in self._kinds.find(forms)
        ]
        return tuple((kind, words[end]) for end, kind in ends if end < len(words))

    def _mentions(
        self, typed: Sequence[str], forms: Sequence[str], text: str
    ) -> tuple[Mention, ...]:
        found = self._after_kinds(typed) or self._after_kinds(forms)
        numbers = {mention.number for mention in found}
        bare = [
            Mention(kind=None, number=str(int(number)), year=int(year))
            for number, year in _BARE.findall(text)
            if str(int(number)) not in numbers and not _YEAR.fullmatch(number)
        ]
        return (*found, *bare)

    def _after_kinds(self, words: Sequence[str]) -> tuple[Mention, ...]:
        hits = self._kinds.find(words)
        mentions: list[Mention] = []
        for n, (_, end, kind) in enumerate(hits):
            stop = hits[n + 1][0] if n + 1 < len(hits) else len(words)
            number, year = _number_and_year(words[end : min(stop, end + _REACH + 3)])
            if number or year:
                mentions.append(Mention(kind=kind, number=number, year=year))
        return tuple(mentions)


def _number_and_year(words: Sequence[str]) -> tuple[str | None, int | None]:
    """The first number and the first year after a kind: "nomor 95 tahun 2018", "95 2018"."""
    number: str | None = None
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        if _YEAR.fullmatch(word) and before not in _NUMBER_WORDS:
            return number, int(word)
        near = at <= 1 or before in _NUMBER_WORDS
        if number is None and near and _NUMBER.fullmatch(word) and before not in _YEAR_WORDS:
            number = str(int(word))
    return number, None


def _denied(before: Sequence[str]) -> bool:
    """ "bukan (yang)" stands before, and no number between."""
    for word in reversed(before):
        if word in _DENIALS or word.isdigit():
            return word in _DENIALS
    return False


def _step(before: Sequence[str]) -> int:
    """By how many years the words before one move it."""
    step = next((_STEPS[word] for word in before if word in _STEPS), 0)
    if not _ONE_YEAR.isdisjoint(before):
        return step
    counts = (_COUNTS.get(one, 0) for one, year in pairwise(before) if year in _YEARS)
    return step * next(counts, 0)


def _years(typed: Sequence[str]) -> tuple[int, ...]:
    """Years named in full, or in two digits after "tahun" ("taun 24"); "2000-an" is none, and
    "bukan 2021, maksudnya 2022" is 2022."""
    years: list[int] = []
    denied: set[int] = set()
    for at, word in enumerate(typed):
        after = typed[at + 1] if at + 1 < len(typed) else ""
        if _YEAR.fullmatch(word) and after != "an":
            years.append(int(word) + _step(typed[max(at - 4, 0) : at]))
        elif _SHORT_YEAR.fullmatch(word) and at and typed[at - 1] in _YEAR_WORDS - {"of"}:
            years.append(2000 + int(word))
        else:
            continue
        if _denied(typed[max(at - _DENIED, 0) : at]):
            denied.add(years[-1])
    meant = [year for year in years if year not in denied]
    return tuple(dict.fromkeys(meant or years))
