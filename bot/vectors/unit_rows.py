"""Rows of vectors."""

import numpy as np
from numpy.typing import NDArray


def normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """To length one, zeros left as they are. Changes the rows that it is given."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    np.divide(rows, lengths, out=rows, where=lengths > 0)
    return rows
