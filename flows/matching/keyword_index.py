"""Finds the keywords of many rules in one text, at a cost that does not grow with their number."""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, TypeVar, cast

from flows.matching.case_folding import fold
from flows.matching.fuzzy_words import NearWords
from flows.matching.keyword_types import Between, Fuzzy, Keyword, Matching, Prefix, Word
from flows.matching.number_ranges import NumberRanges
from flows.matching.pattern import Patterns
from flows.matching.phrase_trie import Phrases, UnspacedPhrases, WholeTexts
from flows.matching.prefix_index import Prefixes
from flows.matching.tokenizer import is_unspaced, words_in
from flows.matching.utterance import Utterance, utterance_of

# A menu number must be the whole text; longer numbers are words like any other.
_MENU_DIGITS: Final = 2


class _Finder(Protocol):
    """Knows one kind of keyword."""

    def find(self, utterance: Utterance, found: set[int]) -> None:
        """Adds the rules that a text calls for."""
        ...


_AnyFinder = TypeVar("_AnyFinder", bound=_Finder)


class KeywordIndex:
    """The keywords of a list of rules, compiled; says which rules a text calls for, in the order of the list."""

    def __init__(self, keywords_by_rule: Sequence[Iterable[Keyword | str]]) -> None:
        self._keywords = [(rule, keyword) for rule, keywords in enumerate(keywords_by_rule) for keyword in keywords]
        self._finders: dict[type[_Finder], _Finder] = {}
        for rule, keyword in self._keywords:
            self._add(keyword, rule)
        self.find(utterance_of(""))  # what is compiled when it is first used is compiled now, not for a customer

    def _add(self, keyword: Keyword | str, rule: int) -> None:
        match keyword:
            case str(text) | Word(text):
                self._add_word(fold(text), rule)
            case Prefix(text):
                self._add_prefix(fold(text).strip(), rule)
            case Fuzzy(text):
                self._finder(NearWords).add(fold(text).strip(), rule)
            case Between():
                self._finder(NumberRanges).add(keyword, rule)
            case Matching(pattern):
                self._finder(Patterns).add(pattern, rule)

    def _add_word(self, keyword: str, rule: int) -> None:
        words = words_in(keyword)
        if len(words) < 2 and must_be_whole(keyword):
            self._finder(WholeTexts).add(keyword, words, rule)
        elif is_unspaced(keyword):
            self._finder(UnspacedPhrases).add(keyword, rule)
        else:
            self._finder(Phrases).add(words, rule)

    def _add_prefix(self, prefix: str, rule: int) -> None:
        if is_unspaced(prefix):
            self._finder(UnspacedPhrases).add(prefix, rule)
        else:
            self._finder(Prefixes).add(prefix, rule)

    def _finder(self, kind: type[_AnyFinder]) -> _AnyFinder:
        if kind not in self._finders:
            self._finders[kind] = kind()
        return cast(_AnyFinder, self._finders[kind])

    def find(self, utterance: Utterance) -> list[int]:
        """The rules that have a keyword in the text, without repetition, in their order."""
        found: set[int] = set()
        for finder in self._finders.values():
            finder.find(utterance, found)
        return sorted(found)

    def reasons(self, utterance: Utterance) -> list[tuple[int, str]]:
        """The rules that a text calls for, each with its keywords in the text as they are written. Walks them all."""
        called = set(self.find(utterance))
        candidates = ((rule, keyword) for rule, keyword in self._keywords if rule in called)
        reasons = ((rule, str(keyword)) for rule, keyword in candidates if KeywordIndex([[keyword]]).find(utterance))
        return list(dict.fromkeys(reasons))


def must_be_whole(keyword: str) -> bool:
    """True for a digit, a letter or a sign: found inside a sentence it would mean nothing ("at 1 or 2")."""
    word = "".join(words_in(keyword))
    return not word or (len(word) == 1 and word.isalnum()) or (word.isdigit() and len(word) <= _MENU_DIGITS)
