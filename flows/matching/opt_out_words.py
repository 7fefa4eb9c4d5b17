"""Opt-out, opt-in and help words: law and carriers decide what they are, no flow can.

Sources: Twilio's default keywords (messaging/tutorials/advanced-opt-out, read 2026-11-23) and the words that
47 CFR 64.1200(a)(10) names as revocations by themselves; "arret" is required for French in Canada.
"""

from collections.abc import Callable
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
# A question's answer too: people say yes to much else than to getting messages again.
_ANSWERS: Final = frozenset({("yes",)})
# "stop all" is the longest there is; a longer text is not worth cutting into words.
_MAX_LENGTH: Final = 64


def classify(text: str) -> OptOutWord | None:
    """What the whole text asks for, whatever its case, accents, blanks, punctuation and emoji; None for any other."""
    return _MEANINGS.get(_words(text))


def acts(word: OptOutWord, text: str, *, suppressed: bool, is_asked: Callable[[], bool]) -> bool:
    """Whether a text does what its word asks for.

    An opt-in word means something only to somebody who has opted out, and a "yes" only where no question is open
    (`is_asked`, which is called for nothing else).
    """
    if word is not OptOutWord.START:
        return True
    return suppressed and not (_words(text) in _ANSWERS and is_asked())


def _words(text: str) -> tuple[str, ...]:
    if len(text) > _MAX_LENGTH:
        return ()
    return tuple(word for word in words_of(text) if word[0].isalnum())
