"""Who changed which knowledge, and the way back from each change."""

from starlette.responses import Response

from bot.addresses import HOME, REVIEW
from bot.changes.auditing import audited
from bot.changes.teaching import Editor
from bot.console.ground import Ground, Visit, go
from bot.console.saving import CUT
from bot.splicing.patch import around, difference
from bot.splicing.trees import EditError, Refusal

PAGE = 20
# Lines of a difference shown; the file itself has them all.
LINES = 40
ADDRESS = f"{HOME}/riwayat"
_DIGITS = 15


async def history(ground: Ground, visit: Visit) -> Response:
    """A page of the changes, the newest first, of ids below `sebelum`."""
    before = _number(visit.asked("sebelum")) or None
    rows = await audited(ground.store, PAGE + 1, before=before)
    shown = rows[:PAGE]
    undone = _number(visit.asked("diurungkan"))
    refused = next((one for one in Refusal if one == visit.asked("gagal")), None)
    return await ground.page(
        visit,
        "history.html",
        rows=[(row, around(difference(row.deed.patch))) for row in shown],
        older=shown[-1].id if len(rows) > PAGE else None,
        newest=before is not None,
        undone=undone,
        reopened=any(row.id == undone and row.deed.questions for row in rows),
        refused=refused,
        cut=CUT,
        most=LINES,
    )


async def undo(ground: Ground, visit: Visit) -> Response:
    """Undo one change, if what it put in is still there to be taken out."""
    editor = Editor(name=visit.visitor.name, role=visit.visitor.role)
    try:
        id = await ground.workshop.undo(_number(visit.form.text("id")), editor)
    except EditError as error:
        return go(f"{ADDRESS}?gagal={error.refusal}")
    back = REVIEW if visit.form.text("dari") == "tinjau" else ADDRESS
    return go(f"{back}?diurungkan={id}")


def _number(text: str) -> int:
    """A row's id, 0 where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
