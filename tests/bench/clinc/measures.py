"""What guesses amount to, by the protocol of Larson et al. (2019): one threshold, chosen where it may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.evaluation.classification_metrics import calibration_error
from bot.evaluation.predictions import Prediction
from bot.training_data import Example
from flows.protocol.needs import Intent
from tests.bench.clinc.data import Part


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest intent, and how near the text is to what is known, on whatever scale."""

    intent: str
    confidence: float
    in_scope_score: float


Classify = Callable[[Sequence[str]], list[Guess]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares, 0 to 1. In scope with the threshold: a right guess that is refused is wrong."""

    in_scope: float
    out_of_scope: float
    #: Without any threshold.
    accuracy: float
    #: How often a text in scope has a higher score than one out of scope.
    separation: float
    calibration_error: float


def score(classify: Classify, tuning: Part, held_back: Part) -> Scores:
    """The threshold from one part, all else from the other."""
    threshold = _best_threshold(*_in_scope_scores(classify, tuning))
    guesses = classify([each.text for each in held_back.in_scope])
    strangers = np.array([each.in_scope_score for each in classify(held_back.out_of_scope)])
    scores = np.array([each.in_scope_score for each in guesses])
    right = _right(held_back.in_scope, guesses)
    return Scores(
        in_scope=float((right & (scores >= threshold)).mean()),
        out_of_scope=float((strangers < threshold).mean()),
        accuracy=float(right.mean()),
        separation=_separation(scores, strangers),
        calibration_error=_calibration_error(held_back.in_scope, guesses),
    )


def accuracy(classify: Classify, examples: Sequence[Example]) -> float:
    """Without any threshold."""
    return float(_right(examples, classify([each.text for each in examples])).mean())


def _right(examples: Sequence[Example], guesses: Sequence[Guess]) -> NDArray[np.bool_]:
    return np.array([example.intent == guess.intent for example, guess in zip(examples, guesses, strict=True)])


def _in_scope_scores(
    classify: Classify, part: Part
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    guesses = classify([each.text for each in part.in_scope])
    strangers = [each.in_scope_score for each in classify(part.out_of_scope)]
    return (
        np.array([each.in_scope_score for each in guesses]),
        _right(part.in_scope, guesses),
        np.array(strangers),
    )


def _best_threshold(scores: NDArray[np.float64], right: NDArray[np.bool_], strangers: NDArray[np.float64]) -> float:
    """Where most texts are treated rightly, in scope and out of scope taken together."""
    thresholds = np.unique(np.concatenate([scores, strangers]))
    treated = [(right & (scores >= each)).sum() + (strangers < each).sum() for each in thresholds]
    return float(thresholds[int(np.argmax(treated))])


def _separation(scores: NDArray[np.float64], strangers: NDArray[np.float64]) -> float:
    """The area under the curve of Receiver Operating Characteristic."""
    below = np.searchsorted(np.sort(strangers), scores, "left") + np.searchsorted(np.sort(strangers), scores, "right")
    return float(below.mean() / (2 * len(strangers)))


def _calibration_error(examples: Sequence[Example], guesses: Sequence[Guess]) -> float:
    predictions = [
        Prediction(example, (Intent(guess.intent, guess.confidence),), out_of_scope=False)
        for example, guess in zip(examples, guesses, strict=True)
    ]
    return calibration_error(predictions)
