"""A turn read together with what the one before was about: "paling lambat berapa hari?" after an
answer about gratuities asks for "gratifikasi paling lambat berapa hari".
"""

import math
import re
from collections.abc import Collection, Iterable
from itertools import chain

from bot.deciding import Verdict
from bot.entries import Entry, Regulation
from bot.guards.aspects import Aspects
from bot.guards.naming import Phrases
from bot.knowledge import Knowledge
from bot.matching import Matcher
from bot.normalising import Normaliser, Word, tokens
from bot.ranking.matches import Match
from bot.replies import Kind

# Types of details: an answer in which a word for one stands ("30 hari kerja") tells of it, whatever
# word the turn has for it ("paling lambat").
CONTACT = "contact"
DETAILS = ("time_limit", "cost", CONTACT, "requirement", "legal_basis")
# What every regulation tells of itself.
ISSUED = "issued"
OF_ITS_OWN = (CONTACT, ISSUED)
# An answer of so many items has a second, a third, a last one.
ITEMS = 3
# Types of question with a word of their own, and words that ask likewise.
ASKING = ("who", "when", "how_much", "how", "why", "which", "meaning")
_ASKING = frozenset({"contoh", "isi", "total"})
# An entry's subject: so many words, each in this share of its phrasings at least.
SUBJECT, SHARED = 3, 0.25
# A word in so many of its phrasings names it.
NAMING = 0.4
SUBJECT_OF = "with the subject of "
# So sure the turn must be with the subject before it; where it says nothing of its own, less, and
# where it asks for what the entry tells of itself.
SURE, HOLLOW_SURE, OWN_SURE = 0.5, 0.3, 0.2
# A word that `last` is asked by at least so often as this of how often another entry is asked by it
# does not name that one.
SHARED_TOO = 0.5
# What says more words of its own than this stands alone, known to the entry or not.
TOLD = 4
# As sure as this a turn is not read otherwise.
CERTAIN = 0.9
# By no more than so many logits may it fit another topic better without; more where it says "its"
# (-nya) or asks for nothing but a detail. Of 500 later turns in four sets, those that stand alone
# are mostly beyond.
LEAD, LEAD_OF_ITS, LEAD_OF_DETAIL = 7.0, 7.6, 8.5
# The share of the turn's weight that the entry must know, and how much less of it than the topic
# that fits without the subject.
COVERED, LESS = 0.4, 0.15
# Indonesian -nya, Sundanese -na; "punya" and "nya" themselves are no such words.
_ITS, _SHORTEST = ("nya", "na"), 5
_IT = ("it", "its", "that", "they", "them")
# What a turn begins with that is about something just told.
_THAT = ("itu", "tu", "eta", "segitu", "sakitu")
_NEVER = 1e-30
_ITEM = re.compile(r"\d")


