"""A text as it is listened to: folded and cut into words once, however many rules then listen."""

from dataclasses import dataclass

from flows.hearing.folding import fold
from flows.hearing.words import words_in


@dataclass(frozen=True, slots=True)
class Heard:
    """One text."""

    text: str
    folded: str
    words: tuple[str, ...]


def hear(text: str) -> Heard:
    folded = fold(text)
    return Heard(text, folded, tuple(words_in(folded)))
