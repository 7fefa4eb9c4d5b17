"""Accurate vectors: a sentence model reads the whole text, so that a word means what it means in its place."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.vectors.safetensors_file import read_weights
from bot.vectors.text_vectors import normalised
from bot.vectors.transformer import Transformer
from bot.vectors.word_piece_tokenizer import WordPieceTokenizer

#: Pieces of a text that are read: more than three SMS.
MAX_PIECES = 128
#: Pieces read at once in training: as many as are still multiplied without a copy of the weights.
MAX_BATCH_PIECES = 40


class SentenceVectors:
    """all-MiniLM-L6-v2's. A text takes milliseconds: ask in a thread."""

    def __init__(self, name: str, pieces: WordPieceTokenizer, transformer: Transformer) -> None:
        self._name = name
        self._pieces = pieces
        self._transformer = transformer

    @classmethod
    def read(cls, folder: Path, version: str) -> "SentenceVectors":
        """From the package's folder. Raises OSError, and ValueError or KeyError where its files are others."""
        pieces = WordPieceTokenizer.read(folder / "model" / "vocab.txt")
        transformer = Transformer(read_weights(folder / "model" / "model.safetensors"))
        return cls(f"all-minilm-l6-v2 {version}", pieces, transformer)

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._transformer.width

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of length one."""
        numbers = [self._pieces.numbers(text, MAX_PIECES) for text in texts]
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for batch in _batches(numbers):
            rows[batch] = self._transformer.mean(np.array([numbers[each] for each in batch]))
        return normalised(rows)

    def knows(self, word: str) -> bool:
        """Whether the vocabulary has it in one piece."""
        return self._pieces.is_one_piece(word)


def _batches(numbers: list[list[int]]) -> Iterator[list[int]]:
    """Texts of the same count of pieces together, so that none is padded with pieces that must be ignored."""
    by_length = sorted(range(len(numbers)), key=lambda each: len(numbers[each]))
    for length, same in groupby(by_length, key=lambda each: len(numbers[each])):
        texts, size = list(same), max(1, MAX_BATCH_PIECES // length)
        yield from (texts[first : first + size] for first in range(0, len(texts), size))
