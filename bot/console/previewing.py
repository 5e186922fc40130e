"""A change of a record before it is saved: its lines, how Telegram would show it, what it does."""

from collections.abc import Mapping

from starlette.responses import Response

from bot.changes.teaching import Plan
from bot.console.ground import Ground, Visit
from bot.console.saving import Shown, facts, line_of
from bot.console.topic import LANGUAGES
from bot.likeness import drawn
from bot.splicing.editing import SetField

MOST_TRIES = 5


def tries(text: str) -> tuple[str, ...]:
    """What somebody wants to try on the changed knowledge, one a line."""
    lines = (line_of(line) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:MOST_TRIES]


async def preview(
    ground: Ground,
    visit: Visit,
    shown: Shown,
    *,
    action: str,
    title: str,
    fields: Mapping[str, str],
    back: str = "",
) -> Response:
    """The page that asks for the press on Simpan. `action`: the page's part of the address.

    `fields`: what the form brings again; `back`: where Batal leads, the record itself where it is
    empty.
    """
    plan, knowledge = shown.plan, ground.holder.desk.knowledge
    entry = plan.proposal.entry
    return await ground.page(
        visit,
        "previewed.html",
        shown.status,
        action=action,
        title=title,
        fields={**fields, "coba": visit.form.text("coba")},
        back=back,
        unsigned=_unsigned(ground, plan),
        bubbles=[(LANGUAGES[one.language], drawn(one, knowledge)) for one in plan.shown],
        replies=[(reply, drawn(reply, knowledge)) for reply in plan.replies],
        titled=lambda id: title if id == entry else ground.title(id),
        **facts(shown),
    )


def _unsigned(ground: Ground, plan: Plan) -> str:
    """Whose signature goes; "" where none does."""
    known = ground.holder.desk.knowledge.by_id.get(plan.proposal.entry)
    goes = any(
        isinstance(one, SetField) and one.name == "confirmed_by" for one in plan.proposal.changes
    )
    return (known.confirmed_by or "") if known and goes else ""
