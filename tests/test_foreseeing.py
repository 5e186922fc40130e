"""What a change would do, told before it is made: against desks of two folders."""

from dataclasses import replace
from functools import cache

import pytest

from bot.answering import Desk
from bot.changes.foreseeing import MOST_ASKED, Foresight, Memory, foresee, met
from bot.keeping.kept import REJECTED, Kept, Review, Vote
from bot.replies import Kind
from bot.reviews.replaying import Met
from tests.logged import question
from tests.townhall import KNOWLEDGE, desk_of, question_of

ASKED = "kumaha ngadaptar ka panitia"
LAST = "      - cara meraih wbk\n"
ADDED = KNOWLEDGE.replace(LAST, f"{LAST}      - {ASKED}\n")
LESS = KNOWLEDGE[: KNOWLEDGE.index("  - id: zona")] + KNOWLEDGE[KNOWLEDGE.index("  - id: wbk") :]


@cache
def desk(knowledge: str) -> Desk:
    return desk_of(knowledge.replace("    related: [zona, wbk]\n", ""))


def kept(words: str | None, **changes: object) -> Kept:
    whole = Kept(asked=question(words=words), vote=None, choice=None, review=None, open=False)
    return replace(whole, **changes)  # type: ignore[arg-type]


def seen(after: str, *log: Kept) -> Foresight:
    return foresee(desk(KNOWLEDGE), desk(after), log)


def test_nothing_changes_where_nothing_was_changed() -> None:
    found = seen(KNOWLEDGE, kept(ASKED), kept("apa itu zona integritas", vote=Vote.YES))

    assert (found.phrasings, found.reviewed, found.won, found.lost) == ((), (), (), ())
    assert (found.collisions, found.taken, found.asked) == ((), (), 2)


def test_an_open_question_that_becomes_a_phrasing_is_won_once_with_its_number() -> None:
    found = seen(ADDED, kept(ASKED), kept(ASKED.upper()), kept(None))

    [turn] = found.won
    assert (turn.words, turn.times) == (ASKED, 2)
    assert turn.after == Met(kind=Kind.ANSWER, topics=("wbk",))
    assert (found.lost, found.taken) == ((), ())


def test_a_topic_that_goes_takes_its_phrasings_and_its_questions_along() -> None:
    found = seen(LESS, kept("apa itu zona integritas ya"), kept("apa kabar cuaca"))

    assert "apa itu zona integritas" in [turn.words for turn in found.phrasings]
    assert [turn.words for turn in found.lost] == ["apa itu zona integritas ya"]
    assert {*found.phrasings} <= {*found.taken}


@pytest.mark.parametrize(
    "stood_for",
    [
        {"vote": Vote.YES},
        {"choice": "zona"},
        {"review": Review.TAUGHT},
        {"review": Review.REFERRED},
    ],
)
def test_what_somebody_stood_for_is_told_apart_and_wants_a_reason(
    stood_for: dict[str, object],
) -> None:
    found = seen(LESS, kept("apa itu zona integritas ya", **stood_for))

    assert [turn.words for turn in found.reviewed] == ["apa itu zona integritas ya"]
    assert found.lost == ()
    assert {*found.reviewed} <= {*found.taken}


def test_what_somebody_stood_for_once_counts_however_old_it_is() -> None:
    """Older than the log that is looked at; or in it, where nobody said so again."""
    words = "apa itu zona integritas ya"
    old = foresee(desk(KNOWLEDGE), desk(LESS), (), approved=[words, words.upper(), "apa kabar"])
    again = foresee(desk(KNOWLEDGE), desk(LESS), [kept(words)], approved=[words.upper()])

    assert [turn.words for turn in old.reviewed] == [words]
    assert {*old.reviewed} <= {*old.taken}
    assert (old.won, old.lost, old.asked) == ((), (), 2)
    assert ([turn.words for turn in again.reviewed], again.lost) == ([words], ())


@pytest.mark.parametrize("other", [{"vote": Vote.NO}, {"choice": REJECTED}])
def test_what_somebody_refused_was_not_stood_for(other: dict[str, object]) -> None:
    found = seen(LESS, kept("apa itu zona integritas ya", **other))

    assert found.reviewed == ()
    assert len(found.lost) == 1


def test_phrasings_too_close_to_another_topics_are_told_where_they_are_new() -> None:
    close = KNOWLEDGE.replace(LAST, f"{LAST}      - wbbm apa syaratnya\n")
    [pair, *_] = seen(close).collisions

    assert {pair.one.entry.id, pair.other.entry.id} == {"wbk", "wbbm"}
    assert foresee(desk(close), desk(close), ()).collisions == ()


def test_only_so_many_wordings_are_asked_and_each_once() -> None:
    log = [kept(f"{number} {number + 1}") for number in range(MOST_ASKED + 50)]

    assert seen(KNOWLEDGE, *log, *log).asked == MOST_ASKED


def test_what_was_asked_of_a_version_is_not_asked_again() -> None:
    memory, log = Memory(versions=2), [kept("apa itu zona integritas ya")]
    first = foresee(desk(KNOWLEDGE), desk(LESS), log, memory)
    again = foresee(desk(KNOWLEDGE), _Silent(desk(LESS)), log, memory)
    memory.tidy()

    assert again == first
    assert again.lost


class _Silent(Desk):
    """A desk that must not be asked."""

    def __init__(self, desk: Desk) -> None:
        self.knowledge = desk.knowledge


def test_offered_choices_are_no_answer() -> None:
    reply = desk(KNOWLEDGE).reply(question_of(Kind.CLARIFY))

    assert reply.choices
    assert met(reply) == Met(kind=Kind.CLARIFY)
