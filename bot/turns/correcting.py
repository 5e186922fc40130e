"""A turn that says what is not meant: "bukan pelayanannya, maksud saya pegawainya"."""

import re

from bot.guards.naming import Phrases
from bot.language import Language
from bot.normalising import tokens

# Between clauses; what puts something right begins one too, with a comma before it or without.
_MARKS = re.compile(r"\s*[,;.]\s+")


class Corrector:
    """Takes out of a turn what it denies, by `denial` and `correction` of the question types."""

    def __init__(self, language: Language) -> None:
        types = language.question_types
        corrections = types.get("correction", ())
        self._denials = Phrases((phrase, "denial") for phrase in types.get("denial", ()))
        self._corrections = Phrases((phrase, "correction") for phrase in corrections)
        self._filler = frozenset(language.filler)
        words = "|".join(re.escape(phrase) for phrase in sorted(corrections, key=len, reverse=True))
        self._begins = re.compile(rf"\s+(?=(?:{words})\b)", re.IGNORECASE) if words else _MARKS

    def meant(self, text: str) -> tuple[str, str]:
        """`text` without the clauses that deny something, and those; all of it where no other
        clause is left."""
        clauses = [
            clause
            for part in _MARKS.split(text)
            for clause in self._begins.split(part)
            if tokens(clause)
        ]
        kept = [clause for clause in clauses if not self._denies(clause)]
        if len(kept) in (0, len(clauses)):
            return text, ""
        return ", ".join(kept), ", ".join(one for one in clauses if one not in kept)

    def _denies(self, clause: str) -> bool:
        said = [word for word in tokens(clause) if word not in self._filler]
        return bool(said and self._denials.at(said, 0) and not self._corrections.at(said, 0))
