"""How people write words in texts, by language: `en.yaml` says what is meant, `common.en.txt` what everybody uses."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

#: The languages with a lexicon. Texts in others, and those of which nobody knows, are read with all: the first wins.
LANGUAGES: Final = ("en", "es")


@cache
def abbreviations(language: str) -> Mapping[str, tuple[str, ...]]:
    """How a word is written → the words that are meant, all folded. `language` is a code like "en"."""
    if language in LANGUAGES:
        return _read(language)
    every: dict[str, tuple[str, ...]] = {}
    for each in reversed(LANGUAGES):
        every.update(_read(each))
    return every


@cache
def _read(language: str) -> Mapping[str, tuple[str, ...]]:
    content = (files(__name__) / f"{language}.yaml").read_bytes()
    entries: dict[str, str] = yaml.load(content, yaml.CSafeLoader)
    return {word: tuple(meant.split()) for word, meant in entries.items()}


def is_common_word(word: str) -> bool:
    """Whether everybody uses it, so that nobody mistyped it, though no example has it. Folded.

    A bot knows few words. Were all others taken for misspelled ones, "pizza recipe" would be read as "pizza receipt",
    and a stranger's question be answered as one of the customers'. In any of the languages: people mix them, and do not
    always write what they have chosen.
    """
    return word in _common_words()


@cache
def _common_words() -> frozenset[str]:
    return frozenset(word for language in LANGUAGES for word in _words(language))


def _words(language: str) -> list[str]:
    lines = (files(__name__) / f"common.{language}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
