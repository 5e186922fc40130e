"""What must be done to a record so that it says something else: no more than what differs."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from bot.loading.reading import Scalar
from bot.loading.shaping import Shape, Shaped
from bot.loading.slips import Slip
from bot.loading.values import LANGUAGES
from bot.splicing.editing import Change, SetField
from bot.splicing.parts import AddItems, RemoveItem, SetWhole
from bot.splicing.trees import Tree
from bot.splicing.words import Written

Said = Mapping[str, Tree]
"""A record's fields as a file has them: texts, lists and mappings; what is absent says nothing."""


def revised(id: str, fields: Sequence[Shaped], old: Said, new: Said) -> tuple[Change, ...]:
    """The changes that make `new` of `old`, of these fields alone and in their order.

    Of a field with small records the n-th of `new` is what the n-th of `old` becomes, None where
    it goes; those beyond are added.
    """
    return tuple(change for field in fields for change in _of(id, field, old.get(field.key), new))


def _of(id: str, field: Shaped, was: Tree, new: Said) -> Iterator[Change]:
    now = new.get(field.key)
    match field.shape:
        case Shape.TEXT:
            yield from _text(id, field, was, now)
        case Shape.LIST:
            yield from _list(id, field.key, _items(was), _items(now))
        case Shape.LISTS:
            yield from _lists(id, field.key, was, now)
        case Shape.RECORDS:
            yield from _records(id, field, was or [], now or [])
        case _ if not same(field, str(was or ""), str(now or "")):
            yield SetField(id=id, name=field.key, value=str(now or ""))


def same(field: Shaped, one: str, other: str) -> bool:
    """Whether two texts of a field mean the same: 71,53 and 71.53, a text and its folded self."""
    if _squeezed(one) == _squeezed(other) and field.shape is not Shape.TEXT:
        return True
    if field.shape is Shape.TEXT:
        return tidy(one) == tidy(other)
    try:
        return bool(one and other and field.read(Scalar(one, 1)) == field.read(Scalar(other, 1)))
    except Slip:
        return False


def by_language(told: Tree) -> dict[str, Tree]:
    """What is said in each language; a bare text or list is Indonesian."""
    parts = told if isinstance(told, Mapping) else {"id": told}
    return {language: parts[language] for language in LANGUAGES if parts.get(language)}


def tidy(text: str) -> str:
    """Without blanks at the ends of lines, and of the whole."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def _text(
    id: str, field: Shaped, was: Tree, now: Tree, item: tuple[str, int] | None = None
) -> Iterator[Change]:
    old, new = by_language(was), by_language(now)
    if item is None and new and not old and (len(new) > 1 or isinstance(was, Mapping)):
        yield SetWhole(id=id, name=field.key, value=new)
        return
    if item is None and old and not new:
        yield SetWhole(id=id, name=field.key, value="")
        return
    for language in LANGUAGES:
        before, after = old.get(language, ""), new.get(language, "")
        if not same(field, before, after):
            yield SetField(id=id, name=field.key, value=after, language=language, item=item)


def _list(
    id: str, key: str, old: Sequence[str], new: Sequence[str], language: str | None = None
) -> Iterator[Change]:
    """From its end backwards, so that places hold; what is new is put in before the old goes."""
    if [*map(_squeezed, old)] == [*map(_squeezed, new)]:
        return
    if language is None and not (old and new):
        yield SetWhole(id=id, name=key, value=list(new) or "")
        return
    steps = SequenceMatcher(None, [*map(_squeezed, old)], [*map(_squeezed, new)], autojunk=False)
    for tag, start, end, first, last in reversed(steps.get_opcodes()):
        if tag in ("insert", "replace"):
            items: tuple[Written, ...] = tuple(new[first:last])
            yield AddItems(id=id, name=key, at=end, items=items, language=language)
        if tag in ("delete", "replace"):
            for at in reversed(range(start, end)):
                yield RemoveItem(id=id, name=key, at=at, language=language)


def _lists(id: str, key: str, was: Tree, now: Tree) -> Iterator[Change]:
    """Item by item where the same languages tell it, else said anew."""
    old, new = by_language(was), by_language(now)
    if old.keys() != new.keys():
        plain = {*new} == {"id"}
        yield SetWhole(id=id, name=key, value=(new["id"] if plain else new) if new else "")
        return
    for language in new:
        yield from _list(id, key, _items(old[language]), _items(new[language]), language)


def _records(
    id: str, field: Shaped, old: Sequence[Said], new: Sequence[Said | None]
) -> Iterator[Change]:
    """Fields first, then what is new, then what goes, so that places hold."""
    kept = [(at, row) for at, row in enumerate(new[: len(old)]) if row is not None]
    added: list[Written] = [dict(row) for row in new[len(old) :] if row]
    if not old or not kept:
        if old or added:
            yield SetWhole(id=id, name=field.key, value=added or "")
        return
    for at, row in kept:
        yield from _record(id, field, at, old[at], row)
    if added:
        yield AddItems(id=id, name=field.key, at=len(old), items=tuple(added))
    gone = {*range(len(old))} - {at for at, _ in kept}
    for at in sorted(gone, reverse=True):
        yield RemoveItem(id=id, name=field.key, at=at)


def _record(id: str, field: Shaped, at: int, old: Said, new: Said) -> Iterator[Change]:
    item = (field.key, at)
    for one in field.fields:
        was, now = old.get(one.key), new.get(one.key)
        if one.shape is Shape.TEXT:
            yield from _text(id, one, was, now, item)
        elif not same(one, str(was or ""), str(now or "")):
            yield SetField(id=id, name=one.key, value=str(now or ""), item=item)


def _items(listed: Tree) -> list[str]:
    return [str(one) for one in listed] if isinstance(listed, list) else []


def _squeezed(text: str) -> str:
    return " ".join(text.split())
