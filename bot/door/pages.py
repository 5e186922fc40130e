"""A shelf as pages of a menu: a title, a few words, at most two buttons a row, and ways out."""

from collections.abc import Sequence

from bot.door.pressing import Press, data
from bot.door.shelves import TOPICS, Guide, Shelf
from bot.door.showing import SHORT_LABEL, Button, Rows, Shown, sentence
from bot.door.splitting import Run, html

# Buttons on a page: what a phone shows together with the ways on and back.
PAGE = 8


def laid_out(guide: Guide, shelf: Shelf, page: int) -> Shown:
    """Page `page` of a shelf, counted from 0; past the last one, the last."""
    if not shelf.buttons:
        return _titled(shelf.title, guide.say("browse_empty"), _out(guide, shelf))
    pages = -(-len(shelf.buttons) // PAGE)
    size = -(-len(shelf.buttons) // pages)  # nine are five and four, not eight and one
    page = min(page, pages - 1)
    shown = slice(page * size, (page + 1) * size)
    title = shelf.title
    if pages > 1:
        title = guide.say("browse_page", title=title, page=page + 1, pages=pages)
    rows = abreast(shelf.buttons[shown]) + _beside(guide, shelf, page, pages)
    if shelf.across:
        rows += ((shelf.across,),)
    return _titled(title, shelf.tell(shown), rows + _out(guide, shelf))


def abreast(buttons: Sequence[Button]) -> Rows:
    """Two a row where both labels are short."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        beside = rows[-1] if rows else ()
        if len(beside) == 1 and max(len(b.label) for b in (*beside, button)) <= SHORT_LABEL:
            rows[-1] = (*beside, button)
        else:
            rows.append((button,))
    return tuple(rows)


def page_number(text: str) -> int | None:
    """The number of a page as a button carries it; None where no button of ours did."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def _beside(guide: Guide, shelf: Shelf, page: int, pages: int) -> Rows:
    """To the page before this one and to the one after it, each with its number."""
    turns = (("browse_previous", page - 1), ("browse_next", page + 1))
    row = tuple(
        Button(label=guide.say(key, page=to + 1, pages=pages), data=data(*shelf.here, str(to)))
        for key, to in turns
        if 0 <= to < pages
    )
    return (row,) if row else ()


def ways_out(guide: Guide, back: str) -> Rows:
    """To where `back` (a button's data) leads, and to the beginning."""
    labels = ((guide.say("browse_back"), back), (guide.say("show_menu"), data(Press.HOME)))
    return (tuple(Button(label=label, data=to) for label, to in labels),)


def _out(guide: Guide, shelf: Shelf) -> Rows:
    """Back to the topics, and from those to the beginning; the beginning itself always."""
    listed = (Press.LIST, TOPICS)
    return ways_out(guide, data(Press.HOME) if shelf.here == listed else data(*listed, "0"))


def _titled(title: str, text: str, rows: Rows) -> Shown:
    bold = html((Run(text=title, tags=("<b>",)),))
    return Shown(html=f"{bold}\n\n{sentence(text).html}", rows=rows)
