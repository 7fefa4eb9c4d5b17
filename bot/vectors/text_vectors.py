"""What every kind of vectors does."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class TextVectors(Protocol):
    """Places texts so that those of like meaning are close."""

    @property
    def name(self) -> str:
        """Kind, weights and their version: a model that was trained with others cannot be used with these."""

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of length one; zeros where nothing of the text is known. The same text, the same row."""

    def knows(self, word: str) -> bool:
        """Whether it is a word by itself, and so not to be taken for a misspelled other one. Lower case."""


def normalised(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """To length one, zeros left as they are. Changes the rows that it is given."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    np.divide(rows, lengths, out=rows, where=lengths > 0)
    return rows
