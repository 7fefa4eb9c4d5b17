"""Softmax regression by steps over small batches of examples.

The rows of a batch become one dense block over the features that they have, so that the arithmetic is two products of
matrices, whatever the number of features. Features are left out at random and labels are not quite believed: with few
examples both keep the weights from relying on a single word (docs/decisions/0023 has the figures).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.classifier.sparse_matrix import Floats, Numbers, Rows

#: Examples that are seen in all, if each is seen at least and at most so often; and the least steps, for few examples.
SEEN: Final = 20_000
LEAST_ROUNDS: Final = 8
MOST_ROUNDS: Final = 30
LEAST_STEPS: Final = 200
SMALL_BATCH: Final = 64
LARGE_BATCH: Final = 128
#: From so many examples on batches are large.
MANY: Final = 4_000
LEFT_OUT: Final = 0.4
#: How much of each label goes to all intents alike.
DOUBT: Final = 0.1
#: How far the first steps go: with few examples shorter ones keep nearer to all of them.
SMALL_RATE: Final = 0.6
LARGE_RATE: Final = 2.0
#: How much an intent is like the middle of its examples before anything is learned.
CENTRES: Final = 2.0
_CAUTION: Final = 1e-4

Precision = TypeVar("Precision", np.float32, np.float64)
Step = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is known of many texts: features, and vectors where there are any (a column each; none: no columns)."""

    rows: Rows
    vectors: Floats

    def __len__(self) -> int:
        return len(self.rows)


class Regression:
    """Weights of features and, apart from them, of vectors, for every intent."""

    def __init__(self, features: Floats, vectors: Floats) -> None:
        """Both with a column for each intent."""
        self.features = features
        self.vectors = vectors

    def of_vectors(self, texts: Texts, chosen: Numbers) -> Floats:
        """Logits: a row for each of the chosen texts, a column for each intent; nought where there are no vectors."""
        logits: Floats = texts.vectors[chosen] @ self.vectors
        return logits

    def of_words(self, texts: Texts, chosen: Numbers) -> Floats:
        """Logits of the words alone."""
        parts = [self._block_logits(texts, chosen[at : at + 256]) for at in range(0, len(chosen), 256)]
        return np.concatenate(parts)

    def _block_logits(self, texts: Texts, chosen: Numbers) -> Floats:
        used, block = texts.rows.block(chosen)
        logits: Floats = block @ self.features[used]
        return logits


def fit(texts: Texts, labels: Numbers, chosen: Numbers, intents: int, seed: int, on_step: Step) -> Regression:
    """Learn from the chosen texts; `labels` are of all. `on_step` is told how much is done, 0 to 1."""
    return _Fitting(texts, labels, intents, seed).run(chosen, on_step)


class _Fitting:
    def __init__(self, texts: Texts, labels: Numbers, intents: int, seed: int) -> None:
        self._texts, self._labels, self._intents = texts, labels, intents
        is_large = len(texts) >= MANY
        self._size = LARGE_BATCH if is_large else SMALL_BATCH
        self._rate = LARGE_RATE if is_large else SMALL_RATE
        self._chance = np.random.default_rng(seed)
        self._weights = Regression(
            np.zeros((texts.rows.width, intents), np.float32), np.zeros((texts.vectors.shape[1], intents), np.float32)
        )
        self._feature_steps = np.full((texts.rows.width, 1), _CAUTION, np.float32)
        self._vector_steps = np.full((texts.vectors.shape[1], 1), _CAUTION, np.float32)

    def run(self, chosen: Numbers, on_step: Step) -> Regression:
        self._begin_with_centres(chosen)
        batches = -(-len(chosen) // self._size)
        rounds = max(min(SEEN // len(chosen), MOST_ROUNDS), LEAST_ROUNDS, -(-LEAST_STEPS // batches))
        for number in range(rounds * batches):
            if number % batches == 0:
                shuffled = self._chance.permutation(chosen)
            at = number % batches * self._size
            done = number / (rounds * batches)
            self._step(shuffled[at : at + self._size], self._rate * (1 - done))
            on_step(done)
        return self._weights

    def _begin_with_centres(self, chosen: Numbers) -> None:
        """The mean of an intent's examples: what is like them points to it, though nothing else is to be told apart."""
        shares = np.zeros(len(self._labels), np.float32)
        shares[chosen] = CENTRES / np.bincount(self._labels[chosen], minlength=self._intents)[self._labels[chosen]]
        rows = self._texts.rows
        row_of = np.repeat(np.arange(len(rows)), np.diff(rows.starts))
        np.add.at(self._weights.features, (rows.features, self._labels[row_of]), rows.values * shares[row_of])
        np.add.at(self._weights.vectors.T, self._labels, self._texts.vectors * shares[:, None])

    def _step(self, batch: Numbers, rate: float) -> None:
        used, block = self._texts.rows.block(batch, self._left_out)
        wrong = self._wrong(block @ self._weights.features[used], self._labels[batch])
        _descend(self._weights.features, self._feature_steps, used, block.T @ wrong, rate)
        if self._texts.vectors.shape[1]:
            self._step_of_vectors(batch, rate)

    def _step_of_vectors(self, batch: Numbers, rate: float) -> None:
        vectors = self._texts.vectors[batch]
        wrong = self._wrong(vectors @ self._weights.vectors, self._labels[batch])
        _descend(self._weights.vectors, self._vector_steps, np.arange(vectors.shape[1]), vectors.T @ wrong, rate)

    def _left_out(self, values: Floats) -> Floats:
        """Some are nought, and the others so much greater that the sum stays what it was."""
        kept = self._chance.random(len(values), np.float32) >= LEFT_OUT
        return kept * values / np.float32(1 - LEFT_OUT)

    def _wrong(self, logits: Floats, labels: Numbers) -> Floats:
        """How far the confidences are from what they should be: the gradient."""
        wrong = softmax(logits) - np.float32(DOUBT / self._intents)
        wrong[np.arange(len(labels)), labels] -= 1 - DOUBT
        # Not by how many there are: the steps of a handful of examples must not be as large as those of many.
        wrong /= self._size
        return wrong


def _descend(weights: Floats, steps: Floats, used: Numbers, gradient: Floats, rate: float) -> None:
    """AdaGrad, with one step size for a feature: the more it was changed, the less it is."""
    its = steps[used] + (np.einsum("ij,ij->i", gradient, gradient) / gradient.shape[1])[:, None]
    steps[used] = its
    weights[used] -= rate * gradient / np.sqrt(its)


def softmax(logits: NDArray[Precision]) -> NDArray[Precision]:
    """Confidences, as precise as the logits; each row sums to one."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    confidences: NDArray[Precision] = shifted / shifted.sum(axis=-1, keepdims=True)
    return confidences
