"""A question said to be about a known topic: shown what that does, then saved."""

from collections.abc import Callable

from starlette.responses import Response

from bot.addresses import REVIEW
from bot.changes.auditing import Action
from bot.changes.teaching import Proposal
from bot.console.ground import Ground, Visit, go
from bot.console.saving import (
    SHOWN,
    Shown,
    facts,
    line_of,
    planned,
    save,
    taught,
    wrong_of,
    wrong_words,
)
from bot.console.subject import Subject, subject_of
from bot.entries import Entry, EntryKind
from bot.keeping.kept import Review
from bot.loading.values import squeezed
from bot.splicing.editing import AddPhrasing

GONE = f"{REVIEW}?hilang=1"


async def show_teach(ground: Ground, visit: Visit) -> Response:
    """What adding these words to that topic would do."""
    found = await _found(ground, visit.asked)
    if found is None:
        return go(GONE)
    subject, topic = found
    given = visit.request.query_params.get("tanya")
    words = line_of(given if given is not None else " ".join(subject.wordings[:1]))
    wrong = wrong_words(words)
    plan = await planned(ground, _proposal(topic, words, subject), wrong)
    shown = Shown(plan=plan, wrong=wrong or wrong_of(plan))
    return await _page(ground, visit, subject, topic, shown)


async def teach(ground: Ground, visit: Visit) -> Response:
    """Save it, if it is still what was looked at."""
    found = await _found(ground, visit.form.text)
    if found is None:
        return go(GONE)
    subject, topic = found
    words = line_of(visit.form.text("tanya"))
    proposal, wrong = _proposal(topic, words, subject), wrong_words(words)
    plan = await planned(ground, proposal, wrong)
    if wrong:
        return await _page(ground, visit, subject, topic, Shown(plan=plan, wrong=wrong))
    review = Review.REFERRED if topic.kind is EntryKind.REFERRAL else Review.TAUGHT
    saved = await save(ground, visit, plan, questions=subject.ids, review=review)
    if isinstance(saved, Shown):
        return await _page(ground, visit, subject, topic, saved)
    return taught(saved, subject)


def _proposal(topic: Entry, words: str, subject: Subject) -> Proposal:
    return Proposal(
        file=topic.file,
        action=Action.PHRASING,
        entry=topic.id,
        what=words,
        changes=(AddPhrasing(id=topic.id, phrasing=words),),
        words=subject.wordings[:SHOWN],
    )


async def _found(ground: Ground, text: Callable[[str], str]) -> tuple[Subject, Entry] | None:
    """What is taught, and the topic that it is about; None where one of them is gone."""
    topic = ground.holder.desk.knowledge.by_id.get(text("topik"))
    subject = await subject_of(ground, text("soal"), text("lingkup"))
    if topic is None or subject is None or not subject.wordings:
        return None
    return subject, topic


async def _page(
    ground: Ground, visit: Visit, subject: Subject, topic: Entry, shown: Shown
) -> Response:
    words = shown.plan.proposal.what
    return await ground.page(
        visit,
        "teach.html",
        shown.status,
        subject=subject,
        topic=topic,
        words=words,
        twice=squeezed(words) in {squeezed(known) for known in topic.ask},
        **facts(shown),
    )
