"""Score and margin decide: answer, ask back, refer, say what is not held, or that nothing fits."""

from bot.deciding import (
    ANOTHERS,
    DETAIL,
    EXACT,
    FITS,
    KINDS,
    NOT_OURS,
    NOTHING,
    SEVERAL,
    Verdict,
)
from bot.guards.aspects import Aspects
from bot.guards.bounding import NameGuard
from bot.guards.naming import Named
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser
from bot.ranking.matches import Candidate, Match
from bot.replies import Kind

# Chosen by a wished share of wrong answers (3 %) on phrasings scored unseen, not on a question set:
# benchmarks/matching.py prints the curve.
SURE = 0.45
COVERED = 0.2
# Below this nothing is offered; between the two, the likely ones are.
THINKABLE = 0.05
# So likely it must be that the question is the office's at all: of 6,285 phrasings asked unseen 8
# fewer are helped, of 8,978 that are others' or nobody's 146 fewer sent to entries of no help.
LIKELY = 0.08
# Chances are too sure of themselves where nothing is sure: entries that hold 0.9 of them hold the
# right one in 81 % of the phrasings (unseen) that are asked back, those that hold 0.98 in 86 %.
OFFERED_SHARE = 0.98
OFFERED_MOST = 4
# An entry and its part hold so much of the probability that no third is likely.
KIN_SHARE = 0.9
# Or the office's entries hold this much of the probability and words, but no one of them leads
# ("skor spi").
OWN_SHARE = 0.6
ALL_COVERED = 0.8
# A topic that is not ours leads clearly enough to be named.
FOREIGN = 0.2
FOREIGN_SHARE = 0.5
# So sure it must be to ask back where another body is named beside this office ("bedanya KPU sama
# KPK naon"): the one or the other may be meant.
CONTRASTED = 0.3
# Small talk is told by lists; the ranking must be surer than that to call a message so.
CHATTY = 0.8
CHATTY_COVERED = 0.5


class Chooser:
    """Reads the ranking, once no record named in the question has decided."""

    def __init__(
        self, knowledge: Knowledge, matcher: Matcher, normaliser: Normaliser, names: NameGuard
    ) -> None:
        self._knowledge = knowledge
        self._matcher = matcher
        self._names = names
        self._aspects = Aspects(knowledge, normaliser)
        self._talk = {talk.id for talk in knowledge.smalltalk}
        # What asks for a thing itself ("adalah") is no word of any entry's either.
        language = knowledge.language
        self._frame = frozenset(language.frame)
        self._filler = self._frame.union(language.filler)
        # "KPU Kabupaten Bekasi" is another office, not this one beside another body.
        self._places = frozenset(knowledge.language.places)

    def exact(self, topic: str) -> Verdict:
        """A topic one of whose phrasings was said."""
        rule = "a known phrasing, word for word"
        kind = self._kind(topic)
        sure = EXACT if kind is Kind.ANSWER else 0.0
        return Verdict(kind=kind, rule=rule, sure=sure, entries=(topic,))

    def judge(self, match: Match, named: Named) -> Verdict:
        """Score and margin decide: answer, ask back, refer, or say that nothing fits."""
        foreign = self._foreign(match)
        if foreign:
            return Verdict(kind=self._kind(foreign.id), rule=NOT_OURS, entries=(foreign.id,))
        if not match.own:
            return _nothing("no entry is near")
        best = match.own[0]
        if self._names.forbids(best.id, named) and match.sure >= THINKABLE:
            against = tuple(sorted(self._names.strange(best.id, named)))
            elsewhere = self._places.intersection(against)
            if named.ours and not elsewhere and match.sure >= CONTRASTED:
                rule = "another body beside this office"
                return Verdict(
                    kind=Kind.CLARIFY, rule=rule, entries=_likely(match), against=against
                )
            return Verdict(kind=Kind.NO_DATA, rule=ANOTHERS, say="other_body", against=against)
        if not match.known:  # where phrasings are few, letters alone make it likely
            return _nothing(NOTHING)
        missing = self._aspects.missing(best.id, match.words)
        if missing and match.sure >= THINKABLE:
            rule = DETAIL
            return Verdict(kind=Kind.CLARIFY, rule=rule, entries=_likely(match), against=missing)
        if match.sure >= SURE and self._carried(match, best):
            return Verdict(kind=Kind.ANSWER, rule=FITS, entries=(best.id,))
        kin = self._kin(match)
        if kin:
            return Verdict(kind=Kind.ANSWER, rule="a part and its whole fit", entries=kin)
        if (match.sure >= THINKABLE and match.score >= LIKELY) or _spread(match):
            return Verdict(kind=Kind.CLARIFY, rule=SEVERAL, entries=_likely(match))
        return _nothing(NOTHING)

    def _kin(self, match: Match) -> tuple[str, ...] | None:
        """The best entry and the next, where one is a part of the other and no third is likely:
        asking which of them is meant would be pedantry."""
        if len(match.own) < 2 or match.ours < SURE or not self._carried(match, match.own[0]):
            return None
        first, second = (self._knowledge.entry(candidate.id) for candidate in match.own[:2])
        related = first.part_of == second.id or second.part_of == first.id
        likely = match.own[0].chance + match.own[1].chance >= KIN_SHARE
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

    def carried(self, match: Match) -> bool:
        """Whether the best entry is more than one that alone holds a rare word of the message."""
        return bool(match.own) and self._carried(match, match.own[0])

    def _carried(self, match: Match, best: Candidate) -> bool:
        """Enough of the question is what `best` is asked by, and not fillers alone ("pa", "guys");
        small talk may be made of those, if they are its own ("how" alone is not)."""
        if best.covered < COVERED:
            return False
        if best.id in self._talk:
            said = [word.form for word in match.words if word.form not in self._frame]
            return self._matcher.singles_out(said, best.id)
        return self._matcher.telling(match, best.id, self._filler, alone=True)

    def _kind(self, topic: str) -> Kind:
        """How a topic is replied to: small talk has no entry and is told apart later."""
        entry = self._knowledge.by_id.get(topic)
        return KINDS[entry.kind] if entry else Kind.SMALLTALK


def _chatty(candidate: Candidate) -> bool:
    return candidate.chance >= CHATTY and candidate.covered >= CHATTY_COVERED


def _spread(match: Match) -> bool:
    return match.foreign <= 1 - OWN_SHARE and match.own[0].covered >= ALL_COVERED


def _nothing(rule: str) -> Verdict:
    return Verdict(kind=Kind.UNKNOWN, rule=rule, say="unknown")


def _likely(match: Match) -> tuple[str, ...]:
    """The likeliest entries until they hold OFFERED_SHARE of what all entries hold; 2 to 4."""
    total = sum(candidate.chance for candidate in match.own)
    chosen: list[str] = []
    held = 0.0
    for candidate in match.own[:OFFERED_MOST]:
        if len(chosen) >= 2 and held >= OFFERED_SHARE * total:
            break
        chosen.append(candidate.id)
        held += candidate.chance
    return tuple(chosen)
