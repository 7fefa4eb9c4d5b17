"""Opt-out, opt-in and help words: law and carriers decide what they are, no flow can.

Sources: Twilio's default keywords (messaging/tutorials/advanced-opt-out, read 2026-11-23) and the words that
47 CFR 64.1200(a)(10) names as revocations by themselves; "arret" is required for French in Canada.
"""

from enum import StrEnum
from typing import Final

from flows.matching.tokenizer import words_of


class OptOutWord(StrEnum):
    """What an exact word asks for."""

    STOP = "stop"  # no more messages; acts at once
    START = "start"  # messages again; acts only while suppressed
    HELP = "help"  # who is this, and how do I stop it


_WORDS: Final = {
    OptOutWord.STOP: (
        "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "arret"
    ),
    OptOutWord.START: ("start", "yes", "unstop"),
    OptOutWord.HELP: ("help", "info"),
}  # fmt: skip
_MEANINGS: Final = {tuple(text.split()): word for word, texts in _WORDS.items() for text in texts}
# "stop all" is the longest there is; a longer text is not worth cutting into words.
_MAX_LENGTH: Final = 64


def classify(text: str) -> OptOutWord | None:
    """What the whole text asks for, whatever its case, accents, blanks, punctuation and emoji; None for any other."""
    if len(text) > _MAX_LENGTH:
        return None
    return _MEANINGS.get(tuple(word for word in words_of(text) if word[0].isalnum()))
