"""Spelling correction of a text's words towards the words of the examples."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from bot.classifier.spelling import Speller
from bot.classifier.text_normalisation import normalised_words

#: Each costs up to half a millisecond.
MAX_CORRECTED_WORDS: Final = 30
#: Whether something is a word by itself, though no example has it.
IsWord = Callable[[str], bool]


class TextCorrector:
    """Writes abbreviations out and corrects what is no word."""

    def __init__(self, known: Sequence[str], speller: Speller, is_word: IsWord) -> None:
        """`known`: words that are never corrected; `speller`: what others may be corrected to."""
        self._known = frozenset(known)
        self._speller = speller
        self._is_word = is_word
        self._meant = lru_cache(maxsize=4096)(self._find_meant)

    def read(self, text: str, language: str) -> list[str]:
        return self.correct(normalised_words(text, language))

    def correct(self, words: Sequence[str]) -> list[str]:
        """As many as people mistake in one text: what has more unknown words is no mistake."""
        unknown = list(dict.fromkeys(word for word in words if word not in self._known))
        meant = {word: self._meant(word) for word in unknown[:MAX_CORRECTED_WORDS]}
        return [meant.get(word, word) for word in words]

    def _find_meant(self, word: str) -> str:
        return word if self._is_word(word) else self._speller.meant(word)
