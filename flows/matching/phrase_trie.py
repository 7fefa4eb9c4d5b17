"""Words and phrases in tries: a text is walked once, however many of them there are."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import category

from flows.matching.utterance import Utterance

#: Marks the end of a keyword in a trie; no word and no character equals it.
_END: Final = ""

_Trie = dict[str, Any]


class WholeTexts:
    """Keywords that must be the whole text."""

    def __init__(self) -> None:
        self._rules: dict[str, list[int]] = {}

    def add(self, keyword: str, words: Sequence[str], rule: int) -> None:
        self._rules.setdefault(_whole_of(keyword, words), []).append(rule)

    def find(self, utterance: Utterance, found: set[int]) -> None:
        found.update(self._rules.get(_whole_of(utterance.folded, utterance.words), ()))


def _whole_of(folded: str, words: Sequence[str]) -> str:
    """What is left of "(1)" or " 1. " to compare; a text of signs alone stays as it is."""
    if words:
        return words[0] if len(words) == 1 else _END
    return folded.strip() or _END


class Phrases:
    """Whole words, one or several side by side."""

    def __init__(self) -> None:
        self._trie: _Trie = {}

    def add(self, words: Iterable[str], rule: int) -> None:
        _insert(self._trie, words, rule)

    def find(self, utterance: Utterance, found: set[int]) -> None:
        words = utterance.words
        for start, word in enumerate(words):
            node = self._trie.get(word)
            position = start
            while node is not None:
                found.update(node.get(_END, ()))
                position += 1
                node = node.get(words[position]) if position < len(words) else None


class UnspacedPhrases:
    """Keywords in scripts that put no spaces between words: found anywhere in the line."""

    def __init__(self) -> None:
        self._trie: _Trie = {}

    def add(self, keyword: str, rule: int) -> None:
        _insert(self._trie, keyword.strip(), rule)

    def find(self, utterance: Utterance, found: set[int]) -> None:
        folded = utterance.folded
        if folded.isascii():
            return
        for start in range(len(folded)):
            self._find_at(folded, start, found)

    def _find_at(self, folded: str, position: int, found: set[int]) -> None:
        node: _Trie | None = self._trie
        while node is not None:
            if _END in node and _ends_a_letter(folded, position):
                found.update(node[_END])
            node = node.get(folded[position]) if position < len(folded) else None
            position += 1


def _ends_a_letter(folded: str, position: int) -> bool:
    """False where a mark would still change the last letter: the keyword is then a part of another word."""
    return position >= len(folded) or not category(folded[position]).startswith("M")


def _insert(trie: _Trie, parts: Iterable[str], rule: int) -> None:
    for part in parts:
        trie = trie.setdefault(part, {})
    trie.setdefault(_END, []).append(rule)
