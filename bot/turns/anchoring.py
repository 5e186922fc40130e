"""A later turn that names nothing asks for no far-off topic, but near what was spoken of.

"contohnya?" after an answer about integrity is no wish for a sample letter, though words for that
stand in phrasings about letters alone.
"""

from bot.deciding import ANOTHERS, FITS, NEAR, NOT_OURS, SEVERAL, Verdict
from bot.entries import Entry
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import tokens
from bot.ranking.matches import Match
from bot.replies import Kind
from bot.turns.resolving import SUBJECT_OF, SURE, Resolver
from bot.turns.ruling import LEGAL_BASIS

# As sure as this a turn is its own, named or not: of nine answers in the sets of conversations that
# were far and named nothing, two were surer and right, five of the others wrong.
CERTAIN = 0.85
# What says no more than so many words of its own, of which no phrasings of the other topic hold one
# more often than this, is hardly that topic: so 14 of 22 such referrals were wrong, and 2 of 26.
FEW, OFTEN = 2, 1 / 8
MOST = 4
# So sure such a turn must be with the subject before it to be answered, or asked back. Of 184 turns
# referred elsewhere, 38 of them wrongly, 5 are answered rightly and 8 asked back; 1 is wrong.
PERHAPS = 0.2


class Anchor:
    """Holds a turn of a conversation to what was spoken of, unless it names something else."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, resolver: Resolver) -> None:
        self._topics = {topic.id: topic for topic in knowledge.topics}
        self._matcher = matcher
        self._resolver = resolver
        rules = knowledge.language.question_types.get(LEGAL_BASIS, ())
        self._rules = frozenset(tokens(" ".join(rules)))

    def judge(self, verdict: Verdict, match: Match, last: Entry) -> Verdict:
        """`verdict`, that of the turn alone, or choices near the entry `last` answered before."""
        if verdict.rule == ANOTHERS:
            return self._told_of(match, last) or verdict
        if not verdict.entries or verdict.say:
            return verdict
        if verdict.rule == FITS and match.sure < CERTAIN and self._astray(verdict, match, last):
            return _asked((last.id, *verdict.entries))
        if verdict.rule == NOT_OURS:
            if self._hardly(verdict.entries[0], match, last):
                return _asked(self._around(match, last))
            return self._told_of(match, last) or verdict
        if verdict.rule == SEVERAL and last.id not in verdict.entries:
            return self._among(verdict, match, last)
        return verdict

    def _astray(self, verdict: Verdict, match: Match, last: Entry) -> bool:
        """Whether none of its entries is near `last`, nor named."""
        return not any(
            self._resolver.near(entry, last) or self._named(entry, match)
            for entry in verdict.entries
        )

    def _hardly(self, topic: str, match: Match, last: Entry) -> bool:
        """Whether a topic of others rests on a word or two that its phrasings seldom have, or that
        ask for the rules of anything ("aturannya")."""
        if topic not in self._topics or self._named(topic, match):
            return False
        said = self._resolver.said(last, match)
        return said <= self._rules or (
            len(said) <= FEW and self._matcher.often(said, topic) < OFTEN
        )

    def _told_of(self, match: Match, last: Entry) -> Verdict | None:
        """ "ke kpk bisa?" after gratuities: where the entry that fits the turn together with the
        subject of `last` speaks of all that is said, others' matter or not, it is that or asked
        back, by how sure that is."""
        whole = self._resolver.together(last, match)
        best = whole.own[0].id if whole.own else ""
        if whole.sure < PERHAPS or not self._resolver.tells(best, last, match):
            return None
        if whole.sure < SURE:
            return _asked(self._around(match, last))
        rule = f"{SUBJECT_OF}{last.id}"
        return Verdict(kind=Kind.ANSWER, rule=rule, sure=whole.score, entries=(best,))

    def _named(self, topic: str, match: Match) -> bool:
        return self._resolver.names(self._topics[topic], match.words)

    def _among(self, verdict: Verdict, match: Match, last: Entry) -> Verdict:
        """The choices with the entry before among them, unless one of them is named."""
        if any(self._named(entry, match) for entry in verdict.entries):
            return verdict
        if self._astray(verdict, match, last):
            return _asked((last.id, verdict.entries[0], *self._around(match, last)))
        return _asked((last.id, *verdict.entries))

    def _around(self, match: Match, last: Entry) -> tuple[str, ...]:
        """`last`, and what is near it and fits the turn together with its subject."""
        whole = self._resolver.together(last, match)
        near = [one.id for one in whole.own if self._resolver.near(one.id, last)]
        return (last.id, *near, *last.related)


def _asked(entries: tuple[str, ...]) -> Verdict:
    return Verdict(kind=Kind.CLARIFY, rule=NEAR, entries=tuple(dict.fromkeys(entries))[:MOST])
