import numpy as np
import pytest

from bot.ranking.gauging import PROBED, Gauge, drawn, scaled
from bot.ranking.numbering import numbered
from bot.ranking.weighing import Weights

IDS = [f"entri-{at}" for at in range(300)]
SIZES = np.full(300, 40)
OWN = np.arange(300) < 120


def test_topics_are_drawn_until_they_have_phrasings_enough() -> None:
    topics = drawn(IDS, SIZES, OWN)

    assert topics == sorted({*topics})
    assert PROBED <= 40 * len(topics) < PROBED + 2 * 40
    # By their shares of all phrasings.
    assert PROBED * 120 / 300 <= 40 * OWN[topics].sum() < PROBED * 120 / 300 + 40


def test_an_entry_more_changes_few_of_those_drawn() -> None:
    before = {IDS[at] for at in drawn(IDS, SIZES, OWN)}
    for at in (0, 150, 300):
        ids, own = [*IDS[:at], "baru", *IDS[at:]], np.insert(OWN, at, True)
        after = {ids[topic] for topic in drawn(ids, np.full(301, 40), own)}

        assert len(before - after) <= 2
        assert len(after - before) <= 2


def test_few_are_all_drawn_and_some_of_one_kind_alone() -> None:
    assert drawn(IDS[:3], SIZES[:3], OWN[:3]) == [0, 1, 2]
    assert drawn(["a"], np.array([9]), np.array([True])) == [0]
    assert drawn([], np.array([], np.int64), np.array([], np.bool_)) == []


@pytest.mark.parametrize("alone", [True, False])
def test_finals_rank_by_themselves_or_beside_the_first_scores(alone: bool) -> None:
    known, said = numbered([["a"], ["a", "b"], ["c"], ["c", "d"]])
    labels = np.array([0, 0, 1, 1], np.int32)
    weights = Weights(said, labels, 2, known, dict.fromkeys(known, 1.0), 2.0)
    right = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8]], np.float32)
    seen, own = (right, right, right), np.array([True, True])
    gauge = Gauge(own, weights, said, labels, seen, scaled(right, right), right, alone=alone)

    final = np.array([0.5, 0.4], np.float32)
    for_the_first = gauge.logits((np.array([1.0, -1.0]), np.array([1.0, -1.0])), final)
    for_the_second = gauge.logits((np.array([-1.0, 1.0]), np.array([-1.0, 1.0])), final)

    assert gauge.best(for_the_first) == 0
    assert gauge.best(for_the_second) == (0 if alone else 1)
