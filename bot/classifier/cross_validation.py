"""What is made of examples by those who have not seen them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier.intent_classifier import MAX_RANKED_INTENTS
from bot.classifier.logistic_regression import OnProgress, TextFeatures, fit
from bot.classifier.nearest_neighbours import NearestNeighbours, fit_vector_weight
from bot.classifier.sparse_matrix import Float32Array, Int64Array

#: Each is trained on the other four parts of five.
FOLDS: Final = 5
#: With so many predictions, more parts would tell nothing new.
MAX_PREDICTIONS: Final = 3_000


@dataclass(frozen=True, slots=True)
class HeldOutPredictions:
    """What was made of held-back examples, a row each, a column for each intent; and the numbers of their intents."""

    words: Float32Array
    vectors: Float32Array
    #: Of the nearest example of each intent; one where there are no vectors to tell it by.
    nearness: Float32Array
    labels: Int64Array

    def share(self) -> float:
        """How much the vectors should count."""
        return fit_vector_weight(self.words, self.vectors, self.labels)

    def logits(self, share: float) -> Float32Array:
        return self.words + np.float32(share) * self.vectors

    def support_where_right(self, intents: NDArray[np.bool_], share: float) -> Float32Array:
        """The `Model`'s support for the examples of some intents that were understood rightly."""
        logits = self.logits(share)
        likeliest = np.argsort(-logits, axis=1, kind="stable")[:, :MAX_RANKED_INTENTS]
        support = logits.max(axis=1) * np.take_along_axis(self.nearness, likeliest, axis=1).max(axis=1)
        right: Float32Array = support[(likeliest[:, 0] == self.labels) & intents[self.labels]]
        return right


def folds_to_predict(examples: int) -> int:
    """How many of the five parts are held back, one after the other."""
    return min(FOLDS, -(-MAX_PREDICTIONS * FOLDS // examples))


def cross_val_predict(
    texts: TextFeatures, labels: Int64Array, intents: int, seed: int, on_progress: OnProgress
) -> HeldOutPredictions:
    """Examples whose intent has others to learn from, each classified by a model that was fitted without it."""
    fold_of = stratified_folds(labels, FOLDS)
    parts = folds_to_predict(len(labels))
    none = np.zeros((0, intents), np.float32)
    held_out = [
        HeldOutPredictions(none, none, none, labels[:0]),
        *_predict_folds(texts, labels, intents, fold_of, parts, seed, on_progress),
    ]
    return HeldOutPredictions(
        np.concatenate([each.words for each in held_out]),
        np.concatenate([each.vectors for each in held_out]),
        np.concatenate([each.nearness for each in held_out]),
        np.concatenate([each.labels for each in held_out]),
    )


def _predict_folds(
    texts: TextFeatures,
    labels: Int64Array,
    intents: int,
    fold_of: Int64Array,
    parts: int,
    seed: int,
    on_progress: OnProgress,
) -> Iterator[HeldOutPredictions]:
    for part in range(parts):

        def tell(done: float, part: int = part) -> None:
            on_progress((part + done) / parts)

        seen, held_back = np.flatnonzero(fold_of != part), np.flatnonzero(fold_of == part)
        held_back = held_back[np.isin(labels[held_back], labels[seen])]
        if len(seen) and len(held_back):
            model = fit(texts, labels, seen, intents, seed, tell)
            yield HeldOutPredictions(
                model.of_words(texts, held_back),
                model.of_vectors(texts, held_back),
                _nearness(texts, labels, intents, seen, held_back),
                labels[held_back],
            )


def _nearness(
    texts: TextFeatures, labels: Int64Array, intents: int, seen: Int64Array, held_back: Int64Array
) -> Float32Array:
    if not texts.vectors.shape[1]:
        return np.ones((len(held_back), intents), np.float32)
    return NearestNeighbours.of(texts.vectors[seen], labels[seen], intents).nearness(texts.vectors[held_back])


def stratified_folds(labels: Int64Array, folds: int, chance: Random | None = None) -> Int64Array:
    """A fold for each example, 0 to `folds` - 1: those of a label are dealt out evenly, one after the other.

    Each label begins where the one before ended, so that small ones even out. `chance` shuffles the examples of each
    label first.
    """
    order = np.argsort(labels, kind="stable")
    if chance is not None:
        by_label = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
        order = np.concatenate([_shuffled(examples, chance) for examples in by_label])
    fold_of = np.empty(len(labels), np.int64)
    fold_of[order] = np.arange(len(labels)) % folds
    return fold_of


def _shuffled(examples: Int64Array, chance: Random) -> Int64Array:
    shuffled = examples.tolist()
    chance.shuffle(shuffled)
    return np.array(shuffled, np.int64)
