import numpy as np

from bot.ranking.gauging import PROBED, drawn

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
