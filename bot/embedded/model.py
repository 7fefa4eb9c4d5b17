"""What was learned from the examples of a project, and what it makes of a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.embedded import model_file
from bot.embedded.errors import VectorsMissing
from bot.vectors.base import Vectors
from flows.needs import Intent

#: How many intents a text is given.
RANKED = 5
#: Closer than this, the first two are a guess (Rasa's ambiguity threshold).
MARGIN = 0.1
#: Below this (Rasa's threshold) no intent is more than a guess.
CONFIDENT = 0.3


@dataclass(frozen=True, slots=True)
class Classified:
    """What a text means."""

    #: The likeliest first, at most five; confidences of all intents of the model sum to one.
    intents: tuple[Intent, ...]
    #: How near the text is to what the model knows, 0 to 1.
    gate: float
    #: The text is none of the intents: its gate is below the model's threshold.
    out_of_scope: bool
    #: Two intents are about as likely, or none is likely.
    unsure: bool
    #: As it was read: lower case, abbreviations written out, misspellings corrected.
    text: str


class Model:
    """Read-only once trained; may be asked from several threads."""

    def __init__(self, intents: tuple[str, ...], words: Mapping[str, int], weights: NDArray[np.float32]) -> None:
        self.intents = intents
        self.data_hash = ""
        self.vectors_name = ""
        self._words = words
        self._weights = weights

    def classify(self, text: str, language: str = "") -> Classified:
        """Never fails, whatever the text; `language` is a code like "en", empty where it is not known."""
        del language
        read = text.lower()
        rows = [self._words[word] for word in read.split() if word in self._words]
        logits = self._weights[rows].sum(axis=0) + 1.0
        confidences = logits / logits.sum()
        order = np.argsort(-confidences, kind="stable")[:RANKED]
        ranked = tuple(Intent(self.intents[each], float(confidences[each])) for each in order)
        margin = ranked[0].confidence - ranked[1].confidence if len(ranked) > 1 else 1.0
        unsure = margin < MARGIN or ranked[0].confidence < CONFIDENT
        return Classified(ranked, ranked[0].confidence, not rows, unsure, read)

    def save(self, path: Path) -> None:
        """One file, written beside and renamed."""
        header = {"intents": self.intents, "words": list(self._words), "data": self.data_hash, "vectors": ""}
        model_file.write(path, header, {"weights": self._weights})

    @classmethod
    def load(cls, path: Path, vectors: Vectors | None = None) -> "Model":
        """Raises ModelUnusable. `vectors`: those that it was trained with."""
        header, arrays = model_file.read(path)
        if header["vectors"] != (vectors.name if vectors else ""):
            raise VectorsMissing(path, header["vectors"], "there are none")
        words = {word: row for row, word in enumerate(header["words"])}
        return cls(tuple(header["intents"]), words, arrays["weights"])
