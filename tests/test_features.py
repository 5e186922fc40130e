"""Phrasings as vectors: one alone and all at once are the same."""

import numpy as np
import pytest

from bot.ranking import features as room
from bot.ranking.features import Features, Vectors
from bot.ranking.numbering import numbered

TEXTS = [
    "alamat kantor kpu di mana",
    "kantor kantor kpu",
    "",
    "lapor gratifikasi lewat mana",
    "berapa nilai spi tahun 2024",
]


def learnt(texts: list[str]) -> Features:
    return Features(*numbered([text.split() for text in texts]))


FEATURES = learnt(TEXTS)


def dense(vectors: Vectors) -> room.Matrix:
    made = np.zeros((len(vectors), vectors.width), np.float32)
    np.add.at(made, (vectors.owners, vectors.slots), vectors.values)
    return made


@pytest.mark.parametrize("few", [0, 2048])
def test_what_is_learnt_at_once_is_the_same_as_each_alone(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "CHUNK", 2)
    monkeypatch.setattr(room, "FEW", few)
    features = learnt(TEXTS)
    alone = np.concatenate([dense(features.vector(text.split())) for text in TEXTS])

    assert dense(features.rows) == pytest.approx(alone, abs=1e-6)


def test_a_part_of_vectors_is_those_vectors() -> None:
    every, chosen = FEATURES.rows, np.array([True, False, True, True, False])

    assert dense(every.part(1, 4)) == pytest.approx(dense(every)[1:4])
    assert dense(every.where(chosen)) == pytest.approx(dense(every)[chosen])


def test_a_vector_has_length_one_or_holds_nothing() -> None:
    assert (dense(FEATURES.rows) ** 2).sum(axis=1) == pytest.approx([1.0] * 5, abs=1e-5)
    assert not len(FEATURES.vector(["qqq"]).slots)


def test_where_phrasings_are_few_how_a_word_begins_is_a_feature() -> None:
    few, many = FEATURES, learnt(TEXTS * 500)
    asked = ["kantin"]

    assert len(few.vector(asked).slots) == len(many.vector(asked).slots) + 1
