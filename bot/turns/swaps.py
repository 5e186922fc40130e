"""What a turn says that names another record than the one before it, or how it stands to it."""

from collections.abc import Sequence

from bot.guards.computing import HIGHEST, LOWEST
from bot.guards.naming import Named, Phrases
from bot.knowledge import Knowledge
from bot.normalising import tokens
from bot.ranking.matches import Match

# Beside "yang paling baru" these ask for the thing itself: "aturan yang mana, nomor berapa".
_ITSELF = frozenset(
    {"aturan", "peraturan", "mengatur", "diatur", "ngatur", "nomor", "no", "tahun", "baru"}
)
# In years, and in a row of records by year.
_STEPS = {"before": -1, "after": 1}
PLACES = {"first": 0, "second": 1, "latest": -1}
# Types of words that tell another record, or how it stands to this one.
_SWAPS = (*PLACES, *_STEPS, "compare", "trend", HIGHEST, LOWEST, "value", "index")


class Swaps:
    """The words of the language file and of the figures' subjects for it."""

    def __init__(self, knowledge: Knowledge) -> None:
        language, types = knowledge.language, knowledge.language.question_types
        self._steps = Phrases((phrase, step) for step in _STEPS for phrase in types.get(step, ()))
        self.places = Phrases(
            (phrase, place) for place in (*PLACES, *_STEPS) for phrase in types.get(place, ())
        )
        telling = {w for name in _SWAPS for phrase in types.get(name, ()) for w in tokens(phrase)}
        named = {w for s in knowledge.subjects for word in s.words for w in tokens(word)}
        kinds = {w for row in language.kinds.values() for w in tokens(" ".join(row.forms))}
        issued = tokens(" ".join(types.get("issued", ())))
        empty = frozenset((*language.filler, *language.hollow, *_ITSELF, *issued))
        self.empty = empty | kinds
        """What asks for nothing of a regulation but which it is."""
        self.words = empty | telling | named
        """What a turn may say that swaps a record and asks for nothing else."""
        again = (phrase for name in ("doubt", "again") for phrase in types.get(name, ()))
        self._framing = frozenset((*language.frame, *tokens(" ".join(again))))

    def said(self, match: Match, named: Named) -> set[str]:
        """What the turn says but for years and what frames them."""
        return {word.form for word in match.words} - self._framing - {*map(str, named.years)}

    def steps(self, found: Sequence[str]) -> set[str]:
        """ "before" for "sebelum itu", "after" for "setahun kemudian"; both, or neither."""
        return {step for *_, step in self._steps.find(found)}

    def moved(self, found: Sequence[str]) -> int:
        """By how many years the turn goes back or on from the one spoken of."""
        steps = self.steps(found)
        return _STEPS[min(steps)] if len(steps) == 1 else 0
