"""Which stretches of a text name a person: numbers and addresses, however they are written."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# --- told apart by shape

_SEP = r"[ .()_-]{0,3}"
_WIDE_SEP = r"[ .()_/-]{0,3}"
_YEAR = r"(?:19|20)\d\d"
_THOUSANDS = r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"
_DECIMAL = r"(?:\d|[1-9]\d|100)\.\d{1,2}"  # an index, or a paragraph's number
_DATE = rf"(?:\d{{1,2}}([./-])\d{{1,2}}\1{_YEAR}|{_YEAR}-\d\d-\d\d)"
_HOURS = r"[0-2]?\d[.:][0-5]\d ?- ?[0-2]?\d[.:][0-5]\d"
_FIRST = r"(?<!\d)(?<!\d[.-])"
_ALONE = r"(?<!\d)(?<!\d[.,-])"
_ENDS = r"(?!\d|[.,-]\d)"
_FIGURE = re.compile(rf"(?:{_YEAR}|{_THOUSANDS}|{_DECIMAL}|{_DATE})[.,-]?")

# Possessive, so that a wall of letters costs its length and not its square.
_LOCAL = r"(?<![\w.+%-])[\w.+%-]++"
_MAILBOX = "gmail|yahoo|ymail|rocketmail|hotmail|outlook|live|icloud|proton|protonmail|aol"

# The first two digits of a NIK: provinces by the Ministry of Home Affairs' codes.
_PROVINCE = re.compile(r"1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7]")
# The letters a vehicle plate begins with: regions by the police's registration codes.
_REGION = (
    "AA|AB|AD|AE|AG|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DT|DW"
    "|EA|EB|ED|KB|KH|KT|KU|PA|PB|PG|PS|PT|[ABDEFGHKLMNPRSTWZ]"
)
_PLATE_WORD = (
    r"\b(?:plat|pelat|nopol|no\.? ?pol|nomor polisi)\b[ .:]{0,3}(?:(?:nomor|nomer|no)[ .:]{1,3})?"
)
# What follows a letter and a number and is no plate: election forms (B.1-KWK), words, units.
_NO_SERIES = re.compile(
    "kwk|dpd|dpr|kpu|dan|di|ke|ya|yg|itu|ini|ada|apa|aja|dg|dgn|utk|tdk|ga|gak|kah|nya|th|thn"
    "|rb|jt|org|kg|km|cm|ml|gb|mb|and|to|of|the|is|in|for|was",
    re.IGNORECASE,
)


class Span(NamedTuple):
    """`text[start:end]` names a person; `label` says by what."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """What the first rule takes, no later one sees; `label` None: it is no person's and stays.

    Where the pattern has a group `part`, that is what is taken. In a text of fewer than `digits` it
    finds nothing.
    """

    pattern: re.Pattern[str]
    label: str | None
    digits: int
    holds: Callable[[str], bool]


def _digits(part: str) -> str:
    return re.sub(r"\D", "", part)


def _is_identity(part: str) -> bool:
    """NIK and KK: province and district, a date (a woman's day + 40), four of series."""
    number = _digits(part)
    day, month = int(number[6:8]), int(number[8:10])
    dated = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    figures = all(_FIGURE.fullmatch(token) for token in part.split())
    return dated and bool(_PROVINCE.match(number)) and not figures


def _is_account(part: str) -> bool:
    """Ten digits or more once the years, and the small numbers beside a year, are set aside."""
    groups = re.findall(r"\d+", part)
    others = [group for group in groups if not re.fullmatch(_YEAR, group)]
    small = 3 if len(others) < len(groups) else 0
    return sum(len(group) for group in others if len(group) > small) >= 10


def _is_sixteen(part: str) -> bool:
    return len(_digits(part)) == 16 and _is_account(part)


def _is_plate(part: str) -> bool:
    """A plate has three or four digits, or capitals; years, degrees (S1) and paper (A4) do not."""
    region, number, series = re.findall(r"\d+|[^\W\d_]+", part)
    capitals = region.isupper() and series.isupper()
    if _NO_SERIES.fullmatch(series):
        return False
    if len(number) == 1:
        return capitals and region not in ("A", "D", "H", "K", "S")
    return capitals or (len(number) > 2 and not re.fullmatch(_YEAR, number))


def _always(part: str) -> bool:
    return True


def _rule(
    pattern: str, label: str | None, digits: int, holds: Callable[[str], bool] = _always
) -> _Rule:
    compiled = re.compile(pattern, re.IGNORECASE)
    return _Rule(pattern=compiled, label=label, digits=digits, holds=holds)


_RULES = (
    _rule(rf"{_LOCAL}@[\w-]+(?:\.[\w-]+)*", "EMAIL", 0),
    _rule(
        rf"{_LOCAL} {{0,2}}(?:@|[(\[]at[)\]]|\bat\b) {{0,2}}(?:{_MAILBOX})\b"
        r"(?: {0,2}(?:\.|dot|titik) {0,2}(?:com|co|id|net|org|me)\b)*",
        "EMAIL",
        0,
    ),
    _rule(rf"(?<!\d)(?=(?P<part>\d(?:{_WIDE_SEP}\d){{15}})(?!\d))", "NIK", 16, _is_identity),
    _rule(rf"\brp\.? ?{_THOUSANDS}{_ENDS}", None, 4),
    _rule(rf"{_ALONE}{_DATE}{_ENDS}", None, 6),
    _rule(rf"{_ALONE}{_HOURS}{_ENDS}", None, 6),
    _rule(rf"\+[ (]{{0,2}}\d(?:{_SEP}\d){{7,14}}(?!\d)", "TELEPON", 8),
    _rule(rf"{_FIRST}\(?0{_WIDE_SEP}8(?:{_WIDE_SEP}\d){{7,12}}(?!\d)", "TELEPON", 9),
    _rule(rf"{_ALONE}{_DECIMAL}{_ENDS}", None, 2),
    _rule(rf"{_FIRST}\(?62{_SEP}8(?:{_SEP}\d){{7,11}}(?!\d)", "TELEPON", 10),
    _rule(
        r"(?<!\d)\d{2}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d[ .-]{0,3}\d{3}[ .-]?\d{3}(?!\d)",
        "NPWP",
        15,
    ),
    _rule(rf"{_ALONE}{_THOUSANDS}(?: ?- ?{_THOUSANDS})?{_ENDS}", None, 4),
    _rule(rf"{_FIRST}(?<!,)8\d{{2}}(?:{_SEP}\d){{6,9}}(?!\d)", "TELEPON", 9),
    _rule(rf"{_FIRST}\(?0[2-9]\d{{1,2}}\)?{_SEP}\d(?:{_SEP}\d){{5,8}}(?!\d)", "TELEPON", 9),
    _rule(rf"{_FIRST}0\d{{15}}(?!\d|[.-]\d)", "NPWP", 16),
    _rule(rf"{_FIRST}\d{{16}}(?!\d|[.-]\d)", "NIK", 16),
    _rule(rf"{_FIRST}(?:\d{{1,9}}[.-])*\d{{10,}}(?:[.-]\d+)*", "NOMOR", 10),
    _rule(rf"(?<!\d)\d(?:{_SEP}\d)*", "NIK", 16, _is_sixteen),
    _rule(rf"(?<!\d)\d(?:{_SEP}\d)*", "NOMOR", 10, _is_account),
    _rule(
        rf"{_PLATE_WORD}(?P<part>[a-z]{{1,2}}[ .-]{{0,2}}[1-9]\d{{0,3}}"
        r"(?:[ .-]{0,2}[a-z]{1,3}(?![a-z0-9]))?)(?!\d)",
        "PLAT",
        1,
    ),
    _rule(
        rf"(?<![a-z0-9])(?:{_REGION})[ .-]{{0,2}}[1-9]\d{{0,3}}"
        r"[ .-]{0,2}[a-z]{1,3}(?![a-z0-9])",
        "PLAT",
        1,
        _is_plate,
    ),
)


# What every rule asks for one of, and most questions have none of: a digit, or a mail address's.
_ANY = re.compile(rf"\d|@|{_MAILBOX}", re.IGNORECASE)
# The same of plain small letters, where the search need not look at each letter in both sizes: 2
# microseconds instead of 7.
_ANY_SMALL = re.compile(_ANY.pattern)
# A question with a year in it, as a quarter have, asks for seven rules of 21.
_DIGIT = re.compile(r"\d")


def identifying(text: str) -> list[Span]:
    """The stretches of `text` that name a person, in order, apart from one another."""
    plain, origin = _comparable(text)
    spans: list[Span] = []
    for rule in _rules_for(plain):
        # Again until nothing is found: what is taken may bare what stood in its shadow.
        while taken := _taken(rule, plain):
            for start, end in taken:
                plain = plain[:start] + "\0" * (end - start) + plain[end:]
                if rule.label:
                    spans.append(Span(origin[start], origin[end], rule.label))
    return sorted(spans)


def _rules_for(plain: str) -> Sequence[_Rule]:
    """Those that may find something in it: what they take only makes its digits fewer."""
    if not (_ANY_SMALL.search(plain.lower()) if plain.isascii() else _ANY.search(plain)):
        return ()
    digits = len(_DIGIT.findall(plain))
    return [rule for rule in _RULES if rule.digits <= digits]


def _taken(rule: _Rule, plain: str) -> list[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for found in rule.pattern.finditer(plain):
        group = "part" if "part" in rule.pattern.groupindex else 0
        start, end = found.span(group)
        if (not taken or start >= taken[-1][1]) and rule.holds(found[group]):
            taken.append((start, end))
    return taken


# --- made comparable

# Fillers that no eye sees, though Unicode calls them letters.
_UNSEEN = frozenset("\u115f\u1160\u3164\uffa0")


def _comparable(text: str) -> tuple[str, Sequence[int]]:
    """`text` in plain digits, hyphens and spaces, and where in it each character begins."""
    if text.isascii() and text.isprintable():
        return text, range(len(text) + 1)  # as nearly all are, and nothing about them to do
    plain: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char):
            seen = _seen(part)
            plain += seen
            origin += [index] * len(seen)
    return "".join(plain), [*origin, len(text)]


def _seen(part: str) -> str:
    """The character that a reader takes `part` for; empty where there is none."""
    if part.isascii() and part.isprintable():
        return part
    digit = unicodedata.digit(part, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(part)
    if part.isspace() or part == "\u2800":  # the Braille blank
        return " "
    if category in ("Mn", "Me", "Cf", "Cc") or part in _UNSEEN:
        return ""
    return "-" if category == "Pd" or part == "\u2212" else part
