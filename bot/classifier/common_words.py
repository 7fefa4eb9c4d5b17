"""Words that everybody uses, and so that nobody mistyped, though no example has them.

A bot knows few words. Were all others taken for misspelled ones, "pizza recipe" would be read as "pizza receipt", and a
stranger's question be answered as one of the customers'.
"""

from functools import cache
from importlib.resources import files

from bot.classifier.text_normalisation import LANGUAGES


def is_common_word(word: str) -> bool:
    """In any of the languages: people mix them, and do not always write what they have chosen. Folded."""
    return word in _common_words()


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for word in _read(language))


def _read(language: str) -> list[str]:
    lines = (files("bot.classifier.lexicon") / f"ordinary.{language}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
