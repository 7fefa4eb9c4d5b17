"""What of a text the classifier looks at: its words, pairs of words, and the pieces of two to four letters in them.

A feature weighs the more, the fewer examples have it (inverse document frequency). Words and pieces are each made of a
length of their own, so that the pieces, which are many, do not drown the words. What no example has counts in that
length: a text of which little is known points nowhere for certain.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier.sparse_matrix import Float32Array, SparseMatrix

#: The lengths of the pieces of a word, its two ends counted as a letter each.
MIN_PIECE_LENGTH: Final = 2
MAX_PIECE_LENGTH: Final = 4
#: The lengths of the two parts of a row (docs/decisions/0023: pieces half as long again, together the root of two).
WORDS_NORM: Final = 0.784
PIECES_NORM: Final = 1.177
_BEGINNING: Final = "^"
_END: Final = "$"

Int32Array = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class WeighedFeatures:
    """Features that examples have, as often as they were found, and the squared length of these and of unknown ones."""

    features: Int32Array
    squared: float


class TfidfFeatures:
    """Those that the examples have, by number: words and pairs first, then pieces."""

    def __init__(self, words: Sequence[str], pieces: Sequence[str], weights: Float32Array, unknown: float) -> None:
        """`weights`: of each feature; `unknown`: of a word or piece that no example has."""
        self.words = {word: number for number, word in enumerate(words)}
        self.pieces = {piece: number for number, piece in enumerate(pieces, start=len(words))}
        self.weights = weights
        self.unknown = unknown
        #: What a feature is multiplied by, before it is divided by the length of its part.
        self.factors = weights * np.repeat(np.array([WORDS_NORM, PIECES_NORM], np.float32), [len(words), len(pieces)])
        self.pieces_of = lru_cache(maxsize=4096)(self._pieces_of)

    def __len__(self) -> int:
        return len(self.weights)

    def words_in(self, words: Sequence[str]) -> WeighedFeatures:
        """Words and pairs. An unknown pair of words does not count: most pairs are new."""
        unknown = sum(word not in self.words for word in words)
        return self._found([self.words[each] for each in words_and_pairs(words) if each in self.words], unknown)

    def _pieces_of(self, word: str) -> WeighedFeatures:
        pieces = pieces_of(word)
        known = [self.pieces[each] for each in pieces if each in self.pieces]
        return self._found(known, len(pieces) - len(known))

    def _found(self, numbers: list[int], unknown: int) -> WeighedFeatures:
        features = np.array(numbers, np.int32)
        weights = self.weights[features]
        return WeighedFeatures(features, float(weights @ weights) + unknown * self.unknown**2)

    def row(self, words: Sequence[str]) -> tuple[Int32Array, Float32Array]:
        """The features of a text and their values."""
        parts = (self.words_in(words), *map(self.pieces_of, words))
        of_words = np.float32(parts[0].squared ** -0.5 if parts[0].squared else 0)
        squared = sum(each.squared for each in parts[1:])
        of_pieces = np.float32(squared**-0.5 if squared else 0)
        features = np.concatenate([each.features for each in parts])
        lengths = np.full(len(features), of_pieces)
        lengths[: len(parts[0].features)] = of_words
        return features, self.factors[features] * lengths

    def rows(self, texts: Sequence[Sequence[str]]) -> SparseMatrix:
        return SparseMatrix.of([self.row(words) for words in texts], len(self))


def fit_tfidf_features(texts: Sequence[Sequence[str]], min_examples: int) -> TfidfFeatures:
    """Those that at least `min_examples` of the texts have, the weightiest the rarest."""
    words, pieces = Counter[str](), Counter[str]()
    for text in texts:
        words.update(set(words_and_pairs(text)))
        pieces.update({piece for word in set(text) for piece in pieces_of(word)})
    frequent_words, frequent_pieces = _frequent(words, min_examples), _frequent(pieces, min_examples)
    having = [words[each] for each in frequent_words] + [pieces[each] for each in frequent_pieces]
    weights = np.log((1 + len(texts)) / (1 + np.array(having, np.float32))) + 1
    return TfidfFeatures(frequent_words, frequent_pieces, weights.astype(np.float32), log(1 + len(texts)) + 1)


def _frequent(counts: Counter[str], min_examples: int) -> list[str]:
    return sorted(each for each, count in counts.items() if count >= min_examples)


def words_and_pairs(words: Sequence[str]) -> Iterator[str]:
    yield from words
    yield from map(" ".join, pairwise((_BEGINNING, *words, _END)))


def pieces_of(word: str) -> list[str]:
    whole = f" {word} "
    lengths = range(MIN_PIECE_LENGTH, min(MAX_PIECE_LENGTH, len(whole)) + 1)
    return [whole[begin : begin + length] for length in lengths for begin in range(len(whole) - length + 1)]
