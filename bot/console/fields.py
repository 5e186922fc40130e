"""A record as a form has it: each text under a name of its own, numbers and days as people write.

The names are made of the file's own keys: `title.en`, `ask`, `sources.0.date`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.loading import values
from bot.loading.reading import Scalar
from bot.loading.shaping import Shape, Shaped
from bot.loading.slips import Slip
from bot.loading.values import LANGUAGES
from bot.splicing.revising import by_language, tidy
from bot.splicing.trees import Tree

Typed = Mapping[str, str]
# Empty rows below the small records that are there, and rows that a form may have.
SPARE, MOST_ROWS = 2, 60
# Texts that stand on one line, though they may be told in several languages.
_LINES = ("title", "name", "hours", "cost", "time_limit")
_MONTHS = tuple(month.capitalize() for month in values.MONTHS)


def typed_of(fields: Sequence[Shaped], tree: Mapping[str, Tree]) -> dict[str, str]:
    """What a form shows of a record; every field is there, empty ones too."""
    return dict(pair for field in fields for pair in _typed(field, field.key, tree.get(field.key)))


def typed_in(fields: Sequence[Shaped], given: Typed, shown: Typed) -> dict[str, str]:
    """What a form brought over what it showed: a field that did not come is not emptied."""
    names = {**shown, **{name: "" for field in fields for name in _names(field, given)}}
    many = {name for field in fields for name in _many(field)}
    return {name: _clean(given.get(name, shown.get(name, "")), many=name in many) for name in names}


def tree_in(fields: Sequence[Shaped], typed: Typed) -> dict[str, Tree]:
    """The record as a file would have it; empty fields are absent, rows that are empty None."""
    made = ((field, _read(field, field.key, typed)) for field in fields)
    return {field.key: told for field, told in made if told}


def rows(field: Shaped, typed: Typed) -> int:
    """How many small records the form has of a field."""
    numbers = {name.split(".")[1] for name in typed if name.startswith(f"{field.key}.")}
    return len(numbers)


def is_line(key: str) -> bool:
    """Whether a text is asked for in one line."""
    return key in _LINES


def long_day(day: date) -> str:
    """ "8 Desember 2025"."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _typed(field: Shaped, name: str, told: Tree) -> Iterator[tuple[str, str]]:
    match field.shape:
        case Shape.TEXT | Shape.LISTS:
            parts = by_language(told)
            for language in LANGUAGES:
                part = parts.get(language, "")
                text = _lines(part) if field.shape is Shape.LISTS else str(part).strip()
                yield f"{name}.{language}", text
        case Shape.LIST:
            yield name, _lines(told)
        case Shape.RECORDS:
            held = told if isinstance(told, list) else []
            for at in range(len(held) + SPARE):
                row = held[at] if at < len(held) and isinstance(held[at], dict) else {}
                for one in field.fields:
                    yield from _typed(one, f"{name}.{at}.{one.key}", row.get(one.key))
        case _:
            yield name, _shown(field, str(told or "").strip())


def _shown(field: Shaped, text: str) -> str:
    """Numbers and days as Indonesians write them; what is none is shown as it is."""
    if field.shape is Shape.NUMBER:
        return text.replace(".", ",")
    if field.shape is Shape.CHOICE and field.options == ("ya", "tidak") and text:
        return "ya" if text.lower() in values.YES else "tidak"
    if field.shape is Shape.DAY and text:
        try:
            return long_day(values.day(Scalar(text, 1)))
        except Slip:
            return text
    return text


def _lines(told: Tree) -> str:
    listed = told if isinstance(told, list | tuple) else []
    return "\n".join(" ".join(str(one).split()) for one in listed)


def _names(field: Shaped, given: Typed) -> Iterator[str]:
    """Of small records as many as the form has."""
    if field.shape is not Shape.RECORDS:
        yield from (name for name, _ in _typed(field, field.key, None))
        return
    for at in range(MOST_ROWS):
        if any(name.startswith(f"{field.key}.{at}.") for name in given):
            for one in field.fields:
                yield from (name for name, _ in _typed(one, f"{field.key}.{at}.{one.key}", None))


def _many(field: Shaped) -> Iterator[str]:
    """The names of those that may have several lines."""
    if field.shape in (Shape.LIST, Shape.LISTS) or (
        field.shape is Shape.TEXT and not is_line(field.key)
    ):
        yield from (name for name, _ in _typed(field, field.key, None))


def _clean(text: str, *, many: bool) -> str:
    text = text.replace("\r\n", "\n")
    return tidy(text) if many else " ".join(text.split())


def _read(field: Shaped, name: str, typed: Typed) -> Tree:
    match field.shape:
        case Shape.TEXT | Shape.LISTS:
            parts = {one: typed.get(f"{name}.{one}", "") for one in LANGUAGES}
            if field.shape is Shape.LISTS:
                return _bare({one: _split(text) for one, text in parts.items() if text})
            return _bare({one: text for one, text in parts.items() if text})
        case Shape.LIST:
            return _split(typed.get(name, ""))
        case Shape.RECORDS:
            made = [_row(field, at, typed) for at in range(rows(field, typed))]
            return made if any(made) else []
        case _:
            return _written(field, typed.get(name, ""))


def _row(field: Shaped, at: int, typed: Typed) -> dict[str, Tree] | None:
    told = {one.key: _read(one, f"{field.key}.{at}.{one.key}", typed) for one in field.fields}
    return {key: part for key, part in told.items() if part} or None


def _bare(parts: dict[str, Tree]) -> Tree:
    """What is told in Indonesian alone needs no key for it."""
    return parts["id"] if {*parts} == {"id"} else parts


def _split(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [*dict.fromkeys(line for line in lines if line)]


def _written(field: Shaped, text: str) -> str:
    """Days as the files have them."""
    if field.shape is Shape.DAY and text and field.wrong(text) is None:
        return values.day(Scalar(text, 1)).isoformat()
    return text
