"""Learns a model from examples. Pure: the same data and seed, the same model."""

import hashlib
import json
from collections.abc import Callable

import numpy as np

from bot.embedded.errors import NothingToLearn
from bot.embedded.model import Model
from bot.training_data import TrainingData
from bot.vectors.base import Vectors

#: Counts up when the same data gives another model, so that models in use are trained again.
METHOD = 1

Progress = Callable[[float], None]


def hash_of(data: TrainingData) -> str:
    """Changes when, and only when, a model would be another: with texts, intents and the method."""
    learned = [METHOD, [[example.text, example.intent] for example in data.examples]]
    return hashlib.sha256(json.dumps(learned).encode()).hexdigest()


def train(
    data: TrainingData, vectors: Vectors | None = None, *, seed: int = 0, on_progress: Progress | None = None
) -> Model:
    """Raises NothingToLearn. `on_progress` is told from 0 to 1 how much is done."""
    if not data.examples:
        raise NothingToLearn
    intents = tuple(sorted({example.intent for example in data.examples}))
    words = {word: row for row, word in enumerate(sorted({w for e in data.examples for w in e.text.lower().split()}))}
    weights = np.zeros((len(words), len(intents)), np.float32)
    for example in data.examples:
        for word in example.text.lower().split():
            weights[words[word], intents.index(example.intent)] += 1
    model = Model(intents, words, weights)
    model.data_hash = hash_of(data)
    del vectors, seed
    if on_progress:
        on_progress(1.0)
    return model
