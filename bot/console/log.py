"""The log: what was asked, through filters that stand in the address, page by page or as a file."""

from starlette.responses import Response, StreamingResponse

from bot.console.filtering import LANGUAGES, filter_of
from bot.console.ground import UNKEPT, Ground, Visit, missing
from bot.keeping.kept import Vote
from bot.keeping.queryids import id_of, id_text
from bot.replies import Kind
from bot.reviews import tallying
from bot.sampling import is_sample
from bot.tables.exporting import Format, every, pieces

PAGE = 30
# Characters of a question in the list; its own page has all of them.
CUT = 160
# Rows of an export made at one go: some milliseconds, for citizens are answered in between.
SLICE = 100
_MEDIA = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.JSONL: "application/x-ndjson",
}


async def log(ground: Ground, visit: Visit) -> Response:
    """A page of the log, the newest first, of ids below `sebelum`."""
    chosen, before = filter_of(ground, visit), id_of(visit.asked("sebelum"))
    rows = await ground.store.queries(chosen.wanted, limit=PAGE + 1, before=before)
    older = id_text(rows[PAGE - 1].asked.id) if len(rows) > PAGE else ""
    return await ground.page(
        visit,
        "log.html",
        422 if chosen.wrong else 200,
        filter=chosen,
        rows=rows[:PAGE],
        total=await tallying.count(ground.store, chosen.wanted),
        older=chosen.address(sebelum=older) if older else "",
        newest=chosen.address() if before is not None else "",
        kinds=list(Kind),
        languages=LANGUAGES,
        votes=list(Vote),
        formats=list(Format),
        cut=CUT,
        is_sample=is_sample,
    )


async def export(ground: Ground, visit: Visit) -> Response:
    """What is filtered, all of it, as a file."""
    path = visit.request.path_params["form"]
    form = next((form for form in Format if form == path), None)
    if form is None:
        return await missing(ground, visit)
    chosen = filter_of(ground, visit)
    if chosen.wrong:
        return await log(ground, visit)
    if form is Format.XLSX and await tallying.count(ground.store, chosen.wanted) > ground.most_rows:
        facts = {"filter": chosen, "most": ground.most_rows}
        return await ground.page(visit, "toolarge.html", 422, **facts)
    name = f"log-{ground.now():%Y-%m-%d}.{form}"
    headers = {**UNKEPT, "content-disposition": f'attachment; filename="{name}"'}
    content = pieces(every(ground.store, chosen.wanted, page=SLICE), form, ground.zone)
    return StreamingResponse(content, media_type=_MEDIA[form], headers=headers)
