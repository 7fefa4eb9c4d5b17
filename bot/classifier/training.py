"""Learns a model from examples. Pure: the same data and seed, the same model."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.classifier.calibration import fit_scale
from bot.classifier.cross_validation import HeldOutPredictions, cross_val_predict, folds_to_predict
from bot.classifier.intent_classifier import IntentClassifier, ModelParameters, is_out_of_scope
from bot.classifier.lexicon import is_common_word
from bot.classifier.logistic_regression import LogisticRegression, TextFeatures, fit
from bot.classifier.model_errors import NoTrainingExamples
from bot.classifier.nearest_neighbours import NearestNeighbours
from bot.classifier.out_of_scope import fit_in_scope_estimator
from bot.classifier.sparse_matrix import Float32Array, Int64Array
from bot.classifier.spelling import Speller, Spellings, spellings_of
from bot.classifier.text_corrector import TextCorrector
from bot.classifier.text_normalisation import normalised_words
from bot.classifier.tfidf_features import TfidfFeatures, fit_tfidf_features
from bot.training_data import TrainingData
from bot.vectors.text_vectors import TextVectors

#: Raise it when the same data gives another model: models in use are then trained again.
TRAINING_VERSION = 7
#: From so many examples on, what only one of them has is left out, and its words may be misspelled ones.
LARGE_DATA_SET = 4_000

Progress = Callable[[float], None]
Words = tuple[str, ...]


def training_hash(data: TrainingData) -> str:
    """Changes when, and only when, a model would be another: with texts, intents and the method."""
    learned = [TRAINING_VERSION, [[example.text, example.intent] for example in data.examples]]
    return hashlib.sha256(json.dumps(learned).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Examples as numbers, and what turns other texts into such numbers."""

    intents: tuple[str, ...]
    #: The number of each example's intent.
    labels: Int64Array
    known: tuple[str, ...]
    spellings: Spellings
    features: TfidfFeatures
    texts: TextFeatures

    @property
    def all(self) -> Int64Array:
        return np.arange(len(self.labels))


def train(
    data: TrainingData, vectors: TextVectors | None = None, *, seed: int = 0, on_progress: Progress | None = None
) -> IntentClassifier:
    """Raises NoTrainingExamples. `on_progress` is told from 0 to 1 how much is done."""
    tell = on_progress or _tell_nobody
    given = _prepared(_examples(data), vectors)
    steps = folds_to_predict(len(given.labels)) + 1
    held_out = cross_val_predict(
        given.texts, given.labels, len(given.intents), seed, lambda done: tell(done * (steps - 1) / steps)
    )
    weights = fit(
        given.texts, given.labels, given.all, len(given.intents), seed, lambda done: tell((steps - 1 + done) / steps)
    )
    tell(1.0)
    return IntentClassifier(
        _fitted_parameters(given, held_out, weights, training_hash(data), vectors.name if vectors else ""), vectors
    )


def _tell_nobody(done: float) -> None: ...


def _examples(data: TrainingData) -> list[tuple[Words, str]]:
    """Each once: what stands there twice would be classified by a model that has seen it."""
    read = ((tuple(normalised_words(example.text)), example.intent) for example in data.examples)
    examples = list(dict.fromkeys((words, intent) for words, intent in read if words))
    if not examples:
        raise NoTrainingExamples
    return examples


def _prepared(examples: Sequence[tuple[Words, str]], vectors: TextVectors | None) -> _Prepared:
    intents = tuple(sorted({intent for _, intent in examples}))
    number_of = {intent: number for number, intent in enumerate(intents)}
    min_examples = 2 if len(examples) >= LARGE_DATA_SET else 1
    known = _known([words for words, _ in examples], min_examples)
    spellings = spellings_of(known)
    reader = TextCorrector(known, Speller(known, spellings), vectors.knows if vectors else is_common_word)
    read = [reader.correct(words) for words, _ in examples]
    features = fit_tfidf_features(read, min_examples)
    labels = np.array([number_of[intent] for _, intent in examples], np.int64)
    return _Prepared(
        intents, labels, known, spellings, features, TextFeatures(features.rows(read), _text_vectors(read, vectors))
    )


def _fitted_parameters(
    given: _Prepared, held_out: HeldOutPredictions, weights: LogisticRegression, data_hash: str, vectors_name: str
) -> ModelParameters:
    within = np.array([not is_out_of_scope(intent) for intent in given.intents])
    vector_weight = held_out.vector_weight()
    own = weights.of_words(given.texts, given.all) + np.float32(vector_weight) * weights.of_vectors(
        given.texts, given.all
    )
    return ModelParameters(
        data_hash=data_hash,
        vectors_name=vectors_name,
        intents=given.intents,
        known=given.known,
        spellings=given.spellings,
        features=given.features,
        weights=(given.features.factors[:, None] * weights.features).astype(np.float16),
        vector_weights=(np.float32(vector_weight) * weights.vectors).astype(np.float16),
        scale=fit_scale(held_out.logits(vector_weight), held_out.labels),
        in_scope_estimator=fit_in_scope_estimator(held_out.support_where_right(within, vector_weight), own.max(axis=1)),
        neighbours=NearestNeighbours.of(_rounded(given.texts.vectors), given.labels, len(given.intents)),
    )


def _rounded(vectors: Float32Array) -> Float32Array:
    """As a model's file keeps them, so that a model says the same before and after."""
    return vectors.astype(np.float16).astype(np.float32)


def _known(texts: Sequence[Words], min_examples: int) -> tuple[str, ...]:
    """The words that at least so many examples have, the most frequent first."""
    counts = Counter(word for words in texts for word in set(words))
    return tuple(
        sorted((word for word, count in counts.items() if count >= min_examples), key=lambda w: (-counts[w], w))
    )


def _text_vectors(texts: Sequence[Sequence[str]], vectors: TextVectors | None) -> Float32Array:
    if vectors is None:
        return np.zeros((len(texts), 0), np.float32)
    return vectors.embed([" ".join(words) for words in texts])
