"""The desk: words and the conversation so far in, Reply out.

Pure and synchronous: no await, no clock, no Telegram. Terminal, Telegram, console, benchmarks and
tests all call the same line, which reads down this page.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.choosing import Chooser
from bot.deciding import EXACT, NONE_OF_THESE, NOT_OURS, Verdict
from bot.entries import EntryKind, SmallTalk, SmallTalkKind
from bot.guards.bounding import NameGuard
from bot.guards.figuring import FigureGuard
from bot.guards.naming import Namer
from bot.guards.regulations import RegulationGuard
from bot.hearing.chatting import Courtesies
from bot.hearing.civility import Civilities
from bot.hearing.forestalling import LONGEST, Forestaller
from bot.hearing.halving import Halver
from bot.hearing.parting import SURE_ALONE, Parts
from bot.hearing.speaking import Ear
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, key
from bot.ranking.matches import Match, Topic
from bot.recent import Recent
from bot.replies import Kind, Reply
from bot.turns.continuing import GOES_ON, Continuer, Signs
from bot.turns.conversing import NEW, Conversation
from bot.turns.correcting import Corrector
from bot.turns.following import FollowUps
from bot.turns.leaning import OPEN, Leaning
from bot.turns.resolving import Resolver
from bot.turns.swapping import Swapper
from bot.wording import Composer

# So sure it must be that thanks come with a question: "alamat kantor di mana, terima kasih".
ASKED = 0.25
# The same where who writes is told, and no more: "assalamualaikum, saya warga Plered".
GREETED = 0.5
# Of so many phrasings one tells the language of all.
_SAMPLED = 20
# Replies at hand, for many citizens ask the same thing in the same words; some 6 MB.
AT_HAND = 3584


class Desk:
    """Answers from one knowledge; a new knowledge makes a new desk.

    `before`: a desk whose matcher is taken over where nothing that it learnt from has changed.
    `at_hand`: so many replies at most are remembered, those asked for last.
    """

    def __init__(
        self, knowledge: Knowledge, before: "Desk | None" = None, *, at_hand: int = AT_HAND
    ) -> None:
        self.knowledge = knowledge
        language = knowledge.language
        self._ear = Ear(language)
        self._topics = _topics(knowledge)
        self._normaliser = Normaliser(language, translating=not self._in_english())
        self._matcher: Matcher
        if before and before._topics == self._topics and before.knowledge.language == language:
            self._matcher = before._matcher
        else:
            self._matcher = Matcher(self._topics, self._normaliser, map(key, language.names()))
        self._courtesies = Courtesies(knowledge, self._normaliser)
        self._civilities = Civilities(
            knowledge, self._normaliser, self._courtesies, self._matcher.vocabulary
        )
        self._talk = {talk.id: talk for talk in knowledge.smalltalk}
        self._namer = Namer(knowledge, self._normaliser)
        self._names = NameGuard(knowledge, self._namer)
        self._regulations = RegulationGuard(knowledge, self._normaliser)
        self._figures = FigureGuard(knowledge, self._matcher)
        self._chooser = Chooser(knowledge, self._matcher, self._normaliser, self._names)
        self._composer = Composer(knowledge, self._matcher)
        self._forestaller = Forestaller(knowledge, self._matcher, self._normaliser, self._composer)
        self._corrector = Corrector(language)
        resolver = Resolver(knowledge, self._matcher, self._normaliser)
        swapper = Swapper(knowledge, self._figures)
        self._leaning = Leaning(knowledge, self._matcher, swapper, resolver, self._normaliser)
        said = Halver(language), self._courtesies, self._namer
        self._parts = Parts(*said, self._matcher, self._normaliser, self._leaning)
        self._follow_ups = FollowUps(knowledge, self._matcher, self._normaliser)
        known = knowledge, self._matcher, self._normaliser, resolver
        self._continuer = Continuer(*known, self._follow_ups)
        self._at_hand = Recent(at_hand)

    def _in_english(self) -> bool:
        """Whether most of what is asked is: then nothing is turned into Indonesian words."""
        asks = [ask for topic in self._topics for ask in topic.ask][::_SAMPLED]
        heard = [self._ear.language(ask) for ask in asks]
        return heard.count("en") > len(heard) / 2

    def reply(
        self, text: str, conversation: Conversation = NEW, *, language: str | None = None
    ) -> Reply:
        """The reply to `text`; `language` is the citizen's own choice, else as asked."""
        asked = (text, conversation, language)
        # Taken out and put back last: pages that try knowledge out ask from threads of their own.
        reply = self._at_hand.pop(asked, None) or self._reply(text, conversation, language)
        # Who asks in the knowledge's own words tells nothing that is not published.
        if reply.private and not (conversation == NEW and self._matcher.exact(text)):
            return reply
        self._at_hand.remember(asked, reply)
        return reply

    def _reply(self, text: str, conversation: Conversation, language: str | None) -> Reply:
        heard = self._ear.language(text[:LONGEST])  # what is longer is not read
        spoken = language or heard or conversation.language or "id"
        reply = self._forestaller.reply(text, spoken)
        if reply is None:
            meant, talk = self._put_right(text, conversation)
            reply = (
                self._retold(meant, talk)
                or self._courtesy(meant, talk, spoken)
                or self._both(meant, spoken)
                or self._one(meant, talk, spoken)
            )
        # Who was shown where to report may go on with the report: "namanya Dedi, bagian umum".
        told = {*conversation.entries[:1]}.intersection(self._forestaller.channels)
        return replace(reply, question=text, private=reply.private or bool(told))

    def _put_right(self, text: str, conversation: Conversation) -> tuple[str, Conversation]:
        """What a later turn means, and of what, once what it denies is left out of both."""
        if conversation.entries or conversation.offered or conversation.missed:
            text, denied = self._corrector.meant(text)
            conversation = self._leaning.denied(self._normaliser.words(denied), conversation)
        return self._leaning.picker.picked(text, conversation)

    def match(self, text: str) -> Match:
        """The bare ranking of `text`, before any guard: for benchmarks and reviewers."""
        return self._matched(text, first=False)

    def _matched(self, text: str, *, first: bool) -> Match:
        asked = text if self._matcher.exact(text) else self._parts.core(text)
        return self._matcher.match_words(self._parts.words(asked), asked, first=first)

    def signs(self, text: str, conversation: Conversation) -> Signs | None:
        """What tells a later turn: for benchmarks."""
        return self._continuer.of_turn(self.match(text), conversation)

    def show(self, entry: str, language: str) -> Reply | None:
        """An entry by its id (a button, a deep link); None where it is gone."""
        if entry not in {e.id for e in self.knowledge.entries}:
            return None
        verdict = Verdict(kind=Kind.ANSWER, rule="asked by its id", sure=EXACT, entries=(entry,))
        return self._composer.compose("", verdict, None, language)

    def none_of_these(self, shown: Sequence[str], language: str) -> Reply:
        """ "Bukan ini" was pressed under `shown`: says so and leads on."""
        verdict = Verdict(kind=Kind.UNKNOWN, rule=NONE_OF_THESE, say="none_of_these")
        return self._composer.compose("", verdict, None, language)

    def _retold(self, text: str, conversation: Conversation) -> Reply | None:
        wanted = self._leaning.retold(text, conversation, self.match)
        shown = self.show(*wanted) if wanted else None
        return replace(shown, question=text) if shown else None

    def _courtesy(self, text: str, conversation: Conversation, language: str) -> Reply | None:
        talk, told = self._civilities.heard(text)
        if talk is None or self._matcher.exact(text) in self.knowledge.by_id:
            return self._civil(text, told, conversation, language) if told else None
        if conversation.entries and self._of_before(text, talk, conversation):
            return None
        return self._composer.small_talk(text, talk, language)

    def _of_before(self, text: str, talk: SmallTalk, conversation: Conversation) -> bool:
        """ "caranya gimana" alone is helplessness, "yang KPU" a greeting of the office; after an
        answer they may ask for its way, and for KPU's figure. "dasarnya" is no insult then."""
        match = self.match(text)
        named = self._namer.read(text, match.words)
        if talk.kind is SmallTalkKind.OTHER:
            asks = self._courtesies.asks(text)
            return asks or self._leaning.continues(match, named, conversation)
        return bool(named.subjects) and bool(self._leaning.swapped(match, named, conversation))

    def _civil(
        self, text: str, talk: SmallTalk, conversation: Conversation, language: str
    ) -> Reply | None:
        """A courtesy with more words around, none of which asks for anything held or just told."""
        least = GREETED if talk.kind is SmallTalkKind.GREETING else ASKED
        match = self.match(text)
        if match.sure >= least and self._chooser.carried(match):
            return None
        if conversation.entries and not self._courtesies.idle(text):
            then, _ = self._judge(text, conversation)
            named = then.sure >= SURE_ALONE and not then.rule.startswith(GOES_ON)
            if then.kind is Kind.ANSWER and named:  # "yang 2023? makasih"
                return None
        return self._composer.small_talk(text, talk, language)

    def _both(self, text: str, language: str) -> Reply | None:
        asked = self._parts.both(text, self._judge)
        return self._composer.compose(text, *asked, language) if asked else None

    def _one(self, text: str, conversation: Conversation, language: str) -> Reply:
        verdict, match = self._judge(text, conversation)
        if verdict.kind in OPEN or verdict.rule == NOT_OURS:
            told = self._parts.told_in(text, conversation, self._judge)
            # Beside others' matters only what is known word for word is a question.
            if told and (told[1].exact or verdict.rule != NOT_OURS):
                verdict, match = told
        talk = self._talk.get(verdict.entries[0]) if verdict.entries else None
        if talk or verdict.say == "unknown":  # nor is it of what was spoken of
            whole, civil = self._civilities.heard(text)
            talk = whole or (civil or talk if talk else self._civilities.greeted(text))
        if talk:
            return self._composer.small_talk(text, talk, language)
        if verdict.say == "unknown" and conversation.lost:
            verdict = replace(verdict, say="unknown_again")
        return self._composer.compose(text, verdict, match, language)

    def _judge(
        self, text: str, conversation: Conversation, *, weighed: bool = True
    ) -> tuple[Verdict, Match]:
        alone = self._matched(text, first=conversation == NEW)
        verdict, match = self._read(text, alone, conversation)
        verdict = self._follow_ups.judged(verdict, alone, conversation)
        return self._continuer.judged(verdict, alone, conversation) if weighed else verdict, match

    def _read(self, text: str, match: Match, conversation: Conversation) -> tuple[Verdict, Match]:
        if placed := self._leaning.picker.placed(match, conversation):
            return placed, match
        if match.exact:
            resolved = self._leaning.resolved(match, conversation)
            if resolved:
                return resolved
            known = self._chooser.exact(match.exact)
            # Where nothing was spoken of before, what an answer's question names need not be read.
            if known.kind is Kind.ANSWER and conversation == NEW:
                return known, match
        # Who asks ("saya mahasiswa magang Kesbangpol") is not whom it is about.
        named = self._namer.read(self._parts.core(text), match.words)
        if match.exact:
            swapped = self._leaning.swapped(match, named, conversation) if named.subjects else None
            return swapped or self._figures.missed(known, named, match), match
        leant = self._leaning.judge(text, match, named, conversation)
        if leant:
            return leant
        strange = self._names.strange(match.own[0].id, named) if match.own else frozenset()
        verdict = (
            self._regulations.judge(named, match)
            or self._figures.judge(text, named, match, strange)
            or self._chooser.judge(match, named)
        )
        missed = self._figures.missed(verdict, named, match)
        return self._leaning.revised(missed, match, named, conversation)


def _topics(knowledge: Knowledge) -> list[Topic]:
    """All that a message may be about; small talk among it, for it is seldom said by the book."""
    own = EntryKind.ENTRY
    # A text of two topics is nobody's: an id must not take another entry's phrasing from it.
    said = {ask.casefold() for e in knowledge.topics for ask in (*e.ask, e.title.id)}
    called = {e.id: tuple(c for c in e.called if c not in said) for e in knowledge.topics}
    asks = ((e, (*e.ask, e.title.id, *called[e.id])) for e in knowledge.topics)
    asked = (Topic(id=e.id, ask=ask, own=e.kind is own) for e, ask in asks)
    talk = (Topic(id=t.id, ask=t.ask, own=False, framed=False) for t in knowledge.smalltalk)
    return [*asked, *talk]
