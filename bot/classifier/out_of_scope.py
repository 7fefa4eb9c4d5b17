"""Whether a text is any of the intents at all.

The highest logit, before it is made a confidence, says how much of a text points to its likeliest intent: a text of
unknown words has low ones everywhere, while its confidence may be high by mere lack of others.
"""

from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from bot.classifier.sparse_matrix import Float32Array

#: The share of correctly classified texts that may be rejected: the threshold is this quantile of their logits.
FALSE_REJECTION_RATE: Final = 0.03
#: Of the text in the middle of those classified correctly.
_MEDIAN_PROBABILITY: Final = 0.9
#: A text of which nothing is known has a logit of nought.
_MIN_LOGIT: Final = 0.1


@dataclass(frozen=True, slots=True)
class InScopeEstimator:
    """A logistic function of the highest logit (Platt scaling): the estimated probability that a text is in scope.

    From 0 to 1; below 0.5 the text is out of scope.
    """

    threshold: float
    slope: float

    def __call__(self, highest: float) -> float:
        steepness = max(-60.0, min(60.0, self.slope * (highest - self.threshold)))
        return 1 / (1 + exp(-steepness))


def fit_in_scope_estimator(held_out: Float32Array, own: Float32Array) -> InScopeEstimator:
    """Both: the highest logit of each example. `held_out`: those classified correctly; `own`: those trained from."""
    # Those trained from have higher ones by far.
    highest = held_out if len(held_out) else own / 2
    threshold, usual = (max(float(each), _MIN_LOGIT) for each in np.quantile(highest, (FALSE_REJECTION_RATE, 0.5)))
    slope = np.log(_MEDIAN_PROBABILITY / (1 - _MEDIAN_PROBABILITY)) / max(usual - threshold, 1e-3)
    return InScopeEstimator(round(threshold, 4), round(float(slope), 4))
