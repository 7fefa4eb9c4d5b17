"""What ours is measured against: logistic regression of scikit-learn, which is no dependency of Parley.

pip install scikit-learn
"""

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from bot.classifier.text_normalisation import normalised_words
from bot.training_data import Example
from bot.vectors.text_vectors import TextVectors
from bot.vectors.vectors_package import vectors_for
from tests.bench.clinc.learners import Remembered
from tests.bench.clinc.measures import Classify, Guess

#: How little the weights are held back: chosen on the tuning half, for all of them.
FREEDOM = 10.0
#: How much longer a text's vector is than its words.
WEIGHT = 1.4


def are_installed() -> bool:
    return find_spec("sklearn") is not None


class Regression:
    """A text's words and letters, its vector, or both, in a logistic regression."""

    def __init__(self, name: str, tier: str = "plain", *, words: bool = True, normalise: bool = False) -> None:
        """Raises VectorsError."""
        vectors: TextVectors | None = vectors_for(tier)
        self.name = name
        self._words = words
        self._vectors = Remembered(vectors) if vectors else None
        self._normalise = normalise

    def learn(self, examples: Sequence[Example]) -> Classify:
        """Train on these."""
        union = self._word_features() if self._words else None
        texts = [self._read(each.text) for each in examples]
        if union is not None:
            union.fit(texts)
        model = import_module("sklearn.linear_model").LogisticRegression(C=FREEDOM, max_iter=300)
        model.fit(self._rows(union, texts), [each.intent for each in examples])

        def classify(asked: Sequence[str]) -> list[Guess]:
            sure = model.predict_proba(self._rows(union, [self._read(text) for text in asked]))
            best = sure.argmax(axis=1)
            return [
                Guess(str(model.classes_[each]), float(row[each]), float(row[each]))
                for each, row in zip(best, sure, strict=True)
            ]

        return classify

    def _read(self, text: str) -> str:
        return " ".join(normalised_words(text, "en")) if self._normalise else text.lower()

    def _word_features(self) -> Any:
        vectorizer = import_module("sklearn.feature_extraction.text").TfidfVectorizer
        words = vectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        pieces = vectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        return import_module("sklearn.pipeline").FeatureUnion([("words", words), ("pieces", pieces)])

    def _rows(self, union: Any, texts: Sequence[str]) -> Any:
        if self._vectors is None:
            return union.transform(texts)
        dense = self._vectors.embed(texts)
        if union is None:
            return dense
        sparse = import_module("scipy.sparse")
        return sparse.hstack([union.transform(texts), sparse.csr_matrix(WEIGHT * dense)], format="csr")


def references(tiers: Sequence[str]) -> list[Regression]:
    """One for each tier, and the plain one's in any case."""
    found = [Regression("TF-IDF, regression")]
    if "static" in tiers:
        found.append(Regression("WordLlama and TF-IDF, regression", "static", normalise=True))
    if "accurate" in tiers:
        found.append(Regression("MiniLM, regression", "accurate", words=False))
    return found
