"""A sparse matrix in compressed rows (CSR): float32 values, int32 columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32Array = NDArray[np.float32]
Int64Array = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SparseMatrix:
    """Row i is `values[starts[i]:starts[i + 1]]` at `features[starts[i]:starts[i + 1]]`, each feature once."""

    features: NDArray[np.int32]
    values: Float32Array
    starts: Int64Array
    width: int

    @classmethod
    def of(cls, rows: Sequence[tuple[NDArray[np.int32], Float32Array]], width: int) -> "SparseMatrix":
        """From features and their values; those of a feature that comes more than once are added up."""
        lengths = [len(features) for features, _ in rows]
        place = np.repeat(np.arange(len(rows)), lengths) * width + np.concatenate([features for features, _ in rows])
        once, which = np.unique(place, return_inverse=True)
        values = np.bincount(which, np.concatenate([values for _, values in rows]), len(once))
        starts = np.searchsorted(once, np.arange(len(rows) + 1) * width)
        return cls((once % width).astype(np.int32), values.astype(np.float32), starts, width)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def block(
        self, chosen: Int64Array, change: Callable[[Float32Array], Float32Array] | None = None
    ) -> tuple[Int64Array, Float32Array]:
        """Some rows as a dense matrix, and the features that its columns stand for: those that the rows have.

        `change` is given the values that are not nought.
        """
        lengths = self.starts[chosen + 1] - self.starts[chosen]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(self.starts[chosen] - ends + lengths, lengths)
        features, values = self.features[places], self.values[places]
        column_of = np.zeros(self.width, np.int64)
        column_of[features] = 1
        used = np.flatnonzero(column_of)
        column_of[used] = np.arange(len(used))
        block = np.zeros((len(chosen), len(used)), np.float32)
        block[np.repeat(np.arange(len(chosen)), lengths), column_of[features]] = change(values) if change else values
        return used, block
