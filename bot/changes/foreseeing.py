"""What a change of knowledge does before it is made: which answers become others, won and lost.

Pure: two desks and the log's rows in, the differences out. Takes seconds, so call it beside the
event loop.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.answering import Desk
from bot.keeping.kept import REJECTED, Kept, Review, Vote
from bot.knowledge import Knowledge
from bot.normalising import Normaliser, key
from bot.replies import Kind, Reply
from bot.resembling import Pair, Phrasing, resembling
from bot.reviews.replaying import Met

# Rows of the log that are looked at, the newest, and different wordings of them that are asked.
MOST_ROWS, MOST_ASKED = 5_000, 2_000
T = TypeVar("T")

# The kinds that leave a question open.
_OPEN = (Kind.UNKNOWN, Kind.CLARIFY)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """A wording that would be met otherwise; `times` it stands in the log, 1 for a phrasing."""

    words: str
    before: Met
    after: Met
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Foresight:
    """All that a change does. `asked`: wordings of the log that were compared.

    `phrasings`: known ones; `reviewed`: questions of any age whose answer somebody stood for
    (taught, chosen, voted for); `won`: open ones that would be met; `lost`: met ones that would be
    met otherwise.
    """

    phrasings: tuple[Turn, ...]
    reviewed: tuple[Turn, ...]
    won: tuple[Turn, ...]
    lost: tuple[Turn, ...]
    collisions: tuple[Pair, ...]
    asked: int

    @property
    def taken(self) -> tuple[Turn, ...]:
        """What had an answer for good and would lose it: done only with a reason."""
        return tuple(turn for turn in (*self.phrasings, *self.reviewed) if is_met(turn.before))


@dataclass
class Progress:
    """Wordings of the log that were asked until now, of how many; 0 of 0 before the first.

    Counted in one thread, and looked at in another.
    """

    done: int = 0
    total: int = 0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """The same, counted as each is dealt with."""
        for item in items:
            yield item
            self.done += 1


class Memory:
    """How questions were met by the knowledge of a version: what is saved is asked but once more.

    The desk of a change that was looked at and saved is the desk of now for the next one.
    """

    def __init__(self, versions: int = 6) -> None:
        self._versions = versions
        self._met: dict[str, dict[str, Met]] = {}

    def met(self, desk: Desk, words: str) -> Met:
        """As the desk meets them, asked once."""
        known = self._met.setdefault(desk.knowledge.version, {})
        if words not in known:
            known[words] = met(desk.reply(words))
        return known[words]

    def tidy(self) -> None:
        """Of all versions the newest ones are kept."""
        while len(self._met) > self._versions:
            del self._met[next(iter(self._met))]


def foresee(
    before: Desk,
    after: Desk,
    log: Iterable[Kept],
    memory: Memory | None = None,
    approved: Sequence[str] = (),
    progress: Progress | None = None,
) -> Foresight:
    """What becomes other once `after` answers in place of `before`; `log`: the newest first.

    `approved`: wordings of any age whose answer somebody stood for, the newest first; `progress`
    is counted up for who waits.
    """
    pair, progress = _Pair(before, after, memory or Memory()), progress or Progress()
    times, found = _wordings(log)
    older = {key(words): words for words in reversed(approved)}
    reviewed = found | {words for words in times if older.pop(key(words), None)}
    progress.total = len(times) + len(older)
    asked = progress.over(times.items())
    logged = [turn for words, number in asked for turn in pair.turns(words, number)]
    stood_for = [turn for words in progress.over(older.values()) for turn in pair.turns(words)]
    return Foresight(
        phrasings=tuple(turn for words in _known(before) for turn in pair.turns(words)),
        reviewed=(*(turn for turn in logged if turn.words in reviewed), *stood_for),
        won=tuple(turn for turn in logged if not is_met(turn.before) and is_met(turn.after)),
        lost=tuple(t for t in logged if is_met(t.before) and t.words not in reviewed),
        collisions=tuple(_collisions(before.knowledge, after.knowledge)),
        asked=progress.total,
    )


def is_met(met: Met) -> bool:
    """Whether it leaves the citizen with something."""
    return met.kind not in _OPEN


def met(reply: Reply) -> Met:
    """How a question is met; choices that are offered are no answer yet."""
    held = (reply.why.topic,) if reply.kind is Kind.NO_DATA and reply.why.topic else ()
    return Met(kind=reply.kind, topics=reply.entries or ((reply.entry,) if reply.entry else held))


class _Pair:
    """Two desks asked the same; what both hold as a phrasing of the same topic is not asked."""

    def __init__(self, before: Desk, after: Desk, memory: Memory) -> None:
        self._desks = before, after
        self._memory = memory
        self._keys = keys = _Keys()
        self._owners = _owners(before.knowledge, keys), _owners(after.knowledge, keys)

    def turns(self, words: str, times: int = 1) -> Iterator[Turn]:
        """The turn that these words take, if they take one."""
        if not self._is_plain(words):
            old, new = (self._memory.met(desk, words) for desk in self._desks)
            if old != new:
                yield Turn(words=words, before=old, after=new, times=times)

    def _is_plain(self, words: str) -> bool:
        """An exact phrasing always wins, so there is nothing to ask."""
        old, new = (owners.get(self._keys[words], frozenset()) for owners in self._owners)
        return len(old) == 1 and old == new


class _Keys(dict[str, str]):
    """What each wording must share with another to be the same, worked out once."""

    def __missing__(self, words: str) -> str:
        self[words] = found = key(words)
        return found


def _owners(knowledge: Knowledge, keys: _Keys) -> Mapping[str, frozenset[tuple[str, str]]]:
    """Of each phrasing the topics that have it, with their kinds."""
    owners: dict[str, set[tuple[str, str]]] = {}
    for topic in knowledge.topics:
        for words in topic.asked:
            owners.setdefault(keys[words], set()).add((topic.id, topic.kind))
    for talk in knowledge.smalltalk:
        for words in talk.ask:
            owners.setdefault(keys[words], set()).add((talk.id, talk.kind))
    return {words: frozenset(found) for words, found in owners.items()}


def _known(desk: Desk) -> list[str]:
    return [words for topic in desk.knowledge.topics for words in topic.ask]


def _wordings(log: Iterable[Kept]) -> tuple[Mapping[str, int], frozenset[str]]:
    """Different wordings with their numbers, and those that somebody stood for the answer of."""
    first: dict[str, str] = {}
    times: Counter[str] = Counter()
    reviewed: set[str] = set()
    for kept in log:
        words = kept.asked.words
        if words is None or kept.asked.kind is Kind.SMALLTALK:
            continue
        if key(words) not in first and len(first) == MOST_ASKED:
            continue
        wording = first.setdefault(key(words), words)
        times[wording] += 1
        if _stood_for(kept):
            reviewed.add(wording)
    return times, frozenset(reviewed)


def _stood_for(kept: Kept) -> bool:
    chosen = kept.choice is not None and kept.choice != REJECTED
    return chosen or kept.vote is Vote.YES or kept.review in (Review.TAUGHT, Review.REFERRED)


def _collisions(before: Knowledge, after: Knowledge) -> Iterator[Pair]:
    """Phrasings too close to those of another topic that were not so before."""
    old = {(topic.id, words) for topic in before.topics for words in topic.ask}
    if old.issuperset((topic.id, words) for topic in after.topics for words in topic.ask):
        return
    phrasings = [
        Phrasing(text=words, entry=topic, line=topic.line)
        for topic in after.topics
        for words in topic.ask
    ]
    yield from resembling(
        phrasings, Normaliser(after.language), lambda one: (one.entry.id, one.text) not in old
    )
