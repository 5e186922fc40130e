"""Whatever is sent, the desk replies, soon, and never with an entry that the text has no part in.

100,000 texts of fifteen classes in `make soak`, a fiftieth of each in `make test`.
"""

import random
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from statistics import median

import pytest

from bot.answering import Desk
from bot.entries import Figure
from bot.normalising import Normaliser, Word
from bot.replies import Kind, Reply
from bot.turns.conversing import NEW, Conversation
from bot.turns.leaning import BOTH, DOUBTED, HEARD
from bot.turns.picking import CHOSEN, LISTED
from bot.turns.rows import PLACED
from bot.turns.ruling import RULES
from tests.anytext import CLASSES, slipped
from tests.desks import shipped_desk, shipped_knowledge
from tests.soaking import SOAK, share

TEXTS = 100_000
SEED = 20261125
# Slower than so many times the median question: somebody could hold the desk up with it.
SLOWEST = 50
# A letter run shorter than this is shared by words that have nothing to do with each other.
RUN = 4

# Nothing at hand: each text is read.
DESK = Desk(shipped_knowledge(), before=shipped_desk(), at_hand=0)
KNOWLEDGE = shipped_knowledge()
NORMALISER = Normaliser(KNOWLEDGE.language)
ASKS = [ask for topic in KNOWLEDGE.topics for ask in topic.ask]


def texts(kind: str, count: int) -> Iterator[str]:
    chance = random.Random(f"{SEED} {kind}")
    return (CLASSES[kind](chance, ASKS) for _ in range(count))


@cache
def said_of(entry: str) -> frozenset[str]:
    """The words by which citizens ask for the entry, and the runs of letters in them."""
    topic = KNOWLEDGE.entry(entry)
    asked = (*topic.asked, topic.title.en or "")
    if isinstance(topic.record, Figure):  # "turun?" after one of them asks for all
        asked += KNOWLEDGE.language.question_types["trend"]
    return pieces(form for ask in asked for form in telling(NORMALISER.words(ask)))


def telling(words: Iterable[Word]) -> list[str]:
    """The forms of `words` but for those that say nothing ("dong", "di", "apa")."""
    return NORMALISER.bare(words).split()


def pieces(forms: Iterable[str]) -> frozenset[str]:
    """Words, and their letter runs."""
    return frozenset(
        piece
        for form in forms
        for piece in (form, *(form[at : at + RUN] for at in range(len(form) - RUN + 1)))
    )


@cache
def told_in(entry: str) -> frozenset[str]:
    """The words of its answer: of what was just answered more may be asked by them."""
    return pieces(word.form for word in NORMALISER.words(KNOWLEDGE.entry(entry).answer.id))


def from_nowhere(text: str, entries: Collection[str], before: Sequence[str] = ()) -> list[str]:
    """Those of `entries` that share no word and no letter run with `text` as the desk reads it;
    `before`: answered a moment ago."""
    read = pieces(telling(DESK.match(text).words))
    told = {entry: told_in(entry) if entry in before else frozenset() for entry in entries}
    next_to = {entry: asked_next(entry, tuple(before[:1])) for entry in entries}
    known = {entry: said_of(entry) | told[entry] | next_to[entry] for entry in entries}
    return [entry for entry in entries if read.isdisjoint(known[entry])]


@cache
def asked_next(entry: str, before: tuple[str, ...]) -> frozenset[str]:
    """The words of what people ask once `before` was answered, or what that is a part of, and that
    leads to the entry."""
    known = [KNOWLEDGE.by_id[one] for one in before if one in KNOWLEDGE.by_id]
    known += [KNOWLEDGE.by_id[one.part_of] for one in known if one.part_of]
    asked = (one.ask for last in known for one in last.then if (one.entry or last.id) == entry)
    return pieces(form for ask in asked for form in telling(NORMALISER.words(ask)))


def given(reply: Reply) -> tuple[str, ...]:
    """What was answered: entries, or the referral; not what the one answered is a part of."""
    if reply.kind is Kind.REFERRAL and reply.entry:
        return (reply.entry,)
    detail = KNOWLEDGE.by_id[reply.entries[0]] if reply.entries else None
    return tuple(entry for entry in reply.entries if not detail or entry != detail.part_of)


def lists(entry: str) -> bool:
    """Whether its answer has items that can be taken by their place."""
    return "\n- " in KNOWLEDGE.entry(entry).answer.id


def retold(reply: Reply, conversation: Conversation) -> bool:
    """Asked for in another language, for its rules, for the difference of two, doubted, or chosen
    by its place: the turn is about what was answered or offered, whatever its words."""
    rules = ("asked by its id", RULES, BOTH, DOUBTED, HEARD, CHOSEN, LISTED, PLACED)
    told = {*conversation.entries, *conversation.offered}
    if reply.why.rule == LISTED:  # what it names is the reader's to see
        told.update(KNOWLEDGE.by_id if any(map(lists, conversation.entries)) else ())
    if reply.why.rule == RULES:  # its own, wherever they stand
        last = KNOWLEDGE.entry(conversation.entries[0])
        told.update(last.related, (e.id for e in KNOWLEDGE.entries if e.part_of == last.id))
    return reply.why.rule in rules and {*given(reply)} <= told


def asked(text: str, conversation: Conversation) -> tuple[Reply, float]:
    """The reply, and the milliseconds of CPU that it took."""
    begun = time.thread_time_ns()
    reply = DESK.reply(text, conversation)
    return reply, (time.thread_time_ns() - begun) / 1e6


def slow(text: str, conversation: Conversation, limit: float) -> bool:
    """Slower than `limit` time and again: once may be the machine's, or a collection of garbage."""
    return all(asked(text, conversation)[1] > limit for _ in range(5))


@pytest.mark.soak
@pytest.mark.parametrize("kind", CLASSES)
def test_any_text_is_replied_to_soon_and_never_from_nowhere(kind: str) -> None:
    limit = SLOWEST * median(asked(text, NEW)[1] for text in texts("slipped", 300))
    conversation = NEW
    astray: list[tuple[str, list[str], str]] = []
    sluggish: list[str] = []
    for text in texts(kind, share(TEXTS // len(CLASSES))):
        for before in (NEW, conversation):
            reply, took = asked(text, before)
            assert reply.question == text
            assert reply.text
            answered = () if retold(reply, before) else given(reply)
            if answered and (wrong := from_nowhere(text, answered, before.entries)):
                astray.append((text, wrong, reply.why.rule))
            if SOAK and took > limit and slow(text, before, limit):
                sluggish.append(text)
            conversation = before.after(reply)

    assert astray == []
    assert sluggish == []


@pytest.mark.parametrize("text", ["resep soto ayam", "sih kak dong", "", "\ud83d<b>zxqv</b>"])
def test_an_answer_from_nowhere_would_be_seen(text: str) -> None:
    assert from_nowhere(text, ["slogan", "wbk"]) == ["slogan", "wbk"]


def test_texts_are_the_same_at_every_run_and_of_every_kind() -> None:
    chance = random.Random(f"{SEED} slipped")

    assert next(texts("slipped", 1)) == slipped(chance, ASKS)
    assert all(len({*texts(kind, 40)}) > 3 for kind in CLASSES)
