"""Finalists compared phrasing by phrasing: all with all where they are few, the nearest else."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.ranking import finals as room
from bot.ranking.features import Features, Matrix, Vector, Vectors
from bot.ranking.finals import Everyone, Finalists, Finals, Topics, finals
from bot.ranking.numbering import numbered
from bot.ranking.scoring import Centroid

ASKED = {
    "slogan": ["apa slogan kpu", "bunyi slogan kantor", "motto kpu apa", "semboyan kantor ini"],
    "alamat": ["alamat kantor di mana", "kantor kpu di mana", "lokasi kantor", "jalan ke kantor"],
    "gratifikasi": [
        "lapor gratifikasi",
        "hadiah untuk pegawai",
        "boleh beri hadiah",
        "gratifikasi",
    ],
    "spi": ["berapa nilai spi", "skor spi kpu", "indeks integritas", "nilai survei integritas"],
}
TEXTS = [text for texts in ASKED.values() for text in texts]
LABELS = np.repeat(np.arange(len(ASKED), dtype=np.int32), 4)
FEATURES = Features(*numbered([text.split() for text in TEXTS]))
ROWS = FEATURES.rows
EACH = [ROWS.part(at, at + 1) for at in range(len(ROWS))]
EDGES = np.arange(0, 17, 4)
MARKS = FEATURES.marks()
EVERY = np.arange(len(ASKED))
CENTROID = Centroid(ROWS, EDGES)


def without(left_out: set[int]) -> Everyone:
    """Learnt afresh from the other phrasings; a topic without any keeps its column."""
    kept = [at for at in range(len(ROWS)) if at not in left_out]
    edges = np.searchsorted(LABELS[kept], np.arange(len(ASKED) + 1))
    rows = ROWS.where(np.isin(np.arange(len(ROWS)), kept))
    return Everyone(rows, edges, Centroid(rows, edges))


def everyone() -> Everyone:
    return Everyone(ROWS, EDGES, CENTROID)


def finalists() -> Finalists:
    return Finalists(ROWS, EDGES, MARKS, CENTROID)


def scored(by: Finals, question: Vectors, ranking: Topics = EVERY) -> Vector:
    """What the finals say of topics that stand in this order."""
    _, end = by.begin(question)
    return end(-np.argsort(ranking).astype(np.float64))


@pytest.mark.parametrize("kind", [everyone, finalists])
@pytest.mark.parametrize(
    ("question", "topic"),
    [("slogan kantor apa", 0), ("di mana lokasi kpu", 1), ("beri hadiah", 2), ("skor indeks", 3)],
)
def test_the_topic_asked_for_wins(kind: Callable[[], Finals], question: str, topic: int) -> None:
    scores = scored(kind(), FEATURES.vector(question.split()))
    assert int(scores.argmax()) == topic


@pytest.mark.parametrize("kind", [everyone, finalists])
def test_it_begins_with_the_cosines_to_the_mean_of_each_topic(kind: Callable[[], Finals]) -> None:
    means = np.stack([part.mean(axis=0) for part in np.split(dense(ROWS), 4)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    question = FEATURES.vector(["slogan", "kantor"])

    cosines, _ = kind().begin(question)
    assert cosines == pytest.approx(means @ dense(question)[0], abs=1e-6)


def test_a_phrasing_more_moves_no_feature_to_another_column() -> None:
    more = Features(*numbered([["sapi", "kerbau"], *map(str.split, TEXTS)]))
    slots = FEATURES.vector(["slogan", "kpu"]).slots
    moved = more.vector(["slogan", "kpu"]).slots

    assert sorted(MARKS[slots]) == sorted(more.marks()[moved])
    assert slots.tolist() != moved.tolist()


def test_a_phrasing_scored_alone_is_scored_as_if_it_had_never_been_learnt() -> None:
    alone, _ = everyone().unseen(range(4), [EVERY] * 4)
    afresh = [scored(without({at}), row) for at, row in enumerate(EACH)]
    assert alone == pytest.approx(np.stack(afresh), abs=1e-4)


def test_a_topic_left_out_is_scored_as_if_it_had_never_been_there() -> None:
    _, together = everyone().unseen([1], [EVERY])
    afresh = without({4, 5, 6, 7})
    others = [0, 2, 3]
    expected = np.stack([scored(afresh, EACH[at])[others] for at in range(4, 8)])
    assert together[:, others] == pytest.approx(expected, abs=1e-4)


def test_finalists_judge_their_own_phrasings_almost_as_everyone_does() -> None:
    some, _ = finalists().unseen([2], [np.array([2, 0, 1, 3])])
    every, _ = everyone().unseen([2], [EVERY])
    assert some == pytest.approx(every, abs=0.1)


def test_who_is_no_finalist_scores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "FINALISTS", 2)
    monkeypatch.setattr(room, "FEWEST", 2)
    scores = scored(finalists(), EACH[0], np.array([0, 3, 1, 2]))
    assert scores[[1, 2]].tolist() == [0.0, 0.0]
    assert scores[0] > scores[3]


def test_few_phrasings_are_compared_all_with_all_and_many_are_not() -> None:
    few = finals(ROWS, EDGES, MARKS, CENTROID)
    often = Features(*numbered([text.split() for text in TEXTS] * 200))
    many = finals(often.rows, EDGES * 200, often.marks(), CENTROID)
    assert (type(few), type(many)) == (Everyone, Finalists)


def test_a_question_is_compared_exactly_and_phrasings_nearly() -> None:
    rows, exact = room.Rows(ROWS, MARKS), dense(ROWS) @ dense(ROWS).T
    powered = np.maximum(exact, 0) ** 1.5 + room.NEAR_PENALTY * np.eye(len(exact))

    assert rows.cosines(EACH[3], [slice(0, 4), slice(8, 16)]) == pytest.approx(
        exact[3, [*range(4), *range(8, 16)]], abs=1e-6
    )
    assert rows.gram(np.arange(len(ROWS))) == pytest.approx(powered, abs=0.1)


def dense(vectors: Vectors) -> Matrix:
    made = np.zeros((len(vectors), vectors.width), np.float32)
    made[vectors.owners, vectors.slots] = vectors.values
    return made
