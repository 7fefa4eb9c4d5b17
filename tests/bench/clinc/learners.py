"""Ours, in its three tiers: trained and asked as in production."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.classifier.training import train
from bot.training_data import Example, TrainingData
from bot.vectors.text_vectors import TextVectors
from bot.vectors.vectors_package import vectors_for
from tests.bench.clinc.measures import Classify, Guess


class Remembered:
    """Vectors that are computed once for each text: several models are trained of the same ones."""

    def __init__(self, vectors: TextVectors) -> None:
        self._vectors = vectors
        self._rows: dict[str, NDArray[np.float32]] = {}

    @property
    def name(self) -> str:
        return self._vectors.name

    @property
    def dimensions(self) -> int:
        return self._vectors.dimensions

    def knows(self, word: str) -> bool:
        return self._vectors.knows(word)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = sorted(set(texts) - self._rows.keys())
        if new:
            self._rows.update(zip(new, self._vectors.embed(new), strict=True))
        return np.array([self._rows[text] for text in texts], np.float32).reshape(-1, self.dimensions)


class Tier:
    """Parley's own classifier on one of the tiers."""

    def __init__(self, tier: str) -> None:
        """Raises VectorsError."""
        vectors = vectors_for(tier)
        self.name = f"Parley, {tier}"
        self._vectors = Remembered(vectors) if vectors else None

    def learn(self, examples: Sequence[Example]) -> Classify:
        model = train(TrainingData(tuple(examples)), self._vectors)

        def classify(texts: Sequence[str]) -> list[Guess]:
            if self._vectors:
                self._vectors.embed(texts)
            found = [model.classify(text, "en") for text in texts]
            return [
                Guess(each.intents[0].name, each.intents[0].confidence, each.in_scope_probability) for each in found
            ]

        return classify
