"""Learns a model from examples. Pure: the same data and seed, the same model."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.classifier.calibration import scale_for
from bot.classifier.common_words import is_ordinary
from bot.classifier.cross_validation import Judged, judge, parts_to_judge
from bot.classifier.intent_classifier import Learned, Model, is_out_of_scope
from bot.classifier.logistic_regression import Regression, Texts, fit
from bot.classifier.model_errors import NothingToLearn
from bot.classifier.nearest_neighbours import Neighbours
from bot.classifier.out_of_scope import gate_for
from bot.classifier.sparse_matrix import Floats, Numbers
from bot.classifier.spelling import Speller, Spellings, spellings_of
from bot.classifier.text_corrector import Reader
from bot.classifier.text_normalisation import words_of
from bot.classifier.tfidf_features import Features, features_of
from bot.training_data import TrainingData
from bot.vectors.text_vectors import Vectors

#: Counts up when the same data gives another model, so that models in use are trained again.
METHOD = 7
#: From so many examples on, what only one of them has is left out, and its words may be misspelled ones.
MANY = 4_000

Progress = Callable[[float], None]
Words = tuple[str, ...]


def hash_of(data: TrainingData) -> str:
    """Changes when, and only when, a model would be another: with texts, intents and the method."""
    learned = [METHOD, [[example.text, example.intent] for example in data.examples]]
    return hashlib.sha256(json.dumps(learned).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Examples as numbers, and what turns other texts into such numbers."""

    intents: tuple[str, ...]
    #: The number of each example's intent.
    labels: Numbers
    known: tuple[str, ...]
    spellings: Spellings
    features: Features
    texts: Texts

    @property
    def all(self) -> Numbers:
        return np.arange(len(self.labels))


def train(
    data: TrainingData, vectors: Vectors | None = None, *, seed: int = 0, on_progress: Progress | None = None
) -> Model:
    """Raises NothingToLearn. `on_progress` is told from 0 to 1 how much is done."""
    tell = on_progress or _tell_nobody
    given = _prepared(_examples(data), vectors)
    steps = parts_to_judge(len(given.labels)) + 1
    judged = judge(given.texts, given.labels, len(given.intents), seed, lambda done: tell(done * (steps - 1) / steps))
    weights = fit(
        given.texts, given.labels, given.all, len(given.intents), seed, lambda done: tell((steps - 1 + done) / steps)
    )
    tell(1.0)
    return Model(_learned(given, judged, weights, hash_of(data), vectors.name if vectors else ""), vectors)


def _tell_nobody(done: float) -> None: ...


def _examples(data: TrainingData) -> list[tuple[Words, str]]:
    """Each once: what stands there twice would be judged by those who have seen it."""
    read = ((tuple(words_of(example.text)), example.intent) for example in data.examples)
    examples = list(dict.fromkeys((words, intent) for words, intent in read if words))
    if not examples:
        raise NothingToLearn
    return examples


def _prepared(examples: Sequence[tuple[Words, str]], vectors: Vectors | None) -> _Prepared:
    intents = tuple(sorted({intent for _, intent in examples}))
    number_of = {intent: number for number, intent in enumerate(intents)}
    fewest = 2 if len(examples) >= MANY else 1
    known = _known([words for words, _ in examples], fewest)
    spellings = spellings_of(known)
    reader = Reader(known, Speller(known, spellings), vectors.knows if vectors else is_ordinary)
    read = [reader.correct(words) for words, _ in examples]
    features = features_of(read, fewest)
    labels = np.array([number_of[intent] for _, intent in examples], np.int64)
    return _Prepared(intents, labels, known, spellings, features, Texts(features.rows(read), _embedded(read, vectors)))


def _learned(given: _Prepared, judged: Judged, weights: Regression, data_hash: str, vectors_name: str) -> Learned:
    within = np.array([not is_out_of_scope(intent) for intent in given.intents])
    share = judged.share()
    own = weights.of_words(given.texts, given.all) + np.float32(share) * weights.of_vectors(given.texts, given.all)
    return Learned(
        data_hash=data_hash,
        vectors_name=vectors_name,
        intents=given.intents,
        known=given.known,
        spellings=given.spellings,
        features=given.features,
        weights=(given.features.factors[:, None] * weights.features).astype(np.float16),
        vector_weights=(np.float32(share) * weights.vectors).astype(np.float16),
        scale=scale_for(judged.logits(share), judged.labels),
        gate=gate_for(judged.support_where_right(within, share), own.max(axis=1)),
        neighbours=Neighbours.of(_rounded(given.texts.vectors), given.labels, len(given.intents)),
    )


def _rounded(vectors: Floats) -> Floats:
    """As a model's file keeps them, so that a model says the same before and after."""
    return vectors.astype(np.float16).astype(np.float32)


def _known(texts: Sequence[Words], fewest: int) -> tuple[str, ...]:
    """The words that at least so many examples have, the most frequent first."""
    counts = Counter(word for words in texts for word in set(words))
    return tuple(sorted((word for word, count in counts.items() if count >= fewest), key=lambda w: (-counts[w], w)))


def _embedded(texts: Sequence[Sequence[str]], vectors: Vectors | None) -> Floats:
    if vectors is None:
        return np.zeros((len(texts), 0), np.float32)
    return vectors.embed([" ".join(words) for words in texts])
