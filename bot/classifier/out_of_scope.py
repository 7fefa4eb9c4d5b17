"""Whether a text is any of the intents at all.

The highest logit, before it is made a confidence, says how much of a text points to its likeliest intent: a text of
unknown words has low ones everywhere, while its confidence may be high by mere lack of others.
"""

from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from bot.classifier.sparse_matrix import Float32Array

#: So many of the texts that are understood rightly are given up, to turn away what is out of scope.
FALSE_REJECTION_RATE: Final = 0.03
#: The gate of the text in the middle of those understood rightly.
_MEDIAN_PROBABILITY: Final = 0.9
#: A text of which nothing is known has a logit of nought.
_MIN_LOGIT: Final = 0.1


@dataclass(frozen=True, slots=True)
class InScopeEstimator:
    """From the highest logit to 0..1; below a half a text is out of scope."""

    threshold: float
    slope: float

    def __call__(self, highest: float) -> float:
        steepness = max(-60.0, min(60.0, self.slope * (highest - self.threshold)))
        return 1 / (1 + exp(-steepness))


def fit_in_scope_estimator(held_back: Float32Array, own: Float32Array) -> InScopeEstimator:
    """`held_back`: the highest logits of such examples that were understood rightly; `own`: of those trained from."""
    # Examples that were seen have higher ones by far.
    highest = held_back if len(held_back) else own / 2
    threshold, usual = (max(float(each), _MIN_LOGIT) for each in np.quantile(highest, (FALSE_REJECTION_RATE, 0.5)))
    slope = np.log(_MEDIAN_PROBABILITY / (1 - _MEDIAN_PROBABILITY)) / max(usual - threshold, 1e-3)
    return InScopeEstimator(round(threshold, 4), round(float(slope), 4))
