"""Numerals read as digits: "dua ribu dua puluh empat" is dictated, 2024 is meant.

Also as they are said in haste ("dua ribu dua satu", "dua puluh dua puluh lima"), in Sundanese and
in English.
"""

from collections.abc import Iterator, Sequence

_UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "lapan": 8, "sembilan": 9,
    "hiji": 1, "tilu": 3, "opat": 4, "genep": 6, "dalapan": 8, "salapan": 9,
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9,
}  # fmt: skip
_BELOW_HUNDRED = {
    "sepuluh": 10, "sapuluh": 10, "sebelas": 11, "sabelas": 11, "salikur": 21,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30,
    "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_HUNDRED = {"seratus": 100, "saratus": 100}
_THOUSAND = {"seribu": 1000, "sarebu": 1000, "sarewu": 1000}
_TEENS = {"belas": 10, "welas": 10, "likur": 20}
_TENS = {"puluh"}
_HUNDREDS = {"ratus", "hundred"}
_THOUSANDS = {"ribu", "rebu", "rewu", "thousand"}
_SCALES = {*_TEENS, *_TENS, *_HUNDREDS, *_THOUSANDS}
_WHOLE = {*_BELOW_HUNDRED, *_HUNDRED, *_THOUSAND}
# Run together by who types fast: "duaribu", "tujuhbelas".
_JOINED = {unit + scale: (unit, scale) for unit in _UNITS for scale in _SCALES}
WORDS = {*_UNITS, *_WHOLE, *_SCALES, *_JOINED}
# After these, two single digits are a number: "nomor sembilan lima", "koma nol empat".
_BEFORE_DIGITS = {"nomor", "nomer", "no", "number", "tahun", "taun", "thn", "year"}
_POINTS = {"koma", "point"}


def read(tokens: Sequence[str]) -> list[str]:
    """`tokens` with numeral words as numbers; a lone unit ("satu") stays a word.

    The decimal comma between two numbers goes, as it does where it is written.
    """
    if WORDS.isdisjoint(tokens):
        return list(tokens)
    words = [part for token in tokens for part in _JOINED.get(token, (token,))]
    found: list[str] = []
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and words[end] in WORDS:
            end += 1
        run, before = words[at:end], found[-1] if found else ""
        if not run:
            found.append(words[at])
        elif before in _POINTS and len(found) > 1 and found[-2].isdigit():
            found[-1:] = _digits(run) if _units_only(run) else _numbers(run)
        elif _is_figure(run, before):
            found += _numbers(run)
        else:
            found += run
        at = max(end, at + 1)
    return found


def _is_figure(run: Sequence[str], before: str) -> bool:
    # "dua dua" is "both" or a stutter; three units or more spell a number out.
    if _units_only(run):
        return len(run) > 2 or (len(run) == 2 and before in _BEFORE_DIGITS)
    return _SCALES.isdisjoint(run[:1])


def _units_only(run: Sequence[str]) -> bool:
    return all(word in _UNITS for word in run)


def _digits(run: Sequence[str]) -> list[str]:
    return ["".join(str(_UNITS[word]) for word in run)]


def _numbers(run: Sequence[str]) -> list[str]:
    """One number after another: "tujuh dua ribu tujuh belas" is 7 and 2017."""
    if _units_only(run):
        return _digits(run)
    return [str(value) for value in _Reader(run).values()]


class _Reader:
    """Reads numbers from left to right, the greater scale first."""

    def __init__(self, run: Sequence[str]) -> None:
        self._run = run
        self._at = 0

    def values(self) -> Iterator[int]:
        while self._at < len(self._run):
            start = self._at
            value = self._spelt_out() or self._century() or self._number()
            if self._at > start:
                yield value
            else:
                self._at += 1  # a scale of nothing, "ribu" after "belas"

    def _spelt_out(self) -> int | None:
        """Digits before a number said in full: "sembilan lima | dua ribu delapan belas"."""
        end = self._at
        while end + 1 < len(self._run) and self._pair_at(end):
            end += 1
        if end == self._at:
            return None
        [digits] = _digits(self._run[self._at : end + 1])
        self._at = end + 1
        return int(digits)

    def _word(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._run[at] if at < len(self._run) else ""

    def _year(self) -> bool:
        """Said in full, from here: "nomor dua puluh | dua ribu dua puluh tiga"."""
        spoken = self._word() == "dua" and self._word(1) in _THOUSANDS
        return (
            spoken
            and self._word(2) in {*_UNITS, *_BELOW_HUNDRED}
            and self._word(3) not in _HUNDREDS
        )

    def _pair(self) -> bool:
        """Two units of which neither has a scale: "dua satu" for 21."""
        return self._pair_at(self._at)

    def _pair_at(self, at: int) -> bool:
        first, second, after = (*self._run[at : at + 3], "", "", "")[:3]
        return first in _UNITS and second in _UNITS and after not in _SCALES

    def _century(self) -> int | None:
        """A year in two halves: "dua puluh dua puluh satu", "dua puluh dua satu", "twenty ten"."""
        start = self._at
        if (self._word(), self._word(1)) == ("dua", "puluh"):
            self._at += 2
        elif self._word() == "twenty":
            self._at += 1
        else:
            return None
        in_full = self._word() in _BELOW_HUNDRED or self._word(1) in {*_TENS, *_TEENS}
        if (in_full or self._pair()) and (half := self._below_hundred(hasty=True)) >= 10:
            return 2000 + half
        self._at = start
        return None

    def _number(self) -> int:
        if self._word() in _THOUSAND:
            self._at += 1
            return 1000 + self._below_thousand(hasty=True)
        value = self._below_thousand()
        if self._word() not in _THOUSANDS:
            return value
        self._at += 1
        return value * 1000 + self._below_thousand(hasty=True)

    def _below_thousand(self, *, hasty: bool = False) -> int:
        if self._word() in _HUNDRED:
            self._at += 1
            return 100 + self._below_hundred()
        if self._word() in _UNITS and self._word(1) in _HUNDREDS:
            hundreds = _UNITS[self._word()] * 100
            self._at += 2
            return hundreds + self._below_hundred()
        return self._below_hundred(hasty=hasty)

    def _below_hundred(self, *, hasty: bool = False) -> int:
        """`hasty`: units alone may stand for tens and units."""
        word, following = self._word(), self._word(1)
        if word in _BELOW_HUNDRED:
            self._at += 1
            tens = _BELOW_HUNDRED[word]
            return tens + (self._last(hasty=hasty) if tens >= 20 and tens % 10 == 0 else 0)
        if word in _UNITS and following in _TEENS:
            self._at += 2
            return _UNITS[word] + _TEENS[following]
        if word in _UNITS and following in _TENS:
            self._at += 2
            return _UNITS[word] * 10 + self._last(hasty=hasty)
        if hasty and self._pair():
            self._at += 2
            return _UNITS[word] * 10 + _UNITS[following]
        return self._unit(hasty=hasty)

    def _last(self, *, hasty: bool) -> int:
        """The unit after tens."""
        return 0 if self._year() else self._unit(hasty=hasty)

    def _unit(self, *, hasty: bool) -> int:
        """The unit that ends a number; one with a scale of its own begins the next, but for the
        thousands that it still counts ("dua puluh lima ribu")."""
        begins = self._word(1) in _SCALES and (hasty or self._word(1) not in _THOUSANDS)
        if self._word() not in _UNITS or begins:
            return 0
        self._at += 1
        return _UNITS[self._run[self._at - 1]]
