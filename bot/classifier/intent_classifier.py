"""What was learned from the examples of a project, and what it makes of a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier import model_file
from bot.classifier.common_words import is_ordinary
from bot.classifier.logistic_regression import softmax
from bot.classifier.model_errors import VectorsMissing
from bot.classifier.nearest_neighbours import Neighbours
from bot.classifier.out_of_scope import Gate
from bot.classifier.sparse_matrix import Floats
from bot.classifier.spelling import Speller, Spellings
from bot.classifier.text_corrector import Reader
from bot.classifier.tfidf_features import Features
from bot.vectors.text_vectors import Vectors
from flows.protocol.needs import Intent

#: How many intents a text is given.
RANKED: Final = 5
#: Closer than this, the first two are a guess (Rasa's ambiguity threshold).
MARGIN: Final = 0.1
#: Below this (Rasa's threshold) no intent is more than a guess.
CONFIDENT: Final = 0.3
#: Intents with these names collect examples of what the bot is not for.
OUT_OF_SCOPE: Final = frozenset({"out_of_scope", "nlu_fallback"})

Halves = NDArray[np.float16]


def is_out_of_scope(intent: str) -> bool:
    return intent in OUT_OF_SCOPE


@dataclass(frozen=True, slots=True)
class Classified:
    """What a text means."""

    #: The likeliest first, at most five; confidences of all intents of the model sum to one.
    intents: tuple[Intent, ...]
    #: How much of the text is what the model knows, 0 to 1; below a half: out of scope.
    gate: float
    #: The text is none of the intents.
    out_of_scope: bool
    #: Two intents are about as likely, or none is likely.
    unsure: bool
    #: As it was read: lower case, abbreviations written out, misspellings corrected.
    text: str


@dataclass(frozen=True, slots=True)
class Learned:
    """All that a model is; what its file holds."""

    #: Of the data, `training.hash_of`.
    data_hash: str
    #: Empty: trained without.
    vectors_name: str
    intents: tuple[str, ...]
    #: Words that are not to be corrected and that others are corrected to, the most frequent first.
    known: Sequence[str]
    spellings: Spellings
    features: Features
    #: A row for each feature, already multiplied by its factor, a column for each intent.
    weights: Halves
    vector_weights: Halves
    #: Of the logits, to make confidences honest.
    scale: float
    gate: Gate
    #: Without columns where there are no vectors.
    neighbours: Neighbours


class Model:
    """Read-only once trained; may be asked from several threads."""

    def __init__(self, learned: Learned, vectors: Vectors | None) -> None:
        """`vectors`: those that it was trained with."""
        self._learned = learned
        self._vectors = vectors
        self._vector_weights = learned.vector_weights.astype(np.float32)
        speller = Speller(learned.known, learned.spellings)
        self._reader = Reader(learned.known, speller, vectors.knows if vectors else is_ordinary)
        self._of_pieces = lru_cache(maxsize=4096)(self._sum_pieces)

    @property
    def intents(self) -> tuple[str, ...]:
        """All that it knows, by name."""
        return self._learned.intents

    @property
    def data_hash(self) -> str:
        return self._learned.data_hash

    @property
    def vectors_name(self) -> str:
        return self._learned.vectors_name

    def classify(self, text: str, language: str = "") -> Classified:
        """Never fails, whatever the text; `language` is a code like "en", empty where it is not known."""
        words = self._reader.read(text, language)
        vector = self._vectors.embed([" ".join(words)])[0] if self._vectors else None
        logits = self._logits(words, vector)
        likeliest = np.argsort(-logits, kind="stable")[:RANKED].tolist()
        ranked = self._ranked(logits, likeliest)
        gate = self._learned.gate(self._support(logits, likeliest, vector)) if words else 0.0
        margin = ranked[0].confidence - (ranked[1].confidence if len(ranked) > 1 else 0.0)
        return Classified(
            ranked,
            gate,
            out_of_scope=gate < 0.5 or is_out_of_scope(ranked[0].name),
            unsure=margin < MARGIN or ranked[0].confidence < CONFIDENT,
            text=" ".join(words),
        )

    def _logits(self, words: Sequence[str], vector: Floats | None) -> Floats:
        found = self._learned.features.words_in(words)
        logits = self._sum(found.features) / np.float32(found.squared**0.5 or 1)
        pieces = [self._of_pieces(word) for word in words]
        squared = sum(each for _, each in pieces)
        if squared:
            logits += np.add.reduce([each for each, _ in pieces]) / np.float32(squared**0.5)
        if vector is not None:
            logits += vector @ self._vector_weights
        return logits

    def _support(self, logits: Floats, likeliest: Sequence[int], vector: Floats | None) -> float:
        """The highest logit; the less, the farther the text is from any example of the likeliest intents."""
        highest = float(logits[likeliest[0]])
        return highest if vector is None else highest * self._learned.neighbours.nearest(vector, likeliest)

    def _sum_pieces(self, word: str) -> tuple[Floats, float]:
        found = self._learned.features.pieces_of(word)
        return self._sum(found.features), found.squared

    def _sum(self, features: NDArray[np.int32]) -> Floats:
        total: Floats = self._learned.weights[features].sum(axis=0, dtype=np.float32)
        return total

    def _ranked(self, logits: Floats, likeliest: Sequence[int]) -> tuple[Intent, ...]:
        confidences = softmax(logits.astype(np.float64) * self._learned.scale)
        return tuple(Intent(self.intents[each], confidences[each].item()) for each in likeliest)

    def save(self, path: Path) -> None:
        """One file, written beside and renamed."""
        learned, features = self._learned, self._learned.features
        header: dict[str, Any] = {
            "data": learned.data_hash,
            "vectors": learned.vectors_name,
            "intents": learned.intents,
            "known": learned.known,
            "words": list(features.words),
            "pieces": list(features.pieces),
            "unknown": features.unknown,
            "scale": learned.scale,
            "gate": [learned.gate.threshold, learned.gate.slope],
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
    def load(cls, path: Path, vectors: Vectors | None = None) -> "Model":
        """Raises ModelUnusable. `vectors`: those that it was trained with."""
        header, arrays = model_file.read(path)
        given = vectors.name if vectors else ""
        if header["vectors"] != given:
            raise VectorsMissing(path, header["vectors"], given)
        return cls(_learned(header, arrays), vectors)


def _learned(header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Learned:
    return Learned(
        data_hash=header["data"],
        vectors_name=header["vectors"],
        intents=tuple(header["intents"]),
        known=header["known"],
        spellings=Spellings(arrays["spellings"], arrays["owners"]),
        features=Features(header["words"], header["pieces"], arrays["features"], header["unknown"]),
        weights=arrays["weights"],
        vector_weights=arrays["vectors"],
        scale=header["scale"],
        gate=Gate(*header["gate"]),
        neighbours=Neighbours(arrays["neighbours"].astype(np.float32), arrays["neighbour_starts"]),
    )
