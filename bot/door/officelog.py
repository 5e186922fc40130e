"""/log: the latest questions, a page of them at a time, all or of one kind.

A page is known by the id it begins below, so what comes in meanwhile moves nothing. The button to
older questions carries the pages before it along: as many ids as fit into its 64 bytes.
"""

from collections.abc import Sequence

from bot.door.officewords import LONGEST_TITLE, Garbled, Scribe, cut, office_data, read_id
from bot.door.showing import Button, Rows, Shown, sentence
from bot.keeping.kept import REJECTED, Kept, Store, Vote, Wanted
from bot.keeping.queryids import id_text
from bot.replies import Kind

PAGE = 8
# Pages that the way back remembers; beyond them it leads to the newest.
_REMEMBERED = 3
_VOTES = {Vote.YES: "👍", Vote.NO: "👎"}

ALL = "a"
# What a filter is called, in a button's data and in language.yaml.
FILTERS: dict[str, tuple[str, Wanted]] = {
    ALL: ("office_filter_all", Wanted()),
    "b": ("office_filter_open", Wanted(open_only=True)),
    "j": ("office_filter_answer", Wanted(kind=Kind.ANSWER)),
    "p": ("office_filter_clarify", Wanted(kind=Kind.CLARIFY)),
    "r": ("office_filter_referral", Wanted(kind=Kind.REFERRAL)),
    "s": ("office_filter_smalltalk", Wanted(kind=Kind.SMALLTALK)),
}


async def log_page(scribe: Scribe, store: Store, chosen: str = ALL, *pages: str) -> Shown:
    """A page of the log through the filter `chosen`.

    `pages`: the id that it begins below, then those of the pages before it; none for the newest.
    Raises Garbled, StoreError.
    """
    below = [read_id(page) for page in pages]
    if chosen not in FILTERS:
        raise Garbled
    wanted, before = FILTERS[chosen][1], below[0] if below else None
    found = await store.queries(wanted, limit=PAGE + 1, before=before)
    rows = _filters(scribe, chosen) + _around(scribe, chosen, pages, found)
    return sentence(_text(scribe, chosen, pages, found[:PAGE]), rows)


def _text(scribe: Scribe, chosen: str, pages: Sequence[str], found: Sequence[Kept]) -> str:
    title = scribe.say("office_log_title", filter=scribe.say(FILTERS[chosen][0]))
    if found:
        return "\n\n".join((title, *(_row(scribe, kept) for kept in found)))
    if pages:
        return f"{title}\n\n{scribe.say('office_log_end')}"
    return f"{title}\n\n{scribe.say('office_log_empty' if chosen == ALL else 'office_log_none')}"


def _row(scribe: Scribe, kept: Kept) -> str:
    """When, how it was met and what came of it; below, the words and what was answered."""
    first = [scribe.when(kept.asked.at), scribe.say(f"office_kind_{kept.asked.kind}")]
    if kept.choice == REJECTED:
        first.append(scribe.say("show_none"))
    if kept.vote:
        first.append(_VOTES[kept.vote])
    if kept.review:
        first.append(scribe.say(f"office_review_{kept.review}"))
    elif kept.open:
        first.append(scribe.say("office_open"))
    answered = cut("; ".join(map(scribe.title, _entries(kept))), LONGEST_TITLE)
    second = [scribe.words(kept.asked.words)] + ([answered] if answered else [])
    return " · ".join(first) + "\n" + " → ".join(second)


def _entries(kept: Kept) -> Sequence[str]:
    """What the citizen was led to; small talk leads nowhere."""
    asked = kept.asked
    if kept.choice and kept.choice != REJECTED:
        return (kept.choice,)
    if asked.kind is Kind.SMALLTALK:
        return ()
    return asked.entries or ((asked.entry,) if asked.entry else ())


def _filters(scribe: Scribe, chosen: str) -> Rows:
    """Two a row; the one in force is ticked, and pressing it reads anew."""
    buttons = [
        Button(
            label=("✓ " if code == chosen else "") + scribe.say(key),
            data=office_data("l", code),
        )
        for code, (key, _) in FILTERS.items()
    ]
    return tuple(zip(buttons[::2], buttons[1::2], strict=True))


def _around(scribe: Scribe, chosen: str, pages: Sequence[str], found: Sequence[Kept]) -> Rows:
    rows: list[tuple[Button, ...]] = []
    beside: list[Button] = []
    if pages:
        back = office_data("l", chosen, *pages[1:])
        # With no page remembered but this one the way back leads to the newest; say so.
        beside.append(Button(label=scribe.say(_back_label(pages)), data=back))
    if len(found) > PAGE:
        on = (id_text(found[PAGE - 1].asked.id), *pages)[: _REMEMBERED + 1]
        beside.append(Button(label=scribe.say("office_older"), data=office_data("l", chosen, *on)))
    if beside:
        rows.append(tuple(beside))
    if len(pages) > 1:
        newest = office_data("l", chosen)
        rows.append((Button(label=scribe.say("office_newest"), data=newest),))
    return tuple(rows)


def _back_label(pages: Sequence[str]) -> str:
    return "office_newer" if len(pages) > 1 else "office_newest"
