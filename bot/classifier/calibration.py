"""Makes confidences honest: of the texts with a confidence of 80 %, eight in ten are what the bot takes them for.

Logits are multiplied by one number, the one with which held-out examples have the least log loss ("temperature
scaling", Guo et al., "On Calibration of Modern Neural Networks", 2017).
"""

from typing import Final

import numpy as np

from bot.classifier.sparse_matrix import Float32Array, Int64Array

#: Where there is nothing to measure it by.
DEFAULT_SCALE: Final = 2.0
#: Customers write less like the examples than held-out examples do, so confidences are lowered by this factor
#: (docs/decisions/0023).
DOMAIN_SHIFT: Final = 0.9
#: How many examples it takes to believe an unusual scale: a few that are all right would ask for certainty.
_PRIOR_EXAMPLES: Final = 10.0
_MIN_SCALE, _MAX_SCALE = 0.1, 30.0
_GOLDEN_RATIO: Final = (5**0.5 - 1) / 2
_SEARCH_STEPS: Final = 40


def calibrated_log_loss(logits: Float32Array, labels: Int64Array) -> float:
    """The log loss of held-out examples after temperature scaling: summed, natural logarithm.

    `logits`: (examples, intents); `labels`: (examples,), the numbers of the right intents.
    """
    return _regularised_log_loss(logits, labels, fit_scale(logits, labels))


def fit_scale(logits: Float32Array, labels: Int64Array) -> float:
    """What to multiply logits by: the least log loss of held-out examples, lowered by DOMAIN_SHIFT.

    `logits`: (examples, intents); `labels`: (examples,), the numbers of the right intents.
    """
    if not len(labels):
        return DEFAULT_SCALE
    low, high = np.log(_MIN_SCALE), np.log(_MAX_SCALE)
    for _ in range(_SEARCH_STEPS):
        left, right = high - _GOLDEN_RATIO * (high - low), low + _GOLDEN_RATIO * (high - low)
        if _regularised_log_loss(logits, labels, np.exp(left)) <= _regularised_log_loss(logits, labels, np.exp(right)):
            high = right
        else:
            low = left
    return round(float(np.exp((low + high) / 2)) * DOMAIN_SHIFT, 4)


def _regularised_log_loss(logits: Float32Array, labels: Int64Array, scale: float) -> float:
    """The summed log loss at a scale, plus a log-normal prior around DEFAULT_SCALE worth `_PRIOR_EXAMPLES` examples."""
    scaled = logits * np.float32(scale)
    highest = scaled.max(axis=1)
    whole = np.log(np.exp(scaled - highest[:, None]).sum(axis=1)) + highest
    unusual = float(np.log(scale / DEFAULT_SCALE)) ** 2 * _PRIOR_EXAMPLES
    return float(np.sum(whole - scaled[np.arange(len(labels)), labels])) + unusual
