"""Reads yes or no in the languages of a service."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows.matching.keyword_index import KeywordIndex
from flows.matching.utterance import Utterance


@dataclass(frozen=True, slots=True)
class YesNo:
    """The words for yes and no of one language, compiled."""

    index: KeywordIndex

    @classmethod
    def of(cls, yes: Iterable[str], no: Iterable[str]) -> "YesNo":
        """From the words and phrases for each."""
        return cls(KeywordIndex([tuple(yes), tuple(no)]))

    def read(self, utterance: Utterance) -> bool | None:
        """True, False, or None when the text says neither, or both."""
        match self.index.find(utterance):
            case [0]:
                return True
            case [1]:
                return False
            case _:
                return None


def words_for(
    keyword: str, languages: Sequence[str], yes_no_words: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> tuple[str, ...]:
    """A keyword and, for `yes` and `no`, the words for it in the given languages."""
    meaning = keyword.strip().lower()
    return (keyword, *(word for language in languages for word in yes_no_words.get(language, {}).get(meaning, ())))
