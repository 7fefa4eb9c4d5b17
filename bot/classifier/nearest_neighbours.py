"""The weight of the text vectors' logits beside the words', and the similarity to the nearest example of each intent.

Vectors have a regression of their own, whose logits are added to those of the words. Learned as one, the vectors, which
every text has, take the place of what is rarer and surer (docs/decisions/0024 has the figures). How much they count
depends on the vectors and on how many examples there are, and is fitted to held-out examples.

They also say how near a text is to anything that an example says, which tells best whether it is in scope at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier.calibration import calibrated_log_loss
from bot.classifier.sparse_matrix import Float32Array, Int64Array

#: What is tried, where words have weight one; and the weight where there is nothing to fit it to.
VECTOR_WEIGHTS: Final = (0.5, 0.7, 1.0, 1.5, 2.0)
DEFAULT_VECTOR_WEIGHT: Final = 1.0


def fit_vector_weight(words: Float32Array, vectors: Float32Array, labels: Int64Array) -> float:
    """The weight of the vectors' logits with the least log loss on held-out examples.

    `words`, `vectors`: logits, (examples, intents); `labels`: (examples,).
    """
    if not len(labels) or not vectors.any():
        return DEFAULT_VECTOR_WEIGHT
    return min(VECTOR_WEIGHTS, key=lambda weight: calibrated_log_loss(words + np.float32(weight) * vectors, labels))


@dataclass(frozen=True, slots=True)
class NearestNeighbours:
    """The vectors of the examples, (examples, dimensions): those of intent i from `starts[i]` to `starts[i + 1]`."""

    rows: Float32Array
    starts: Int64Array

    @classmethod
    def of(cls, vectors: Float32Array, labels: Int64Array, intents: int) -> "NearestNeighbours":
        """`labels`: the number of the intent of each."""
        order = np.argsort(labels, kind="stable")
        return cls(vectors[order], np.searchsorted(labels[order], np.arange(intents + 1)))

    def nearest(self, vector: Float32Array, intents: Iterable[int]) -> float:
        """The cosine similarity to the nearest example of these intents, 0 to 1."""
        return max(0.0, *(self._nearness(vector[None], intent).item() for intent in intents))

    def nearness(self, vectors: Float32Array) -> Float32Array:
        """The cosine similarity to the nearest example of each intent, 0 to 1: (vectors, intents)."""
        columns = [self._nearness(vectors, intent) for intent in range(len(self.starts) - 1)]
        return np.maximum(np.stack(columns, axis=1), 0)

    def _nearness(self, vectors: Float32Array, intent: int) -> NDArray[np.float32]:
        its = self.rows[self.starts[intent] : self.starts[intent + 1]]
        if not len(its):
            return np.zeros(len(vectors), np.float32)
        nearest: Float32Array = (vectors @ its.T).max(axis=1)
        return nearest
