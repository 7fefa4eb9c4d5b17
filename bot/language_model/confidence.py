"""How sure a model is, as a flow's thresholds ask for it. Not calibrated: nobody has counted how often it is right."""

import re
from collections.abc import Mapping
from enum import StrEnum
from math import exp
from typing import Final

import msgspec

from bot.language_model.completion import Completion, Token


class Certainty(StrEnum):
    """What the model says of itself."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNSURE = "unsure"


#: Few levels, since a model's own figures mean little. A flow asks for 0.6 unless told otherwise: "unsure" is below,
#: and what must not be taken by mistake (above: 0.8) needs "certain". None reaches 0.95.
CONFIDENCE: Final[Mapping[Certainty, float]] = {
    Certainty.CERTAIN: 0.9,
    Certainty.LIKELY: 0.7,
    Certainty.UNSURE: 0.4,
}


def lowered(stated: float, intent: str, completion: Completion) -> float:
    """How likely the model was to write this intent, where the endpoint tells; never above what it states itself."""
    written = msgspec.json.encode(intent).decode()[1:-1]
    place = re.search(rf'(?<!\\)"intent"\s*:\s*"({re.escape(written)})"', completion.text)
    if place is None or not completion.tokens:
        return stated
    return round(min(stated, _likelihood(completion.tokens, *place.span(1))), 3)


def _likelihood(tokens: tuple[Token, ...], start: int, end: int) -> float:
    """Of the tokens that have a character between `start` and `end` of the text."""
    total, position = 0.0, 0
    for token in tokens:
        if position < end and position + len(token.token) > start:
            total += token.logprob
        position += len(token.token)
    return exp(min(total, 0.0))