class Resolver:
    """Reads turns that leave out their subject (ellipsis) by that of the entry answered last."""

    def __init__(self, knowledge: Knowledge, matcher: Matcher, normaliser: Normaliser) -> None:
        self._own = {entry.id: entry for entry in knowledge.entries}
        self._matcher = matcher
        self._normaliser = normaliser
        self._aspects = Aspects(knowledge, normaliser)
        language = knowledge.language
        types = language.question_types
        self._hollow = frozenset((*language.filler, *language.hollow))
        self._ordinals = frozenset((*types.get("ordinals", ()), *types.get("latest", ()), "nomor"))
        asking = (phrase for name in ASKING for phrase in types.get(name, ()))
        # "gimana" alone asks for nothing, as "apa" does not.
        self._asking = frozenset((*asking, *_ASKING)) - frozenset(language.frame)
        # "peraturan" and "nomor" ask for something of a thing, and name none.
        asked = " ".join(
            chain.from_iterable(types.get(name, ()) for name in ("legal_basis", ISSUED))
        )
        self._asked_by = frozenset(tokens(asked))
        self._details = Phrases(
            (phrase, name) for name in (*DETAILS, ISSUED) for phrase in types.get(name, ())
        )
        # Worked out when first asked for.
        self._telltales: dict[str, list[tuple[str, float]]] = {}
        self._told: dict[str, tuple[str, ...]] = {}

    def read(self, last: Entry, match: Match) -> tuple[Verdict, Match] | None:
        """What the turn asks if its subject is that of `last`; None where it has its own.

        `match`: the turn alone. The verdict's match is that of the turn with its subject.
        """
        if match.sure >= CERTAIN and not match.exact:
            return None
        whole = self.together(last, match)
        best = self._meant(last, match, whole)
        if best is None:
            return None
        rule = f"{SUBJECT_OF}{last.id}"
        return Verdict(kind=Kind.ANSWER, rule=rule, sure=whole.score, entries=(best,)), whole

    def _meant(self, last: Entry, match: Match, whole: Match) -> str | None:
        """The entry that the turn asks for with the subject of `last`; None where none fits."""
        said = self._said(last, match)
        best = whole.own[0].id if whole.own else ""
        candidates = [best]
        least = max(SURE, match.sure) if said else HOLLOW_SURE
        if said and said <= self._told_details(last.id, match, OF_ITS_OWN):
            # "linknya?", "berlaku sejak kapan?": its own, where it tells of it, before any other's.
            candidates = [last.id]
            least = OWN_SURE
            if not self._asked_too(last.id, said, match):
                least = max(OWN_SURE, match.sure)
        elif best == last.id:
            candidates = [self._beside(last, match) or best, best]
        if whole.sure < least:
            return None
        return next((one for one in candidates if self._fits(one, last, match, said)), None)

    def _fits(self, entry: str, last: Entry, match: Match, said: frozenset[str]) -> bool:
        """Whether the turn, which says `said` of its own, may well ask for `entry`."""
        if not self.near(entry, last) or not (said or self._asks(entry, match)):
            return False
        lead = math.log(match.ranking[0].chance / (self._matcher.chance(match, entry) + _NEVER))
        if lead > self._most(entry, said, match) or not self.known(entry, last, match):
            return False
        return not self.strange(entry, last, match)

    def together(self, last: Entry, match: Match) -> Match:
        """The turn with the words that name what `last` is about."""
        return self._matcher.match_words((*self._subject(last.id), *match.words))

    def speaks(self, last: Entry, match: Match) -> bool:
        """Whether the turn says anything of its own, or asks by a word of its own ("why")."""
        return bool(self._said(last, match))

    def said(self, last: Entry, match: Match) -> frozenset[str]:
        """What the turn says of its own, its question words aside."""
        return self._said(last, match) - self._asking

    def _said(self, last: Entry, match: Match) -> frozenset[str]:
        """What the turn says of its own; of a list it need not say more than which item."""
        forms = frozenset(word.form for word in match.words)
        said = forms - self._hollow
        if last.answer.id.count("\n- ") < ITEMS - 1 or not forms & self._ordinals:
            return said
        return frozenset(word for word in said - self._ordinals if not _ITEM.fullmatch(word))

    def _asks(self, entry: str, match: Match) -> bool:
        """Whether a turn that says nothing of its own asks what `entry` is asked too, or tells of:
        "contohnya?", "yang kedua"; no bare "eh", no "berapa" of what has no number."""
        forms = {word.form for word in match.words}
        if forms & self._ordinals and len(forms) > 1:
            return True
        held = self._matcher.share(forms & self._asking, entry, frozenset(self._answer(entry)))
        return bool(forms & self._asking) and held > 0

    def _most(self, entry: str, said: frozenset[str], match: Match) -> float:
        """By how many logits a turn may fit another topic better."""
        if said <= self._told_details(entry, match, (ISSUED,)):
            return math.inf
        if said <= self._told_details(entry, match, OF_ITS_OWN):
            return math.inf if self._asked_too(entry, said, match) else LEAD_OF_DETAIL
        known = self._answer(entry) if points_back(match) else ()
        if said <= self._told_details(entry, match).union(known):
            return LEAD_OF_DETAIL
        return LEAD_OF_ITS if points_back(match) else LEAD

    def _asked_too(self, entry: str, said: Collection[str], match: Match) -> bool:
        """Whether a turn that says "its" ("emailnya") says no more than `entry` is asked by."""
        return points_back(match) and self._matcher.share(said, entry, frozenset()) == 1

    def _told_details(
        self, entry: str, match: Match, of: Collection[str] = (*DETAILS, ISSUED)
    ) -> frozenset[str]:
        """The words of the turn that ask for a detail which the answer of `entry` tells of."""
        forms = [word.form for word in match.words]
        told = {name for *_, name in self._details.find(self._answer(entry))} - {ISSUED}
        if isinstance(self._own[entry].record, Regulation):
            told.add(ISSUED)
        told.intersection_update(of)
        spans = (span for span in self._details.find(forms) if span[2] in told)
        return frozenset(form for start, end, _ in spans for form in forms[start:end])

    def _beside(self, last: Entry, match: Match) -> str | None:
        """The related entry whose subject the turn names ("which minister said that?"), by a word
        that `last` is seldom asked by: "lapornya ke siapa?" stays with it."""
        said = {word.form for word in match.words}
        named = [entry for entry in last.related if self._name(entry, last) in said]
        if len(named) != 1:
            return None
        name = (self._name(named[0], last) or "",)
        shared = self._matcher.often(name, last.id) / self._matcher.often(name, named[0])
        return None if points_back(match) and shared >= SHARED_TOO else named[0]

    def near(self, entry: str, last: Entry) -> bool:
        """Only what is about the same thing can be meant without a word of it."""
        found = self._own.get(entry)
        return found is not None and (
            found is last or found.category == last.category or entry in last.related
        )

    def known(self, entry: str, last: Entry, match: Match) -> bool:
        """Whether `entry` speaks of what the turn says, no less than what fits it alone."""
        said, alone = self._said(last, match), match.ranking[0].id
        held = self._told_details(entry, match).union(self._answer(entry))
        share = self._matcher.share(said, entry, held)
        return share >= max(COVERED, self._matcher.share(said, alone, frozenset()) - LESS)

    def tells(self, entry: str, last: Entry, match: Match) -> bool:
        """Whether `entry`, near `last`, speaks of all that the turn says, a few words at most."""
        said = self._said(last, match)
        if not 0 < len(said) <= TOLD or not self.near(entry, last):
            return False
        held = self._matcher.share(said, entry, frozenset(self._answer(entry)))
        return held == 1 and not self.strange(entry, last, match)

    def strange(self, entry: str, last: Entry, match: Match) -> bool:
        """Whether the turn asks for a detail (a telephone) that `entry` is never asked for, or by a
        word that names what is not the office's ("gaji") and of which `entry` knows nothing."""
        named = self._said(last, match) & self._matcher.alien - {*self._answer(entry)}
        alien = self._matcher.share(named, entry, frozenset()) < 1
        return alien or bool(self._aspects.missing(entry, match.words))

    def names(self, entry: Entry, words: Iterable[Word]) -> bool:
        """Whether a word that names what `entry` is about stands in `words`."""
        said = {word.form for word in words} - self._asked_by
        return not said.isdisjoint(word.form for word in self._subject(entry.id))

    def _subject(self, entry: str) -> tuple[Word, ...]:
        """The words that name what the entry is about, one at least."""
        told = self._telling(entry)
        often = [word for word, share in told if share >= SHARED] or [told[0][0]]
        return tuple(Word(word, word) for word in often[:SUBJECT])

    def _name(self, entry: str, last: Entry) -> str | None:
        """The one word that names it beside `last`, if there is one."""
        shared = {word.form for word in self._subject(last.id)}
        told = (pair for pair in self._telling(entry) if pair[0] not in shared)
        word, share = next(told, ("", 0.0))
        return word if share >= NAMING else None

    def _telling(self, entry: str) -> list[tuple[str, float]]:
        if entry not in self._telltales:
            told = self._matcher.telltales(entry)
            self._telltales[entry] = [one for one in told if one[0] not in self._hollow] or told
        return self._telltales[entry]

    def _answer(self, entry: str) -> tuple[str, ...]:
        """The words of its answer: a detail that stands there is known, asked for or not."""
        if entry not in self._told:
            words = self._normaliser.words(self._own[entry].answer.id)
            self._told[entry] = tuple(word.form for word in words)
        return self._told[entry]


def points_back(match: Match) -> bool:
    """Whether a word says that it is of something: "webnya", "syaratna", "how do I do it"; or the
    first one that it is of what was just told: "itu masuk kategori apa"."""
    return (bool(match.words) and match.words[0].typed in _THAT) or any(
        word.typed in _IT or (word.typed.endswith(_ITS) and len(word.typed) > _SHORTEST)
        for word in match.words
    )
