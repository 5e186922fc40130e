"""Phrasings as vectors: one alone and many at once are the same."""

import numpy as np
import pytest

from bot import features as room
from bot.features import Features, Vectors

TEXTS = [
    "alamat kantor kpu di mana",
    "kantor kantor kpu",
    "",
    "lapor gratifikasi lewat mana",
    "berapa nilai spi tahun 2024",
]
FEATURES = Features([text.split() for text in TEXTS])


def dense(vectors: Vectors) -> room.Matrix:
    made = np.zeros((len(vectors), vectors.width), np.float32)
    np.add.at(made, (vectors.owners, vectors.slots), vectors.values)
    return made


def test_many_at_once_are_the_same_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CHUNK", 2)
    asked = [*TEXTS, "alamatt kantor polisi", "xyzzy", "kpu 2024 2024"]
    rows = [text.split() for text in asked]
    alone = np.concatenate([dense(FEATURES.vector(row)) for row in rows])

    assert dense(FEATURES.vectors(rows)) == pytest.approx(alone, abs=1e-6)


def test_a_part_of_vectors_is_those_vectors() -> None:
    every = FEATURES.vectors([text.split() for text in TEXTS])

    assert dense(every.part(1, 4)) == pytest.approx(dense(every)[1:4])


def test_a_vector_has_length_one_or_holds_nothing() -> None:
    every = dense(FEATURES.vectors([*(text.split() for text in TEXTS), ["qqq"]]))

    assert (every**2).sum(axis=1) == pytest.approx([1.0] * 5 + [0.0], abs=1e-5)
    assert not len(FEATURES.vector(["qqq"]).slots)


def test_where_phrasings_are_few_how_a_word_begins_is_a_feature() -> None:
    few, many = FEATURES, Features([text.split() for text in TEXTS] * 500)
    asked = ["kantin"]

    assert "kan*" in room.begun_features(asked)
    assert len(few.vector(asked).slots) == len(many.vector(asked).slots) + 1
