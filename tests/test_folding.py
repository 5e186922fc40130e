from pathlib import Path

import pytest

from bot.entries import Entry, SmallTalk
from bot.knowledge import Knowledge, load
from bot.measuring.counting import grouped
from bot.measuring.evaluating import Ask
from bot.measuring.folding import leave_out
from bot.replies import Kind, Reply
from bot.turns.conversing import Conversation
from tests.folders import TODAY, made
from tests.sets import made as reply

FOLDER = """\
entries:
  - {id: zona, title: Zona, ask: [apa itu zona, jelaskan zona, zona, arti zona], answer: Z.}
  - {id: wbk, title: Wilayah, ask: [apa itu wbk], answer: W.}
referrals:
  - {id: ktp, title: Kartu, ask: [bikin ktp, ktp hilang, bikiiin ktp, ktp rusak], answer: K.}
gaps:
  - {id: jam, title: Jam, ask: [jam buka], answer: J.}
smalltalk:
  - {id: salam, kind: greeting, words: [halo], ask: [selamat pagi], answer: Halo.}
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    return load(made(tmp_path, {"faq.yaml": FOLDER}), today=TODAY)


def asks(knowledge: Knowledge) -> set[tuple[str, str]]:
    topics: tuple[Entry | SmallTalk, ...] = (*knowledge.topics, *knowledge.smalltalk)
    return {(topic.id, ask) for topic in topics for ask in topic.ask}


class Cold:
    """A desk that answers nothing and remembers what it knew when it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Knowledge]] = []

    def __call__(self, knowledge: Knowledge) -> Ask:
        def ask(text: str, conversation: Conversation) -> Reply:
            self.asked.append((text, knowledge))
            return reply(Kind.UNKNOWN)

        return ask


@pytest.mark.parametrize("folds", [2, 3, 20])
def test_no_desk_knows_the_phrasing_it_is_asked(knowledge: Knowledge, folds: int) -> None:
    cold = Cold()
    leave_out(knowledge, cold, folds)

    assert cold.asked
    assert not [text for text, known in cold.asked if text in {ask for _, ask in asks(known)}]


def test_every_phrasing_is_asked_once_unless_its_words_stand_elsewhere_too(
    knowledge: Knowledge,
) -> None:
    found = leave_out(knowledge, Cold(), 3).outcomes
    once = [(o.origin, o.text) for o in found if o.group != "topic unknown"]
    # "zona" is a title as well, and "bikiiin" is read as "bikin".
    shared = {("zona", "zona"), ("ktp", "bikin ktp"), ("ktp", "bikiiin ktp")}

    assert len(once) == len(set(once))
    assert set(once) == asks(knowledge) - shared


def test_what_is_not_ours_is_asked_again_with_its_whole_topic_unknown(
    knowledge: Knowledge,
) -> None:
    cold = Cold()
    result = leave_out(knowledge, cold, 3)
    absent = [
        (outcome.text, outcome.origin in known.by_id)
        for outcome, (_, known) in zip(result.outcomes, cold.asked, strict=True)
        if outcome.group == "topic unknown"
    ]

    assert sorted(absent) == [("jam buka", False), ("ktp hilang", False), ("ktp rusak", False)]


def test_each_kind_of_topic_is_judged_by_what_may_be_said_of_it(knowledge: Knowledge) -> None:
    counts = grouped(leave_out(knowledge, Cold(), 3).outcomes)

    assert {group: dict(counter) for group, counter in counts.items()} == {
        "in scope": {"unanswered": 4},
        "referrals": {"refused": 2},
        "gaps": {"refused": 1},
        "small talk": {"wrong": 1},
        "topic unknown": {"refused": 3},
    }
