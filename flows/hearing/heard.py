"""A text as it is listened to: folded and cut into words once, however many rules then listen."""

from dataclasses import dataclass
from typing import Final

from flows.hearing.folding import fold
from flows.hearing.words import words_in

#: WhatsApp's limit, and more than twice that of SMS: what comes after it was written by no person.
_LONGEST: Final = 4096


@dataclass(frozen=True, slots=True)
class Heard:
    """One text."""

    text: str
    folded: str
    words: tuple[str, ...]


def hear(text: str) -> Heard:
    folded = fold(text[:_LONGEST])
    return Heard(text, folded, tuple(words_in(folded)))
