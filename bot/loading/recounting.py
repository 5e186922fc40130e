"""Records put into sentences: regulations, figures and services say the same things the same way.

An answer is in one language throughout: where a part has no English there is no English answer,
and the Indonesian one is given instead. Only names are borrowed.
"""

from collections.abc import Callable, Iterable, Sequence

from bot.entries import Figure, Subject, Text
from bot.figures import decimal_text
from bot.language import Language
from bot.loading.records import FigureRecord, OtherRegulationRecord, RegulationRecord, ServiceRecord
from bot.loading.values import Texts

SHORTEST = 2
"""How many ways, from the first, are used with every word for a subject."""
SERVICE_LINES = ("hours", "cost", "time_limit", "legal_basis")


class Untold(Exception):
    """A part has no text in the language asked for."""


def in_each_language(tell: Callable[[str], str]) -> Text:
    """What `tell` says in each language, without those in which a part is Untold."""

    def told(language: str) -> str | None:
        try:
            return tell(language)
        except Untold:
            return None

    return Text(id=tell("id"), en=told("en"), su=told("su"))


def flowing(parts: Iterable[str]) -> str:
    """Sentences as one paragraph; a part of several lines stands by itself."""
    text = ""
    for part in filter(None, parts):
        closed = part if part[-1] in ".!?:;…" or "\n" in part else f"{part}."
        between = "\n\n" if "\n" in part or "\n" in text else " "
        text = f"{text}{between}{closed}" if text else closed
    return text


class Teller:
    """Tells records by the templates of the language file."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def regulation(self, record: RegulationRecord) -> Text:
        """What it is called, what it governs, how it stands, and what it replaced."""
        return in_each_language(lambda language: flowing(self._regulation(record, language)))

    def regulation_title(self, record: RegulationRecord) -> Text:
        """ "Perpres 95/2018" """
        fields = {"kind": record.kind, "number": record.number, "year": record.year}
        return in_each_language(lambda language: self._say("regulation_title", language, **fields))

    def figure(self, figure: Figure, subject: Subject, record: FigureRecord) -> Text:
        """The index, its category, and the note."""
        key = "figure" if figure.category else "figure_uncategorised"

        def tell(language: str) -> str:
            sentence = self._say(
                key,
                language,
                subject=subject.name.in_language(language)[0],
                year=figure.year,
                index=decimal_text(figure.index, language),
                category=figure.category,
            )
            return flowing((sentence, _part(record.note, language)))

        return in_each_language(tell)

    def figure_title(self, figure: Figure, subject: Subject) -> Text:
        """ "SPI nasional 2024" """
        return in_each_language(
            lambda language: self._say(
                "figure_title",
                language,
                subject=subject.name.in_language(language)[0],
                year=figure.year,
            )
        )

    def figure_asks(self, figure: Figure, subject: Subject) -> tuple[str, ...]:
        """How citizens ask for a figure: all ways by its subject's first word, some by each other.

        All ways by all words would outnumber what people really asked, and drown it.
        """
        asks = self._language.say["figure_asks"]
        local = [way.strip() for part in (asks.id, asks.su or "") for way in part.splitlines()]
        english = [way.strip() for way in (asks.en or "").splitlines()]
        pairs = [(way, word) for word in subject.words[:1] for way in local]
        pairs += [(way, word) for word in subject.words[1:] for way in local[:SHORTEST]]
        pairs += [(way, subject.name.in_language("en")[0]) for way in english]
        return tuple(way.format(word=word, year=figure.year) for way, word in pairs)

    def service(self, record: ServiceRecord) -> Text:
        """The direct answer, the steps, where, the four short lines, and the note."""
        return in_each_language(
            lambda language: "\n\n".join(filter(None, self._service(record, language)))
        )

    def _say(self, key: str, language: str, **fields: object) -> str:
        return _part(self._language.say[key], language).format(**fields)

    def _regulation(self, record: RegulationRecord, language: str) -> Sequence[str]:
        return (
            self._named("regulation", record, language),
            _part(record.about, language),
            _part(record.status, language),
            self._others("regulation_replaces", record.replaces, language),
            self._others("regulation_amended", record.amended_by, language),
        )

    def _others(self, key: str, others: Sequence[OtherRegulationRecord], language: str) -> str:
        named = "; ".join(self._named("regulation_other", other, language) for other in others)
        return self._say(key, language, others=named) if named else ""

    def _named(
        self, key: str, record: RegulationRecord | OtherRegulationRecord, language: str
    ) -> str:
        kind = self._language.kinds.get(record.kind)
        return self._say(
            key if record.name else f"{key}_unnamed",
            language,
            long=kind.name.in_language(language)[0] if kind else record.kind,
            kind=record.kind,
            number=record.number,
            year=record.year,
            name=record.name,
        )

    def _service(self, record: ServiceRecord, language: str) -> Sequence[str]:
        steps = _items(record.steps, language)
        channels = [
            f"{row.name.in_language(language)[0]}: {row.address}" for row in record.channels
        ]
        lines = {name: _part(getattr(record, name), language) for name in SERVICE_LINES}
        return (
            _part(record.what, language),
            self._list("service_steps", steps, language),
            self._list("service_channels", channels, language),
            "\n".join(
                self._say(f"service_{name}", language, value=value)
                for name, value in lines.items()
                if value
            ),
            _part(record.note, language),
        )

    def _list(self, key: str, items: Sequence[str], language: str) -> str:
        lines = [self._say(key, language), *(f"- {item}" for item in items)]
        return "\n".join(lines) if items else ""


def _part(text: Text | None, language: str) -> str:
    """A part in exactly this language; an absent part is empty in all."""
    if text is None:
        return ""
    said, spoken = text.in_language(language)
    if spoken != language:
        raise Untold
    return said


def _items(texts: Texts | None, language: str) -> tuple[str, ...]:
    """The list in exactly this language."""
    if texts is None:
        return ()
    items = {"id": texts.id, "en": texts.en, "su": texts.su}[language]
    if items is None:
        raise Untold
    return items
