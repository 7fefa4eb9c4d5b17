"""The word that was meant by one that no example has.

Two words are d mistakes apart only if some spelling with at most d letters left out is common to both (SymSpell). Those
spellings of every known word, of its first letters alone, are kept as sorted numbers: 30 bytes a spelling less than a
dict, and all spellings of an unknown word are looked up at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

#: In shorter words a mistake makes too often another word.
MIN_WORD_LENGTH: Final = 3
#: From here on there may be two mistakes.
MIN_LENGTH_FOR_TWO_EDITS: Final = 6
MAX_WORD_LENGTH: Final = 24
#: Letters that the spellings are made of: mistakes further back are found by what stands before them.
_PREFIX: Final = 7


@dataclass(frozen=True, slots=True)
class Spellings:
    """Of many words, with up to two letters left out."""

    #: Sorted.
    hashes: NDArray[np.uint32]
    #: The number of the word that each belongs to.
    owners: NDArray[np.int32]


class Speller:
    """Knows the words of the examples."""

    def __init__(self, words: Sequence[str], spellings: Spellings) -> None:
        """`words`: the most frequent first; `spellings`: theirs."""
        self._words = words
        self._spellings = spellings

    def meant(self, word: str) -> str:
        """The nearest known word, the more frequent of two as near; the word itself where none is near."""
        if not MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH or any(character.isdigit() for character in word):
            return word
        max_edits = max_edits_of(word)
        ranked = [
            (edit_distance(word, self._words[each], max_edits), each) for each in self._candidates(word, max_edits)
        ]
        near = [(apart + (word[0] != self._words[each][0]) / 2, each) for apart, each in ranked if apart <= max_edits]
        return self._words[min(near)[1]] if near else word

    def _candidates(self, word: str, max_edits: int) -> set[int]:
        hashes = np.fromiter(set(_hashes(word, max_edits)), np.uint32)
        begins = np.searchsorted(self._spellings.hashes, hashes, "left")
        ends = np.searchsorted(self._spellings.hashes, hashes, "right")
        found: set[int] = set()
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            if end > begin:
                found.update(self._spellings.owners[begin:end].tolist())
        return found


def spellings_of(words: Sequence[str]) -> Spellings:
    hashes: list[int] = []
    owners: list[int] = []
    for place, word in enumerate(words):
        its = set(_hashes(word, max_edits_of(word))) if _may_be_meant(word) else set()
        hashes += its
        owners += [place] * len(its)
    unsorted = np.array(hashes, np.uint32)
    order = np.lexsort((np.array(owners, np.int32), unsorted))
    return Spellings(unsorted[order], np.array(owners, np.int32)[order])


def _may_be_meant(word: str) -> bool:
    return MIN_WORD_LENGTH <= len(word) <= MAX_WORD_LENGTH and word.isalpha()


def max_edits_of(word: str) -> int:
    return 2 if len(word) >= MIN_LENGTH_FOR_TWO_EDITS else 1


def _hashes(word: str, max_edits: int) -> Iterable[int]:
    return (crc32(spelling.encode()) for spelling in _spellings(word[:_PREFIX], max_edits))


def _spellings(word: str, max_edits: int) -> Iterator[str]:
    """The word with up to so many letters left out."""
    for kept in range(max(len(word) - max_edits, 1), len(word) + 1):
        yield from map("".join, combinations(word, kept))


def edit_distance(one: str, other: str, max_edits: int) -> int:
    """Letters left out, added, changed, and neighbours swapped (optimal string alignment).

    At most `max_edits` + 1, which says: too many.
    """
    if abs(len(one) - len(other)) > max_edits:
        return max_edits + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above, row, older = row, [i], before
        for j, theirs in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != theirs))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > max_edits:
            return max_edits + 1
        before = above
    return min(row[-1], max_edits + 1)
