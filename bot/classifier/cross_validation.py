"""What is made of examples by those who have not seen them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.classifier.intent_classifier import RANKED
from bot.classifier.logistic_regression import Step, Texts, fit
from bot.classifier.nearest_neighbours import Neighbours, share_for
from bot.classifier.sparse_matrix import Floats, Numbers

#: Each is trained on the other four parts of five.
PARTS: Final = 5
#: With so many judged, more parts would tell nothing new.
ENOUGH: Final = 3_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What was made of held-back examples, a row each, a column for each intent; and the numbers of their intents."""

    words: Floats
    vectors: Floats
    #: Of the nearest example of each intent; one where there are no vectors to tell it by.
    nearness: Floats
    labels: Numbers

    def share(self) -> float:
        """How much the vectors should count."""
        return share_for(self.words, self.vectors, self.labels)

    def logits(self, share: float) -> Floats:
        return self.words + np.float32(share) * self.vectors

    def support_where_right(self, intents: NDArray[np.bool_], share: float) -> Floats:
        """The `Model`'s support for the examples of some intents that were understood rightly."""
        logits = self.logits(share)
        likeliest = np.argsort(-logits, axis=1, kind="stable")[:, :RANKED]
        support = logits.max(axis=1) * np.take_along_axis(self.nearness, likeliest, axis=1).max(axis=1)
        right: Floats = support[(likeliest[:, 0] == self.labels) & intents[self.labels]]
        return right


def parts_to_judge(examples: int) -> int:
    """How many of the five parts are held back, one after the other."""
    return min(PARTS, -(-ENOUGH * PARTS // examples))


def judge(texts: Texts, labels: Numbers, intents: int, seed: int, on_step: Step) -> Judged:
    """Examples whose intent has others to learn from, each judged without having been seen."""
    part_of = _parts(labels)
    parts = parts_to_judge(len(labels))
    none = np.zeros((0, intents), np.float32)
    judged = [
        Judged(none, none, none, labels[:0]),
        *_judge_parts(texts, labels, intents, part_of, parts, seed, on_step),
    ]
    return Judged(
        np.concatenate([each.words for each in judged]),
        np.concatenate([each.vectors for each in judged]),
        np.concatenate([each.nearness for each in judged]),
        np.concatenate([each.labels for each in judged]),
    )


def _judge_parts(
    texts: Texts, labels: Numbers, intents: int, part_of: Numbers, parts: int, seed: int, on_step: Step
) -> Iterator[Judged]:
    for part in range(parts):

        def tell(done: float, part: int = part) -> None:
            on_step((part + done) / parts)

        seen, held_back = np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)
        held_back = held_back[np.isin(labels[held_back], labels[seen])]
        if len(seen) and len(held_back):
            model = fit(texts, labels, seen, intents, seed, tell)
            yield Judged(
                model.of_words(texts, held_back),
                model.of_vectors(texts, held_back),
                _nearness(texts, labels, intents, seen, held_back),
                labels[held_back],
            )


def _nearness(texts: Texts, labels: Numbers, intents: int, seen: Numbers, held_back: Numbers) -> Floats:
    if not texts.vectors.shape[1]:
        return np.ones((len(held_back), intents), np.float32)
    return Neighbours.of(texts.vectors[seen], labels[seen], intents).nearness(texts.vectors[held_back])


def _parts(labels: Numbers) -> Numbers:
    """A part for each example; those of an intent are dealt out evenly, one after the other."""
    order = np.argsort(labels, kind="stable")
    parts = np.empty(len(labels), np.int64)
    parts[order] = np.arange(len(labels)) % PARTS
    return parts
