"""Texts turned into what a field means: a number, a day, a sentence in three languages.

Each reader takes what YAML gave (a text, a list or a mapping) and returns the value, or raises a
`Slip` (several: `Slips`) that says in Indonesian what is wrong and what is allowed.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from rapidfuzz import fuzz, process

from bot.entries import FollowUp, Text
from bot.loading import slips
from bot.loading.reading import Fields, Items, Scalar, Value
from bot.loading.slips import Slip, Slips

LANGUAGES = ("id", "en", "su")
MONTHS = (
    *("januari", "februari", "maret", "april", "mei", "juni"),
    *("juli", "agustus", "september", "oktober", "november", "desember"),
)
SPELT = {"pebruari": "februari", "agt": "agustus", "ags": "agustus", "nop": "november"}
YES = frozenset({"ya", "true", "yes", "benar"})
NO = frozenset({"tidak", "false", "no", "salah"})

LONGEST_ID = 40
MOST_RELATED = 6
LISTED = 16
NEAR = 65
LEADS_TO = "->"

IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WORD = re.compile(r"[^\W_]+")
WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(\.[0-9]{3}){1,4}")
DECIMAL = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
WRITTEN_DAY = re.compile(r"([0-9]{1,2}) +([A-Za-z]+)\.? +([0-9]{4})")


T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """A list of texts in up to three languages."""

    id: tuple[str, ...]
    en: tuple[str, ...] | None = None
    su: tuple[str, ...] | None = None


def sentence(value: Value) -> str:
    """One text, whole: nothing of it hidden by a ` #`, and not taken for a list or a mapping."""
    if isinstance(value, Fields):
        raise Slip(slips.AFTER_BRACKET if value.flow else slips.COLON, value.line)
    if isinstance(value, Items):
        raise Slip("di sini harus satu teks, bukan daftar", value.line)
    if value.cut:
        raise Slip(slips.COMMENT, value.line)
    if not value.strip():
        raise Slip("teks ini kosong; isi, atau hapus barisnya", value.line)
    return value.strip()


def sentences(value: Value) -> tuple[Scalar, ...]:
    """A list of texts, each with its line."""
    if isinstance(value, Items):
        return tuple(gathered(value, lambda item: Scalar(sentence(item), item.line)))
    if isinstance(value, Scalar) and value.startswith("-"):
        raise Slip(slips.NO_SPACE_DASH, value.line)
    raise Slip(slips.NOT_A_LIST, value.line)


def gathered(items: Iterable[Value], read: Callable[[Value], T]) -> list[T]:
    """Every item read; the slips of all of them are told together."""
    good: list[T] = []
    found: list[Slip] = []
    for item in items:
        try:
            good.append(read(item))
        except Slip as slip:
            found.append(slip)
    if found:
        raise Slips(found)
    return good


def follow_ups(value: Value) -> tuple[FollowUp, ...]:
    """A list of what people ask next."""
    return tuple(gathered(value if isinstance(value, Items) else sentences(value), follow_up))


def follow_up(value: Value) -> FollowUp:
    """ "artinya apa -> makna-slogan"; without an arrow it leads to the entry it stands in."""
    ask, arrow, entry = sentence(value).rpartition(LEADS_TO)
    if not arrow:
        return FollowUp(ask=entry, entry="", line=value.line)
    if not ask.strip() or not IDENTIFIER.fullmatch(entry.strip()):
        raise Slip(
            f"`{LEADS_TO}` memisahkan pertanyaan dari id entri tujuannya: tulis misalnya "
            f"artinya apa {LEADS_TO} makna-slogan",
            value.line,
        )
    return FollowUp(ask=ask.strip(), entry=entry.strip(), line=value.line)


def text(value: Value) -> Text:
    """One text, or `{id: …, en: …, su: …}`."""
    return Text(**by_language(value, sentence))


def texts(value: Value) -> Texts:
    """A list of texts, or `{id: […], en: […], su: […]}`."""
    return Texts(**by_language(value, sentences))


def by_language(value: Value, read: Callable[[Value], T]) -> dict[str, T]:
    """What `read` makes of each language's part; a bare value is Indonesian."""
    if not isinstance(value, Fields) or not any(key in LANGUAGES for key in value):
        return {"id": read(value)}
    unknown = [unknown_key(value, key, LANGUAGES) for key in value if key not in LANGUAGES]
    if unknown:
        raise Slips(unknown)
    given = {key: part for key, part in value.items() if part != ""}
    if "id" not in given:
        raise Slip(
            "teks bahasa Indonesia (`id:`) belum ada; bahasa lain hanya pelengkap", value.line
        )
    return dict(zip(given, gathered(given.values(), read), strict=True))


def unknown_key(fields: Fields, key: str, known: Collection[str]) -> Slip:
    """Why this key is not one: a comma inside braces, or a name that does not exist."""
    line = fields.keys_at[key]
    if fields.flow and fields[key] == "":
        if key.isdigit():
            return Slip(slips.DECIMAL_COMMA, line)
        return Slip(slips.COMMA.format(key), line)
    deeper = "; bila milik sebuah entri, periksa jorokannya" if "entries" in known else ""
    return Slip(f"kunci `{key}` tidak dikenal; {nearest(key, known)}{deeper}", line)


