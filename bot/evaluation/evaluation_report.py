"""All that is said about a bot's quality."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.evaluation import classification_metrics
from bot.evaluation.classification_metrics import Confusion, IntentMetrics
from bot.evaluation.example_contradictions import Contradiction, contradictions
from bot.evaluation.predictions import Prediction

#: Rasa's documentation asks for at least ten examples an intent; below that the figures say little, too.
MIN_EXAMPLES = 10


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """How good a bot is on examples that it had not seen. Shares are from 0 to 1."""

    examples: int
    accuracy: float
    #: The false rejection rate: in-scope examples that were taken for out of scope.
    rejected: float
    #: The recall of out-of-scope examples (the intent `out_of_scope`); None without any.
    refused: float | None
    calibration_error: float
    intents: tuple[IntentMetrics, ...]
    confusions: tuple[Confusion, ...]
    contradictions: tuple[Contradiction, ...]
    #: Intents with few examples.
    small: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values, for programs."""
        written = asdict(self)
        for measure, plain in zip(self.intents, written["intents"], strict=True):
            plain["f1"] = measure.f1
        return written


def evaluation_report(predictions: Sequence[Prediction]) -> EvaluationReport:
    examples = [each.example for each in predictions]
    counted = Counter(example.intent for example in examples)
    return EvaluationReport(
        examples=len(examples),
        accuracy=classification_metrics.accuracy(predictions),
        rejected=classification_metrics.rejected(predictions),
        refused=classification_metrics.refused(predictions),
        calibration_error=classification_metrics.calibration_error(predictions),
        intents=classification_metrics.by_intent(predictions),
        confusions=classification_metrics.confusions(predictions),
        contradictions=contradictions(examples),
        small=tuple(sorted(intent for intent, count in counted.items() if count < MIN_EXAMPLES)),
    )
