"""What a message is that has more in it than courtesies, and yet asks nothing.

"Selamat siang, saya Yanti dari Bungursari" is a greeting, "udah ah, mau jemput anak dulu, dadah" a
farewell. Whether it asks for something that is held is for the desk to judge.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain

from bot.entries import SmallTalk, SmallTalkKind
from bot.guards.naming import Phrases
from bot.hearing.chatting import Courtesies
from bot.knowledge import Knowledge
from bot.normalising import Normaliser, Word, key, tokens
from bot.ranking.repairing import Repairer

# What is longer tells something.
_LONGEST = 25
# Slips in courtesies are mended where little else is said.
_MENDED = 12
# Who writes is told so soon after a greeting and the courtesies that follow it.
_NEAR = 4
# Thanks count more than the farewell around them, and either more than how it began.
_ORDER = (SmallTalkKind.THANKS, SmallTalkKind.GOODBYE, SmallTalkKind.GREETING)
# A greeting where nothing fits: so large a share of what else is said must be courtesies.
_MOSTLY = 2 / 3
# Each word of a courtesy is as likely as another.
_OFTEN = 10


class Civilities:
    """Tells thanks, farewells and greetings by their signs, whatever stands around them."""

    def __init__(
        self,
        knowledge: Knowledge,
        normaliser: Normaliser,
        courtesies: Courtesies,
        known: AbstractSet[str],
    ) -> None:
        """`known`: words of phrasings and tables, which are no slips of courtesies."""
        self._normaliser, self._courtesies, self._known = normaliser, courtesies, known
        talks = [talk for talk in knowledge.smalltalk if talk.kind in _ORDER]
        self._talks = {talk.id: talk for talk in talks}
        signs = [*courtesies.thanks, *((sign, talk.id) for talk in talks for sign in talk.signs)]
        self._signs = Phrases(signs)
        greetings = (talk for talk in talks if talk.kind is SmallTalkKind.GREETING)
        self._greeting = next(greetings, None)
        language, types = knowledge.language, knowledge.language.question_types
        names = (*language.home_bodies, *language.home_places, *language.places)
        civil = (*tokens(" ".join((*types.get("civil", ()), *names))), *language.filler)
        self._wants = frozenset(types.get("wants", ()))
        self._self = frozenset(types.get("self", ()))
        self._me = frozenset(language.speech.get("me", ()))
        said = {word for sign, _ in signs for word in tokens(sign)}
        # "kapan kapan ngobrol lagi" is a farewell; "kapan" alone asks.
        said = {word for word in said if not courtesies.asks(word)}
        self._own = said.union(civil, *(map(key, talk.words) for talk in talks))

    @cached_property
    def _mender(self) -> Repairer:
        return Repairer(dict.fromkeys(self._own, _OFTEN), names=(), short={})

    def heard(self, text: str) -> tuple[SmallTalk | None, SmallTalk | None]:
        """The small talk that `text` is, slips in thanks, farewells and greetings mended, if
        nothing else stands in it; and what it is where more is said, but nothing asked: thanks and
        farewells wherever they stand, a greeting where who writes comes next, and wants nothing."""
        plain = self._courtesies.recognise(text)
        talk, rest = self._said(text) if "?" not in text else (None, [])
        if talk is None:
            return plain, None
        beyond = [word for word in rest if word not in self._own]
        if not beyond:
            return talk, None
        if self._courtesies.asks(" ".join(beyond)):
            return plain, None
        if talk.kind is SmallTalkKind.GREETING and not self._introduces(rest, beyond[0]):
            return plain, None
        return plain, talk

    def greeted(self, text: str) -> SmallTalk | None:
        """The greeting of a message that fits nothing, if little but courtesies and blessings
        follows it and nothing is asked or wanted: "met pagi, semoga selalu dalam lindungan-Nya"."""
        talk, rest = self._said(text) if "?" not in text else (None, [])
        wants = self._courtesies.asks(" ".join(rest)) or not self._wants.isdisjoint(rest)
        if talk is None or talk.kind is not SmallTalkKind.GREETING or wants:
            return None
        return talk if sum(word in self._own for word in rest) >= _MOSTLY * len(rest) else None

    def _introduces(self, rest: Sequence[str], beyond: str) -> bool:
        """Whether it is told who writes, near the first word `beyond` courtesies, and no more:
        "saya ojek", "Enok dari Bojong"; "dompet saya" is none."""
        at = rest.index(beyond)
        who = {*rest[:at], *({*rest[at : at + _NEAR]} - self._me)}
        return not self._self.isdisjoint(who) and self._wants.isdisjoint(rest)

    def _said(self, text: str) -> tuple[SmallTalk | None, list[str]]:
        """What a message is by its signs, and its words beside them and beside how it began."""
        found = tokens(text)
        words = self._mended(found) if len(found) <= _LONGEST else []
        begins = self._courtesies.greeted(words)
        spans = self._signs.find(words)
        inside = {at for start, end, _ in spans for at in range(start, end)}
        talks = {talk.kind: talk for talk in (self._talks[id] for *_, id in reversed(spans))}
        if begins and self._greeting:
            talks.setdefault(SmallTalkKind.GREETING, self._greeting)
        talk = next((talks[kind] for kind in _ORDER if kind in talks), None)
        return talk, [w for at, w in enumerate(words) if at >= begins and at not in inside]

    def _mended(self, found: Sequence[str]) -> list[str]:
        """`found` with other words than those of courtesies in plain, and slips of these mended."""
        plain = zip(found, self._normaliser.plain(found), strict=True)
        read = [typed if typed in self._own else word for typed, word in plain]
        if len(read) > _MENDED:
            return read
        words = (Word(word, word) for word in read)
        mended = (self._mender.repair([w]) if self._strange(w.form) else (w,) for w in words)
        return [word.form for word in chain.from_iterable(mended)]

    def _strange(self, word: str) -> bool:
        """Whether it is no word of courtesies, nor of phrasings or questions."""
        if word in self._own or word in self._known or self._normaliser.base(word) in self._known:
            return False
        return not self._courtesies.asks(word)
