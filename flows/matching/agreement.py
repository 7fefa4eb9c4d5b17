"""One reading of a text out of those in several languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

V = TypeVar("V")


class Certainty(StrEnum):
    """What a text says in one language."""

    SAID = "said"
    #: Nothing of what is looked for.
    NOTHING = "nothing"
    #: Several things, or one that can be several.
    UNSURE = "unsure"
    #: That it does not mean just what it names: "not monday", "after 3".
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Reading(Generic[V]):
    """A text as it is read in one language."""

    certainty: Certainty
    #: How many words the language does not know.
    unknown: int
    value: V | None = None


def agreed(readings: Sequence[Reading[V]]) -> V | None:
    """What the text means in the language that knows most of its words; of those that know as many none may differ.

    "3 am" is at night in English, and in German three on some day: None. `readings`: the likeliest language first.
    """
    for unknown in sorted({reading.unknown for reading in readings}):
        equal = [reading for reading in readings if reading.unknown == unknown]
        if unknown == 0 or any(reading.certainty is not Certainty.NOTHING for reading in equal):
            return _common(equal)
    return None


def _common(equal: Sequence[Reading[V]]) -> V | None:
    first = equal[0]
    said = {reading.value for reading in equal if reading.certainty is Certainty.SAID}
    # What the first knows to the last word, another cannot open: "5 ago" is the fifth of August in Spanish.
    others = equal if first.unknown else equal[:1]
    is_open = any(reading.certainty is Certainty.OPEN for reading in others)
    if len(said) != 1 or is_open or first.certainty is Certainty.UNSURE:
        return None
    return said.pop()
