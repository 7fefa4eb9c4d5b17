"""Cuts a text into the words that keywords are compared with."""

import re
from typing import Final

import regex

from flows.matching.case_folding import fold

_ASCII_WORD: Final = re.compile(r"[a-z0-9_]+|[$+<=>]")
_WORD: Final = regex.compile(
    r"[\p{L}\p{M}\p{N}_]+"
    r"|\p{Regional_Indicator}{2}"  # a flag
    r"|\p{Extended_Pictographic}[\U000e0020-\U000e007f]*"  # an emoji, or the flag of a region
    r"(?:\u200d\p{Extended_Pictographic})*"  # joined ones together
    r"|[\p{Sc}\p{Sm}\p{So}]"
)
# Written without spaces between words, so that a keyword can only be found inside the line.
_UNSPACED: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


def words_of(text: str) -> list[str]:
    """The folded words of a text; punctuation is dropped, a currency sign or an emoji is a word."""
    return words_in(fold(text))


def words_in(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return _ASCII_WORD.findall(folded) if folded.isascii() else _WORD.findall(folded)


def word_spans(folded: str) -> list[tuple[int, int]]:
    """Where each word of a text that is folded already begins and ends."""
    found = (_ASCII_WORD if folded.isascii() else _WORD).finditer(folded)
    return [match.span() for match in found]


def is_unspaced(text: str) -> bool:
    """True for a text in a script that puts no spaces between words."""
    return not text.isascii() and _UNSPACED.search(text) is not None
