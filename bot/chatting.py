"""Small talk told from questions: a message of nothing but courtesies is answered as one."""

from collections import Counter
from collections.abc import Sequence

from bot.entries import SmallTalk, SmallTalkKind
from bot.knowledge import Knowledge
from bot.normalising import Normaliser, key, tokens

# "halo makasih dadah": what is said last in a chat wins over what is said first.
_ORDER = (
    SmallTalkKind.OTHER,
    SmallTalkKind.GREETING,
    SmallTalkKind.GOODBYE,
    SmallTalkKind.THANKS,
)


_OPENING = (SmallTalkKind.GREETING, SmallTalkKind.THANKS)
# A word of the courtesies that stands inside so many questions is one of theirs ("informasi").
_OFTEN = 3
_FIRST_WORDS = 3


def _inside_questions(knowledge: Knowledge) -> Counter[str]:
    """How often a word stands in a phrasing, its first words aside."""
    return Counter(
        word
        for entry in knowledge.topics
        for ask in entry.ask
        for word in tokens(ask)[_FIRST_WORDS:]
    )


class Courtesies:
    """Recognises small talk by the knowledge's lists; a single word of a question breaks it."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._filler = frozenset(knowledge.language.filler)
        self._whole = {key(text): talk for talk in knowledge.smalltalk for text in talk.ask}
        self._words: dict[str, list[SmallTalk]] = {}
        for talk in knowledge.smalltalk:
            for word in talk.words:
                self._words.setdefault(key(word), []).append(talk)
        inside = _inside_questions(knowledge)
        self._opening = frozenset(
            word
            for word, talks in self._words.items()
            if any(talk.kind in _OPENING for talk in talks) and inside[word] < _OFTEN
        )

    def recognise(self, text: str) -> SmallTalk | None:
        """The small talk that `text` is, or None where anything else stands in it."""
        whole = self._whole.get(key(text))
        if whole:
            return whole
        said: list[SmallTalk] = []
        for word in self._normaliser.words(text):
            known = [w for w in (word.typed, word.form) if w in self._words]
            if known:
                said += self._words[known[0]]
            elif word.typed not in self._filler and word.form not in self._filler:
                return None
        return max(said, key=lambda t: (_ORDER.index(t.kind), said.count(t)), default=None)

    def without_opening(self, found: Sequence[str]) -> list[str]:
        """`found` without the courtesies it begins with, unless nothing else would be left."""
        at = 0
        while at < len(found) and self._opens(found, at):
            at += 1
        return list(found[at:]) or list(found)

    def _opens(self, found: Sequence[str], at: int) -> bool:
        courteous = found[at] in self._opening or found[at] in self._filler
        return courteous and not self._normaliser.spells(found, at)
