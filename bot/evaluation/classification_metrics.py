"""What predictions amount to: how often right, how honest about it, and what is taken for what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.predictions import Prediction

#: Of the calibration error: equal parts of 0 to 1, as Guo et al., "On Calibration of Modern Neural Networks" (2017).
CALIBRATION_BINS = 15
#: A rule that is taken wrongly does what nobody asked for: a threshold is proposed at which that is rare.
MAX_ERROR_RATE = 0.05


@dataclass(frozen=True, slots=True)
class IntentMetrics:
    """How one intent fares. Shares are from 0 to 1."""

    intent: str
    examples: int
    #: Of what was taken for it, how much was it.
    precision: float
    #: Of its examples, how many were taken for it.
    recall: float
    #: From which confidence on at most one in twenty is wrong; None: from none on.
    threshold: float | None

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """Examples of one intent that were taken for another; None: for nothing that the bot knows."""

    intent: str
    taken_for: str | None
    times: int


def accuracy(predictions: Sequence[Prediction]) -> float:
    return sum(each.is_right for each in predictions) / len(predictions) if predictions else 0.0


def rejected(predictions: Sequence[Prediction]) -> float:
    """The false rejection rate: the share of in-scope examples that were taken for out of scope."""
    return _share_for_none([each for each in predictions if not each.is_for_nothing]) or 0.0


def refused(predictions: Sequence[Prediction]) -> float | None:
    """The recall of out-of-scope examples; None without any."""
    return _share_for_none([each for each in predictions if each.is_for_nothing])


def _share_for_none(predictions: Sequence[Prediction]) -> float | None:
    return sum(each.likeliest is None for each in predictions) / len(predictions) if predictions else None


def calibration_error(predictions: Sequence[Prediction]) -> float:
    """The expected calibration error: the mean distance of confidence from accuracy over equal bins, 0 to 1."""
    bins: list[list[Prediction]] = [[] for _ in range(CALIBRATION_BINS)]
    for each in predictions:
        bins[min(int(each.confidence * CALIBRATION_BINS), CALIBRATION_BINS - 1)].append(each)
    return sum(abs(_gap(each)) * len(each) for each in bins if each) / len(predictions) if predictions else 0.0


def _gap(predictions: Sequence[Prediction]) -> float:
    """Of the likeliest intent, whether or not the bot then held the text for out of scope."""
    right = sum(bool(each.intents) and each.intents[0].name == each.example.intent for each in predictions)
    return (right - sum(each.confidence for each in predictions)) / len(predictions)


def by_intent(predictions: Sequence[Prediction]) -> tuple[IntentMetrics, ...]:
    """Each intent that has examples, by name; without those of what the bot is not for."""
    names = sorted({each.example.intent for each in predictions if not each.is_for_nothing})
    return tuple(_measure(name, predictions) for name in names)


def _measure(intent: str, predictions: Sequence[Prediction]) -> IntentMetrics:
    its = [each for each in predictions if each.example.intent == intent]
    taken = [each for each in predictions if each.likeliest == intent]
    right = sum(each.is_right for each in taken)
    return IntentMetrics(
        intent, len(its), right / len(taken) if taken else 0.0, right / len(its), proposed_threshold(taken)
    )


def proposed_threshold(taken: Sequence[Prediction]) -> float | None:
    """The lowest confidence from which on wrong ones are rare, rounded down to a hundredth."""
    ranked = sorted(taken, key=lambda each: -each.confidence)
    wrong, lowest = 0, None
    for count, each in enumerate(ranked, start=1):
        wrong += not each.is_right
        if each.is_right and wrong <= MAX_ERROR_RATE * count:
            lowest = each.confidence
    return None if lowest is None else int(lowest * 100) / 100


def confusions(predictions: Sequence[Prediction]) -> tuple[Confusion, ...]:
    """What is mistaken for what, the most frequent first."""
    counted = Counter((each.example.intent, each.likeliest) for each in predictions if not each.is_right)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    return tuple(Confusion(intent, taken_for, times) for (intent, taken_for), times in ordered)
