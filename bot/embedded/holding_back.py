"""What is made of examples by those who have not seen them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bot.embedded.regression import Step, Texts, fit
from bot.embedded.sparse import Floats, Numbers

#: Each is trained on the other four parts of five.
PARTS: Final = 5
#: With so many judged, more parts would tell nothing new.
ENOUGH: Final = 3_000


@dataclass(frozen=True, slots=True)
class Judged:
    """Logits of held-back examples, a row each, and the numbers of their intents."""

    logits: Floats
    labels: Numbers

    def highest_where_right(self, intents: NDArray[np.bool_]) -> Floats:
        """The highest logits of the examples of some intents that were understood rightly."""
        right = (self.logits.argmax(axis=1) == self.labels) & intents[self.labels]
        highest: Floats = self.logits[right].max(axis=1)
        return highest


def parts_to_judge(examples: int) -> int:
    """How many of the five parts are held back, one after the other."""
    return min(PARTS, -(-ENOUGH * PARTS // examples))


def judge(texts: Texts, labels: Numbers, intents: int, seed: int, on_step: Step) -> Judged:
    """Examples whose intent has others to learn from, each judged without having been seen."""
    part_of = _parts(labels)
    parts = parts_to_judge(len(labels))
    judged = list(_judge_parts(texts, labels, intents, part_of, parts, seed, on_step))
    return Judged(np.concatenate([each.logits for each in judged]), np.concatenate([each.labels for each in judged]))


def _judge_parts(
    texts: Texts, labels: Numbers, intents: int, part_of: Numbers, parts: int, seed: int, on_step: Step
) -> Iterator[Judged]:
    yield Judged(np.zeros((0, intents), np.float32), np.zeros(0, np.int64))
    for part in range(parts):

        def tell(done: float, part: int = part) -> None:
            on_step((part + done) / parts)

        seen, held_back = np.flatnonzero(part_of != part), np.flatnonzero(part_of == part)
        held_back = held_back[np.isin(labels[held_back], labels[seen])]
        if len(seen) and len(held_back):
            model = fit(texts, labels, seen, intents, seed, tell)
            yield Judged(model.logits(texts, held_back), labels[held_back])


def _parts(labels: Numbers) -> Numbers:
    """A part for each example; those of an intent are dealt out evenly, one after the other."""
    order = np.argsort(labels, kind="stable")
    parts = np.empty(len(labels), np.int64)
    parts[order] = np.arange(len(labels)) % PARTS
    return parts
