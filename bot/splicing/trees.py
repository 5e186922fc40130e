"""What a knowledge file says, without its places: what a change must leave as it was."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from bot.loading.reading import Fields, Items, Value, read
from bot.splicing.places import SECTIONS, Document, Place
from bot.splicing.words import Written

Tree: TypeAlias = Any
"""Dicts, lists and texts."""


class Refusal(StrEnum):
    """Why a change is not made."""

    FAULTY = "faulty"  # the file cannot be read as it is
    MISSING = "missing"  # what is to be changed is not there
    PRESENT = "present"  # what is to be added is there already
    UNSAFE = "unsafe"  # the file would not hold just that change
    CHANGED = "changed"  # the file is no longer the one that was looked at
    UNWRITABLE = "unwritable"  # the machine does not let us


class EditError(Exception):
    """Nothing was changed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Said(str):
    """A text that was put in: the blanks around it are its writing's, as the loader has it too."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and self.strip() == other.strip()

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__


class Emptied(list[Tree]):
    """A list that has lost its last item: an empty one, or in lines a field with nothing in it."""

    def __eq__(self, other: object) -> bool:
        return other in ("", [])

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None


def tree_of(raw: bytes) -> Tree:
    """What the file says; EditError where it is not read without a fault."""
    root, faults = read("", raw)
    if root is None or faults:
        raise EditError(Refusal.FAULTY)
    return _plain(root)


def said(written: Written) -> Tree:
    """A field as it will be read."""
    if isinstance(written, str):
        return Said(written)
    if isinstance(written, Mapping):
        return {key: said(part) for key, part in written.items()}
    return [said(part) for part in written]


def records(tree: Tree, id: str) -> list[tuple[Tree, str, int]]:
    """Where the records of that id are: the mapping of the section, its key, and which it is."""
    found = []
    for *outer, section in SECTIONS:
        holder = tree
        for key in outer:
            holder = holder.get(key) if isinstance(holder, dict) else None
        listed = holder.get(section) if isinstance(holder, dict) else None
        for at, one in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(one, dict) and id_in(one) == id:
                found.append((holder, section, at))
    return found


def placed(document: Document, id: str) -> Place:
    """Where the record of that id stands. Raises EditError."""
    place = document.place(id)
    if place is None:
        raise EditError(Refusal.MISSING)
    return place


def refuse(wrong: bool, refusal: Refusal) -> None:
    """Raises EditError where it is."""
    if wrong:
        raise EditError(refusal)


def record(tree: Tree, id: str) -> dict[str, Tree]:
    """The fields of the first record of that id. Raises EditError."""
    for holder, section, at in records(tree, id):
        fields: dict[str, Tree] = holder[section][at]
        return fields
    raise EditError(Refusal.MISSING)


def less(listed: list[Tree], at: int) -> list[Tree]:
    """The list without that item."""
    left = [*listed[:at], *listed[at + 1 :]]
    return left or Emptied()


def _plain(found: Value) -> Tree:
    if isinstance(found, Fields):
        return {key: _plain(part) for key, part in found.items()}
    if isinstance(found, Items):
        return [_plain(part) for part in found]
    return str(found)


def id_in(fields: Mapping[str, Tree]) -> str | None:
    """As the loader names a record: its id, of an SPI figure the one made of subject and year."""
    id = fields.get("id")
    if isinstance(id, str) and id.strip():
        return id.strip()
    if "subject" in fields and "year" in fields:
        return f"spi-{fields['subject']}-{fields['year']}".replace(" ", "")
    return None
