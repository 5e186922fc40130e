"""A message in parts: two questions at once, one in a story, one between courtesies."""

from typing import Protocol

from bot.deciding import FITS, Verdict
from bot.guards.naming import Namer
from bot.hearing.chatting import Courtesies
from bot.hearing.halving import Halver
from bot.matching import Matcher
from bot.normalising import Normaliser, Word, tokens
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.conversing import NEW, Conversation
from bot.turns.leaning import Leaning
from bot.turns.ruling import RULES

# So sure each of two questions must be; the second, beside a sure one, somewhat less.
SURE_ALONE, SURE_TOO = 0.6, 0.35

Judged = tuple[Verdict, Match]


class Judge(Protocol):
    """What a part asks, and the match that rests on; not `weighed` by all signs of a turn."""

    def __call__(
        self, text: str, conversation: Conversation, *, weighed: bool = True
    ) -> Judged: ...


class Parts:
    """Finds the parts of a message that are questions of their own."""

    def __init__(
        self,
        halver: Halver,
        courtesies: Courtesies,
        namer: Namer,
        matcher: Matcher,
        normaliser: Normaliser,
        leaning: Leaning,
    ) -> None:
        self._halver, self._courtesies, self._namer = halver, courtesies, namer
        self._matcher, self._normaliser, self._leaning = matcher, normaliser, leaning

    def core(self, text: str) -> str:
        """`text` without the courtesies before and after it: "Punten, mau nanya. ... Nuhun!"."""
        return self._halver.core(text, self._courtesies.idle, self._courtesies.asks)

    def words(self, text: str) -> tuple[Word, ...]:
        """The words of `text` without the courtesies that it begins and ends with."""
        return self._normaliser.apply(self._courtesies.bare(tokens(text)))

    def both(self, text: str, judge: Judge) -> Judged | None:
        """Both questions of a message, where both are sure on their own; a list of years is one.

        So is what is known word for word, fillers and slips aside, unless it asks for the
        difference of two things: with a slip it is answered as without, in a quarter less time.
        """
        if self._matcher.exact(text) or len(self._namer.years(text)) > 2:
            return None
        core = self.core(text)
        compared = self._halver.compares(text)
        told = compared and self._leaning.tells_apart(self._matcher.match_words(self.words(core)))
        cuts = [*self._halver.halves(core, compared=not told)]
        if cuts and not compared and self._matcher.says(self.words(core)):
            return None
        for halves in cuts:
            if any(map(self._courtesies.idle, halves)):
                continue
            first, second = map(self.core, halves)
            judged = judge(first, NEW)
            if not self._stands(judged, SURE_ALONE):
                continue
            # The second may lean on the first: "... dan dasar hukumnya?"
            entry = judged[0].entries[0]
            then = judge(second, Conversation(entries=(entry,)), weighed=False)
            if self._stands(then, SURE_TOO) and then[0].entries[0] != entry:
                both, sure = (entry, then[0].entries[0]), judged[0].sure
                rule = "two questions"
                return Verdict(kind=Kind.ANSWER, rule=rule, sure=sure, entries=both), judged[1]
        return None

    def told_in(self, text: str, conversation: Conversation, judge: Judge) -> Judged | None:
        """The question in a story: the part that is sure on its own, beside one that asks nothing
        ("PDPB itu apa, Pak? Kemarin disebut waktu rapat")."""
        for part, rest in self._halver.stories(self.core(text)):
            if self._matcher.knows(part) and not self._courtesies.asks(rest):
                judged = judge(part, conversation, weighed=False)
                if _sure(judged, SURE_ALONE):
                    return judged
        return None

    def _stands(self, judged: Judged, least: float) -> bool:
        """Whether a half is a question of its own; where only the ranking says so, by a word that
        asks for just this ("di kelas ada dua pendapat" does not)."""
        verdict, match = judged
        marked = verdict.rule != FITS or self._matcher.marked(match, verdict.entries[0])
        return marked and _sure(judged, least)


def _sure(judged: Judged, least: float) -> bool:
    verdict, match = judged
    sure = match.sure >= least or match.exact is not None or verdict.rule == RULES
    return verdict.kind is Kind.ANSWER and sure
