"""A record taken out of its file: asked once, in words, with all that goes with it."""

from starlette.responses import Response

from bot.changes.auditing import Action
from bot.changes.teaching import Plan, Proposal
from bot.console.faulting import WHOLE
from bot.console.ground import Ground, Visit, go
from bot.console.saving import Shown, facts, planned, save, wrong_of
from bot.console.standing import CATALOGUE, GONE, Standing, standing
from bot.console.topic import drawings
from bot.splicing.editing import RemoveRecord


async def show_remove(ground: Ground, visit: Visit) -> Response:
    """What would go, and what citizens would be told instead."""
    found = await standing(ground, visit.asked("id"))
    if found is None:
        return go(GONE)
    plan = await planned(ground, _proposal(ground, found))
    return await _page(ground, visit, found, Shown(plan=plan, wrong=_wrong(plan)))


async def remove(ground: Ground, visit: Visit) -> Response:
    """Take it out, if it is still what was looked at."""
    found = await standing(ground, visit.form.text("id"))
    if found is None:
        return go(GONE)
    plan = await planned(ground, _proposal(ground, found))
    saved = await save(ground, visit, plan, field=WHOLE)
    if isinstance(saved, Shown):
        return await _page(ground, visit, found, saved)
    return go(f"{CATALOGUE}?jenis={found.sort.word}&dihapus={saved}")


def _proposal(ground: Ground, found: Standing) -> Proposal:
    return Proposal(
        file=found.file,
        action=Action.REMOVAL,
        entry=found.id,
        what=ground.title(found.id),
        changes=(RemoveRecord(id=found.id),),
    )


def _wrong(plan: Plan) -> dict[str, str]:
    return wrong_of(plan, WHOLE)


async def _page(ground: Ground, visit: Visit, found: Standing, shown: Shown) -> Response:
    return await ground.page(
        visit,
        "remove.html",
        shown.status,
        found=found,
        title=ground.title(found.id),
        bubbles=drawings(ground, found.id)[:1],
        **facts(shown),
    )
