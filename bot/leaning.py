"""A turn that leans on the one before: "kalau nasional?", "artinya?", "yang 2018?"."""

from bot.conversing import Conversation
from bot.deciding import RECORDED, Verdict
from bot.entries import Entry, Figure, Regulation
from bot.figuring import FigureGuard
from bot.knowledge import Knowledge
from bot.matching import Match, Matcher
from bot.naming import Named, Phrases
from bot.normalising import tokens
from bot.replies import Kind

# A later turn is judged more gently, for the subject is known: share of probability that suffices.
GENTLE = 0.4
# What the previous entry's category, its related entries and itself gain, in logits.
SAME_CATEGORY = 3.0
RELATED = 3.0
ITSELF = 2.0
# A turn of more words than this stands on its own feet.
LONGEST_TURN = 12
# A topic that is not the office's leads so clearly that the turn is about that.
OTHERS = 0.8
# One that another topic leads by as much stands on its own feet, whichever body it names.
STANDS = 0.4
LONGEST_RETELLING = 5
RULES, MOST_RULES = "the rules that the entry before names", 2
# Beside "aturannya" these say nothing of their own: "apa", "di mana", "berapa".
ASKING = ("what", "where", "how_much", "which")
TONGUES = ("id", "en", "su")


class Leaning:
    """Reads a short later turn in the light of the entry answered before it."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, guard: FigureGuard) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        self._guard = guard
        types = knowledge.language.question_types
        self._tongues = Phrases(
            (phrase, tongue) for tongue in TONGUES for phrase in types.get(f"in_{tongue}", ())
        )
        self._rule = Phrases((phrase, "rule") for phrase in types.get("legal_basis", ()))
        self._filler = frozenset(knowledge.language.filler)
        asking = (w for name in ASKING for phrase in types.get(name, ()) for w in tokens(phrase))
        self._empty = self._filler | {*asking}
        named = {w for s in knowledge.subjects for word in s.words for w in tokens(word)}
        self._bare = self._empty | named | {*types.get("instead", ())}
        self._own = {entry.id: entry for entry in knowledge.entries}
        self._topics = {topic.id: topic for topic in knowledge.topics}

    def retold(self, text: str, conversation: Conversation) -> tuple[str, str] | None:
        """ "in English please": the entry answered last and the language it is wanted in."""
        found = tokens(text)
        asked = self._tongues.find(found)
        if not asked or not conversation.entries or len(found) > LONGEST_RETELLING:
            return None
        return conversation.entries[0], asked[0][2]

    def judge(
        self,
        text: str,
        match: Match,
        named: Named,
        conversation: Conversation,
    ) -> tuple[Verdict, Match] | None:
        """A verdict and the match it rests on, or None where the turn stands on its own."""
        last = self._own.get(conversation.entries[0]) if conversation.entries else None
        if last is None or len(match.words) > LONGEST_TURN:
            return None
        record = self._record(last, conversation)
        swapped = (
            self._trend(record, match, named)
            or (None if self._stands(last, match) else self._swapped(record, named))
            or self._ruled(last, match, named)
        )
        if swapped:
            return swapped, match
        if named.mentions or named.strangers or named.subjects or match.sure >= 0.5:
            return None
        bonus = {e.id: SAME_CATEGORY for e in self._own.values() if e.category == last.category}
        for entry in last.related:
            bonus[entry] = bonus.get(entry, 0.0) + RELATED
        bonus[last.id] += ITSELF
        leant = self._matcher.match_words(match.words, text, bonus)
        best = next(iter(leant.ranking), None)
        if best is None or not best.own or best.chance < GENTLE:
            return None
        # Fillers alone ("admin", "guys") are about nothing, so not about the entry either.
        if not self._matcher.telling(leant, best.id, self._filler):
            return None
        rule = f"leans on {last.id}"
        return Verdict(kind=Kind.ANSWER, rule=rule, entries=(best.id,)), leant

    def _ruled(self, last: Entry, match: Match, named: Named) -> Verdict | None:
        """ "aturannya di mana?", "dasar hukumnya?": the rules that the entry before names as its
        own, where nothing else is said."""
        forms = [word.form for word in match.words]
        spans = [range(start, end) for start, end, _ in self._rule.find(forms)]
        said = {at for span in spans for at in span}
        rest = [form for at, form in enumerate(forms) if at not in said]
        if not spans or named.mentions or not self._empty.issuperset(rest):
            return None
        rules = [e for e in last.related if e in self._own and self._governs(self._own[e])]
        if not rules:
            return None
        return Verdict(
            kind=Kind.ANSWER, rule=RULES, sure=RECORDED, entries=tuple(rules[:MOST_RULES])
        )

    def _governs(self, entry: Entry) -> bool:
        return isinstance(entry.record, Regulation)

    def _record(self, last: Entry, conversation: Conversation) -> object:
        """The record last spoken of; a comparison in between does not change the subject."""
        spoken = (self._own.get(entry) for entry in conversation.entries)
        same = (e.record for e in spoken if e and e.category == last.category and e.record)
        return last.record or next(same, None)

    def _trend(self, record: object, match: Match, named: Named) -> Verdict | None:
        """ "naik atau turun?" of the figure last spoken of."""
        best = next(iter(match.ranking), None)
        others = best is not None and not best.own and best.chance >= OTHERS
        if not isinstance(record, Figure) or named.mentions or named.strangers or others:
            return None
        return self._guard.over_years(match.words, named, record.subject)

    def _stands(self, last: Entry, match: Match) -> bool:
        """ "alamat kpu di mana" after a figure says more than the body that it names."""
        best = next(iter(match.ranking), None)
        topic = self._topics.get(best.id) if best else None
        if best is None or topic is None or topic.category == last.category:
            return False
        return best.chance >= STANDS and self._matcher.telling(match, best.id, self._bare)

    def _swapped(self, record: object, named: Named) -> Verdict | None:
        """ "kalau nasional?", "yang 2018?": the same record with another year or subject."""
        if isinstance(record, Figure) and (named.years or named.subjects) and not named.mentions:
            if named.strangers or len(named.years) > 1 or len(named.subjects) > 1:
                return None
            year = named.years[0] if named.years else record.year
            subject = min(named.subjects, default=record.subject)
            figure = self._guard.figures.get(subject, year)
            if figure is None:
                return self._guard.not_held()
            return Verdict(kind=Kind.ANSWER, rule="swapped", sure=RECORDED, entries=(figure.entry,))
        if isinstance(record, Regulation) and named.years and not named.mentions:
            return self._of_year(named.years[0], record.kind)
        return None

    def _of_year(self, year: int, kind: str) -> Verdict | None:
        held = [r for r in self._knowledge.regulations if r.year == year]
        same = [r for r in held if r.kind == kind] or held
        if len(same) == 1:
            return Verdict(
                kind=Kind.ANSWER, rule="that year's", sure=RECORDED, entries=(same[0].entry,)
            )
        return None
