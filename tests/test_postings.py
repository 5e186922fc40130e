"""An index adds up what a question looks at, rows kept in full and others alike."""

import numpy as np
import pytest

from bot.ranking import postings as room
from bot.ranking.features import Vectors
from bot.ranking.postings import Padded, Postings


@pytest.mark.parametrize("full", [0.0, 0.4, 1.1])
def test_it_adds_up_rows_as_a_dense_matrix_does(
    full: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "FULL", full)
    random = np.random.default_rng(1)
    dense = random.random((30, 7)) * (random.random((30, 7)) < 0.4)
    rows, columns = np.nonzero(dense)
    index = Postings(rows, columns, dense[rows, columns], dense.shape)
    asked, weights = np.array([3, 29, 0, 11], np.int32), np.array([1.0, 0.5, 2.0, 0.1], np.float32)

    assert index.dot(asked, weights) == pytest.approx(weights @ dense[asked], abs=1e-5)

    monkeypatch.setattr(room, "CHUNK", 2)
    many = Vectors(slots=asked, values=weights, edges=np.array([0, 2, 2, 4]), width=30)
    each = [weights[:2] @ dense[asked[:2]], np.zeros(7), weights[2:] @ dense[asked[2:]]]
    assert index.dots(many) == pytest.approx(np.stack(each), abs=1e-5)


def test_who_asks_for_nothing_gets_nothing() -> None:
    index = Postings(np.array([0]), np.array([1]), np.array([2.0]), (1, 3))

    assert index.dot(np.array([], np.int32), np.array([], np.float32)).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("full", [0.0, 0.4, 1.1])
def test_padded_rows_add_up_as_a_dense_matrix_does(
    full: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "FULL_OF_FEW", full)
    random = np.random.default_rng(2)
    # A column a vector of the features that it holds; feature 4 stands in none of them.
    dense = random.random((7, 30)) * (random.random((7, 30)) < 0.4)
    dense[:, 4] = 0.0
    owners, slots = np.nonzero(dense)
    known = Vectors(
        slots=slots.astype(np.int32),
        values=dense[owners, slots].astype(np.float32),
        edges=np.searchsorted(owners, np.arange(8)),
        width=30,
    )
    asked, weights = np.array([3, 4, 0, 29], np.int32), np.array([1.0, 0.5, 2.0, 0.1], np.float32)

    assert Padded(known).dot(asked, weights) == pytest.approx(dense[:, asked] @ weights, abs=1e-5)
    assert Padded(known).dot(asked[:0], weights[:0]).tolist() == [0.0] * 7
