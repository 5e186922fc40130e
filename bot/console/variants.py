"""One group of open questions with all the ways they were written, each to be dealt with alone."""

from starlette.responses import Response

from bot.addresses import REVIEW
from bot.console.ground import Ground, Visit, go
from bot.console.subject import ordered_heaps, subject_of
from bot.reviews.gathering import shown

# Ways of writing listed; the page stays light, however many there are.
LISTED = 100
# Characters shown of one way of writing.
CUT = 300


async def variants(ground: Ground, visit: Visit) -> Response:
    """The group of the question `soal`."""
    subject = await subject_of(ground, visit.asked("soal"), "")
    if subject is None or not subject.wordings:
        return go(f"{REVIEW}?hilang=1")
    ordered = await ordered_heaps(ground)
    place = ordered.place(subject.id)
    [group] = await shown(ground.store, ordered.heaps[place - 1 : place] if place else ())
    return await ground.page(
        visit, "variants.html", subject=subject, group=group, listed=LISTED, cut=CUT
    )
