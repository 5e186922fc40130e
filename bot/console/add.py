"""A new record of any kind: a form, what it would do, and then it is saved."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from bot.aside import aside
from bot.changes.auditing import Action
from bot.changes.teaching import Plan, Proposal
from bot.console.faulting import WHOLE, placed, wrong_in
from bot.console.fields import Typed, long_day, rows, tree_in, typed_in, typed_of
from bot.console.ground import Ground, Visit, go
from bot.console.naming import NEW_FILE, file_in, made_id, wrong_file, wrong_id
from bot.console.previewing import preview, tries
from bot.console.saving import Shown, planned, save, wrong_of
from bot.console.sorts import Sort, items, sort_of
from bot.console.standing import GONE, TOPIC
from bot.splicing.editing import AddRecord
from bot.splicing.trees import id_in
from bot.splicing.words import Written

# What a record without a title is called by.
_CALLED = ("kind", "number", "year")
_ACTIONS = {"entries": Action.ENTRY, "referrals": Action.REFERRAL}


async def show_add(ground: Ground, visit: Visit) -> Response:
    """An empty form of that kind (`jenis`)."""
    sort = sort_of(visit.asked("jenis"))
    if sort is None:
        return go(GONE)
    file = await aside(lambda: _usual_file(ground, sort))
    typed = typed_of(sort.fields, {}) | {"berkas": file, "berkas_baru": ""}
    return await _form(ground, visit, sort, typed, {})


async def add(ground: Ground, visit: Visit) -> Response:
    """By `langkah`: back to the form (`ubah`), what it would do (`lihat`), or save it."""
    sort, step = sort_of(visit.form.text("jenis")), visit.form.text("langkah")
    if sort is None:
        return go(GONE)
    fields = sort.fields
    typed = typed_in(fields, visit.form.fields, typed_of(fields, {}))
    typed |= {name: visit.form.text(name).strip() for name in ("berkas", "berkas_baru")}
    if step == "ubah":
        return await _form(ground, visit, sort, typed, {})
    taken = {one.id for one in items(ground.holder.desk.knowledge)}
    if not typed["id"]:
        typed["id"] = _id(sort, typed, taken)
    wrong = _wrong(sort, typed, taken) | wrong_file(typed, ground.workshop.shelf.names())
    if wrong:
        return await _form(ground, visit, sort, typed, wrong)
    record = _record(ground, sort, typed)
    plan = await planned(ground, _proposal(visit, sort, typed, record))
    if wrong := placed(plan, wrong_of(plan), typed):
        return await _form(ground, visit, sort, typed, wrong, plan=plan)
    shown: int | Shown = Shown(plan=plan, wrong={})
    if step == "simpan":
        shown = await save(ground, visit, plan, field=WHOLE)
    if isinstance(shown, int):
        return go(f"{TOPIC}?id={plan.proposal.entry}&tersimpan={shown}")
    return await preview(
        ground,
        visit,
        shown,
        action="tambah",
        title=plan.proposal.what,
        fields={**typed, "jenis": sort.word},
        back=f"?jenis={sort.word}",
    )


def _id(sort: Sort, typed: Typed, taken: Collection[str]) -> str:
    """Of an SPI figure the loader makes it."""
    if sort.section == "figures":
        return ""
    called = typed.get("title.id") or " ".join(typed.get(key, "") for key in _CALLED).strip()
    referral = sort.section == "referrals"
    return made_id(called or typed.get("answer.id", ""), taken, referral=referral)


def _wrong(sort: Sort, typed: Typed, taken: Collection[str]) -> dict[str, str]:
    """Where there is nothing to make an id of, that is what is wrong."""
    wrong = wrong_in(sort.fields, typed, (), sourced=sort.sourced)
    if typed["id"]:
        return wrong | wrong_id(typed["id"], taken)
    return {name: what for name, what in wrong.items() if name != "id"}


def _record(ground: Ground, sort: Sort, typed: Typed) -> dict[str, Written]:
    """In the order of the form; the rows that are empty are none."""
    tree = tree_in(sort.fields, typed)
    told: dict[str, Written] = {key: _full(part) for key, part in tree.items()}
    if sort.section == "figures":
        # In the braces of the one line that it is, a comma would part.
        told["index"] = str(told["index"]).replace(",", ".")
        told["checked"] = ground.workshop.today().isoformat()
    elif sort.vouched:
        told |= {"checked": ground.workshop.today().isoformat(), "confirmed_by": ""}
    return told


def _full(part: Any) -> Written:
    return [one for one in part if one] if isinstance(part, list) else part


def _proposal(visit: Visit, sort: Sort, typed: Typed, record: Mapping[str, Written]) -> Proposal:
    entry = id_in(record) or ""
    return Proposal(
        file=file_in(typed),
        action=_ACTIONS.get(sort.section, Action.RECORD),
        entry=entry,
        what=typed.get("title.id") or entry,
        changes=(AddRecord(section=sort.section, fields=record),),
        words=tries(visit.form.text("coba")),
    )


def _usual_file(ground: Ground, sort: Sort) -> str:
    """The file that holds most of its kind; of small talk the first, for it names no file."""
    shelf = ground.workshop.shelf
    files = [one.file for one in items(ground.holder.desk.knowledge) if one.sort is sort]
    if not any(files):
        begun = f"{sort.section}:".encode()
        files = [name for name in shelf.names() if begun in (shelf.read(name) or b"")][:1]
    return max(files, key=files.count, default=NEW_FILE)


def _files(ground: Ground, sort: Sort) -> Sequence[str]:
    """A figure stands beside the subjects that it is of."""
    if sort.section != "figures":
        return (*ground.workshop.shelf.names(), NEW_FILE)
    held = (one.file for one in items(ground.holder.desk.knowledge) if one.sort is sort)
    return tuple(dict.fromkeys(held))


async def _form(
    ground: Ground,
    visit: Visit,
    sort: Sort,
    typed: Typed,
    wrong: Mapping[str, str],
    *,
    plan: Plan | None = None,
) -> Response:
    return await ground.page(
        visit,
        "edit.html",
        422 if wrong else 200,
        found=None,
        sort=sort,
        title="",
        typed=typed,
        wrong=wrong,
        plan=plan,
        rows=lambda field: rows(field, typed),
        files=_files(ground, sort),
        new_file=NEW_FILE,
        tried=visit.form.text("coba"),
        known=ground.holder.desk.knowledge,
        long_day=long_day,
        now={},
    )
