"""A detail that an entry is never asked for is not answered as if it held it."""

from collections.abc import Sequence

from bot.guards.naming import Phrases
from bot.knowledge import Knowledge
from bot.normalising import Normaliser, Word

# Types of question (`question_types:` of the language file) that ask for one certain detail. What
# an entry is about (what, how, where) every phrasing asks in its own words.
DETAILS = ("who", "when", "count", "names", "document", "phone", "hours", "cost")


class Aspects:
    """Knows which details each entry is asked for, by its own phrasings and title."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        types = knowledge.language.question_types
        self._entries = knowledge.by_id
        self._normaliser = normaliser
        self._details = Phrases((words, t) for t in DETAILS for words in types.get(t, ()))
        # Read when first asked for, as few are.
        self._asked: dict[str, frozenset[str]] = {}

    def missing(self, entry: str, words: Sequence[Word]) -> tuple[str, ...]:
        """Types of details that the question asks for and no phrasing of `entry` does."""
        wanted = self._of([word.form for word in words])
        if not wanted:
            return ()
        if entry not in self._asked:
            held = self._entries[entry]
            asks = (*held.ask, held.title.id)
            read = ([word.form for word in self._normaliser.words(ask)] for ask in asks)
            self._asked[entry] = frozenset[str]().union(*map(self._of, read))
        return tuple(sorted(wanted - self._asked[entry]))

    def _of(self, forms: Sequence[str]) -> frozenset[str]:
        return frozenset(detail for *_, detail in self._details.find(forms))
