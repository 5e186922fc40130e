"""Shipped changes offered to an office that keeps a copy of its own, one by one."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.aside import aside
from bot.changes.auditing import Action
from bot.changes.takingover import Offer, merged, set_aside
from bot.changes.takingover import aside as aside_of
from bot.changes.teaching import Proposal
from bot.console.faulting import WHOLE
from bot.console.ground import Ground, Visit, go
from bot.console.previewing import preview
from bot.console.saving import Shown, planned, save, wrong_of
from bot.console.sorts import SILENT, VOUCHING, sort_in
from bot.console.standing import CATALOGUE, Standing, standing
from bot.knowledge import KnowledgeError
from bot.splicing.editing import AddRecord, Change, SetField
from bot.splicing.revising import revised
from bot.splicing.trees import EditError

ADDRESS = f"{CATALOGUE}/bawaan"
LISTED = 40


async def shipped(ground: Ground, visit: Visit) -> Response:
    """What is new or other in what ships, and what was set aside of it."""
    offers = await _offers(ground)
    put_off = await aside_of(ground.store)
    later = [one for one in offers.values() if put_off.get(one.id) == one.digest]
    fresh = [one for one in offers.values() if put_off.get(one.id) != one.digest]
    return await ground.page(
        visit,
        "shipped.html",
        offered=fresh[:LISTED],
        left=max(0, len(fresh) - LISTED),
        aside=later[:LISTED],
        own=ground.shipped is not None,
        taken=visit.asked("tersimpan"),
        gone=bool(visit.asked("hilang")),
    )


async def show_take(ground: Ground, visit: Visit) -> Response:
    """What taking it over would do."""
    offer = (await _offers(ground)).get(visit.asked("id"))
    if offer is None:
        return go(f"{ADDRESS}?hilang=1")
    plan = await planned(ground, await _proposal(ground, offer))
    return await _page(ground, visit, offer, Shown(plan=plan, wrong=wrong_of(plan, WHOLE)))


async def take(ground: Ground, visit: Visit) -> Response:
    """Take it over, if it is still what was looked at."""
    offer = (await _offers(ground)).get(visit.form.text("id"))
    if offer is None or offer.digest != visit.form.text("isi"):
        return go(f"{ADDRESS}?hilang=1")
    plan = await planned(ground, await _proposal(ground, offer))
    saved = await save(ground, visit, plan, field=WHOLE)
    if isinstance(saved, Shown):
        return await _page(ground, visit, offer, saved)
    return go(f"{ADDRESS}?tersimpan={saved}")


async def put_aside(ground: Ground, visit: Visit) -> Response:
    """Not offered any more, until it says something else."""
    offer = (await _offers(ground)).get(visit.form.text("id"))
    if offer:
        await set_aside(ground.store, offer.id, offer.digest)
    return go(ADDRESS)


async def offer_again(ground: Ground, visit: Visit) -> Response:
    """What was set aside is offered again."""
    await set_aside(ground.store, visit.form.text("id"), None)
    return go(ADDRESS)


async def _offers(ground: Ground) -> dict[str, Offer]:
    """None where what ships is what is served, or cannot be read."""
    shelf, own = ground.shipped, ground.holder.desk.knowledge
    if shelf is None:
        return {}
    try:
        return await aside(lambda: shelf.offers(own))
    except (KnowledgeError, EditError, OSError):
        return {}


async def _proposal(ground: Ground, offer: Offer) -> Proposal:
    found = await standing(ground, offer.id)
    own = ground.holder.desk.knowledge
    told = merged(offer, own, found.tree if found else None)
    return Proposal(
        file=found.file if found else offer.file,
        action=Action.SHIPPED,
        entry=offer.id,
        what=offer.title,
        changes=_changes(offer, found, told),
    )


def _changes(
    offer: Offer, found: Standing | None, told: Mapping[str, object]
) -> tuple[Change, ...]:
    """Other words are no longer what the office signed off."""
    if found is None:
        return (AddRecord(section=offer.section, fields=dict(told)),)  # type: ignore[arg-type]
    changes = revised(offer.id, sort_in(offer.section).changeable, found.tree, told)
    if {*offer.fields} <= {*SILENT}:
        return changes
    vouched = (
        SetField(id=offer.id, name=key, value=str(told.get(key, "")))
        for key in VOUCHING
        if str(found.tree.get(key, "")) != str(told.get(key, ""))
    )
    return (*changes, *vouched)


async def _page(ground: Ground, visit: Visit, offer: Offer, shown: Shown) -> Response:
    return await preview(
        ground,
        visit,
        shown,
        action="bawaan/ambil",
        title=offer.title,
        fields={"id": offer.id, "isi": offer.digest},
        back=ADDRESS,
    )
