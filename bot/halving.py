"""Where one message may be two questions: at punctuation and at joining words."""

import re
from collections.abc import Iterator

from bot.language import Language

# A half of one word ("dan", "bayar?") is no question of its own.
_FEWEST_WORDS = 2
# Nor is one of so many: it is a story, or many questions, and judging each cut of it costs most.
_MOST_WORDS = 25
_MOST_CUTS = 6


class Halver:
    """Proposes cuts; whether both halves are questions is for the desk to judge."""

    def __init__(self, language: Language) -> None:
        joiners = "|".join(
            re.escape(joiner) for joiner in sorted(language.joiners, key=len, reverse=True)
        )
        self._cut = re.compile(
            rf"\s*[,;?!.\n]+\s+(?:(?:{joiners})\s+)?|\s+(?:{joiners})\s+", re.IGNORECASE
        )

    def halves(self, text: str) -> Iterator[tuple[str, str]]:
        """Each way to cut `text` in two, from left to right."""
        for cut in list(self._cut.finditer(text))[:_MOST_CUTS]:
            first, second = text[: cut.start()].strip(), text[cut.end() :].strip()
            sizes = len(first.split()), len(second.split())
            if min(sizes) >= _FEWEST_WORDS and max(sizes) <= _MOST_WORDS:
                yield first, second
