"""What was learned from the examples of a project, and what it makes of a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier import model_file
from bot.classifier.lexicon import is_common_word
from bot.classifier.logistic_regression import softmax
from bot.classifier.model_errors import VectorsMissing
from bot.classifier.nearest_neighbours import NearestNeighbours
from bot.classifier.out_of_scope import InScopeEstimator
from bot.classifier.sparse_matrix import Float32Array
from bot.classifier.spelling import Speller, Spellings
from bot.classifier.text_corrector import TextCorrector
from bot.classifier.tfidf_features import TfidfFeatures
from bot.vectors.text_vectors import TextVectors
from flows.protocol.needs import Intent

#: How many intents a text is given.
MAX_RANKED_INTENTS: Final = 5
#: FallbackClassifier's `ambiguity_threshold`, by Rasa's default: unsure where the first two are closer than this.
AMBIGUITY_THRESHOLD: Final = 0.1
#: FallbackClassifier's `threshold`, by Rasa's default: unsure where no intent reaches this.
FALLBACK_THRESHOLD: Final = 0.3
#: Intents with these names collect examples of what the bot is not for.
OUT_OF_SCOPE_INTENTS: Final = frozenset({"out_of_scope", "nlu_fallback"})

Float16Array = NDArray[np.float16]


def is_out_of_scope(intent: str) -> bool:
    return intent in OUT_OF_SCOPE_INTENTS


@dataclass(frozen=True, slots=True)
class Classification:
    """What a text means."""

    #: The likeliest first, at most five; confidences of all intents of the model sum to one.
    intents: tuple[Intent, ...]
    #: The estimated probability that the text is in scope, 0 to 1; below a half: out of scope.
    in_scope_probability: float
    #: The text is none of the intents.
    out_of_scope: bool
    #: Two intents are about as likely, or none is likely.
    unsure: bool
    #: As it was read: lower case, abbreviations written out, misspellings corrected.
    text: str


@dataclass(frozen=True, slots=True)
class ModelParameters:
    """All that a model is; what its file holds."""

    #: Of the data, `training.training_hash`.
    data_hash: str
    #: Empty: trained without.
    vectors_name: str
    intents: tuple[str, ...]
    #: Words that are not to be corrected and that others are corrected to, the most frequent first.
    known: Sequence[str]
    spellings: Spellings
    features: TfidfFeatures
    #: A row for each feature, already multiplied by its factor, a column for each intent.
    weights: Float16Array
    vector_weights: Float16Array
    #: Of the logits (`calibration.fit_scale`).
    scale: float
    in_scope_estimator: InScopeEstimator
    #: Without columns where there are no vectors.
    neighbours: NearestNeighbours


class IntentClassifier:
    """Read-only once trained; may be asked from several threads."""

    def __init__(self, learned: ModelParameters, vectors: TextVectors | None) -> None:
        """`vectors`: those that it was trained with."""
        self._parameters = learned
        self._vectors = vectors
        self._vector_weights = learned.vector_weights.astype(np.float32)
        speller = Speller(learned.known, learned.spellings)
        self._corrector = TextCorrector(learned.known, speller, vectors.knows if vectors else is_common_word)
        self._of_pieces = lru_cache(maxsize=4096)(self._sum_pieces)

    @property
    def intents(self) -> tuple[str, ...]:
        """All that it knows, by name."""
        return self._parameters.intents

    @property
    def data_hash(self) -> str:
        return self._parameters.data_hash

    @property
    def vectors_name(self) -> str:
        return self._parameters.vectors_name

    def classify(self, text: str, language: str = "") -> Classification:
        """Never fails, whatever the text; `language` is a code like "en", empty where it is not known."""
        words = self._corrector.read(text, language)
        vector = self._vectors.embed([" ".join(words)])[0] if self._vectors else None
        logits = self._logits(words, vector)
        likeliest = np.argsort(-logits, kind="stable")[:MAX_RANKED_INTENTS].tolist()
        ranked = self._ranked(logits, likeliest)
        in_scope = self._parameters.in_scope_estimator(self._support(logits, likeliest, vector)) if words else 0.0
        margin = ranked[0].confidence - (ranked[1].confidence if len(ranked) > 1 else 0.0)
        return Classification(
            ranked,
            in_scope,
            out_of_scope=in_scope < 0.5 or is_out_of_scope(ranked[0].name),
            unsure=margin < AMBIGUITY_THRESHOLD or ranked[0].confidence < FALLBACK_THRESHOLD,
            text=" ".join(words),
        )

    def _logits(self, words: Sequence[str], vector: Float32Array | None) -> Float32Array:
        found = self._parameters.features.words_in(words)
        logits = self._sum(found.features) / np.float32(found.squared**0.5 or 1)
        pieces = [self._of_pieces(word) for word in words]
        squared = sum(each for _, each in pieces)
        if squared:
            logits += np.add.reduce([each for each, _ in pieces]) / np.float32(squared**0.5)
        if vector is not None:
            logits += vector @ self._vector_weights
        return logits

    def _support(self, logits: Float32Array, likeliest: Sequence[int], vector: Float32Array | None) -> float:
        """The highest logit; the less, the farther the text is from any example of the likeliest intents."""
        highest = float(logits[likeliest[0]])
        return highest if vector is None else highest * self._parameters.neighbours.nearest(vector, likeliest)

    def _sum_pieces(self, word: str) -> tuple[Float32Array, float]:
        found = self._parameters.features.pieces_of(word)
        return self._sum(found.features), found.squared

    def _sum(self, features: NDArray[np.int32]) -> Float32Array:
        total: Float32Array = self._parameters.weights[features].sum(axis=0, dtype=np.float32)
        return total

    def _ranked(self, logits: Float32Array, likeliest: Sequence[int]) -> tuple[Intent, ...]:
        confidences = softmax(logits.astype(np.float64) * self._parameters.scale)
        return tuple(Intent(self.intents[each], confidences[each].item()) for each in likeliest)

    def save(self, path: Path) -> None:
        """One file, written beside and renamed."""
        learned, features = self._parameters, self._parameters.features
        header: dict[str, Any] = {
            "data": learned.data_hash,
            "vectors": learned.vectors_name,
            "intents": learned.intents,
            "known": learned.known,
            "words": list(features.words),
            "pieces": list(features.pieces),
            "unknown": features.unknown,
            "scale": learned.scale,
            "gate": [learned.in_scope_estimator.threshold, learned.in_scope_estimator.slope],
        }
        arrays: dict[str, NDArray[Any]] = {
            "spellings": learned.spellings.hashes,
            "owners": learned.spellings.owners,
            "features": features.weights,
            "weights": learned.weights,
            "vectors": learned.vector_weights,
            "neighbours": learned.neighbours.rows.astype(np.float16),
            "neighbour_starts": learned.neighbours.starts,
        }
        model_file.write(path, header, arrays)

    @classmethod
    def load(cls, path: Path, vectors: TextVectors | None = None) -> "IntentClassifier":
        """Raises ModelUnusable. `vectors`: those that it was trained with."""
        header, arrays = model_file.read(path)
        given = vectors.name if vectors else ""
        if header["vectors"] != given:
            raise VectorsMissing(path, header["vectors"], given)
        return cls(_parameters(header, arrays), vectors)


def _parameters(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> ModelParameters:
    return ModelParameters(
        data_hash=header["data"],
        vectors_name=header["vectors"],
        intents=tuple(header["intents"]),
        known=header["known"],
        spellings=Spellings(arrays["spellings"], arrays["owners"]),
        features=TfidfFeatures(header["words"], header["pieces"], arrays["features"], header["unknown"]),
        weights=arrays["weights"],
        vector_weights=arrays["vectors"],
        scale=header["scale"],
        in_scope_estimator=InScopeEstimator(*header["gate"]),
        neighbours=NearestNeighbours(arrays["neighbours"].astype(np.float32), arrays["neighbour_starts"]),
    )
