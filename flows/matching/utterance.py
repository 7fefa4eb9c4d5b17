"""A text as it is listened to: folded and cut into words once, however many rules then listen."""

from dataclasses import dataclass
from typing import Final

from flows.matching.case_folding import fold
from flows.matching.tokenizer import words_in
from flows.types.location import Location
from flows.types.media import Media

#: WhatsApp's limit, and more than twice that of SMS: what comes after it was written by no person.
_MAX_LENGTH: Final = 4096


@dataclass(frozen=True, slots=True)
class Utterance:
    """One text, and what came with it."""

    text: str
    folded: str
    words: tuple[str, ...]
    media: tuple[Media, ...] = ()
    location: Location | None = None


def utterance_of(text: str, media: tuple[Media, ...] = (), location: Location | None = None) -> Utterance:
    """A text folded and cut into words, once, with what came with it. The text counts up to 4,096 characters."""
    text = text[:_MAX_LENGTH]
    folded = fold(text)
    return Utterance(text, folded, tuple(words_in(folded)), media, location)
