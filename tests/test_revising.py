"""Whatever is typed into a form: only its own lines change, and undoing leaves no trace."""

import random
from collections.abc import Mapping

import pytest

from bot.console.fields import tree_in, typed_in, typed_of
from bot.console.sorts import SORTS, Sort, sort_in
from bot.loading.shaping import Shape, shaped
from bot.splicing.editing import AddRecord, Change, RemoveRecord, edited
from bot.splicing.patch import Patch, patch_of, read_patch, undone
from bot.splicing.places import BOM, Document, ids, span
from bot.splicing.revising import revised
from bot.splicing.trees import EditError, Refusal, Tree, id_in, records, tree_of
from tests.recordhall import FILES, GENERAL, SURVEY
from tests.soaking import share

FORMS = {
    "CRLF": FILES["umum.yaml"],
    "BOM": FILES["survei.yaml"],
    "LF without the last line's end": GENERAL.rstrip("\n").encode(),
    "CRLF and figures": SURVEY.replace("\n", "\r\n").encode(),
}
# Bytes beyond which more goes than comes, so that a long run stays quick.
LARGE = 8_000
TEXTS = (
    *("Satu.", "a: b", "c # d", "- e", "'f", '"g"', "[h]", "{i}", "ya", "13:30", "0812", "é ü 🪪"),
    *("kata " * 40 + "akhir", "Satu.\n\nDua: dua.\n- tiga # empat\n  lima", "<b>x</b>", "x:", ""),
)


def any_typed(chance: random.Random, sort: Sort, tree: Mapping[str, Tree]) -> dict[str, str]:
    """The form of a record with one to three of its fields typed over."""
    typed = typed_of(sort.changeable, tree)
    for name in chance.sample(sorted(typed), k=min(3, len(typed))):
        typed[name] = any_text(chance, typed[name])
    return typed_in(sort.changeable, typed, typed)


def any_text(chance: random.Random, was: str) -> str:
    """Another text, a line less, a line more, lines in another order, or nothing."""
    lines = was.split("\n")
    if len(lines) > 1 and chance.random() < 0.7:
        act = chance.randrange(3)
        if act == 0:
            lines.pop(chance.randrange(len(lines)))
        elif act == 1:
            lines.insert(chance.randrange(len(lines)), chance.choice(TEXTS).split("\n")[0])
        else:
            chance.shuffle(lines)
        return "\n".join(lines)
    return chance.choice(TEXTS)


def any_changes(
    chance: random.Random, raw: bytes, serial: int
) -> tuple[str, tuple[Change, ...], dict[str, Tree] | None]:
    """A record's id, what is done to it, and its fields afterwards as far as a form has them."""
    id = chance.choice([*ids(Document(raw.decode().removeprefix(BOM)))] or ["none"])
    [(holder, section, at)] = records(tree_of(raw), id) or [({}, "", 0)]
    act = chance.randrange(10)
    if act == 0 or not section:
        sort = sort_in(section or "referrals")
        fields = any_record(chance, sort, serial)
        return "", (AddRecord(section=sort.section, fields=fields),), None
    if act == 1 or (act < 5 and len(raw) > LARGE):
        return id, (RemoveRecord(id=id),), None
    sort, tree = sort_in(section), holder[section][at]
    told = tree_in(sort.changeable, any_typed(chance, sort, tree))
    return id, revised(id, sort.changeable, tree, told), told


def any_record(chance: random.Random, sort: Sort, serial: int) -> dict[str, Tree]:
    """A new one of that kind, with some of its fields."""
    typed = {name: chance.choice(TEXTS) for name in typed_of(sort.fields, {})}
    made = tree_in(sort.fields, typed_in(sort.fields, typed, typed))
    told = {k: [one for one in v if one] if isinstance(v, list) else v for k, v in made.items()}
    return (
        told
        | ({"subject": "kpu", "year": str(serial)} if sort.section == "figures" else {})
        | ({"id": f"baru-{serial}"} if sort.section != "figures" or "id" in told else {})
    )


def own_lines(raw: bytes, id: str) -> range:
    """The numbers of a record's lines; one more on either side, where it is put or cut."""
    document = Document(raw.decode().removeprefix(BOM))
    place = document.place(id)
    if place is None:
        return range(1, document.text.count("\n") + 3)
    start, end = span(place.record)[0], document.below(place.record)
    return range(document.text.count("\n", 0, start) - 1, document.text.count("\n", 0, end) + 4)


def touched(patch: Patch) -> range:
    lines = patch.removed.count("\n") + (not patch.removed.endswith("\n"))
    return range(patch.line, patch.line + max(1, lines))


def told_of(raw: bytes, id: str) -> dict[str, str]:
    """What a form would show of it now."""
    [(holder, section, at)] = records(tree_of(raw), id)
    shown = typed_of(sort_in(section).changeable, holder[section][at])
    return {name: " ".join(text.split()) for name, text in shown.items() if text}


@pytest.mark.soak
@pytest.mark.parametrize("form", FORMS)
def test_any_forms_and_their_undo_leave_the_file_byte_for_byte(form: str) -> None:
    chance, now, tried = random.Random(form), FORMS[form], 0
    history: list[tuple[bytes, Patch]] = []
    while len(history) < share(1000, least=60):
        tried += 1
        id, changes, told = any_changes(chance, now, tried)
        try:
            after = edited(now, changes)
        except EditError as error:
            assert error.refusal in (Refusal.MISSING, Refusal.PRESENT), (id, changes)
            continue
        patch = read_patch(patch_of(now, after).written())
        assert undone(after, patch) == now, changes
        assert after == now or {*touched(patch)} <= {*own_lines(now, id)}, changes
        assert after.count(b"\r\n") in (0, after.count(b"\n")), changes
        if told is not None:
            section = next(
                sort for sort in SORTS if records(tree_of(after), id)[0][1] == sort.section
            )
            wanted = typed_of(section.changeable, told_rows(told))
            assert told_of(after, id) == {
                name: " ".join(text.split()) for name, text in wanted.items() if text
            }, changes
        history.append((now, patch))
        now = after
    for before, patch in reversed(history):
        undid = undone(now, patch)
        assert undid == before
        now = undid

    assert now == FORMS[form]


def told_rows(told: Mapping[str, Tree]) -> dict[str, Tree]:
    """Rows that were emptied are gone."""
    return {k: [one for one in v if one] if isinstance(v, list) else v for k, v in told.items()}


@pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.word)
def test_every_field_of_a_model_is_asked_for_in_words_of_the_staff(sort: Sort) -> None:
    fields = shaped(sort.model)

    assert {field.key for field in fields} == {*sort.model.model_fields}
    assert [
        one.key for field in fields for one in (field, *field.fields) if one.label == one.key
    ] == []
    assert all(field.fields for field in fields if field.shape is Shape.RECORDS)


def test_a_record_without_an_id_is_named_by_what_it_is() -> None:
    assert id_in({"subject": "kpu", "year": "2026"}) == "spi-kpu-2026"
