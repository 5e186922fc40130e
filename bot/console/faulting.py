"""What is wrong with what was typed, beside each field: found before anything is reckoned."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from bot.changes.teaching import Plan
from bot.console.fields import Typed, rows
from bot.console.saving import wrong_words
from bot.entries import Text
from bot.loading.shaping import Shape, Shaped
from bot.loading.values import LANGUAGES
from bot.loading.vetting import shown

MOST_ASKS = 200
# Where what belongs to no field stands.
WHOLE = "catatan"
# Words of a fault that `check` finds, and the field that it is about.
_ABOUT = (
    ("pertanyaan “", "ask"),
    ("cara bertanya", "ask"),
    ("`related`", "related"),
    ("`then`", "then"),
    ("lanjutan “", "then"),
    ("subjek", "subject"),
    ("kategori", "category"),
    ("indeks", "index"),
    ("jenis peraturan", "kind"),
    ("judul (id)", "title.id"),
    ("judul (en)", "title.en"),
    ("judul (su)", "title.su"),
    ("id `", "id"),
)


def wrong_in(
    fields: Sequence[Shaped], typed: Typed, known: Collection[str], *, sourced: bool
) -> dict[str, str]:
    """A sentence, or the word for one, by name. `known`: phrasings that stand there already."""
    wrong = dict(found for field in fields for found in _wrong(field, field.key, typed))
    for field in fields:
        if field.asks:
            wrong |= _asks(typed[field.key].splitlines(), known)
    wrong |= {name: what for name, what in _lengths(typed) if name not in wrong}
    if sourced and not any(typed.get(f"sources.{at}.title") for at in range(len(typed))):
        wrong.setdefault("sources.0.title", "source")
    return wrong


def placed(plan: Plan, wrong: Mapping[str, str], typed: Typed) -> dict[str, str]:
    """Refusals of the whole record, beside the field that they are about where that is plain."""
    told = plan.faults[0].message if plan.faults else ""
    near = next((name for words, name in _ABOUT if words in told and name in typed), WHOLE)
    return dict.fromkeys([near], *wrong.values()) if wrong else {}


def _wrong(field: Shaped, name: str, typed: Typed) -> Iterator[tuple[str, str]]:
    match field.shape:
        case Shape.TEXT | Shape.LISTS:
            parts = [typed.get(f"{name}.{language}", "") for language in LANGUAGES]
            if not parts[0] and (field.required or any(parts)):
                yield f"{name}.id", _fill(field, "dalam bahasa Indonesia")
        case Shape.LIST:
            if field.required and not typed[name]:
                yield name, "empty" if field.asks else _fill(field)
            elif found := _first(field, typed[name].splitlines()):
                yield name, found
        case Shape.RECORDS:
            for at in range(rows(field, typed)):
                yield from _wrong_row(field, f"{name}.{at}", typed)
        case _:
            text = typed.get(name, "")
            if not text and field.required:
                yield name, _fill(field)
            elif text and (told := field.wrong(text)):
                yield name, told


def _wrong_row(field: Shaped, name: str, typed: Typed) -> Iterator[tuple[str, str]]:
    """An empty row is none."""
    if any(text for key, text in typed.items() if key.startswith(f"{name}.")):
        for one in field.fields:
            yield from _wrong(one, f"{name}.{one.key}", typed)


def _first(field: Shaped, lines: Sequence[str]) -> str | None:
    return next((told for line in lines if line and (told := field.wrong(line))), None)


def _fill(field: Shaped, how: str = "") -> str:
    return f"Isi {' '.join((f'“{field.label}”', how)).strip()}."


def _asks(lines: Sequence[str], known: Collection[str]) -> dict[str, str]:
    """New ones may hold nobody's data; those that stand there are somebody else's to judge."""
    if len(lines) > MOST_ASKS:
        return {"ask": "toomany"}
    fresh = (line for line in lines if line.strip() and line not in known)
    found = next((wrong for line in fresh if (wrong := wrong_words(line))), {})
    return {"ask": found["tanya"]} if found else {}


def _lengths(typed: Typed) -> Iterator[tuple[str, str]]:
    """A title must fit on a button, an answer into a message."""
    for language in LANGUAGES:
        title, answer = typed.get(f"title.{language}", ""), typed.get(f"answer.{language}", "")
        for fault in shown("", 1, Text(id=title), Text(id="x")):
            yield f"title.{language}", fault.message
        for fault in shown("", 1, None, Text(id=answer)):
            yield f"answer.{language}", fault.message
