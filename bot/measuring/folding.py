"""The knowledge as its own question set: each phrasing asked of a desk that has not read it.

One desk a phrasing would take hours, so a desk is built without a share of every topic's phrasings
and asked those (K-fold cross-validation); a topic with no more phrasings than there are folds
loses one at a time. It is the whole desk that is asked, guards and exact phrasings included.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.entries import Entry, EntryKind, SmallTalk
from bot.knowledge import Knowledge
from bot.measuring.evaluating import TALK, UNKNOWN_TOPIC, Ask, Outcome, Result, judge
from bot.normalising import key
from bot.turns.conversing import NEW

FOLDS = 20
# Fewer desks suffice where whole topics are left out: each then lacks a tenth of what is not ours.
TOPIC_FOLDS = 10
_GROUPS = {EntryKind.ENTRY: "in scope", EntryKind.REFERRAL: "referrals", EntryKind.GAP: "gaps"}


@dataclass(frozen=True, kw_only=True)
class _Held:
    """A phrasing kept from a desk, and what would be right to reply."""

    text: str
    topic: str
    group: str
    expect: tuple[str, ...]


def leave_out(
    knowledge: Knowledge, build: Callable[[Knowledge], Ask], folds: int = FOLDS
) -> Result:
    """Every phrasing asked of a desk that `build` made without it and a share of the others.

    Phrasings of referrals and gaps are asked twice: unknown themselves, and (group
    `UNKNOWN_TOPIC`) with their whole topic unknown, as what nobody foresaw. Phrasings whose words
    stand elsewhere too (another topic's phrasing, a title) are not asked: they would be known.
    """
    parts = (*_phrasings(knowledge, folds), *_topics(knowledge, min(folds, TOPIC_FOLDS)))
    return Result(
        name=f"{knowledge.folder}: its own phrasings, unseen ({folds} folds)",
        outcomes=tuple(outcome for part in parts for outcome in _asked(*part, build)),
    )


def _asked(
    rest: Knowledge, held: Sequence[_Held], build: Callable[[Knowledge], Ask]
) -> Iterator[Outcome]:
    if not held:
        return
    ask = build(rest)
    for one in held:
        reply = ask(one.text, NEW)
        yield Outcome(
            text=one.text,
            expect=one.expect,
            group=one.group,
            outcome=judge(one.expect, reply),
            reply=reply,
            origin=one.topic,
        )


def _phrasings(knowledge: Knowledge, folds: int) -> Iterator[tuple[Knowledge, list[_Held]]]:
    """Each fold's knowledge, and the phrasings that it lacks."""
    known = _once(knowledge)
    topics: tuple[Entry | SmallTalk, ...] = (*knowledge.topics, *knowledge.smalltalk)
    for fold in range(folds):
        held = [
            one
            for at, topic in enumerate(topics)
            for place, one in enumerate(_held(topic))
            if (at + place) % folds == fold and key(one.text) in known
        ]
        yield _without(knowledge, {(one.topic, one.text) for one in held}), held


def _topics(knowledge: Knowledge, folds: int) -> Iterator[tuple[Knowledge, list[_Held]]]:
    """Each fold's knowledge, and all phrasings of the others' topics that it lacks."""
    others = (*knowledge.referrals, *knowledge.gaps)
    known = _once(knowledge)
    for fold in range(folds):
        absent = others[fold::folds]
        held = [
            replace(one, group=UNKNOWN_TOPIC)
            for topic in absent
            for one in _held(topic)
            if key(one.text) in known
        ]
        yield _lacking(knowledge, {topic.id for topic in absent}), held


def _held(topic: Entry | SmallTalk) -> list[_Held]:
    expect: tuple[str, ...] = ()
    if isinstance(topic, SmallTalk):
        group, expect = "small talk", (f"{TALK}{topic.kind}",)
    else:
        group = _GROUPS[topic.kind]
        expect = (topic.id,) if topic.kind is EntryKind.ENTRY else ()
    return [_Held(text=ask, topic=topic.id, group=group, expect=expect) for ask in topic.ask]


def _once(knowledge: Knowledge) -> set[str]:
    """Keys of phrasings that stand in the knowledge only once."""
    counts = Counter(key(ask) for topic in knowledge.topics for ask in topic.asked)
    counts.update(key(ask) for talk in knowledge.smalltalk for ask in talk.ask)
    return {found for found, count in counts.items() if count == 1 and found}


def _without(knowledge: Knowledge, held: Collection[tuple[str, str]]) -> Knowledge:
    """The knowledge without these phrasings (topic, text)."""

    def kept(id: str, asks: Sequence[str]) -> tuple[str, ...]:
        return tuple(ask for ask in asks if (id, ask) not in held)

    def thinned(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(replace(entry, ask=kept(entry.id, entry.ask)) for entry in entries)

    return replace(
        knowledge,
        entries=thinned(knowledge.entries),
        referrals=thinned(knowledge.referrals),
        gaps=thinned(knowledge.gaps),
        smalltalk=tuple(replace(t, ask=kept(t.id, t.ask)) for t in knowledge.smalltalk),
    )


def _lacking(knowledge: Knowledge, absent: Collection[str]) -> Knowledge:
    """The knowledge without these referrals and gaps; no entry may relate to one."""

    def left(entries: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(entry for entry in entries if entry.id not in absent)

    return replace(knowledge, referrals=left(knowledge.referrals), gaps=left(knowledge.gaps))
