"""Placeholders in answers: a figure is cited from its record, so no answer can drift from it."""

import re
import textwrap
from collections.abc import Sequence
from decimal import Decimal

from bot.entries import Figure, Text
from bot.figures import decimal_text
from bot.loading.pages import Folder
from bot.loading.slips import Slip
from bot.loading.surveying import Survey

# Doubled braces are literal; anything else between two braces of one line is a placeholder.
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}")
UNKNOWN = (
    "penanda {0} tidak dikenal atau datanya tidak ada; yang boleh: {{spi kpu 2024}}, "
    "{{kategori kpu 2024}}, {{selisih kpu nasional 2024}}, {{rentang 2024}}, {{layanan}}; "
    "kurung biasa ditulis dua kali: {{{{ }}}}"
)


class Filler:
    """Fills the placeholders of all answers from the figures and services of one folder."""

    def __init__(self, folder: Folder, survey: Survey) -> None:
        self._folder = folder
        self._survey = survey
        self._services = [item.title for page in folder.pages for item in page.record.services]

    def filled(self, text: Text) -> Text:
        """The text with its placeholders filled in each language; a Slip if one is not known."""
        return Text(
            id=self._fill(text.id, "id"),
            en=text.en and self._fill(text.en, "en"),
            su=text.su and self._fill(text.su, "su"),
        )

    def _fill(self, sentence: str, language: str) -> str:
        if "{" not in sentence and "}" not in sentence:
            return sentence
        return PLACEHOLDER.sub(lambda found: self._value(found, language), sentence)

    def _value(self, found: re.Match[str], language: str) -> str:
        if found[1] is None:
            return found[0][0]
        value = self._cited(found[1].split(), language)
        if value is not None:
            return value
        if self._folder.may_hold("spi:") or self._folder.may_hold("services:"):
            return found[0]
        raise Slip(UNKNOWN.format(textwrap.shorten(found[0], 60)))

    def _cited(self, words: Sequence[str], language: str) -> str | None:
        """What the placeholder's words stand for; None where there is no such thing."""
        match words:
            case ["spi", subject, year]:
                index = self._index(subject, year)
                return None if index is None else decimal_text(index, language)
            case ["kategori", subject, year]:
                figure = self._figure(subject, year)
                return figure.category if figure else None
            case ["selisih", one, other, year]:
                first, second = self._index(one, year), self._index(other, year)
                if first is None or second is None:
                    return None
                return decimal_text(first - second, language)
            case ["rentang", year]:
                return self._ranges(year, language)
            case ["layanan"]:
                titles = (title.in_language(language)[0] for title in self._services)
                return "\n".join(f"- {title}" for title in titles) or None
        return None

    def _figure(self, subject: str, year: str) -> Figure | None:
        measured = self._survey.measured.get((subject, _year(year)))
        return measured.figure if measured else None

    def _index(self, subject: str, year: str) -> Decimal | None:
        figure = self._figure(subject, year)
        return figure.index if figure else None

    def _ranges(self, year: str, language: str) -> str | None:
        drawn = self._survey.ranges.get(_year(year))
        lines: list[str] = []
        for row in drawn.categories if drawn else ():
            low, high = decimal_text(row.low, language), decimal_text(row.high, language)
            lines.append(f"- {row.name}: {low}–{high}")
        return "\n".join(lines) or None


def _year(word: str) -> int:
    """The year written, or 0."""
    return int(word) if re.fullmatch(r"[0-9]{4}", word) else 0
