"""Finds known phrases of one or several words, in which one spelling mistake in a long word is overlooked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from bot.entities.folded_text import FoldedWord
from flows.matching.fuzzy_words import MIN_FUZZY_LENGTH, NearWords

# No word of a text has a space in it.
_END: Final = " end"
_Trie = dict[str, Any]


class FuzzyPhrases:
    """Known phrases by their folded words, each with its number."""

    def __init__(self, ordinary: Iterable[str]) -> None:
        """`ordinary`: words that mean themselves, not a misspelled phrase."""
        self._trie: _Trie = {}
        self._ordinary = frozenset(ordinary)
        self._known: dict[str, int] = {}
        self._words: list[str] = []
        self._near = NearWords()

    def add(self, words: Sequence[str], number: int) -> None:
        node = self._trie
        for word in words:
            self._learn(word)
            node = node.setdefault(word, {})
        node[_END] = number

    def find(self, words: Sequence[FoldedWord]) -> Iterator[tuple[int, int, int]]:
        """The first and last word of each phrase that is found, and its number; they may overlap."""
        meant = [self._meant(word.text) for word in words]
        for start, first in enumerate(meant):
            node = self._trie.get(first)
            position = start
            while node is not None:
                if _END in node:
                    yield start, position, node[_END]
                position += 1
                node = node.get(meant[position]) if position < len(words) else None

    def _learn(self, word: str) -> None:
        if word in self._known:
            return
        self._known[word] = len(self._words)
        self._words.append(word)
        if len(word) >= MIN_FUZZY_LENGTH and not any(character.isdigit() for character in word):
            self._near.add(word, self._known[word])

    def _meant(self, word: str) -> str:
        """The known word that is one mistake away, where there is exactly one."""
        if word in self._known or word in self._ordinary or len(word) < MIN_FUZZY_LENGTH:
            return word
        # People seldom mistype the first letter: "killing" is no "filling".
        near = {known for number in self._near.near(word) if (known := self._words[number])[0] == word[0]}
        return near.pop() if len(near) == 1 else word
