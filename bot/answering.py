"""The desk: words and the conversation so far in, Reply out.

Pure and synchronous: no await, no clock, no Telegram. Terminal, Telegram, console, benchmarks and
tests all call the same line, which reads down this page.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from bot.bounding import NameGuard
from bot.chatting import Courtesies
from bot.confiding import Confidences
from bot.conversing import NEW, Conversation
from bot.deciding import EXACT, RECORDED, Verdict
from bot.entries import EntryKind
from bot.figuring import FigureGuard
from bot.halving import Halver
from bot.knowledge import Knowledge
from bot.language import Language
from bot.leaning import Leaning
from bot.matching import Candidate, Match, Matcher, Topic
from bot.naming import Named, Namer
from bot.normalising import Normaliser, tokens
from bot.regulations import RegulationGuard
from bot.replies import Kind, Reply
from bot.speaking import Ear
from bot.wording import Composer

# Chosen by a wished share of wrong answers (3 %) on phrasings scored unseen, not on a question set:
# benchmarks/matching.py prints the curve.
SURE = 0.45
COVERED = 0.2
# Below this nothing is offered; between the two, the likely ones are.
THINKABLE = 0.05
OFFERED_SHARE = 0.9
OFFERED_MOST = 3
# Or the office's entries hold this much of the probability and words, but no one of them leads
# ("skor spi").
OWN_SHARE = 0.6
ALL_COVERED = 0.8
# A topic that is not ours leads clearly enough to be named.
FOREIGN = 0.2
# So sure it must be to ask back where another body is named beside this office ("bedanya KPU sama
# KPK naon"): the one or the other may be meant.
CONTRASTED = 0.3
FOREIGN_SHARE = 0.5
# Small talk is told by lists; the ranking must be surer than that to call a message so.
CHATTY = 0.8
CHATTY_COVERED = 0.5
LONGEST = 1000
# Telegram's longest message; a report over LONGEST is a report all the same.
MESSAGE = 4096
# Of so many phrasings one tells the language of all.
_SAMPLED = 20

_KINDS = {
    EntryKind.ENTRY: Kind.ANSWER,
    EntryKind.REFERRAL: Kind.REFERRAL,
    EntryKind.GAP: Kind.NO_DATA,
}


class Desk:
    """Answers from one knowledge; a new knowledge makes a new desk.

    `before`: a desk whose matcher is taken over where nothing that it learnt from has changed.
    """

    def __init__(self, knowledge: Knowledge, before: "Desk | None" = None) -> None:
        self.knowledge = knowledge
        language = knowledge.language
        self._ear = Ear(language)
        self._topics = _topics(knowledge)
        self._normaliser = Normaliser(language, translating=not self._in_english())
        self._matcher: Matcher
        if before and before._topics == self._topics and before.knowledge.language == language:
            self._matcher = before._matcher
        else:
            self._matcher = Matcher(self._topics, self._normaliser, _names(language))
        self._courtesies = Courtesies(knowledge, self._normaliser)
        self._confidences = Confidences(knowledge, self._normaliser)
        self._filler = frozenset(language.filler)
        self._talk = {talk.id: talk for talk in knowledge.smalltalk}
        self._namer = Namer(knowledge, self._normaliser)
        self._names = NameGuard(knowledge, self._namer)
        self._regulations = RegulationGuard(knowledge, self._normaliser)
        self._figures = FigureGuard(knowledge)
        self._composer = Composer(knowledge, self._matcher)
        self._halver = Halver(language)
        self._leaning = Leaning(knowledge, self._matcher, self._figures)

    def _in_english(self) -> bool:
        """Whether most of what is asked is: then nothing is turned into Indonesian words."""
        asks = [ask for topic in self._topics for ask in topic.ask][::_SAMPLED]
        heard = [self._ear.language(ask) for ask in asks]
        return heard.count("en") > len(heard) / 2

    def reply(
        self, text: str, conversation: Conversation = NEW, *, language: str | None = None
    ) -> Reply:
        """The reply to `text`; `language` is the citizen's own choice, else as asked."""
        # What is longer is not read: 100,000 letters cost as much as hundreds of questions.
        heard = self._ear.language(text[:LONGEST])
        spoken = language or heard or conversation.language or "id"
        reply = (
            self._confided(text, spoken)
            or self._hint(text, spoken)
            or self._retold(text, conversation)
            or self._courtesy(text, spoken)
            or self._both(text, spoken)
            or self._one(text, conversation, spoken)
        )
        # Who was shown where to report may go on with the report: "namanya Dedi, bagian umum".
        told = conversation.entries[:1]
        return replace(reply, private=True) if {*told} & {*self._confidences.channels} else reply

    def match(self, text: str) -> Match:
        """The bare ranking of `text`, before any guard: for benchmarks and reviewers."""
        words = self._normaliser.apply(self._courtesies.without_opening(tokens(text)))
        return self._matcher.match_words(words, text)

    def show(self, entry: str, language: str) -> Reply | None:
        """An entry by its id (a button, a deep link); None where it is gone."""
        if entry not in {e.id for e in self.knowledge.entries}:
            return None
        verdict = Verdict(kind=Kind.ANSWER, rule="asked by its id", sure=EXACT, entries=(entry,))
        return self._composer.compose("", verdict, None, language)

    def none_of_these(self, shown: Sequence[str], language: str) -> Reply:
        """ "Bukan ini" was pressed under `shown`: says so and leads on."""
        verdict = Verdict(kind=Kind.UNKNOWN, rule="none of these", say="none_of_these")
        return self._composer.compose("", verdict, None, language)

    def _confided(self, text: str, language: str) -> Reply | None:
        """A report of wrongdoing: where it belongs instead, and that nothing of it is kept."""
        read = text[:MESSAGE]
        if self._matcher.exact(read) or not self._confidences.recognise(read):
            return None
        channels = self._confidences.channels
        kind, say = (Kind.ANSWER, None) if channels else (Kind.UNKNOWN, "confided_nowhere")
        rule = "reads like a report of wrongdoing"
        verdict = Verdict(kind=kind, rule=rule, sure=RECORDED, entries=channels, say=say)
        reply = self._composer.compose(text, verdict, None, language)
        told, _ = self._composer.say("confided", reply.language)
        return replace(reply, text=f"{told}\n\n{reply.text}", private=True)

    def _hint(self, text: str, language: str) -> Reply | None:
        """A message that cannot be a question: empty, without a word, or a whole essay."""
        if len(text) > LONGEST:
            return self._unknown(
                text, "too long", language, "too_long", count=str(len(text)), limit=str(LONGEST)
            )
        if not tokens(text):
            return self._unknown(text, "no words", language, "no_words")
        return None

    def _unknown(self, text: str, rule: str, language: str, say: str, **fields: str) -> Reply:
        verdict = Verdict(kind=Kind.UNKNOWN, rule=rule, say=say, fields=fields)
        return self._composer.compose(text, verdict, None, language)

    def _retold(self, text: str, conversation: Conversation) -> Reply | None:
        wanted = self._leaning.retold(text, conversation)
        shown = self.show(*wanted) if wanted else None
        return replace(shown, question=text) if shown else None

    def _courtesy(self, text: str, language: str) -> Reply | None:
        exact = self._matcher.exact(text)
        talk = None if exact in self.knowledge.by_id else self._courtesies.recognise(text)
        return self._composer.small_talk(text, talk, language) if talk else None

    def _both(self, text: str, language: str) -> Reply | None:
        """Two questions in one message: both answered, where both are sure on their own."""
        if self._matcher.exact(text):
            return None
        for halves in self._halver.halves(text):
            verdicts = list(takewhile(_sure, (self._judge(half, NEW) for half in halves)))
            entries = tuple(entry for verdict, _ in verdicts for entry in verdict.entries[:1])
            if len(set(entries)) == len(halves):
                verdict = Verdict(kind=Kind.ANSWER, rule="two questions", entries=entries)
                return self._composer.compose(text, verdict, verdicts[0][1], language)
        return None

    def _one(self, text: str, conversation: Conversation, language: str) -> Reply:
        verdict, match = self._judge(text, conversation)
        talk = self._talk.get(verdict.entries[0]) if verdict.entries else None
        if talk:
            return self._composer.small_talk(text, talk, language)
        if verdict.say == "unknown" and conversation.lost:
            verdict = replace(verdict, say="unknown_again")
        return self._composer.compose(text, verdict, match, language)

    def _judge(self, text: str, conversation: Conversation) -> tuple[Verdict, Match]:
        match = self.match(text)
        if match.exact:
            return self._exact(match.exact), match
        named = self._namer.read(text, match.words)
        leant = self._leaning.judge(text, match, named, conversation)
        if leant:
            return leant
        strange = self._names.strange(match.own[0].id, named) if match.own else frozenset()
        verdict = (
            self._regulations.judge(named, match)
            or self._figures.judge(text, named, match, strange)
            or self._ranked(match, named)
        )
        return verdict, match

    def _exact(self, topic: str) -> Verdict:
        rule = "a known phrasing, word for word"
        kind = self._kind(topic)
        sure = EXACT if kind is Kind.ANSWER else 0.0
        return Verdict(kind=kind, rule=rule, sure=sure, entries=(topic,))

    def _kind(self, topic: str) -> Kind:
        """How a topic is replied to: small talk has no entry and is told apart later."""
        entry = self.knowledge.by_id.get(topic)
        return _KINDS[entry.kind] if entry else Kind.SMALLTALK

    def _ranked(self, match: Match, named: Named) -> Verdict:
        """Score and margin decide: answer, ask back, refer, or say that nothing fits."""
        foreign = self._foreign(match)
        if foreign:
            rule = "leads, and is not the office's to answer"
            return Verdict(kind=self._kind(foreign.id), rule=rule, entries=(foreign.id,))
        if not match.own:
            return _nothing("no entry is near")
        best = match.own[0]
        if self._names.forbids(best.id, named) and match.sure >= THINKABLE:
            against = tuple(sorted(self._names.strange(best.id, named)))
            if named.ours and match.sure >= CONTRASTED:
                rule = "another body beside this office"
                return Verdict(
                    kind=Kind.CLARIFY, rule=rule, entries=_likely(match), against=against
                )
            rule = "another body or place"
            return Verdict(kind=Kind.NO_DATA, rule=rule, say="other_body", against=against)
        if match.sure >= SURE and self._carried(match, best):
            return Verdict(kind=Kind.ANSWER, rule="fits clearly", entries=(best.id,))
        kin = self._kin(match)
        if kin:
            return Verdict(kind=Kind.ANSWER, rule="a part and its whole fit", entries=kin)
        if match.sure >= THINKABLE or _spread(match):
            return Verdict(kind=Kind.CLARIFY, rule="several fit", entries=_likely(match))
        return _nothing("nothing fits")

    def _kin(self, match: Match) -> tuple[str, ...] | None:
        """The best entry and the next, where one is a part of the other and no third is likely:
        asking which of them is meant would be pedantry."""
        if len(match.own) < 2 or match.ours < SURE or not self._carried(match, match.own[0]):
            return None
        first, second = (self.knowledge.entry(candidate.id) for candidate in match.own[:2])
        related = first.part_of == second.id or second.part_of == first.id
        likely = match.own[0].chance + match.own[1].chance >= OFFERED_SHARE
        return (first.id, second.id) if related and likely else None

    def _foreign(self, match: Match) -> Candidate | None:
        """The referral, gap or small talk that the message is, if it is one."""
        others = (c for c in match.ranking if not c.own and (c.id not in self._talk or _chatty(c)))
        best = next(others, None)
        if best is None:
            return None
        leads = best is match.ranking[0] or match.sure < THINKABLE
        held = match.foreign >= FOREIGN_SHARE and self._carried(match, best)
        return best if leads and held and best.chance >= FOREIGN else None

    def _carried(self, match: Match, best: Candidate) -> bool:
        """Enough of the question is what `best` is asked by, and not fillers alone ("pa", "guys");
        small talk may be made of those."""
        if best.covered < COVERED:
            return False
        carriers = self._matcher.carriers(match, best.id)
        return best.id in self._talk or not self._filler.issuperset(carriers)


