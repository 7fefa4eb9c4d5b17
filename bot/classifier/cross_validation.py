"""Out-of-fold predictions: the logits of each example by a model that was fitted without its fold."""

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

#: Each model is fitted to four of five.
FOLDS: Final = 5
#: With so many predictions, more folds would tell nothing new.
MAX_PREDICTIONS: Final = 3_000


@dataclass(frozen=True, slots=True)
class HeldOutPredictions:
    """Of held-out examples: `words`, `vectors` and `nearness` are (examples, intents), `labels` is (examples,)."""

    words: Float32Array
    vectors: Float32Array
    #: The cosine similarity to the nearest example of each intent; one where there are no vectors.
    nearness: Float32Array
    labels: Int64Array

    def vector_weight(self) -> float:
        """The one that suits these examples best."""
        return fit_vector_weight(self.words, self.vectors, self.labels)

    def logits(self, vector_weight: float) -> Float32Array:
        return self.words + np.float32(vector_weight) * self.vectors

    def support_where_right(self, intents: NDArray[np.bool_], vector_weight: float) -> Float32Array:
        """The `IntentClassifier`'s support for the examples of some intents that were classified correctly."""
        logits = self.logits(vector_weight)
        likeliest = np.argsort(-logits, axis=1, kind="stable")[:, :MAX_RANKED_INTENTS]
        support = logits.max(axis=1) * np.take_along_axis(self.nearness, likeliest, axis=1).max(axis=1)
        right: Float32Array = support[(likeliest[:, 0] == self.labels) & intents[self.labels]]
        return right


def folds_to_predict(examples: int) -> int:
    """How many of the five folds are held out, one after the other."""
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

        train_indices, test_indices = np.flatnonzero(fold_of != part), np.flatnonzero(fold_of == part)
        test_indices = test_indices[np.isin(labels[test_indices], labels[train_indices])]
        if len(train_indices) and len(test_indices):
            model = fit(texts, labels, train_indices, intents, seed, tell)
            yield HeldOutPredictions(
                model.of_words(texts, test_indices),
                model.of_vectors(texts, test_indices),
                _nearness(texts, labels, intents, train_indices, test_indices),
                labels[test_indices],
            )


def _nearness(
    texts: TextFeatures, labels: Int64Array, intents: int, train_indices: Int64Array, test_indices: Int64Array
) -> Float32Array:
    if not texts.vectors.shape[1]:
        return np.ones((len(test_indices), intents), np.float32)
    return NearestNeighbours.of(texts.vectors[train_indices], labels[train_indices], intents).nearness(
        texts.vectors[test_indices]
    )


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
