"""The figures to look at: one picture, its years and bodies as buttons, what it shows in words.

Pure: which picture a button means is made out from the knowledge of the moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.door.depicting import beside, in_words, of_year, over_years, sources_of
from bot.door.pages import abreast, ways_out
from bot.door.pressing import Press, data
from bot.door.shelves import ALL, FIGURES, GO, HERE, TOPICS, Guide
from bot.door.showing import CAPTION, Button, Rows, Shown, told, visible
from bot.door.splitting import Run, html
from bot.drawing.charting import Chart
from bot.entries import Figure
from bot.replies import Kind, Reply, Source

# Years in a row of buttons; figures in a view whose answers are one press away; sources named.
_ABREAST, _OPENED, _SOURCES = 5, 2, 3


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart, and the message that it stands over (its picture is still to be drawn)."""

    chart: Chart
    shown: Shown


def view_of(guide: Guide, name: str) -> View | None:
    """The view that a button names: ALL, a body or a year; None where nothing of it is held."""
    figures = _figures(guide, name)
    if not figures:
        return None
    subjects = {figure.subject for figure in figures}
    is_year = name != ALL and name not in subjects
    chart = beside(guide, figures[0].year) if is_year else over_years(guide, subjects)
    if chart is None:
        return None
    if not is_year:
        figures = tuple(one for one in figures if str(one.year) in chart.columns)
    caption = _caption(guide, chart, figures)
    return View(chart=chart, shown=Shown(html=caption, rows=_rows(guide, name, figures)))


def _figures(guide: Guide, name: str) -> tuple[Figure, ...]:
    """What a view shows; a body's figures by year, a year's by body."""
    held = sorted(guide.knowledge.figures, key=lambda figure: figure.year)
    order = [subject.id for subject in guide.knowledge.subjects]
    if name == ALL or name in order:
        shown = [figure for figure in held if name in (ALL, figure.subject)]
        return tuple(sorted(shown, key=lambda figure: order.index(figure.subject)))
    return tuple(figure for figure in of_year(guide.knowledge, _year(name)))


def _year(name: str) -> int:
    """0, of which nothing is held, for what no button of ours carries."""
    return int(name) if name.isascii() and name.isdecimal() and len(name) == 4 else 0


def _caption(guide: Guide, chart: Chart, figures: Sequence[Figure]) -> str:
    """Title, figures, and as many of the sources as there is room for."""
    bold = html((Run(text=chart.title, tags=("<b>",)),))
    text = f"{in_words(guide, figures)}\n\n{guide.say('chart_pick')}"
    say, sources = guide.knowledge.language.say, sources_of(guide, figures)
    made = ""
    for count in range(_SOURCES, -1, -1):
        made = f"{bold}\n\n{told(_reply(guide, text, figures, sources, count), say)}"
        if visible(made) <= CAPTION:
            break
    return made


def _reply(
    guide: Guide, text: str, figures: Sequence[Figure], sources: Sequence[Source], count: int
) -> Reply:
    """As an answer, whose last line says the same of its sources."""
    rest = len(sources) - count
    more = [Source(title=guide.say("chart_more", count=rest))] if rest > 0 and count else []
    entries = [guide.knowledge.entry(figure.entry) for figure in figures]
    return Reply(
        question="",
        kind=Kind.ANSWER,
        text=text,
        language=guide.language,
        sources=(*sources[:count], *more),
        checked=min((one.checked for one in entries if one.checked), default=None),
        confirmed=all(one.confirmed_by for one in entries),
    )


def _rows(guide: Guide, shown: str, figures: Sequence[Figure]) -> Rows:
    years = sorted({str(figure.year) for figure in guide.knowledge.figures})
    of_years = [_button(year, year, shown) for year in years]
    held = {figure.subject for figure in guide.knowledge.figures}
    names = [(guide.text(s.name), s.id) for s in guide.knowledge.subjects if s.id in held]
    bodies = [_button(f"{name[:1].upper()}{name[1:]}", id, shown) for name, id in names]
    everything = _button(guide.say("chart_all"), ALL, shown)
    entries = [figure.entry for figure in figures] if len(figures) <= _OPENED else []
    return (
        *(tuple(of_years[at : at + _ABREAST]) for at in range(0, len(of_years), _ABREAST)),
        *abreast(bodies),
        (everything, guide.way(guide.say("chart_list"), Press.LIST, FIGURES)),
        *abreast([guide.opener(entry) for entry in entries]),
        *ways_out(guide, data(Press.LIST, TOPICS, "0")),
    )


def _button(label: str, name: str, shown: str) -> Button:
    """Marked where its view is the one shown; then it does nothing."""
    if name == shown:
        return Button(label=f"· {label} ·", data=data(Press.FIGURES, name, HERE))
    return Button(label=label, data=data(Press.FIGURES, name, GO))
