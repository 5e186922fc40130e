"""What a question wants of figures: one of them, two compared, how they went, the best of all."""

from collections.abc import Sequence

from bot.guards.computing import HIGHEST, LOWEST
from bot.guards.naming import Named, Phrases
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import tokens
from bot.ranking.matches import Match

# Without the index named, the ranking must be surer than this that a figure is meant.
SURE = 0.3
# And of what is said it must know so much: one known word in a page of nonsense asks for nothing.
COVERED = 0.2
# Nor does "inflasi nasional 2022": of what says neither whose value nor of which year it must know
# so much. Of 146 questions answered with a figure 24 do not name the index, and all keep theirs; of
# 12 others that do not, about other indices, none is answered so.
ABOUT = 0.5
CLEAR = 0.5
# Where no value is asked for in so many words, an entry of the survey so likely is what is meant
# ("elemen mana yang paling jelek di spi kpu"): of phrasings asked unseen 10 fewer are answered with
# a figure nobody asked for, and none more is unanswered.
LEADS = 0.5
# Nor does who says more than so much beside the survey and another body want that body's figure:
# "di puskesmas ada WA ngaku dari survei integritas, takut penipuan".
FEW = 2
# A question of these types asks about the survey, not for its figure.
_OTHER_TYPES = ("who", "how", "why", "where", "when", "meaning", "what")
# Who asks for the year asks for the best of all years.
YEAR = "tahun"


class Wishes:
    """Reads a question by the words that citizens have for such wishes."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher) -> None:
        types = knowledge.language.question_types
        self._matcher = matcher
        self.compare = Phrases((w, "compare") for w in types.get("compare", ()))
        self.first = Phrases((w, "first") for w in types.get("first", ()))
        self.trend = Phrases((w, "trend") for w in types.get("trend", ()))
        self.extremes = Phrases((w, t) for t in (HIGHEST, LOWEST) for w in types.get(t, ()))
        self.value = Phrases((w, "value") for w in types.get("value", ()))
        self.index = Phrases((w, "index") for w in types.get("index", ()))
        self._other = Phrases((w, t) for t in _OTHER_TYPES for w in types.get(t, ()))
        self._why = Phrases((w, "why") for w in types.get("why", ()))
        self._own = frozenset(figure.entry for figure in knowledge.figures)
        # Entries that speak of the survey, each found by its phrasings or not.
        said = ((entry.id, tokens(entry.answer.id)) for entry in knowledge.entries)
        self._of_it = frozenset(entry for entry, words in said if self.index.find(words))
        language = knowledge.language
        subjects = (word for subject in knowledge.subjects for word in subject.words)
        asked = ("value", "latest", "first", "before", "after")
        spare = (*subjects, *(w for name in asked for w in types.get(name, ())))
        self._spare = frozenset((*tokens(" ".join(spare)), *language.filler, *language.hollow))

    def figure(self, found: Sequence[str], named: Named, match: Match, *, strange: bool) -> bool:
        """An index is spoken of, and a value of it is wanted rather than what it is.

        `strange`: a body or place is named that the best entry is never asked by.
        """
        best = match.own[0].id if match.own else ""
        spoken = bool(self.index.find(found))
        if best in self._own:
            return (spoken and not self._why.find(found)) or self._about(found, match)
        extreme = bool(self.extremes.find(found)) and (YEAR in found or bool(named.subjects))
        if not spoken or not (named.years or named.subjects or strange or extreme):
            return False
        if self.compare.find(found) or self.trend.find(found) or extreme:
            return True
        # Another entry of the subject may fit clearly: "responden SPI 2024 ada berapa".
        if match.sure >= CLEAR and not strange:
            return False
        if self.value.find(found):
            return True
        leads = best in self._of_it and match.own[0].chance >= LEADS
        if strange:
            leads = leads and not named.years and self._told_more(found, named)
        return not leads and not self._other.find(found)

    def _told_more(self, found: Sequence[str], named: Named) -> bool:
        _, rest = self.index.parted(found)
        return len(rest - self._spare - named.strangers) > FEW

    def _about(self, found: Sequence[str], match: Match) -> bool:
        """Whether a question that does not name the index speaks of what the best entry is."""
        best = match.own[0]
        if match.sure < SURE or best.covered < COVERED:
            return False
        said = [word for word in found if word not in self._spare and not word.isdigit()]
        return self._matcher.share(said, best.id, frozenset()) >= ABOUT