def meant(word: str, known: Iterable[str]) -> str | None:
    """The known name that is near enough to be meant by a misspelt one."""
    found = process.extractOne(
        word, sorted(known), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=NEAR
    )
    return found[0] if found else None


def nearest(word: str, known: Iterable[str]) -> str:
    """What is allowed, led by the name that is probably meant."""
    names = sorted(known)
    found = meant(word, names)
    guess = f"mungkin maksudnya `{found}`" if found else ""
    listed = f"yang boleh: {', '.join(names)}" if 0 < len(names) <= LISTED else ""
    return "; ".join(filter(None, (guess, listed))) or "periksa ejaannya"


def row(value: Value) -> str:
    """What a word table maps a word to; empty where the word is dropped."""
    return "" if isinstance(value, Scalar) and not value.strip() else word(value)


def word(value: Value) -> str:
    """A short word or name; a comment may stand behind it."""
    if isinstance(value, Scalar) and value.strip():
        return value.strip()
    return sentence(value)


def words(value: Value) -> tuple[str, ...]:
    """A list of words."""
    return tuple(gathered(value, word)) if isinstance(value, Items) else sentences(value)


def identifiers(value: Value) -> tuple[str, ...]:
    """At most six identifiers: more buttons than that no phone shows at once."""
    if isinstance(value, Items) and len(value) > MOST_RELATED:
        raise Slip(f"paling banyak {MOST_RELATED} entri terkait, di sini {len(value)}", value.line)
    return tuple(gathered(value, identifier)) if isinstance(value, Items) else sentences(value)


def squeezed(phrasing: str) -> str:
    """A phrasing without case, punctuation and spare spaces: alike means the same question."""
    return " ".join(WORD.findall(phrasing.casefold())) or phrasing.strip()


def identifier(value: Value) -> str:
    """A stable name: a-z, 0-9 and single hyphens, at most 40 bytes (a button's data holds 64)."""
    name = word(value)
    if not IDENTIFIER.fullmatch(name):
        raise Slip(
            f"id `{name}` hanya boleh huruf kecil a-z, angka, dan tanda - di antaranya", value.line
        )
    if len(name) > LONGEST_ID:
        raise Slip(
            f"id `{name}` terlalu panjang: {len(name)} huruf, paling banyak {LONGEST_ID}",
            value.line,
        )
    return name


def year(value: Value) -> int:
    """A year of the republic's or near it, in four digits."""
    number = whole(value)
    if not 1900 <= number <= 2100:
        raise Slip(f"tahun {number} di luar 1900 sampai 2100", value.line)
    return number


def years(value: Value) -> tuple[int, ...]:
    """A list of years."""
    return tuple(gathered(value, year)) if isinstance(value, Items) else (year(value),)


def whole(value: Value) -> int:
    """`255.010` or `255010`: points part thousands."""
    written = word(value)
    if not WHOLE.fullmatch(written):
        raise Slip(
            f"`{written}` bukan bilangan bulat; tulis misalnya 2024 atau 255.010", value.line
        )
    return int(written.replace(".", ""))


def number(value: Value) -> Decimal:
    """`74,04` or `74.04`, with the digits that were written."""
    written = word(value)
    if not DECIMAL.fullmatch(written):
        raise Slip(f"`{written}` bukan angka; tulis misalnya 74,04 atau 74.04", value.line)
    return Decimal(written.replace(",", "."))


def day(value: Value) -> date:
    """`2025-12-08` or `8 Desember 2025`; a day that no calendar has is refused."""
    written = word(value)
    parts = _iso(written) or _spelt(written)
    if parts is None:
        raise Slip(f"`{written}` bukan tanggal; tulis 2025-12-08 atau 8 Desember 2025", value.line)
    try:
        return date(*parts)
    except ValueError:
        raise Slip(
            f"tanggal `{written}` tidak ada di kalender; tulis 2025-12-08", value.line
        ) from None


def _iso(written: str) -> tuple[int, int, int] | None:
    found = ISO_DAY.fullmatch(written)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def _spelt(written: str) -> tuple[int, int, int] | None:
    found = WRITTEN_DAY.fullmatch(written)
    name = found[2].lower() if found else ""
    name = SPELT.get(name, name)
    month = next((i for i, m in enumerate(MONTHS, 1) if len(name) > 2 and m.startswith(name)), None)
    return (int(found[3]), month, int(found[1])) if found and month else None


def yes(value: Value) -> bool:
    """`ya` or `tidak` (also true and false, yes and no)."""
    written = word(value).lower()
    if written not in YES | NO:
        raise Slip(
            f"`{written}` bukan ya atau tidak; tulis `true` atau `false`, `ya` atau `tidak`",
            value.line,
        )
    return written in YES


def choice(kinds: type[E], value: Value) -> E:
    """One of an enumeration's words."""
    written = word(value)
    if written not in {*kinds}:
        raise Slip(f"`{written}` tidak dikenal; {nearest(written, kinds)}", value.line)
    return kinds(written)


def address(value: Value) -> str:
    """A link as a browser takes it."""
    written = word(value)
    if not re.fullmatch(r"https?://[^\s/]+\S*", written):
        raise Slip(
            f"alamat `{written}` harus utuh, diawali https:// atau http://, tanpa spasi", value.line
        )
    return written
