"""Finds the keywords of many rules in one text, at a cost that does not grow with their number.

Keywords stand in two tries: one of whole words, one of characters for scripts that put no spaces between words. A text
is walked once, from each of its words; the number of keywords only widens dictionaries.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from unicodedata import category

from flows.hearing.folding import fold
from flows.hearing.heard import Heard
from flows.hearing.words import is_unspaced, words_in

#: Marks the end of a keyword in a trie; no word and no character equals it.
_END: Final = ""
# A menu number must be the whole text; longer numbers are words like any other.
_MENU_DIGITS: Final = 2

_Trie = dict[str, Any]


class KeywordIndex:
    """The keywords of a list of rules, compiled; says which rules a text calls for, in the order of the list."""

    def __init__(self, keywords_by_rule: Sequence[Iterable[str]]) -> None:
        self._whole: dict[str, list[int]] = {}
        self._phrases: _Trie = {}
        self._unspaced: _Trie = {}
        for rule, keywords in enumerate(keywords_by_rule):
            for keyword in keywords:
                self._add(fold(keyword), rule)

    def _add(self, keyword: str, rule: int) -> None:
        words = words_in(keyword)
        if len(words) < 2 and must_be_whole(keyword):
            self._whole.setdefault(_whole_of(keyword, words), []).append(rule)
        elif is_unspaced(keyword):
            _insert(self._unspaced, keyword.strip(), rule)
        else:
            _insert(self._phrases, words, rule)

    def find(self, heard: Heard) -> list[int]:
        """The rules that have a keyword in the text, without repetition, in their order."""
        found = set(self._whole.get(_whole_of(heard.folded, heard.words), ()))
        if self._phrases:
            _walk_words(self._phrases, heard.words, found)
        if self._unspaced and not heard.folded.isascii():
            _walk_characters(self._unspaced, heard.folded, found)
        return sorted(found)


def must_be_whole(keyword: str) -> bool:
    """True for a digit, a letter or a sign: found inside a sentence it would mean nothing ("at 1 or 2")."""
    word = "".join(words_in(keyword))
    return not word or (len(word) == 1 and word.isalnum()) or (word.isdigit() and len(word) <= _MENU_DIGITS)


def _whole_of(folded: str, words: Sequence[str]) -> str:
    """What is left of "(1)" or " 1. " to compare; a text of signs alone stays as it is."""
    if words:
        return words[0] if len(words) == 1 else _END
    return folded.strip() or _END


def _insert(trie: _Trie, parts: Iterable[str], rule: int) -> None:
    for part in parts:
        trie = trie.setdefault(part, {})
    trie.setdefault(_END, []).append(rule)


def _walk_words(trie: _Trie, words: Sequence[str], found: set[int]) -> None:
    for start, word in enumerate(words):
        node = trie.get(word)
        position = start
        while node is not None:
            found.update(node.get(_END, ()))
            position += 1
            node = node.get(words[position]) if position < len(words) else None


def _walk_characters(trie: _Trie, folded: str, found: set[int]) -> None:
    for start in range(len(folded)):
        node: _Trie | None = trie
        position = start
        while node is not None:
            if _END in node and _ends_a_letter(folded, position):
                found.update(node[_END])
            node = node.get(folded[position]) if position < len(folded) else None
            position += 1


def _ends_a_letter(folded: str, position: int) -> bool:
    """False where a mark would still change the last letter: the keyword is then a part of another word."""
    return position >= len(folded) or not category(folded[position]).startswith("M")
