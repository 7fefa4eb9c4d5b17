"""Makes confidences honest: of the texts with a confidence of 80 %, eight in ten are what the bot takes them for.

Logits are multiplied by one number, the one with which held-back examples are the least surprising ("temperature
scaling", Guo et al., "On Calibration of Modern Neural Networks", 2017).
"""

from typing import Final

import numpy as np

from bot.classifier.sparse_matrix import Floats, Numbers

#: Where there is nothing to measure it by.
USUAL_SCALE: Final = 2.0
#: Held-back examples are of the same writers as those learned from; customers write less alike (docs/decisions/0023).
CUSTOMERS: Final = 0.9
#: How many examples it takes to believe an unusual scale: a few that are all right would ask for certainty.
_TRUST: Final = 10.0
_FLATTEST, _STEEPEST = 0.1, 30.0
_GOLDEN: Final = (5**0.5 - 1) / 2
_STEPS: Final = 40


def surprise_of(logits: Floats, labels: Numbers) -> float:
    """How surprising the right intents are once confidences are as honest as they can be."""
    return _surprise(logits, labels, scale_for(logits, labels))


def scale_for(logits: Floats, labels: Numbers) -> float:
    """A row of logits and the number of the right intent for each held-back example."""
    if not len(labels):
        return USUAL_SCALE
    low, high = np.log(_FLATTEST), np.log(_STEEPEST)
    for _ in range(_STEPS):
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if _surprise(logits, labels, np.exp(left)) <= _surprise(logits, labels, np.exp(right)):
            high = right
        else:
            low = left
    return round(float(np.exp((low + high) / 2)) * CUSTOMERS, 4)


def _surprise(logits: Floats, labels: Numbers, scale: float) -> float:
    """The negative logarithms of the confidences in what was right, added up; more, the less usual the scale is."""
    scaled = logits * np.float32(scale)
    highest = scaled.max(axis=1)
    whole = np.log(np.exp(scaled - highest[:, None]).sum(axis=1)) + highest
    unusual = float(np.log(scale / USUAL_SCALE)) ** 2 * _TRUST
    return float(np.sum(whole - scaled[np.arange(len(labels)), labels])) + unusual
