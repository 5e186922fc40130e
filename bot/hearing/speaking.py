"""Which language a message is in: the desk answers in the language it was asked in."""

from bot.language import Language
from bot.normalising import tokens

# A message without a word of any language's own ("core values ASN") is English only if this much
# of it is in the English table.
_ENGLISH_SHARE = 0.5


class Ear:
    """Hears Indonesian, Sundanese or English by the words that are one language's own."""

    def __init__(self, language: Language) -> None:
        self._own = {name: frozenset(words) for name, words in language.telltale.items()}
        self._english = frozenset(word for word in language.english if " " not in word)

    def language(self, text: str) -> str | None:
        """Id, su or en; None where `text` shows none (a name, a term, a number, an emoji)."""
        found = tokens(text)
        weights = {name: sum(t in words for t in found) for name, words in self._own.items()}
        best = max(weights, key=weights.__getitem__, default="id")
        if weights.get(best):
            return best
        english = sum(token in self._english for token in found)
        return "en" if len(found) > 1 and english / len(found) > _ENGLISH_SHARE else None
