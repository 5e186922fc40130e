"""What the office holds, laid out for who would rather look than ask: by topic, by kind, by year.

Pure: a shelf is filled from the knowledge of the moment, so an old menu turns into one of today.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.door.pressing import Press, data
from bot.door.showing import SHORT_LABEL, Button, said
from bot.entries import Figure, Regulation, Service, Text
from bot.knowledge import Knowledge

# The view of the figures of all bodies over the years; no body can be called so.
ALL = "*"
# The second part of the data of a button to a view of figures: whether it is the one shown already.
GO, HERE = "0", "1"
# Characters of a regulation's name in a list; a page of them must fit into one message.
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class Guide:
    """Speaks of one knowledge in one language."""

    knowledge: Knowledge
    language: str

    def say(self, key: str, **fields: object) -> str:
        """A sentence of language.yaml."""
        return said(self.knowledge.language.say, key, self.language, **fields)

    def text(self, text: Text) -> str:
        """What the office wrote, in the language if it is there."""
        return text.in_language(self.language)[0]

    def title(self, entry: str) -> str:
        """An entry's title."""
        return self.text(self.knowledge.entry(entry).title)

    def opener(self, entry: str, label: str = "") -> Button:
        """The button that opens an entry."""
        return Button(label=label or self.title(entry), data=data(Press.OPEN, entry))

    def way(self, label: str, press: Press, shelf: str) -> Button:
        """The button that leads to the first page of one of SHELVES (LIST) or of a CATEGORY."""
        return Button(label=label, data=data(press, shelf, "0"))

    def figures(self) -> Button:
        """The button that leads to the picture of all figures."""
        return Button(label=self.say("browse_spi_open"), data=data(Press.FIGURES, ALL, GO))


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """All buttons, in the order of the pages; `here`: what the data of its pages begins with.

    `tell` says what is here, given which of the buttons a page shows; never called without any.
    `across`: the button to what lies near.
    """

    here: tuple[Press, str]
    title: str
    buttons: Sequence[Button]
    tell: Callable[[slice], str]
    across: Button | None = None


def category(guide: Guide, id: str) -> Shelf | None:
    """The entries of one file in its order; None where the file is gone."""
    found = next((one for one in guide.knowledge.categories if one.id == id), None)
    if found is None:
        return None
    return Shelf(
        here=(Press.CATEGORY, id),
        title=guide.text(found.title),
        buttons=[guide.opener(entry) for entry in found.entries],
        tell=lambda _: guide.say("browse_category_text", count=len(found.entries)),
        across=_by_record(guide, found.entries),
    )


def _by_record(guide: Guide, entries: Sequence[str]) -> Button | None:
    """Where entries are made from records: to the list of such."""
    records = [type(guide.knowledge.entry(entry).record) for entry in entries]
    if Figure in records:
        return guide.figures()
    for kind, shelf in ((Regulation, REGULATIONS), (Service, SERVICES)):
        if kind in records:
            return guide.way(guide.say(f"browse_{shelf}_open"), Press.LIST, shelf)
    return None


def topics(guide: Guide) -> Shelf:
    """The files that hold the office's own entries."""
    held = guide.knowledge.categories
    count = sum(len(one.entries) for one in held)
    return Shelf(
        here=(Press.LIST, TOPICS),
        title=guide.say("browse_topik_title"),
        buttons=[guide.way(guide.text(one.title), Press.CATEGORY, one.id) for one in held],
        tell=lambda _: guide.say("browse_topik_text", count=count, topics=len(held)),
    )


