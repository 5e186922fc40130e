"""Which of the figures held are shown side by side, and in which words: knowledge in, Chart out."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.door.shelves import Guide
from bot.door.showing import written
from bot.drawing.charting import Band, Chart, Line, Mark, wrapped
from bot.entries import Entry, Figure, Range
from bot.figures import Figures, decimal_text
from bot.knowledge import Knowledge
from bot.replies import Kind, Reply, Source

# Columns of a picture: more are not told apart on a phone. Of years the latest are shown.
MOST = 6
# Lines of a picture's foot: the axis and what vouches take one each, sources the others.
_FOOT_LINES = 4
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d+)?(?![\d]|[.,]\d)")


def chart_of(reply: Reply, knowledge: Knowledge) -> Chart | None:
    """The picture that belongs to an answer: None where it tells of one figure only, or none."""
    told = _told(reply, knowledge) if reply.kind is Kind.ANSWER else ()
    guide = Guide(knowledge=knowledge, language=reply.language)
    if len({figure.year for figure in told}) > 1:
        return over_years(guide, {figure.subject for figure in told})
    if told and len(of_year(knowledge, told[0].year)) > 1:
        return beside(guide, told[0].year)
    return None


def beside(guide: Guide, year: int) -> Chart | None:
    """All bodies of one year, a column each; None where none has a figure of it."""
    shown = of_year(guide.knowledge, year)[:MOST]
    if not shown:
        return None
    names = [_name(guide, figure.subject) for figure in shown]
    lines = [
        Line(
            name=name,
            own=_own(guide, figure.subject),
            marks=(_mark(guide, column, figure),),
        )
        for column, (figure, name) in enumerate(zip(shown, names, strict=True))
    ]
    return _chart(
        guide,
        shown,
        guide.say("chart_beside", year=year, names=_listed(guide, names)),
        names,
        lines,
        [year] * len(names),
    )


def over_years(guide: Guide, subjects: Iterable[str]) -> Chart | None:
    """The latest years of these bodies, a column a year; None where they have no figure."""
    order = [one.id for one in guide.knowledge.subjects if one.id in set(subjects)]
    held = Figures(guide.knowledge.figures, guide.knowledge.ranges)
    years = sorted({figure.year for one in order for figure in held.series(one)})[-MOST:]
    series = {one: [f for f in held.series(one) if f.year in years] for one in order}
    shown = [figure for figures in series.values() for figure in figures]
    if not shown:
        return None
    lines = [
        Line(
            name=_name(guide, one),
            own=_own(guide, one),
            marks=tuple(_mark(guide, years.index(f.year), f) for f in figures),
        )
        for one, figures in series.items()
        if figures
    ]
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    title = guide.say("chart_years", names=_listed(guide, [one.name for one in lines]), years=span)
    return _chart(guide, shown, title, [str(year) for year in years], lines, years)


def of_year(knowledge: Knowledge, year: int) -> tuple[Figure, ...]:
    """The figures of a year, in the order of their bodies."""
    order = [subject.id for subject in knowledge.subjects]
    found = (figure for figure in knowledge.figures if figure.year == year)
    return tuple(sorted(found, key=lambda figure: order.index(figure.subject)))


def in_words(guide: Guide, figures: Sequence[Figure]) -> str:
    """A list item a body: "KPU: 74,04 (2024, waspada)"; the year only where there are several."""
    several = len({figure.year for figure in figures}) > 1
    lines: dict[str, list[str]] = {}
    for figure in figures:
        about = [str(figure.year)] if several else []
        about += [figure.category] if figure.category else []
        index = decimal_text(figure.index, guide.language)
        text = f"{index} ({', '.join(about)})" if about else index
        lines.setdefault(figure.subject, []).append(text)
    return "\n".join(f"- {_name(guide, one)}: {'; '.join(said)}" for one, said in lines.items())


def sources_of(guide: Guide, figures: Iterable[Figure]) -> tuple[Source, ...]:
    """What vouches for the figures: the first source of each, and then their others."""
    held = [guide.knowledge.entry(figure.entry).sources for figure in figures]
    firsts = [source for sources in held for source in sources[:1]]
    return tuple(dict.fromkeys([*firsts, *(one for sources in held for one in sources)]))


def _told(reply: Reply, knowledge: Knowledge) -> tuple[Figure, ...]:
    """Figures whose entries are answered, else those that stand in the text in so many digits."""
    entries = [knowledge.by_id[one] for one in reply.entries if one in knowledge.by_id]
    records = [entry.record for entry in entries if isinstance(entry.record, Figure)]
    if records and len(records) == len(entries):
        return tuple(records)
    numbers = set(_NUMBER.findall(reply.text))
    said = [f for f in knowledge.figures if decimal_text(f.index, reply.language) in numbers]
    return tuple(said) if len(said) > 1 else ()


def _chart(
    guide: Guide,
    shown: Sequence[Figure],
    title: str,
    columns: Sequence[str],
    lines: Sequence[Line],
    years: Sequence[int],
) -> Chart:
    ranges = _ranges(guide.knowledge, years[-1])
    banded = next((at for at, year in enumerate(years) if ranges and year in ranges.years), 0)
    chart = Chart(
        title=title,
        subtitle=guide.say("chart_scale"),
        columns=tuple(columns),
        lines=tuple(lines),
        bands=_bands(guide, ranges),
        banded=banded,
        words=f"{title}\n\n{in_words(guide, shown)}",
    )
    return replace(chart, foot=_foot(guide, chart.span, shown, ranges))


def _ranges(knowledge: Knowledge, year: int) -> Range | None:
    """Those of the year, and of no other: KPK has drawn them anew before."""
    return next((one for one in knowledge.ranges if year in one.years), None)


def _bands(guide: Guide, ranges: Range | None) -> tuple[Band, ...]:
    found = sorted(ranges.categories if ranges else (), key=lambda one: one.low)
    return tuple(
        Band(
            name=one.name,
            low=one.low,
            high=one.high,
            written="–".join(decimal_text(bound, guide.language) for bound in (one.low, one.high)),
        )
        for one in found
    )


def _foot(
    guide: Guide, span: tuple[int, int], shown: Sequence[Figure], ranges: Range | None
) -> tuple[str, ...]:
    axis = guide.say("chart_axis", low=span[0], high=span[1])
    years = sorted({figure.year for figure in shown})
    if ranges and not set(years) <= set(ranges.years):
        known = _listed(guide, [str(year) for year in ranges.years])
        axis = f"{axis} {guide.say('chart_ranges', years=known)}"
    elif not ranges:
        axis = f"{axis} {guide.say('chart_no_ranges')}"
    entries = [guide.knowledge.entry(figure.entry) for figure in shown]
    told, vouched = wrapped(axis, 2) or (), _vouched(guide, entries)
    cited = _cited(guide, sources_of(guide, shown), _FOOT_LINES - 1 - len(told))
    return (*told, *cited, *([vouched] if vouched else []))


def _cited(guide: Guide, sources: Sequence[Source], room: int) -> tuple[str, ...]:
    """As many sources by name as there are lines for; how many more there are."""
    named = guide.say("show_source")
    for count in range(len(sources), 0, -1):
        titles = [source.title for source in sources[:count]]
        rest = len(sources) - count
        more = [guide.say("chart_more", count=rest)] if rest else []
        lines = wrapped(f"{named} {'; '.join([*titles, *more])}", room)
        if lines:
            return lines
    return ()


def _vouched(guide: Guide, entries: Sequence[Entry]) -> str:
    """When the figures were compared with their sources, and whether the office stands by them."""
    say, days = guide.knowledge.language.say, [one.checked for one in entries if one.checked]
    notes = []
    if days:
        day = written(min(days), guide.language, say)
        notes.append(guide.say("show_checked", date=day))
    if not all(one.confirmed_by for one in entries):
        notes.append(guide.say("show_unconfirmed"))
    text = " · ".join(notes)
    return text[:1].upper() + text[1:]


def _mark(guide: Guide, column: int, figure: Figure) -> Mark:
    index = decimal_text(figure.index, guide.language)
    return Mark(column=column, value=figure.index, written=index)


def _name(guide: Guide, subject: str) -> str:
    return guide.text(next(one.name for one in guide.knowledge.subjects if one.id == subject))


def _own(guide: Guide, subject: str) -> int:
    """Its place among the bodies: by it a body looks the same in every picture."""
    return [one.id for one in guide.knowledge.subjects].index(subject)


def _listed(guide: Guide, names: Sequence[str]) -> str:
    """ "KPU dan nasional"."""
    *others, last = names
    return f"{', '.join(others)} {guide.say('chart_and')} {last}" if others else last
