"""Answers that are one of several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.matching.fuzzy_words import MIN_FUZZY_LENGTH, NearWords
from flows.matching.keyword_index import KeywordIndex
from flows.matching.tokenizer import words_of
from flows.matching.utterance import Utterance
from flows.matching.yes_no import YesNo
from flows.model.answer_type import items
from flows.model.situation import Situation


@dataclass(frozen=True, slots=True)
class YesNoAnswer:
    """Yes (True) or no (False)."""

    words: YesNo
    retry: str = "retry_yes_no"
    accepts: tuple[str, ...] = ("yes or no",)

    def read(self, utterance: Utterance, _situation: Situation) -> bool | None:
        return self.words.read(utterance)


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """One of several, by its number or by its words, in which one mistake is overlooked."""

    values: tuple[str, ...]
    index: KeywordIndex
    #: The choices by the words of their labels: "blue" is one of "blue" and "blue light".
    exact: Mapping[tuple[str, ...], int]
    near: NearWords
    retry: str = "retry_choice"

    @classmethod
    def of(cls, values: Sequence[str], words: Sequence[Sequence[str]]) -> "ChoiceAnswer":
        """Choices by their numbers and by the words for each, of which there is at least one."""
        keywords = [[str(number), *each] for number, each in enumerate(words, start=1)]
        exact = {tuple(words_of(word)): number for number, each in enumerate(words) for word in each}
        return cls(tuple(values), KeywordIndex(keywords), exact, _near(exact))

    @property
    def accepts(self) -> tuple[str, ...]:
        return self.values

    def read(self, utterance: Utterance, _situation: Situation) -> str | None:
        """The choice named; None when it is none of them, or more than one."""
        match self.index.find(utterance):
            case []:
                return self._near(utterance)
            case [number]:
                return self.values[number]
            case _:
                exact = self.exact.get(utterance.words)
                return None if exact is None else self.values[exact]

    def whole(self, utterance: Utterance) -> int | None:
        """The choice, counted from 0, that a text is as a whole, and not just names."""
        number = "".join(utterance.words)
        if number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= len(self.values):
            return int(number) - 1
        found = self.exact.get(utterance.words)
        near = set(self.near.near(" ".join(utterance.words))) if found is None else {found}
        return near.pop() if len(near) == 1 else None

    def _near(self, utterance: Utterance) -> str | None:
        near = set(self.near.near(" ".join(utterance.words)))
        return self.values[near.pop()] if len(near) == 1 else None


def _near(exact: Mapping[tuple[str, ...], int]) -> NearWords:
    near = NearWords()
    for words, number in exact.items():
        if len("".join(words)) >= MIN_FUZZY_LENGTH:
            near.add(" ".join(words), number)
    return near


@dataclass(frozen=True, slots=True)
class FoundChoiceAnswer:
    """One of a saved list, by its number or by its words."""

    among: str
    retry: str = "retry_choice"
    accepts: tuple[str, ...] = ("one",)

    def read(self, utterance: Utterance, situation: Situation) -> str | None:
        values = [str(item) for item in items(situation, self.among)]
        return ChoiceAnswer.of(values, [[value] for value in values]).read(utterance, situation)
