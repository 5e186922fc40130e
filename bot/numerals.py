"""Indonesian numerals read as digits: "dua ribu dua puluh empat" is dictated, 2024 is meant."""

from collections.abc import Sequence

_UNITS = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "lapan": 8, "sembilan": 9,
}  # fmt: skip
_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
_SCALES = {"puluh": 10, "ratus": 100, "ribu": 1000}
_ALL = {*_UNITS, *_WHOLE, *_SCALES, "belas"}


def read(tokens: Sequence[str]) -> list[str]:
    """`tokens` with each run of numeral words as one number; a lone unit ("satu") stays a word."""
    if _ALL.isdisjoint(tokens):
        return list(tokens)
    digits: list[str] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and tokens[end] in _ALL:
            end += 1
        run = tokens[at:end]
        if _is_figure(run):
            digits.append(str(_value(run)))
        else:
            digits += run or [tokens[at]]
        at = max(end, at + 1)
    return digits


def _is_figure(run: Sequence[str]) -> bool:
    # "dua dua" is "both" or a stutter; three units or more spell a number out.
    return len(run) > 2 or any(word not in _UNITS for word in run)


def _value(run: Sequence[str]) -> int:
    """Reads left to right: units wait for their scale, "ribu" multiplies all before it."""
    if all(word in _UNITS for word in run):
        return int("".join(str(_UNITS[word]) for word in run))
    total, waiting = 0, 0
    for word in run:
        if word in _UNITS:
            waiting += _UNITS[word]
        elif word == "belas":
            total, waiting = total + 10 + waiting, 0
        elif word == "ribu":
            total, waiting = (total + waiting) * 1000, 0
        elif word in _SCALES:
            total, waiting = total + max(waiting, 1) * _SCALES[word], 0
        else:
            total += _WHOLE[word]
    return total + waiting
