import numpy as np

from bot.gauging import PROBED, drawn

IDS = [f"entri-{at}" for at in range(300)]
SIZES = np.full(300, 40)


def test_topics_are_drawn_until_they_have_phrasings_enough() -> None:
    topics = drawn(IDS, SIZES)

    assert topics == sorted({*topics})
    assert PROBED <= 40 * len(topics) < PROBED + 40


def test_an_entry_more_changes_one_topic_drawn_at_most() -> None:
    before = {IDS[at] for at in drawn(IDS, SIZES)}
    for at in (0, 150, 300):
        ids = [*IDS[:at], "baru", *IDS[at:]]
        after = {ids[topic] for topic in drawn(ids, np.full(301, 40))}

        assert len(before - after) <= 1
        assert len(after - before) <= 1


def test_few_are_all_drawn() -> None:
    assert drawn(IDS[:3], SIZES[:3]) == [0, 1, 2]
