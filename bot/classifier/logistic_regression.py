"""Softmax regression by steps over small batches of examples.

The rows of a batch become one dense block over the features that they have, so that the arithmetic is two products of
matrices, whatever the number of features. Dropout of features and label smoothing: with few examples both keep the
weights from relying on a single word (docs/decisions/0023 has the figures).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.classifier.sparse_matrix import Float32Array, Int64Array, SparseMatrix

#: Examples that are seen in all, if each is seen at least and at most so often; and the least steps, for few examples.
MAX_EXAMPLES_SEEN: Final = 20_000
MIN_EPOCHS: Final = 8
MAX_EPOCHS: Final = 30
MIN_STEPS: Final = 200
SMALL_BATCH_SIZE: Final = 64
LARGE_BATCH_SIZE: Final = 128
#: From so many examples on batches are large.
LARGE_DATA_SET: Final = 4_000
DROPOUT: Final = 0.4
#: The share of each label that is spread evenly over all intents (Szegedy et al. 2016).
LABEL_SMOOTHING: Final = 0.1
#: How far the first steps go: with few examples shorter ones keep nearer to all of them.
SMALL_LEARNING_RATE: Final = 0.6
LARGE_LEARNING_RATE: Final = 2.0
#: Weights start at this times the centroid of an intent's examples.
CENTROID_WEIGHT: Final = 2.0
_INITIAL_ACCUMULATOR: Final = 1e-4

Precision = TypeVar("Precision", np.float32, np.float64)
OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """TF-IDF features of many texts, and their vectors: (texts, dimensions), without columns where there are none."""

    rows: SparseMatrix
    vectors: Float32Array

    def __len__(self) -> int:
        return len(self.rows)


class LogisticRegression:
    """Weights of features and, apart from them, of vectors, for every intent."""

    def __init__(self, features: Float32Array, vectors: Float32Array) -> None:
        """`features`: (features, intents); `vectors`: (dimensions, intents)."""
        self.features = features
        self.vectors = vectors

    def of_vectors(self, texts: TextFeatures, chosen: Int64Array) -> Float32Array:
        """Logits: (chosen texts, intents); zeros where there are no vectors."""
        logits: Float32Array = texts.vectors[chosen] @ self.vectors
        return logits

    def of_words(self, texts: TextFeatures, chosen: Int64Array) -> Float32Array:
        """Logits of the words alone: (chosen texts, intents)."""
        parts = [self._block_logits(texts, chosen[at : at + 256]) for at in range(0, len(chosen), 256)]
        return np.concatenate(parts)

    def _block_logits(self, texts: TextFeatures, chosen: Int64Array) -> Float32Array:
        used, block = texts.rows.block(chosen)
        logits: Float32Array = block @ self.features[used]
        return logits


def fit(
    texts: TextFeatures, labels: Int64Array, chosen: Int64Array, intents: int, seed: int, on_progress: OnProgress
) -> LogisticRegression:
    """Learn from the chosen texts; `labels` are of all. `on_progress` is told how much is done, 0 to 1."""
    return _Fitting(texts, labels, intents, seed).run(chosen, on_progress)


class _Fitting:
    def __init__(self, texts: TextFeatures, labels: Int64Array, intents: int, seed: int) -> None:
        self._texts, self._labels, self._intents = texts, labels, intents
        is_large = len(texts) >= LARGE_DATA_SET
        self._size = LARGE_BATCH_SIZE if is_large else SMALL_BATCH_SIZE
        self._learning_rate = LARGE_LEARNING_RATE if is_large else SMALL_LEARNING_RATE
        self._random = np.random.default_rng(seed)
        self._weights = LogisticRegression(
            np.zeros((texts.rows.width, intents), np.float32), np.zeros((texts.vectors.shape[1], intents), np.float32)
        )
        self._feature_steps = np.full((texts.rows.width, 1), _INITIAL_ACCUMULATOR, np.float32)
        self._vector_steps = np.full((texts.vectors.shape[1], 1), _INITIAL_ACCUMULATOR, np.float32)

    def run(self, chosen: Int64Array, on_progress: OnProgress) -> LogisticRegression:
        self._begin_with_centroids(chosen)
        batches = -(-len(chosen) // self._size)
        epochs = max(min(MAX_EXAMPLES_SEEN // len(chosen), MAX_EPOCHS), MIN_EPOCHS, -(-MIN_STEPS // batches))
        for number in range(epochs * batches):
            if number % batches == 0:
                shuffled = self._random.permutation(chosen)
            at = number % batches * self._size
            done = number / (epochs * batches)
            self._step(shuffled[at : at + self._size], self._learning_rate * (1 - done))
            on_progress(done)
        return self._weights

    def _begin_with_centroids(self, chosen: Int64Array) -> None:
        """The mean of an intent's examples: what is like them points to it, though nothing else is to be told apart."""
        shares = np.zeros(len(self._labels), np.float32)
        shares[chosen] = (
            CENTROID_WEIGHT / np.bincount(self._labels[chosen], minlength=self._intents)[self._labels[chosen]]
        )
        rows = self._texts.rows
        row_of = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
        np.add.at(self._weights.features, (rows.features, self._labels[row_of]), rows.values * shares[row_of])
        np.add.at(self._weights.vectors.T, self._labels, self._texts.vectors * shares[:, None])

    def _step(self, batch: Int64Array, learning_rate: float) -> None:
        used, block = self._texts.rows.block(batch, self._dropout)
        wrong = self._gradient(block @ self._weights.features[used], self._labels[batch])
        _descend(self._weights.features, self._feature_steps, used, block.T @ wrong, learning_rate)
        if self._texts.vectors.shape[1]:
            self._step_of_vectors(batch, learning_rate)

    def _step_of_vectors(self, batch: Int64Array, learning_rate: float) -> None:
        vectors = self._texts.vectors[batch]
        wrong = self._gradient(vectors @ self._weights.vectors, self._labels[batch])
        _descend(
            self._weights.vectors, self._vector_steps, np.arange(vectors.shape[1]), vectors.T @ wrong, learning_rate
        )

    def _dropout(self, values: Float32Array) -> Float32Array:
        """Inverted dropout: values are zeroed with probability DROPOUT, the others scaled by 1 / (1 - DROPOUT)."""
        kept = self._random.random(len(values), np.float32) >= DROPOUT
        return kept * values / np.float32(1 - DROPOUT)

    def _gradient(self, logits: Float32Array, labels: Int64Array) -> Float32Array:
        """Of the smoothed cross-entropy, with respect to the logits: (batch, intents)."""
        wrong = softmax(logits) - np.float32(LABEL_SMOOTHING / self._intents)
        wrong[np.arange(len(labels)), labels] -= 1 - LABEL_SMOOTHING
        # Not by how many there are: the steps of a handful of examples must not be as large as those of many.
        wrong /= self._size
        return wrong


def _descend(
    weights: Float32Array, steps: Float32Array, used: Int64Array, gradient: Float32Array, learning_rate: float
) -> None:
    """AdaGrad, with one step size for a feature: the more it was changed, the less it is."""
    its = steps[used] + (np.einsum("ij,ij->i", gradient, gradient) / gradient.shape[1])[:, None]
    steps[used] = its
    weights[used] -= learning_rate * gradient / np.sqrt(its)


def softmax(logits: NDArray[Precision]) -> NDArray[Precision]:
    """Confidences, as precise as the logits; each row sums to one."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    confidences: NDArray[Precision] = shifted / shifted.sum(axis=-1, keepdims=True)
    return confidences
