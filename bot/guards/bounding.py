"""Another body or place than the entry knows is not answered as if it were ours."""

from bot.entries import Entry, Scope
from bot.guards.naming import Named, Namer
from bot.knowledge import Knowledge


class NameGuard:
    """Knows which bodies and places each entry is asked by or speaks of."""

    def __init__(self, knowledge: Knowledge, namer: Namer) -> None:
        self._general = {e.id for e in knowledge.entries if e.scope is Scope.GENERAL}
        self._entries = {entry.id: entry for entry in knowledge.entries}
        self._namer = namer
        # Read when first asked for: few questions name another body, and reading all takes a tenth
        # of the start. It holds what entries say, never what citizens do.
        self._known: dict[str, frozenset[str]] = {}

    def strange(self, entry: str, named: Named) -> frozenset[str]:
        """Names in the question that neither the phrasings nor the answer of `entry` hold."""
        if not named.strangers:
            return named.strangers
        if entry not in self._known:
            self._known[entry] = _names(self._entries[entry], self._namer)
        return named.strangers - self._known[entry]

    def forbids(self, entry: str, named: Named) -> bool:
        """True where `entry` speaks of this office only and the question of another."""
        return entry not in self._general and bool(self.strange(entry, named))


def _names(entry: Entry, namer: Namer) -> frozenset[str]:
    texts = (*entry.ask, entry.title.id, entry.answer.id, entry.answer.en or "")
    return frozenset().union(*map(namer.strangers, texts))
