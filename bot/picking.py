"""Which of the choices that the reply before offered is meant: "yang pertama", or a word of one."""

from dataclasses import replace

from bot.conversing import Conversation
from bot.deciding import RECORDED, Verdict
from bot.knowledge import Knowledge
from bot.matching import Match, Matcher
from bot.naming import Named, Phrases
from bot.normalising import tokens
from bot.replies import Kind
from bot.resolving import Resolver

CHOSEN = "one of the choices offered"
# What a choice just offered gains, in logits, where a turn tells which one is meant; the share of
# probability that it must have then; a turn of more words stands on its own feet.
OFFERED = 3.0
LIKELY = 0.4
LONGEST_TURN = 12
# Types of words that name a choice by its place.
CHOICES = {"choice_1": 0, "choice_2": 1, "choice_3": 2, "choice_4": 3, "choice_last": -1}
# Beside a place in a list, or a kind of rule, these say nothing of their own.
NUMBER = frozenset({"nomor", "no", "tahun"})
# "nomor 1" may belong to a law; what begins so picks a choice, whatever is asked of it then.
_LED = frozenset({"yang", "yg", "nu", "the"})


class Picker:
    """Takes a turn that follows choices for one of them."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, resolver: Resolver) -> None:
        self._own = {entry.id: entry for entry in knowledge.entries}
        self._matcher = matcher
        self._resolver = resolver
        language = knowledge.language
        types = language.question_types
        self._choices = Phrases(
            (phrase, str(at)) for name, at in CHOICES.items() for phrase in types.get(name, ())
        )
        self._filler = frozenset((*language.filler, *language.frame))
        self._empty = self._filler | NUMBER | {*language.hollow}

    def picked(self, text: str, conversation: Conversation) -> tuple[str, Conversation]:
        """ "yang kedua alamatnya": what is asked of a choice, and the conversation about it."""
        offered = self._offered(conversation)
        words = tokens(text)
        begins = next((at for at, word in enumerate(words) if word not in self._filler - _LED), 0)
        found = self._choices.find(words[begins:])
        if not offered or not found or len(words) > LONGEST_TURN:
            return text, conversation
        start, end, place = found[0]
        rest = words[begins + end :]
        led = start == 0 and end > 1 and words[begins] in _LED
        if not led or set(rest) <= self._empty or not -len(offered) <= int(place) < len(offered):
            return text, conversation
        entry = offered[int(place)]
        others = tuple(other for other in conversation.entries if other != entry)
        return " ".join(rest), replace(conversation, entries=(entry, *others), offered=())

    def placed(self, match: Match, conversation: Conversation) -> Verdict | None:
        """ "yang pertama": of the choices that the reply before offered."""
        offered = self._offered(conversation)
        if not offered:
            return None
        # As typed: "keempat" may be repaired into "empat" where no phrasing holds it.
        said = [w.typed if self._choices.at([w.typed], 0) else w.form for w in match.words]
        places, rest = self._choices.parted(said)
        at = int(places[0]) if len({*places}) == 1 and rest <= self._empty else len(offered)
        if not -len(offered) <= at < len(offered):
            return None
        entry = offered[at]
        return Verdict(kind=Kind.ANSWER, rule=CHOSEN, sure=RECORDED, entries=(entry,))

    def told_of(
        self, match: Match, named: Named, conversation: Conversation
    ) -> tuple[Verdict, Match] | None:
        """One of the choices offered, told by words that alone would not tell it; names and years
        are for the guards to judge."""
        offered = self._offered(conversation)
        names = named.mentions or named.strangers or named.subjects or named.years
        if not offered or names or len(match.words) > LONGEST_TURN:
            return None
        leant = self._matcher.match_words(match.words, bonus=dict.fromkeys(offered, OFFERED))
        best = leant.ranking[0]
        if best.id not in offered or best.chance < LIKELY:
            return None
        told = self._matcher.telling(leant, best.id, self._filler)
        if not told or not self._resolver.known(best.id, self._own[best.id], match):
            return None
        return Verdict(kind=Kind.ANSWER, rule=CHOSEN, entries=(best.id,)), leant

    def _offered(self, conversation: Conversation) -> list[str]:
        """The choices of the reply before."""
        return [entry for entry in conversation.offered if entry in self._own]
