"""What the pages that teach share: a plan as it is shown, and the one way in which it is saved."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.changes.auditing import Audited, since
from bot.changes.teaching import Editor, Plan, Proposal
from bot.console.ground import Ground, Visit, go
from bot.console.subject import Subject
from bot.keeping.kept import Review
from bot.keeping.privacy import mask
from bot.splicing.patch import around, difference
from bot.splicing.trees import EditError, Refusal

# Of each sort of consequence so many are shown; characters of a wording; of what is typed.
SHOWN, CUT, LONGEST = 12, 160, 500
_MASKED = re.compile(r"\[(NIK|NPWP|TELEPON|EMAIL|PLAT|NOMOR)\]")
_DIFFERENCE = 80
# Seconds that a page waits for what may be worked out at once; then it shows how far it is.
PATIENCE = 0.1


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A plan as its page shows it. `wrong`: fields and what is wrong with each, by its name.

    `stale`: the file is not the one that was looked at; `meanwhile`: what others saved since.
    """

    plan: Plan
    wrong: Mapping[str, str]
    stale: bool = False
    meanwhile: tuple[Audited, ...] = ()
    why: str = ""

    @property
    def status(self) -> int:
        """Of the response."""
        return 409 if self.stale else 422 if self.wrong else 200


async def planned(
    ground: Ground, proposal: Proposal, wrong: Mapping[str, str] | None = None
) -> Plan:
    """What it would do; of what is `wrong` already nothing is reckoned.

    Raises StoreError, and Unfinished, which shows the page that waits.
    """
    if wrong:
        return Plan(proposal=proposal)
    return await ground.workshop.plan(proposal, PATIENCE)


async def save(
    ground: Ground,
    visit: Visit,
    plan: Plan,
    *,
    questions: Sequence[int] = (),
    review: Review | None = None,
    field: str = "tanya",
) -> int | Shown:
    """The audit row's id, once it is saved; else what is to be put right before.

    `questions` are closed with it as `review` says; `field`: beside which refusals stand.
    """
    why, looked_at = line_of(visit.form.text("alasan")), visit.form.text("tanda")
    if plan.over != looked_at:
        return await _stale(ground, plan, looked_at, why, field)
    wrong = wrong_of(plan, field)
    if plan.foresight and plan.foresight.taken and not why:
        wrong["alasan"] = "reason"
    if wrong:
        return Shown(plan=plan, wrong=wrong, why=why)
    editor = Editor(name=visit.visitor.name, role=visit.visitor.role, why=why)
    try:
        return await ground.workshop.save(plan, editor, questions, review)
    except EditError as error:
        if error.refusal is Refusal.CHANGED:
            plan = await planned(ground, plan.proposal)
            return await _stale(ground, plan, looked_at, why, field)
        return Shown(plan=plan, wrong={field: error.refusal}, why=why)


def taught(id: int, subject: Subject) -> Response:
    """Back to what waits, once it is saved under that id."""
    address, _, place = subject.back.partition("#")
    return go(f"{address}&diajarkan={id}#{place}")


def wrong_of(plan: Plan, field: str = "tanya") -> dict[str, str]:
    """Why the plan cannot be saved, beside that field."""
    if plan.refusal:
        return {field: plan.refusal}
    return {field: "faults"} if plan.faults else {}


def line_of(text: str) -> str:
    """What stands in one line, whatever was pasted."""
    return " ".join(text.split())[:LONGEST]


def wrong_words(words: str) -> dict[str, str]:
    """Why these words are no phrasing: there are none, or a person can be told from them."""
    if not words:
        return {"tanya": "empty"}
    personal = _MASKED.search(words) or mask(words) != words
    return {"tanya": "personal"} if personal else {}


def facts(shown: Shown) -> dict[str, object]:
    """What a page that shows a plan needs."""
    lines = around(difference(shown.plan.patch)) if shown.plan.patch else []
    tell: Callable[[Audited], object] = told_of
    return {
        "shown": shown,
        "plan": shown.plan,
        "lines": lines[:_DIFFERENCE],
        "lines_left": max(0, len(lines) - _DIFFERENCE),
        "foresight": shown.plan.foresight,
        "difference": tell,
        "most": SHOWN,
        "cut": CUT,
    }


def told_of(audited: Audited) -> object:
    """The lines that a change was of."""
    return around(difference(audited.deed.patch))[:_DIFFERENCE]


async def _stale(ground: Ground, plan: Plan, looked_at: str, why: str, field: str) -> Shown:
    """Nothing is saved; what was done to the file meanwhile is shown, and the plan on top of it."""
    others = await since(ground.store, plan.proposal.file, looked_at)
    wrong = wrong_of(plan, field)
    return Shown(plan=plan, wrong=wrong, stale=True, meanwhile=tuple(others), why=why)
