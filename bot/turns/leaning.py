"""A turn that leans on the one before: "kalau nasional?", "artinya?", "yang 2018?"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.deciding import NONE_OF_THESE, RECORDED, SEVERAL, Verdict
from bot.entries import Entry, Figure, Regulation
from bot.guards.naming import Named, Phrases
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, Word, tokens
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.anchoring import MOST, Anchor
from bot.turns.conversing import Conversation
from bot.turns.picking import LONGEST_TURN, NUMBER, Picker
from bot.turns.resolving import Resolver, points_back
from bot.turns.ruling import Ruler
from bot.turns.swapping import Swapper

# A later turn is judged more gently, for the subject is known: share of probability that suffices.
GENTLE = 0.4
# What the previous entry's category, its related entries and itself gain, in logits.
SAME_CATEGORY = 3.0
RELATED = 3.0
ITSELF = 2.0
# So sure a turn stands alone; by so many of its heaviest words it is told what it is about.
STANDING, CARRIERS = 0.5, 2
# So does one that another file's topic leads by as much, whichever body it names.
STANDS = 0.4
# Where what is not the office's leads by as much, nothing is read into it.
FOREIGN = 0.7
LONGEST_RETELLING = 5
LEANS = "leans on "
BOTH = "the two entries before"
# An entry tells a difference if so many of its phrasings ask for one.
DIFFERING = 0.1
DOUBTED = "asked whether that is so"
HEARD = "asked to say it again"
MORE = "asked for more of it"
# Types of words that want what was said once more.
AGAIN = {"doubt": DOUBTED, "again": HEARD}
# "bukannya di Jalan Veteran" asks whether it is not.
_ASKS = re.compile(r"\?|\bbukannya\b", re.IGNORECASE)
_BOTH = frozenset({"dua", "kedua", "keduanya", "2", "antara", "both"})
# What "that" is, where nothing else is asked.
_IT = ("itu", "ini", "tadi", "tuh", "teh", "eta")
TONGUES = ("id", "en", "su")
# Where more of the conversation, or a part of the message alone, may tell what is meant.
OPEN = (Kind.CLARIFY, Kind.UNKNOWN)


class Leaning:
    """Reads a short later turn in the light of the entry answered before it."""

    def __init__(
        self,
        knowledge: Knowledge,
        matcher: Matcher,
        swapper: Swapper,
        resolver: Resolver,
        normaliser: Normaliser,
    ) -> None:
        self._matcher = matcher
        self._swapper = swapper
        self._resolver = resolver
        self.picker = Picker(knowledge, matcher, resolver, normaliser)
        self._ruler = Ruler(knowledge)
        self._anchor = Anchor(knowledge, matcher, resolver)
        types = knowledge.language.question_types
        self._tongues = Phrases(
            (phrase, tongue) for tongue in TONGUES for phrase in types.get(f"in_{tongue}", ())
        )
        language = knowledge.language
        self._differ = Phrases((phrase, "differ") for phrase in types.get("differ", ()))
        again = ((phrase, rule) for name, rule in AGAIN.items() for phrase in types.get(name, ()))
        self._again = Phrases(again)
        self._further = Phrases((phrase, MORE) for phrase in types.get("more", ()))
        self._what = frozenset(types.get("what", ()))
        self._denials = Phrases((phrase, "denial") for phrase in types.get("denial", ()))
        self._filler = frozenset((*language.filler, *language.frame))
        self._empty = self._filler | NUMBER | {*language.hollow}
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._own = {entry.id: entry for entry in knowledge.entries}

    def _last(self, conversation: Conversation) -> Entry | None:
        """The entry answered last, else the likeliest of those offered, if it is still held."""
        spoken = conversation.entries or conversation.offered
        return self._own.get(spoken[0]) if spoken else None

    def retold(
        self, text: str, conversation: Conversation, read: Callable[[str], Match]
    ) -> tuple[str, str] | None:
        """ "in English please": the entry answered last and the language it is wanted in.

        `read`: matches a text; what is longer may be a question of its own.
        """
        found = tokens(text)
        asked = self._tongues.find(found)
        if not asked or not conversation.entries or len(found) > LONGEST_TURN:
            return None
        if len(found) > LONGEST_RETELLING and not self._about_language(found, asked, read(text)):
            return None
        return conversation.entries[0], asked[0][2]

    def _about_language(
        self, found: Sequence[str], asked: Sequence[tuple[int, int, str]], match: Match
    ) -> bool:
        """Whether nothing fits, or what does fits by the words that name the language."""
        if match.sure < STANDING or not match.own:
            return True
        named = {word for start, end, _ in asked for word in found[start:end]}
        carriers = self._matcher.carriers(match.words, match.own[0].id)
        typed = {word.typed for word in match.words if word.form in carriers[:CARRIERS]}
        return bool(named & {*typed, *carriers[:CARRIERS]})

    def resolved(self, match: Match, conversation: Conversation) -> tuple[Verdict, Match] | None:
        """What is said word for word in the knowledge, but of something spoken of before."""
        last = self._last(conversation)
        if last is None:
            return None
        repeated = self._repeated(last, match)
        if repeated:
            return repeated, match
        read = self._resolver.read(last, match) if points_back(match) else None
        more = None if read else self._more(last, match)
        return (more, match) if more else read

    def continues(self, match: Match, named: Named, conversation: Conversation) -> bool:
        """Whether words that are a courtesy alone ask for something of the entry before: "maksudnya
        gimana" for its meaning, "dasarnya" for its rules."""
        last = self._last(conversation)
        ruled = self._ruler.ruled(last, match, named) if last else None
        return bool(ruled or self.resolved(match, conversation))

    def denied(self, words: Sequence[Word], conversation: Conversation) -> Conversation:
        """`conversation` without the entry before, where a turn denies it ("bukan keberatan"); a
        figure or a regulation stays, for another is swapped in ("bukan kpu, nasional")."""
        last = self._last(conversation)
        if last is None or isinstance(last.record, Figure | Regulation):
            return conversation
        if not self._resolver.names(last, words):
            return conversation
        offered = tuple(entry for entry in conversation.offered if entry != last.id)
        return replace(conversation, entries=conversation.entries[1:], offered=offered)

    def swapped(self, match: Match, named: Named, conversation: Conversation) -> Verdict | None:
        """Another record than the one before, where the turn names what is other in it."""
        if conversation.missed and (
            found := self._swapper.instead(conversation.missed, match, named)
        ):
            return found
        last = self._last(conversation)
        if last is None or (self._stands(last, match) and not named.strangers):
            return None
        return self._swapper.judge(last, conversation, match, named)

    def judge(
        self,
        text: str,
        match: Match,
        named: Named,
        conversation: Conversation,
    ) -> tuple[Verdict, Match] | None:
        """A verdict and the match it rests on, or None where the turn stands on its own."""
        last = self._last(conversation)
        if len(match.words) > LONGEST_TURN:
            return None
        swapped = self.swapped(match, named, conversation)
        if last is None:
            return (swapped, match) if swapped else None
        if not swapped or swapped.entries == (last.id,):
            swapped = self._denial(text, last, match) or swapped
        swapped = swapped or self._ruler.ruled(last, match, named) or self._repeated(last, match)
        if swapped:
            return swapped, match
        if named.mentions or named.strangers or named.subjects:
            return None
        resolved = self._resolver.read(last, match)
        whole = self._own.get(last.part_of or "")
        if resolved is None and whole and _ours(match):
            # The rules of a service were told; what follows may be of the service.
            resolved = self._resolver.read(whole, match)
        if contrasted := self._contrasted(conversation, match, resolved):
            return contrasted, match
        if resolved or match.sure >= STANDING:
            return resolved
        if more := self._more(last, match):
            return more, match
        return self._gently(text, last, match)

    def revised(
        self, verdict: Verdict, match: Match, named: Named, conversation: Conversation
    ) -> tuple[Verdict, Match]:
        """`verdict`, that of the turn alone, or what the turns before make of it."""
        open_yet = verdict.kind in OPEN and verdict.say in (None, "unknown")
        told = self.picker.told_of(match, named, conversation) if open_yet else None
        if told:
            return told
        last = self._last(conversation)
        if last is None or len(match.words) > LONGEST_TURN:
            return verdict, match
        if verdict.rule == SEVERAL and self._itself(match):
            again = Verdict(kind=Kind.ANSWER, rule=f"{LEANS}{last.id}", entries=(last.id,))
            return replace(again, sure=RECORDED), match
        return self._anchor.judge(verdict, match, last), match

    def _itself(self, match: Match) -> bool:
        """ "apa itu?", "what is that": asked of what was just told, it asks for no more."""
        said = {word.form for word in match.words}
        return said <= self._filler | {*_IT} and not said.isdisjoint(self._what)

    def _gently(self, text: str, last: Entry, match: Match) -> tuple[Verdict, Match] | None:
        """What fits somewhat, if it is near the entry before and speaks of what is said."""
        bonus = {e.id: SAME_CATEGORY for e in self._own.values() if e.category == last.category}
        for entry in last.related:
            bonus[entry] = bonus.get(entry, 0.0) + RELATED
        bonus[last.id] += ITSELF
        leant = self._matcher.match_words(match.words, text, bonus)
        best, first = next(iter(leant.ranking), None), match.ranking[:1]
        if best is None or not best.own or best.chance < GENTLE:
            return None
        if any(not one.own and one.chance >= FOREIGN for one in first):
            return None
        # Fillers alone ("admin", "guys") are about nothing, so not about the entry either.
        if not self._matcher.telling(leant, best.id, self._filler):
            return None
        near = self._resolver.near(best.id, last) and self._resolver.known(best.id, last, match)
        near = near and not self._resolver.strange(best.id, last, match)
        rule = f"{LEANS}{last.id}"
        return (Verdict(kind=Kind.ANSWER, rule=rule, entries=(best.id,)), leant) if near else None

    def _contrasted(
        self,
        conversation: Conversation,
        match: Match,
        resolved: tuple[Verdict, Match] | None,
    ) -> Verdict | None:
        """ "bedanya apa?" of the two entries before, unless a third one tells it."""
        compared, rest = self._differ.parted([word.form for word in match.words])
        both = conversation.entries[:2]
        if not compared or len(both) < 2 or not rest <= self._empty | _BOTH:
            return None
        if not set(both) <= set(self._own) or not self._resolver.near(both[1], self._own[both[0]]):
            return None
        if resolved and resolved[0].entries[0] not in both:
            return None
        apart = self._swapper.apart(both)
        return apart or Verdict(kind=Kind.ANSWER, rule=BOTH, sure=RECORDED, entries=both)

    def tells_apart(self, match: Match) -> bool:
        """Whether what fits best is an entry that is itself asked for a difference."""
        words = [word.form for word in match.words]
        found = [w for start, end, _ in self._differ.find(words) for w in words[start:end]]
        return bool(match.own) and self._matcher.often(found, match.own[0].id) >= DIFFERING

    def _repeated(self, last: Entry, match: Match) -> Verdict | None:
        """ "masa sih?", "yakin?", "tolong ulangi": the same again, with its source."""
        rules, rest = self._again.parted([word.form for word in match.words])
        if not rules or not rest <= self._empty:
            return None
        return Verdict(kind=Kind.ANSWER, rule=rules[0], sure=RECORDED, entries=(last.id,))

    def _more(self, last: Entry, match: Match) -> Verdict | None:
        """ "terus?", "lebih lengkapnya": what belongs to it, where anything does."""
        more, rest = self._further.parted([word.form for word in match.words])
        if not more or not rest <= self._empty - NUMBER:
            return None
        parts = (entry.id for entry in self._own.values() if entry.part_of == last.id)
        beside = tuple(dict.fromkeys((*parts, *last.related)))[:MOST]
        if not beside:
            return Verdict(kind=Kind.ANSWER, rule=MORE, sure=RECORDED, entries=(last.id,))
        return Verdict(kind=Kind.CLARIFY, rule=MORE, sure=RECORDED, entries=beside, say="more")

    def _denial(self, text: str, last: Entry, match: Match) -> Verdict | None:
        """ "bukan wbk" and no more: as if "Bukan ini" were pressed; "bukan wbk?" asks."""
        said = [word.typed for word in match.words if word.typed not in self._filler]
        denies = bool(said) and self._denials.at(said, 0) > 0 and not _ASKS.search(text)
        if not denies or not self._resolver.names(last, match.words):
            return None
        return Verdict(kind=Kind.UNKNOWN, rule=NONE_OF_THESE, say="none_of_these")

    def _stands(self, last: Entry, match: Match) -> bool:
        """ "alamat kpu di mana" after a figure says more than the body that it names."""
        best = next(iter(match.ranking), None)
        topic = self._topics.get(best.id) if best else None
        if best is None or topic is None or topic.category == last.category:
            return False
        return best.chance >= STANDS and self._matcher.telling(match, best.id, self._swapper.words)


def _ours(match: Match) -> bool:
    """Whether the turn alone is unsure, and of nobody else's."""
    return match.sure < STANDING and match.ranking[0].own
