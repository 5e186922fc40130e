"""A new entry or referral made from a question: a form, what it would do, and then it is saved."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.changes.auditing import Action
from bot.changes.teaching import Plan, Proposal
from bot.console.draft import FIELDS, REFERRAL, Draft, draft_of, id_for, wrong_fields
from bot.console.ground import Ground, Visit, go
from bot.console.naming import NEW_FILE
from bot.console.saving import SHOWN, Shown, facts, planned, save, taught, wrong_of
from bot.console.subject import Subject, subject_of
from bot.console.teach import GONE
from bot.entries import EntryKind
from bot.keeping.kept import Review


async def show_compose(ground: Ground, visit: Visit) -> Response:
    """The form, with the citizens' wordings as its phrasings."""
    subject = await subject_of(ground, visit.asked("soal"), visit.asked("lingkup"))
    if subject is None or not subject.wordings:
        return go(GONE)
    referral = visit.asked("jenis") == REFERRAL
    typed = dict.fromkeys(FIELDS, "") | {
        "tanya": "\n".join(subject.wordings),
        "berkas": _usual_file(ground, referral=referral),
    }
    return await _form(ground, visit, subject, Draft(typed=typed, referral=referral), {})


async def compose(ground: Ground, visit: Visit) -> Response:
    """By `langkah`: back to the form (`ubah`), what it would do (`lihat`), or save it."""
    subject = await subject_of(ground, visit.form.text("soal"), visit.form.text("lingkup"))
    if subject is None or not subject.wordings:
        return go(GONE)
    draft, step = draft_of(visit.form.text), visit.form.text("langkah")
    if step == "ubah":
        return await _form(ground, visit, subject, draft, {})
    known = ground.holder.desk.knowledge
    taken = {*known.by_id, *(talk.id for talk in known.smalltalk)}
    id = id_for(draft, taken)
    wrong = wrong_fields(draft, id, taken, ground.workshop.shelf.names())
    if wrong:
        return await _form(ground, visit, subject, draft, wrong)
    plan = await planned(ground, _proposal(ground, draft, id, subject))
    wrong = _placed(plan, wrong_of(plan))
    if wrong:
        return await _form(ground, visit, subject, draft, wrong, plan)
    if step != "simpan":
        return await _preview(ground, visit, subject, draft, Shown(plan=plan, wrong={}))
    review = Review.REFERRED if draft.referral else Review.TAUGHT
    saved = await save(ground, visit, plan, questions=subject.ids, review=review)
    if isinstance(saved, Shown):
        return await _preview(ground, visit, subject, draft, saved)
    return taught(saved, subject)


def _proposal(ground: Ground, draft: Draft, id: str, subject: Subject) -> Proposal:
    return Proposal(
        file=draft.file,
        action=Action.REFERRAL if draft.referral else Action.ENTRY,
        entry=id,
        what=draft.typed["judul"],
        changes=(draft.change(id, ground.workshop.today()),),
        words=subject.wordings[:SHOWN],
    )


def _placed(plan: Plan, wrong: Mapping[str, str]) -> dict[str, str]:
    """What `check` finds in a record whose fields are right alone: its phrasings, or its answer."""
    asks = any("“" in fault.message for fault in plan.faults)
    return {"tanya" if asks or plan.refusal else "jawaban": what for what in wrong.values()}


def _usual_file(ground: Ground, *, referral: bool) -> str:
    """The file that holds most of its kind."""
    kind = EntryKind.REFERRAL if referral else EntryKind.ENTRY
    topics = ground.holder.desk.knowledge.topics
    files = [one.file for one in topics if one.kind is kind and one.record is None]
    return max(files, key=files.count, default=NEW_FILE)


async def _form(
    ground: Ground,
    visit: Visit,
    subject: Subject,
    draft: Draft,
    wrong: Mapping[str, str],
    plan: Plan | None = None,
) -> Response:
    return await ground.page(
        visit,
        "compose.html",
        422 if wrong else 200,
        subject=subject,
        draft=draft,
        typed=draft.typed,
        wrong=wrong,
        plan=plan,
        files=ground.workshop.shelf.names(),
        new_file=NEW_FILE,
        referral_word=REFERRAL,
    )


async def _preview(
    ground: Ground, visit: Visit, subject: Subject, draft: Draft, shown: Shown
) -> Response:
    entry = shown.plan.proposal.entry
    return await ground.page(
        visit,
        "composed.html",
        shown.status,
        subject=subject,
        draft=draft,
        typed=draft.typed,
        id=entry,
        titled=lambda id: draft.typed["judul"] if id == entry else ground.title(id),
        referral_word=REFERRAL,
        **facts(shown),
    )
