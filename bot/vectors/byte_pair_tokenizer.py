"""Cuts words into the pieces of a byte-pair vocabulary as Llama 2's tokenizer does."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

#: Stands for the space before a word.
SPACE = "▁"
#: A word this long is an address or noise, and joining its pieces takes time with the square of its length.
MAX_WORD_LENGTH = 64


class BytePairTokenizer:
    """Knows the pieces by their numbers; where two pieces make a third, the one of the lowest number is made first."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers

    @classmethod
    def read(cls, path: Path) -> "BytePairTokenizer":
        """From a `tokenizer.json`. Raises OSError, and ValueError or KeyError for another format."""
        return cls(json.loads(path.read_bytes())["model"]["vocab"])

    def is_one_piece(self, word: str) -> bool:
        """Whether it is common enough to have a piece of its own."""
        return SPACE + word in self._numbers

    def numbers(self, text: str) -> list[int]:
        """The numbers of its pieces, in order."""
        return [number for word in text.split() for number in self._of_word(SPACE + word[:MAX_WORD_LENGTH])]

    def _of_word(self, word: str) -> Iterator[int]:
        whole = self._numbers.get(word)
        if whole is not None:
            yield whole
            return
        for piece in self._joined(list(word)):
            yield from self._of_piece(piece)

    def _joined(self, pieces: list[str]) -> list[str]:
        while best := min(self._pairs(pieces), default=None):
            _, at = best
            pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
        return pieces

    def _pairs(self, pieces: list[str]) -> Iterator[tuple[int, int]]:
        """Which two may be joined: the number of what they make, and where the first stands."""
        for at, (left, right) in enumerate(pairwise(pieces)):
            number = self._numbers.get(left + right)
            if number is not None:
                yield number, at

    def _of_piece(self, piece: str) -> Iterator[int]:
        """A character that has no piece is written as its bytes."""
        number = self._numbers.get(piece)
        if number is not None:
            yield number
            return
        for byte in piece.encode(errors="replace"):
            yield self._numbers[f"<0x{byte:02X}>"]
