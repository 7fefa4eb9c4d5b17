"""Words with at most one spelling mistake: a letter too many, too few, another, or two neighbours swapped.

Two words one mistake apart become equal when at most one letter is left out of each. So every known word is kept under
itself and under each of its spellings with a letter left out, and a word heard is looked up under its own: some ten
look-ups, however many words are known (the deletion neighbourhood of FastSS and SymSpell).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from flows.matching.utterance import Utterance

#: In shorter words one mistake makes too often another word: "tooth" is near "booth", but "book" near half a dozen.
MIN_FUZZY_LENGTH: Final = 5
# Its spellings are as many as its letters.
_MAX_LENGTH: Final = 60


class NearWords:
    """Known words, and the numbers that they stand for."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[int]] = {}
        self._spellings: dict[str, list[str]] = {}
        self._shortest, self._longest = _MAX_LENGTH, 0

    def add(self, word: str, number: int) -> None:
        if word not in self._numbers:
            for spelling in _spellings(word):
                self._spellings.setdefault(spelling, []).append(word)
        self._numbers.setdefault(word, []).append(number)
        self._shortest = min(len(word), self._shortest)
        self._longest = max(len(word), self._longest)

    def find(self, utterance: Utterance, found: set[int]) -> None:
        for word in utterance.words:
            found.update(self.near(word))

    def near(self, word: str) -> Iterable[int]:
        """The numbers of the words that this one may be meant for."""
        if not self._shortest - 1 <= len(word) <= self._longest + 1:
            return ()
        if word in self._numbers:
            return self._numbers[word]
        candidates = {known for spelling in _spellings(word) for known in self._spellings.get(spelling, ())}
        return [number for known in candidates if is_near(word, known) for number in self._numbers[known]]


def _spellings(word: str) -> Iterator[str]:
    """The word, and the word with any one letter left out."""
    yield word
    for position in range(len(word)):
        yield word[:position] + word[position + 1 :]


def is_near(one: str, other: str) -> bool:
    """True when at most one mistake is between them."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = _common(one, other)
    one, other = one[start:], other[start:]
    end = _common(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return (len(one) <= 1 and len(other) <= 1) or (len(one) == 2 and one == other[::-1])


def _common(one: str, other: str) -> int:
    """How many letters they begin with together."""
    pairs = zip(one, other, strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