def _chatty(candidate: Candidate) -> bool:
    return candidate.chance >= CHATTY and candidate.covered >= CHATTY_COVERED


def _topics(knowledge: Knowledge) -> list[Topic]:
    """All that a message may be about; small talk among it, for it is seldom said by the book."""
    return [
        *(
            Topic(id=e.id, ask=(*e.ask, e.title.id), own=e.kind is EntryKind.ENTRY)
            for e in knowledge.topics
        ),
        *(Topic(id=talk.id, ask=talk.ask, own=False) for talk in knowledge.smalltalk),
    ]


def _names(language: Language) -> set[str]:
    """Words of bodies and places: nothing is repaired into them."""
    forms = (*(form for forms in language.bodies.values() for form in forms), *language.places)
    return {word for form in forms for word in tokens(form)}


def _sure(judged: tuple[Verdict, Match]) -> bool:
    verdict, match = judged
    return verdict.kind is Kind.ANSWER and (match.sure >= 0.65 or match.exact is not None)


def _spread(match: Match) -> bool:
    return match.foreign <= 1 - OWN_SHARE and match.own[0].covered >= ALL_COVERED


def _nothing(rule: str) -> Verdict:
    return Verdict(kind=Kind.UNKNOWN, rule=rule, say="unknown")


def _likely(match: Match) -> tuple[str, ...]:
    """The likeliest entries until they hold OFFERED_SHARE of what all entries hold; 2 to 3."""
    total = sum(candidate.chance for candidate in match.own)
    chosen: list[str] = []
    held = 0.0
    for candidate in match.own[:OFFERED_MOST]:
        if len(chosen) >= 2 and held >= OFFERED_SHARE * total:
            break
        chosen.append(candidate.id)
        held += candidate.chance
    return tuple(chosen)
