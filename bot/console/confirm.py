"""A record signed off, or compared with its source, by one press; who and when is written down."""

from starlette.responses import Response

from bot.changes.auditing import Action
from bot.changes.teaching import Editor, Proposal
from bot.console.edit import vouching
from bot.console.faulting import WHOLE
from bot.console.ground import Ground, Visit, go
from bot.console.saving import line_of, planned, wrong_of, wrong_words
from bot.console.standing import GONE, TOPIC, Standing, standing
from bot.console.topic import topic_page
from bot.splicing.trees import EditError

# What `langkah` says where nobody signs.
CHECKED = "periksa"
_LONGEST = 120


async def confirm(ground: Ground, visit: Visit) -> Response:
    """`oleh` is who in the office stands for it; only what was looked at is signed."""
    found = await standing(ground, visit.form.text("id"))
    if found is None or not found.sort.vouched:
        return go(GONE)
    if visit.form.text("isi") != found.digest:
        return go(f"{TOPIC}?id={found.id}&berubah=1")
    checked = visit.form.text("langkah") == CHECKED
    signer = str(found.tree.get("confirmed_by", "")) if checked else _signer(visit)
    if not checked and (not signer or wrong_words(signer)):
        return await topic_page(ground, visit, found, {"oleh": "signer"})
    proposal = _proposal(ground, found, signer, checked=checked)
    if not proposal.changes:
        return go(f"{TOPIC}?id={found.id}")
    plan = await planned(ground, proposal)
    if plan.over != found.mark:
        return go(f"{TOPIC}?id={found.id}&berubah=1")
    if wrong := wrong_of(plan, WHOLE):
        return await topic_page(ground, visit, found, wrong)
    editor = Editor(name=visit.visitor.name, role=visit.visitor.role)
    try:
        saved = await ground.workshop.save(plan, editor)
    except EditError as error:
        return await topic_page(ground, visit, found, {WHOLE: error.refusal})
    return go(f"{TOPIC}?id={found.id}&tersimpan={saved}")


def _signer(visit: Visit) -> str:
    return line_of(visit.form.text("oleh"))[:_LONGEST]


def _proposal(ground: Ground, found: Standing, signer: str, *, checked: bool) -> Proposal:
    today = ground.workshop.today().isoformat()
    told = "dicocokkan dengan sumbernya" if checked else f"disahkan oleh {signer}"
    return Proposal(
        file=found.file,
        action=Action.CONFIRMED,
        entry=found.id,
        what=told,
        changes=tuple(vouching(found, today, signer)),
    )
