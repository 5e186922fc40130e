"""A sparse matrix read by its rows, as an index of a book is: a question looks at what it says."""

import numpy as np
from numpy.typing import NDArray

from bot.ranking.features import Matrix, Vector, Vectors
from bot.ranking.numbering import bounds, grouped, spans

# A row that so many of the columns hold is kept in full: adding it up costs less that way.
FULL = 0.15
# The same where the other rows are padded to one length: more in full take longer to add up, and
# with fewer the padding does.
FULL_OF_FEW = 0.04
# Questions added up at once: bounds the memory.
CHUNK = 256

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
        _, _, order = grouped(rows)
        self._columns = columns[order].astype(np.int32)
        self._values = values[order].astype(np.float32)
        self._sizes = np.bincount(rows, minlength=height)
        self._starts = bounds(self._sizes)[:-1]

    def dot(self, rows: Integers, weights: Vector) -> Vector:
        """The sum of these rows, each times its weight, shape (columns,)."""
        at = self._at.take(rows)
        often = at >= 0
        full, seldom = np.flatnonzero(often), np.flatnonzero(~often)
        found: Vector = weights.take(full) @ self._full.take(at.take(full), axis=0)
        cells, sizes = self._cells(rows.take(seldom))
        values = self._values.take(cells)
        values *= weights.take(seldom).repeat(sizes)
        found += np.bincount(self._columns.take(cells), values, self._width)
        return found

    def dots(self, asked: Vectors) -> Matrix:
        """The same of many, shape (asked, columns)."""
        starts = range(0, len(asked), CHUNK)
        return np.concatenate([self._some(asked.part(at, at + CHUNK)) for at in starts])

    def _some(self, asked: Vectors) -> Matrix:
        at, owners = self._at[asked.slots], asked.owners
        often = at >= 0
        weights: Matrix = np.zeros((len(asked), len(self._full)), np.float32)
        weights[owners[often], at[often]] = asked.values[often]
        cells, sizes = self._cells(asked.slots[~often])
        seldom = self._values[cells] * np.repeat(asked.values[~often], sizes)
        places = np.repeat(owners[~often] * self._width, sizes) + self._columns[cells]
        found = np.bincount(places, seldom, len(asked) * self._width).astype(np.float32)
        return np.asarray(weights @ self._full) + found.reshape(len(asked), -1)

    def _cells(self, rows: Integers) -> tuple[Integers, Integers]:
        """Where the values of rows not kept in full stand, and how many each has."""
        sizes = self._sizes.take(rows)
        return spans(self._starts.take(rows), sizes), sizes


class Padded:
    """The same of few columns: what a question looks at is taken in two strokes, the rows kept in
    full and the rest, each padded to the longest of them with a column that nobody has."""

    def __init__(self, known: Vectors) -> None:
        """A row a feature, a column each of `known`."""
        self._width, height = len(known), known.width
        counts = np.bincount(known.slots, minlength=height)
        full = counts >= FULL_OF_FEW * self._width
        # Where each row stands among the full ones, and below 0 among the others.
        self._at = np.where(full, np.cumsum(full) - 1, -np.cumsum(np.logical_not(full)))
        self._full: Matrix = np.zeros((int(full.sum()), self._width), np.float32)
        often = full[known.slots]
        at, columns = self._at[known.slots], known.owners
        self._full[at[often], columns[often]] = known.values[often]
        shape = height - len(self._full), int(counts[~full].max(initial=0))
        self._columns = np.full(shape, self._width)
        self._values: Matrix = np.zeros(shape, np.float32)
        _, starts, order = grouped(-at[~often] - 1)
        sizes = np.diff(starts, append=len(order))
        cells = -at[~often][order] - 1, np.arange(len(order)) - np.repeat(starts, sizes)
        self._columns[cells] = columns[~often][order]
        self._values[cells] = known.values[~often][order]

    def dot(self, rows: Integers, weights: Vector) -> Vector:
        """The sum of these rows, each times its weight, shape (columns,)."""
        at = self._at.take(rows)
        often = at >= 0
        full, seldom = np.flatnonzero(often), np.flatnonzero(~often)
        found: Vector = weights.take(full) @ self._full.take(at.take(full), axis=0)
        rest = -at.take(seldom) - 1
        cells = self._values.take(rest, axis=0) * weights.take(seldom)[:, None]
        columns = self._columns.take(rest, axis=0)
        found += np.bincount(columns.ravel(), cells.ravel(), self._width + 1)[:-1]
        return found
