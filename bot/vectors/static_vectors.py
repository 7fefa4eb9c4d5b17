"""Static vectors: each piece of a word has its own, whatever stands around it; a text is their mean."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.vectors.byte_pair_tokenizer import BytePairTokenizer
from bot.vectors.safetensors_file import read_weights
from bot.vectors.text_vectors import normalised


class StaticVectors:
    """WordLlama's. Sixteen-bit weights that stay in their file; a text takes microseconds."""

    def __init__(self, name: str, pieces: BytePairTokenizer, weights: NDArray[np.float16]) -> None:
        self._name = name
        self._pieces = pieces
        self._weights = weights

    @classmethod
    def read(cls, folder: Path, version: str) -> "StaticVectors":
        """From the package's folder. Raises OSError, and ValueError or KeyError where its files are others."""
        pieces = BytePairTokenizer.read(folder / "tokenizers" / "l2_supercat_tokenizer_config.json")
        weights = read_weights(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"]
        return cls(f"wordllama-256 {version}", pieces, weights)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return int(self._weights.shape[1])

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of length one; zeros for a text without a word."""
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            numbers = self._pieces.numbers(text)
            if numbers:
                self._weights[numbers].mean(axis=0, dtype=np.float32, out=row)
        return normalised(rows)

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has it in one piece."""
        return self._pieces.is_one_piece(word)
