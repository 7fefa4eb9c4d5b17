"""What a bot makes of examples that it has not seen: each is judged by a model trained on the others."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.classifier.cross_validation import stratified_folds
from bot.classifier.intent_classifier import is_out_of_scope
from bot.training_data import Example, TrainingData
from flows.protocol.needs import Intent


class RankedIntents(Protocol):
    """What a classifier makes of a text."""

    @property
    def intents(self) -> tuple[Intent, ...]: ...

    @property
    def out_of_scope(self) -> bool: ...


class Classifier(Protocol):
    """Names intents, the likeliest first."""

    def classify(self, text: str) -> RankedIntents: ...


Train = Callable[[TrainingData], Classifier]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Prediction:
    """An example, and what was made of its text."""

    example: Example
    intents: tuple[Intent, ...]
    out_of_scope: bool

    @property
    def likeliest(self) -> str | None:
        """None where it was taken for none of the intents."""
        return self.intents[0].name if self.intents and not self.out_of_scope else None

    @property
    def confidence(self) -> float:
        return self.intents[0].confidence if self.intents else 0.0

    @property
    def is_for_nothing(self) -> bool:
        """The example is one of what the bot is not for."""
        return is_out_of_scope(self.example.intent)

    @property
    def is_right(self) -> bool:
        """Taken for what it is; for none of the intents where it is none of them."""
        return self.likeliest == (None if self.is_for_nothing else self.example.intent)


def predictions_of(examples: Sequence[Example], classifier: Classifier) -> Iterator[Prediction]:
    for example in examples:
        meaning = classifier.classify(example.text)
        yield Prediction(example, meaning.intents, meaning.out_of_scope)


def cross_val_predictions(
    data: TrainingData, train: Train, folds: int, seed: int, on_progress: Progress
) -> tuple[Prediction, ...]:
    """Every example judged by a model that was trained without its fold, in the examples' order.

    An intent's examples are spread evenly over the folds. `folds` is at least 2; `on_progress` is told 0 to 1.
    """
    chance = random.Random(seed)  # noqa: S311 - deals cards, keeps no secret
    fold_of = stratified_folds(_labels(data.examples), folds, chance).tolist()
    predictions: dict[int, Prediction] = {}
    for fold in range(folds):
        test_indices = [number for number, its in enumerate(fold_of) if its == fold]
        train_examples = tuple(example for example, its in zip(data.examples, fold_of, strict=True) if its != fold)
        model = train(replace(data, examples=train_examples))
        found = predictions_of([data.examples[number] for number in test_indices], model)
        predictions.update(zip(test_indices, found, strict=True))
        on_progress((fold + 1) / folds)
    return tuple(predictions[number] for number in range(len(data.examples)))


def _labels(examples: Sequence[Example]) -> NDArray[np.int64]:
    """The intent of each as a number, in the order in which they first come."""
    number_of = {intent: number for number, intent in enumerate(dict.fromkeys(each.intent for each in examples))}
    return np.array([number_of[each.intent] for each in examples], np.int64)
