"""What another look at the log shows: the last days' questions, met by the knowledge of now."""

from starlette.responses import Response

from bot.addresses import HOME
from bot.console.ground import Ground, Visit, go
from bot.console.replays import DAYS, MOST, Made
from bot.replies import Kind
from bot.reviews.bars import BAR, paired
from bot.reviews.replaying import Fate, Mute

PAGE = 30
# Characters of a question shown; its own page has all of them.
CUT = 160
ADDRESS = f"{HOME}/putar-ulang"
# Width of the drawing in its own units, by the screen it is for.
_WIDE, _NARROW = 1032, 358
_TOLD = tuple(fate for fate in Fate if fate is not Fate.SAME)


async def replay(ground: Ground, visit: Visit) -> Response:
    """The replay, or how far it is; `hasil` narrows it to one fate, `halaman` counts from 1."""
    found = await ground.replays.look(ground.store, ground.holder.desk, ground.now())
    if not isinstance(found, Made):
        return await ground.page(visit, "replaying.html", 202, working=found, days=DAYS)
    fate = next((one for one in _TOLD if one == visit.asked("hasil")), None)
    changes = [one for one in found.replay.changes if fate in (None, one.fate)]
    pages = max(1, -(-len(changes) // PAGE))
    page = min(_number(visit.asked("halaman")), pages)
    counts = found.replay.before, found.replay.after
    kinds = list(Kind)
    return await ground.page(
        visit,
        "replay.html",
        made=found,
        replay=found.replay,
        fates=list(Fate),
        told=_TOLD,
        fate=fate,
        kinds=kinds,
        mutes=list(Mute),
        shown=changes[PAGE * (page - 1) : PAGE * page],
        number=len(changes),
        page=page,
        pages=pages,
        charts=[
            ("wide", paired(kinds, *counts, _WIDE)),
            ("narrow", paired(kinds, *counts, _NARROW)),
        ],
        bar=BAR,
        days=DAYS,
        most=MOST,
        cut=CUT,
    )


async def replay_again(ground: Ground, visit: Visit) -> Response:
    """What was asked since is to be in it too."""
    ground.replays.forget()
    return go(ADDRESS)


def _number(text: str) -> int:
    """A page's number, 1 where it is none."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
