"""What a form must ask for, read off the models: no field of a record is named a second time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, get_args

from pydantic import PlainValidator
from pydantic.fields import FieldInfo

from bot.loading import values
from bot.loading.modelling import Record
from bot.loading.reading import Scalar
from bot.loading.records import Vouched
from bot.loading.slips import Slip


class Shape(StrEnum):
    """How a field is filled in."""

    LINE = "line"  # one text in one line
    TEXT = "text"  # a text in up to three languages
    LIST = "list"  # texts, one a line
    LISTS = "lists"  # texts, one a line, in up to three languages
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"  # one of `options`
    RECORDS = "records"  # small records, each with the `fields`


_SHAPES: dict[Callable[[Any], Any], Shape] = {
    values.sentence: Shape.LINE,
    values.word: Shape.LINE,
    values.identifier: Shape.LINE,
    values.address: Shape.LINE,
    values.year: Shape.LINE,
    values.text: Shape.TEXT,
    values.texts: Shape.LISTS,
    values.sentences: Shape.LIST,
    values.words: Shape.LIST,
    values.identifiers: Shape.LIST,
    values.follow_ups: Shape.LIST,
    values.day: Shape.DAY,
    values.number: Shape.NUMBER,
    values.yes: Shape.CHOICE,
}
# Of the lists those whose items are read one by one as these say.
_ITEMS: dict[Callable[[Any], Any], Callable[[Scalar], object]] = {
    values.sentences: values.sentence,
    values.texts: values.sentence,
    values.words: values.word,
    values.identifiers: values.identifier,
    values.follow_ups: values.follow_up,
    values.text: values.sentence,
}
_YES_NO = ("ya", "tidak")


@dataclass(frozen=True, kw_only=True)
class Shaped:
    """A field of a model: `key` as the file has it, `label` and `hint` in staff's words.

    `read` takes one text of it and raises Slip where it is none. `ids`: of other entries.
    """

    key: str
    label: str
    hint: str
    required: bool
    shape: Shape
    read: Callable[[Scalar], object] = values.sentence
    options: tuple[str, ...] = ()
    fields: tuple["Shaped", ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it holds phrasings."""
        return self.key == "ask"

    def wrong(self, text: str) -> str | None:
        """Why this is no text of the field, in the loader's words."""
        try:
            self.read(Scalar(text, 1))
        except Slip as slip:
            return str(slip)
        return None


def shaped(model: type[Record]) -> tuple[Shaped, ...]:
    """All fields: what it is, what it says, how it is asked, what vouches for it."""
    made = (_shaped(info.alias or key, info) for key, info in model.model_fields.items())
    return tuple(sorted(made, key=_rank))


def _rank(field: Shaped) -> int:
    if field.key in Vouched.model_fields:
        return 3
    return 0 if field.key == "id" else 2 if field.asks else 1


def _shaped(key: str, info: FieldInfo) -> Shaped:
    parts = [*info.metadata, *_within(info.annotation)]
    records = [one for one in parts if isinstance(one, type) and issubclass(one, Record)]
    readers = [one.func for one in parts if isinstance(one, PlainValidator)]
    label, hint = info.title or key, info.description or ""
    told = Shaped(
        key=key,
        label=label,
        hint="" if _repeats(label, hint) else hint,
        required=info.is_required(),
        shape=Shape.RECORDS,
        fields=shaped(records[0]) if records else (),
    )
    return told if records else _read_by(told, readers[0])


def _repeats(label: str, hint: str) -> bool:
    """Whether the hint says hardly more than the label does."""
    return hint.startswith(label) and not set(hint) & set(":;,")


def _read_by(told: Shaped, reader: Any) -> Shaped:
    facts = {key: getattr(told, key) for key in ("key", "label", "hint", "required")}
    if isinstance(reader, partial):
        options = tuple(str(one) for one in reader.args[0])
        return Shaped(**facts, shape=Shape.CHOICE, read=reader, options=options)
    options = _YES_NO if reader is values.yes else ()
    read = _ITEMS.get(reader, reader)
    return Shaped(**facts, shape=_SHAPES[reader], read=read, options=options)


def _within(annotation: Any) -> Iterator[Any]:
    """All that a type is made of: of `Url | None` what stands behind Url."""
    yield annotation
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _within(part)
