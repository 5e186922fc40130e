"""A record changed by a form: what it would do, and then it is saved.

Who changes a record that somebody else has changed meanwhile sees that first; what was typed stays.
"""

from collections.abc import Mapping

from starlette.responses import Response

from bot.changes.auditing import Action, Audited, since
from bot.changes.teaching import Plan, Proposal
from bot.console.faulting import WHOLE, placed, wrong_in
from bot.console.fields import Typed, long_day, rows, tree_in, typed_in, typed_of
from bot.console.ground import Ground, Visit, go
from bot.console.previewing import preview, tries
from bot.console.saving import Shown, planned, save, told_of, wrong_of
from bot.console.sorts import SILENT, VOUCHING
from bot.console.standing import GONE, TOPIC, Standing, standing
from bot.splicing.editing import Change, SetField
from bot.splicing.revising import revised


async def show_edit(ground: Ground, visit: Visit) -> Response:
    """The form, with what stands in the file."""
    found = await standing(ground, visit.asked("id"))
    if found is None:
        return go(GONE)
    return await _form(ground, visit, found, typed_of(found.sort.changeable, found.tree), {})


async def edit(ground: Ground, visit: Visit) -> Response:
    """By `langkah`: back to the form (`ubah`), what it would do (`lihat`), or save it."""
    found = await standing(ground, visit.form.text("id"))
    if found is None:
        return go(GONE)
    fields, step = found.sort.changeable, visit.form.text("langkah")
    typed = typed_in(fields, visit.form.fields, typed_of(fields, found.tree))
    if visit.form.text("isi") != found.digest:
        others = await since(ground.store, found.file, visit.form.text("tanda"))
        return await _form(ground, visit, found, typed, {}, others=others, stale=True)
    if step == "ubah":
        return await _form(ground, visit, found, typed, {})
    changes = changes_of(ground, found, typed)
    wrong = wrong_in(fields, typed, found.asks, sourced=found.sort.sourced)
    if not wrong and not changes:
        wrong = {WHOLE: "same"}
    if wrong:
        return await _form(ground, visit, found, typed, wrong)
    plan = await planned(ground, _proposal(ground, visit, found, changes))
    if wrong := placed(plan, wrong_of(plan), typed):
        return await _form(ground, visit, found, typed, wrong, plan=plan)
    shown: int | Shown = Shown(plan=plan, wrong={})
    if step == "simpan":
        shown = await save(ground, visit, plan, field=WHOLE)
    if isinstance(shown, int):
        return go(f"{TOPIC}?id={found.id}&tersimpan={shown}")
    return await preview(
        ground,
        visit,
        shown,
        action="ubah",
        title=ground.title(found.id),
        fields={**typed, "id": found.id, "isi": found.digest},
    )


def changes_of(ground: Ground, found: Standing, typed: Typed) -> tuple[Change, ...]:
    """What was typed as changes; other words for citizens are no longer what was signed off."""
    fields = found.sort.changeable
    changes = revised(found.id, fields, found.tree, tree_in(fields, typed))
    spoken = [one for one in changes if _named(one) not in SILENT]
    return (*changes, *(vouching(found, ground.workshop.today().isoformat()) if spoken else ()))


def vouching(found: Standing, day: str, name: str = "") -> list[Change]:
    """Compared with its source on that day, signed off by `name` or by nobody any more."""
    if not found.sort.vouched:
        return []
    wanted = dict(zip(VOUCHING, (day, name), strict=True))
    return [
        SetField(id=found.id, name=key, value=value)
        for key, value in wanted.items()
        if str(found.tree.get(key, "")).strip() != value
    ]


def _named(change: Change) -> str:
    """The record's own field that it is about."""
    item = getattr(change, "item", None)
    return str(item[0] if item else getattr(change, "name", ""))


def _proposal(
    ground: Ground, visit: Visit, found: Standing, changes: tuple[Change, ...]
) -> Proposal:
    labels = {field.key: field.label for field in found.sort.changeable}
    named = dict.fromkeys(labels[name] for one in changes if (name := _named(one)) in labels)
    return Proposal(
        file=found.file,
        action=Action.EDIT,
        entry=found.id,
        what=", ".join(named),
        changes=changes,
        words=tries(visit.form.text("coba")),
    )


async def _form(
    ground: Ground,
    visit: Visit,
    found: Standing,
    typed: Typed,
    wrong: Mapping[str, str],
    *,
    plan: Plan | None = None,
    others: list[Audited] | None = None,
    stale: bool = False,
) -> Response:
    """`stale`: somebody else changed the record; `others` is what the console knows of that."""
    fields = found.sort.changeable
    now = typed_of(fields, found.tree)
    return await ground.page(
        visit,
        "edit.html",
        409 if stale else 422 if wrong else 200,
        found=found,
        sort=found.sort,
        title=ground.title(found.id),
        typed=typed,
        wrong=wrong,
        plan=plan,
        rows=lambda field: rows(field, typed),
        stale=stale,
        others=others or [],
        now={name: text for name, text in now.items() if stale and text != typed.get(name, "")},
        difference=told_of,
        tried=visit.form.text("coba"),
        known=ground.holder.desk.knowledge,
        long_day=long_day,
    )
