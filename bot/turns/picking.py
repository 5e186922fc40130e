"""Which of the choices that the reply before offered is meant, or of what its list named: "yang
pertama", or a word of one.
"""

from dataclasses import replace

from bot.deciding import RECORDED, Verdict
from bot.guards.naming import Named, Phrases
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, tokens
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.conversing import Conversation
from bot.turns.resolving import Resolver

CHOSEN = "one of the choices offered"
LISTED = "an item of the list before"
# So sure the words of an item alone must name another entry ("- Gratifikasi").
NAMED = 0.8
# What a choice just offered gains, in logits, where a turn tells which one is meant; the share of
# probability that it must have then; a turn of more words stands on its own feet.
OFFERED = 3.0
LIKELY = 0.4
LONGEST_TURN = 12
# Types of words that name a choice by its place.
CHOICES = {**{f"choice_{at}": at - 1 for at in range(1, 10)}, "choice_last": -1}
# Beside a place in a list, or a kind of rule, these say nothing of their own.
NUMBER = frozenset({"nomor", "no", "tahun"})
# What an answer's list items begin with.
_BULLET = "- "
# "nomor 1" may belong to a law; what begins so picks a choice, whatever is asked of it then.
_LED = frozenset({"yang", "yg", "nu", "the"})


class Picker:
    """Takes a turn that follows choices, or a list, for one of them."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        resolver: Resolver,
        normaliser: Normaliser,
    ) -> None:
        self._own = {entry.id: entry for entry in knowledge.entries}
        self._matcher = matcher
        self._normaliser = normaliser
        # Worked out when first asked for.
        self._items: dict[str, list[str]] = {}
        self._resolver = resolver
        language = knowledge.language
        types = language.question_types
        self._choices = Phrases(
            (phrase, str(at)) for name, at in CHOICES.items() for phrase in types.get(name, ())
        )
        self._filler = frozenset((*language.filler, *language.frame))
        self._empty = self._filler | NUMBER | {*language.hollow}
        # "yang kelima, penjelasannya?" asks for no more than that item.
        self._more = frozenset(phrase for phrase in types.get("more", ()) if " " not in phrase)

    def picked(self, text: str, conversation: Conversation) -> tuple[str, Conversation]:
        """ "yang kedua alamatnya": what is asked of a choice, and the conversation about it."""
        words = tokens(text)
        begins = next((at for at, word in enumerate(words) if word not in self._filler - _LED), 0)
        found = self._choices.find(words[begins:])
        if not found or len(words) > LONGEST_TURN:
            return text, conversation
        start, end, place = found[0]
        rest = words[begins + end :]
        entry = self._at(int(place), conversation)
        # "yang kedua" is a phrase, "yang nomor 2" a phrase behind "yang".
        led = start < 2 and end > 1 and words[begins] in _LED
        asked = {word.form for word in self._normaliser.words(" ".join(rest))}
        if not led or not entry or asked <= self._empty | self._more:
            return text, conversation
        others = tuple(other for other in conversation.entries if other != entry)
        return " ".join(rest), replace(conversation, entries=(entry, *others), offered=())

    def placed(self, match: Match, conversation: Conversation) -> Verdict | None:
        """ "yang pertama": of the choices that the reply before offered, or of what it listed."""
        if not (conversation.offered or conversation.entries):
            return None
        # As typed: "keempat" may be repaired into "empat" where no phrasing holds it.
        said = [w.typed if self._choices.at([w.typed], 0) else w.form for w in match.words]
        places, rest = self._choices.parted(said)
        if len({*places}) != 1 or not rest <= self._empty | self._more:
            return None
        entry = self._at(int(places[0]), conversation)
        if entry is None:
            return None
        rule = CHOSEN if self._offered(conversation) else LISTED
        return Verdict(kind=Kind.ANSWER, rule=rule, sure=RECORDED, entries=(entry,))

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

    def _at(self, place: int, conversation: Conversation) -> str | None:
        """The entry at `place` of what was offered, else of what was listed; -1 is the last."""
        offered = self._offered(conversation)
        if offered:
            return offered[place] if -len(offered) <= place < len(offered) else None
        return self._listed(conversation, place)

    def _offered(self, conversation: Conversation) -> list[str]:
        """The choices of the reply before."""
        return [entry for entry in conversation.offered if entry in self._own]

    def _listed(self, conversation: Conversation, place: int) -> str | None:
        """What the item at `place` of a list told of names: an entry, else the list's own."""
        for entry in conversation.entries:
            items = self._named_by(entry)
            if -len(items) <= place < len(items):
                return items[place]
        return None

    def _named_by(self, lister: str) -> list[str]:
        """The entries that the items of an answer's list name, itself where they name none."""
        if lister not in self._items:
            answer = self._own[lister].answer.id if lister in self._own else ""
            lines = [line for line in answer.split("\n") if line.startswith(_BULLET)]
            named = [self._entry(line.removeprefix(_BULLET)) for line in lines]
            self._items[lister] = [entry or lister for entry in named]
        return self._items[lister]

    def _entry(self, item: str) -> str | None:
        match = self._matcher.match_words(self._normaliser.words(item), item)
        if match.exact in self._own:
            return match.exact
        return match.own[0].id if match.own and match.sure >= NAMED else None
