"""Small talk told from questions: a message of nothing but courtesies is answered as one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

from bot.entries import SmallTalk, SmallTalkKind
from bot.guards.naming import Phrases
from bot.knowledge import Knowledge
from bot.normalising import Normaliser, Word, key, tokens

# "halo makasih dadah": what is said last in a chat wins over what is said first.
_ORDER = (
    SmallTalkKind.OTHER,
    SmallTalkKind.GREETING,
    SmallTalkKind.GOODBYE,
    SmallTalkKind.THANKS,
)

# A word of the courtesies that stands inside so many questions is one of theirs ("informasi").
_OFTEN = 3
_FIRST_WORDS = 3
_MARKS = ',.?!:;"()'
# A longer introduction tells what the question is about.
_LONGEST_INTRODUCTION = 4
# Types of question of the language file.
_ASKING = ("what", "who", "where", "when", "how_much", "how", "why", "which", "requirement", "cost")


def _inside_questions(knowledge: Knowledge) -> Counter[str]:
    """How often a word stands in a phrasing, its first words aside; as written, which takes a
    tenth of the time that reading it does."""
    asks = (ask.lower().split()[_FIRST_WORDS:] for entry in knowledge.topics for ask in entry.ask)
    inside: Counter[str] = Counter()
    for word, count in Counter(chain.from_iterable(asks)).items():
        inside[word.strip(_MARKS)] += count
    return inside


class Courtesies:
    """Recognises small talk by the knowledge's lists; a single word of a question breaks it."""

    def __init__(self, knowledge: Knowledge, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._filler = frozenset(knowledge.language.filler)
        self._whole = {key(text): talk for talk in knowledge.smalltalk for text in talk.ask}
        self._words: dict[str, list[SmallTalk]] = {}
        for talk in knowledge.smalltalk:
            for word in talk.words:
                self._words.setdefault(key(word), []).append(talk)
        types = knowledge.language.question_types
        asking = (phrase for name in _ASKING for phrase in types.get(name, ()))
        self._asking = frozenset(phrase for phrase in asking if " " not in phrase)
        openers, closers = knowledge.language.openers, knowledge.language.closers
        # As they are typed, and in plain words.
        self._openers = Phrases((phrase, phrase) for phrase in openers), self._phrases(openers)
        self._closers = Phrases((phrase, phrase) for phrase in closers), self._phrases(closers)
        self._introducing = self._phrases(types.get("introduction", ()))
        self._we = frozenset(tokens(" ".join(knowledge.language.home_bodies)))
        self._hollow = frozenset((*knowledge.language.filler, *knowledge.language.hollow))
        self._ordinals = frozenset(types.get("ordinals", ()))
        inside = _inside_questions(knowledge)
        # "tanda terima" thanks nobody: of questions' words only two together do ("terima kasih").
        self.thanks = [
            (phrase, talk.id)
            for talk in knowledge.smalltalk
            for phrase in (*talk.ask, *(word for word in talk.words if inside[word] < _OFTEN))
            if talk.kind is SmallTalkKind.THANKS
        ]
        """What thanks, and the id of the small talk that it is."""
        self._thanking = Phrases(self.thanks)
        self._greeting = self._of_kinds(SmallTalkKind.GREETING)
        opening = self._of_kinds(SmallTalkKind.GREETING, SmallTalkKind.THANKS)
        self._opening = frozenset(word for word in opening if inside[word] < _OFTEN)
        # What may follow thanks: "terima kasih banyak ya kak".
        self._after_thanks = opening | self._filler

    def _phrases(self, phrases: Iterable[str]) -> Phrases:
        """Those of plain words, as what is looked for in them is: "minta info" is an opener, but
        "minta informasi" is a wish."""
        found = {phrase: tokens(phrase) for phrase in phrases}
        plain = (p for p, words in found.items() if self._normaliser.plain(words) == words)
        return Phrases((phrase, phrase) for phrase in plain)

    def recognise(self, text: str) -> SmallTalk | None:
        """The small talk that `text` is, or None where anything else stands in it."""
        whole = self._whole.get(key(text))
        if whole:
            return whole
        said: list[SmallTalk] = []
        for word in self._normaliser.words(text):
            talks = self._said(word)
            if talks:
                said += talks
            elif word.typed not in self._filler and word.form not in self._filler:
                return None
        return max(said, key=lambda t: (_ORDER.index(t.kind), said.count(t)), default=None)

    def idle(self, part: str) -> bool:
        """Whether a part of a message asks nothing: a courtesy, or the number of what follows, or
        whom it is to ("Yth. KPU Kabupaten Purwakarta"), or who asks ("saya dari SMAN 1")."""
        found = tokens(part)
        begins = self._opened(found)
        said = found[begins:]
        if all(self._empty(word) for word in said) or not self._closes(said):
            return True
        # "ini KPU Purwakarta ya?" asks no more than a greeting does.
        if self._introduces(said) and not self.asks(part.rstrip("? ")):
            return True
        # "yang KPU deh" greets nobody.
        greeted = any(w in self._greeting or w not in self._filler for w in found[:begins])
        if greeted and all(word in self._we or self._empty(word) for word in said):
            return True
        talk = self.recognise(part)
        return talk is not None and not (talk.kind is SmallTalkKind.OTHER and self.asks(part))

    def asks(self, part: str) -> bool:
        """Whether a question mark or a question word stands in it."""
        return "?" in part or any(w.form in self._asking for w in self._normaliser.words(part))

    def greeted(self, found: Sequence[str]) -> int:
        """How many words the courtesies have that `found` begins with, where they greet."""
        begins = self._opened(found)
        return begins if not self._greeting.isdisjoint(found[:begins]) else 0

    def without_opening(self, found: Sequence[str]) -> list[str]:
        """`found` without the courtesies it begins with, unless nothing else would be left."""
        return list(found[self._opened(found) :]) or list(found)

    def bare(self, found: Sequence[str]) -> list[str]:
        """`found` without the courtesies it begins and ends with, unless nothing would be left."""
        said = self.without_opening(found)
        return said[: self._closes(said)] or said

    def _opened(self, found: Sequence[str]) -> int:
        """How many words the courtesies have that `found` begins with."""
        at, plain = 0, self._normaliser.plain(found)
        while at < len(found) and (size := self._opens(found, plain, at)):
            at += size
        return at

    def _introduces(self, found: Sequence[str]) -> bool:
        """Whether it says who asks, and no more."""
        plain = self._normaliser.plain(found)
        size = self._introducing.at(plain, 0)
        # "perkenalkan ..." is nothing else, however long.
        return size == 1 or (size > 1 and len(plain) <= _LONGEST_INTRODUCTION)

    def _closes(self, found: Sequence[str]) -> int:
        """Where the courtesies begin that `found` ends with ("makasih banyak sebelumnya ya"): its
        length where there are none."""
        ends = len(found)
        typed, plain = self._closers
        closers = (*typed.find(found), *plain.find(self._normaliser.plain(found)))
        spans = (*self._thanking.find(found), *closers)
        for start, end, _ in sorted(spans, reverse=True):
            if end >= ends or self._after_thanks.issuperset(found[end:ends]):
                ends = start
        return ends

    def _of_kinds(self, *kinds: SmallTalkKind) -> frozenset[str]:
        """The words of these kinds of small talk."""
        return frozenset(
            w for w, talks in self._words.items() if any(t.kind in kinds for t in talks)
        )

    def _empty(self, word: str) -> bool:
        # A number of one digit counts what follows.
        return word in self._hollow or word in self._ordinals or (len(word) == 1 and word.isdigit())

    def _said(self, word: Word) -> Sequence[SmallTalk]:
        return self._words.get(word.typed) or self._words.get(word.form) or ()

    def _opens(self, found: Sequence[str], plain: Sequence[str], at: int) -> int:
        """How many words from `at` on are a courtesy or lead to a question."""
        openers, in_plain = self._openers
        longest = max(openers.at(found, at), in_plain.at(plain, at))
        if longest:
            return longest
        # "pagi" stands in questions too, but no question begins with it.
        greets = at == 0 and found[at] in self._greeting
        courteous = greets or found[at] in self._opening or found[at] in self._filler
        return int(courteous and not self._normaliser.spells(found, at))