def figures(guide: Guide) -> Shelf:
    """SPI figures, the latest first; then what their entries lead to: categories, comparisons."""
    order = [subject.id for subject in guide.knowledge.subjects]
    held = sorted(guide.knowledge.figures, key=lambda f: (-f.year, order.index(f.subject)))
    entries = [figure.entry for figure in held]
    near = (id for entry in entries for id in guide.knowledge.entry(entry).related)
    own = {entry.id for entry in guide.knowledge.entries}
    return Shelf(
        here=(Press.LIST, FIGURES),
        title=guide.say("browse_spi_title"),
        buttons=[
            guide.opener(entry)
            for entry in dict.fromkeys((*entries, *(id for id in near if id in own)))
        ],
        tell=lambda _: guide.say(
            "browse_spi_text",
            count=len(held),
            held=_years(guide, held),
            example=guide.title(entries[0]),
        ),
        across=_whole(guide, entries),
    )


def _years(guide: Guide, held: Sequence[Figure]) -> str:
    """A line a body: the years of which there is a figure."""
    lines = []
    for subject in guide.knowledge.subjects:
        years = ", ".join(str(figure.year) for figure in held if figure.subject == subject.id)
        if years:
            lines.append(f"- {guide.text(subject.name)}: {years}")
    return "\n".join(lines)


def regulations(guide: Guide) -> Shelf:
    """By kind in the order of language.yaml, laws first; within a kind the latest first."""
    order = list(guide.knowledge.language.kinds)
    held = sorted(guide.knowledge.regulations, key=lambda r: (order.index(r.kind), -r.year))
    return Shelf(
        here=(Press.LIST, REGULATIONS),
        title=guide.say("browse_regulasi_title"),
        buttons=[guide.opener(one.entry, _label(guide, one)) for one in held],
        tell=lambda shown: guide.say(
            "browse_regulasi_text",
            count=len(held),
            held=_named(guide, held[shown]),
            example=_number(guide, held[shown][0]),
        ),
        across=_whole(guide, [one.entry for one in held]),
    )


def _label(guide: Guide, one: Regulation) -> str:
    """Its number where that fits on a button, else its entry's title ("")."""
    number = _number(guide, one)
    return number if len(number) <= SHORT_LABEL else ""


def _number(guide: Guide, one: Regulation) -> str:
    """ "UU 7/2017"."""
    return guide.say("regulation_title", kind=one.kind, number=one.number, year=one.year)


def _named(guide: Guide, held: Sequence[Regulation]) -> str:
    """A paragraph a kind, a line a regulation: its number and what it is about."""
    paragraphs: dict[str, list[str]] = {}
    for one in held:
        kind = guide.text(guide.knowledge.language.kinds[one.kind].name)
        name = one.name or guide.title(one.entry)
        if len(name) > LONGEST_NAME:
            name = name[: LONGEST_NAME - 1].rstrip() + "…"
        paragraphs.setdefault(kind, [kind]).append(f"- {_number(guide, one)}: {name}")
    return "\n\n".join("\n".join(lines) for lines in paragraphs.values())


def services(guide: Guide) -> Shelf:
    """The office's services in the order of their files."""
    entries = [e.id for e in guide.knowledge.entries if isinstance(e.record, Service)]
    return Shelf(
        here=(Press.LIST, SERVICES),
        title=guide.say("browse_layanan_title"),
        buttons=[guide.opener(entry) for entry in entries],
        tell=lambda _: guide.say(
            "browse_layanan_text", count=len(entries), example=guide.title(entries[0])
        ),
        across=_whole(guide, entries),
    )


def _whole(guide: Guide, entries: Sequence[str]) -> Button | None:
    """To the topic of which these are a part."""
    for one in guide.knowledge.categories:
        if entries and entries[0] in one.entries:
            label = guide.say("browse_whole", title=guide.text(one.title))
            if len(label) > SHORT_LABEL:
                label = guide.say("browse_whole_short")
            return guide.way(label, Press.CATEGORY, one.id)
    return None


TOPICS, FIGURES, REGULATIONS, SERVICES = "topik", "spi", "regulasi", "layanan"
# By the name that a button carries; like the values of Press, the names must outlive every release.
SHELVES: Mapping[str, Callable[[Guide], Shelf]] = {
    TOPICS: topics,
    FIGURES: figures,
    REGULATIONS: regulations,
    SERVICES: services,
}
