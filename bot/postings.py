"""A sparse matrix read by its rows, as an index of a book is: a question looks at what it says."""

import numpy as np
from numpy.typing import NDArray

from bot.features import Matrix, Vector

# A row that so many of the columns hold is kept in full: adding it up costs less that way.
FULL = 0.15

Integers = NDArray[np.integer]


class Postings:
    """Of each row (a feature, a word) the columns (topics, phrasings) that hold it, and values."""

    def __init__(
        self,
        rows: Integers,
        columns: Integers,
        values: NDArray[np.floating],
        shape: tuple[int, int],
    ) -> None:
        """Cells by row, column and value, in any order; each row and column once."""
        height, self._width = shape
        full = np.bincount(rows, minlength=height) >= FULL * self._width
        # Where each row stands among the full ones, -1 for the others.
        self._at = np.where(full, np.cumsum(full) - 1, -1)
        self._full: Matrix = np.zeros((int(full.sum()), self._width), np.float32)
        often = full[rows]
        self._full[self._at[rows[often]], columns[often]] = values[often]
        rows, columns, values = rows[~often], columns[~often], values[~often]
        order = np.argsort(rows, kind="stable")
        self._columns = columns[order].astype(np.int32)
        self._values = values[order].astype(np.float32)
        self._edges = np.searchsorted(rows[order], np.arange(height + 1))

    def dot(self, rows: Integers, weights: Vector) -> Vector:
        """The sum of these rows, each times its weight, shape (columns,)."""
        at = self._at[rows]
        often = at >= 0
        found: Vector = weights[often] @ self._full.take(at[often], axis=0)
        rows, weights = rows[~often], weights[~often]
        starts = self._edges[rows]
        sizes = self._edges[rows + 1] - starts
        ends = sizes.cumsum()
        cells = np.repeat(starts - ends + sizes, sizes)
        cells += np.arange(len(cells))
        seldom = self._values[cells] * np.repeat(weights, sizes)
        return found + np.bincount(self._columns[cells], seldom, self._width).astype(np.float32)
