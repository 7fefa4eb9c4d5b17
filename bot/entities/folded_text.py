"""A text folded as keywords are, which still knows where each part stands in what was written."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import regex

from flows.matching.case_folding import fold
from flows.matching.tokenizer import word_spans

_FIGURES: Final = re.compile("[0-9][.,:/-][0-9]")
_LETTER: Final = regex.compile(r"\X")
# What comes after it was written by no person (flows/matching/utterance.py).
_MAX_TEXT_LENGTH: Final = 4096

_folded_letter = lru_cache(maxsize=4096)(fold)


class FoldedWord(NamedTuple):
    """A folded word, and where it is in the folded text."""

    text: str
    start: int
    end: int


class FoldedText:
    """One text, looked at once by all that search in it."""

    def __init__(self, written: str) -> None:
        self.written = written[:_MAX_TEXT_LENGTH]
        self._places: list[int] | None = None
        if self.written.isascii():
            self.folded = self.written.lower()
        else:
            self.folded, self._places = _fold(self.written)
        self.words = [FoldedWord(self.folded[start:end], start, end) for start, end in word_spans(self.folded)]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of the folded text stands in the written one."""
        if self._places is None or start == end:
            return start, end
        begins, ends = self._places[start], self._places[end]
        return begins, max(ends, begins + 1)

    def goes_on(self, start: int, end: int) -> bool:
        """True for a part of figures that go on before or behind it: the 9 of "9:00", the 3 of "2-3"."""
        before, behind = self.folded[max(start - 2, 0) : start + 2], self.folded[end - 1 : end + 2]
        return _FIGURES.search(before) is not None or _FIGURES.search(behind) is not None


def _fold(written: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters, and its end, the place of the written one."""
    pieces: list[str] = []
    places: list[int] = []
    for letter in _LETTER.finditer(written):
        piece = _folded_letter(letter[0])
        pieces.append(piece)
        places += [letter.start()] * len(piece)
    places.append(len(written))
    return "".join(pieces), places


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(word.text for word in FoldedText(text).words)
