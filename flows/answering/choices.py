"""Answers that are one of several."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.hearing.heard import Heard
from flows.hearing.keywords import KeywordIndex
from flows.hearing.near_words import NearWords
from flows.hearing.yes_no import YesNo
from flows.situation import Situation


@dataclass(frozen=True, slots=True)
class YesNoAnswer:
    """Yes (True) or no (False)."""

    words: YesNo
    retry: str = "retry_yes_no"

    def read(self, heard: Heard, _situation: Situation) -> bool | None:
        return self.words.read(heard)


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """One of several, by its number or by its words, in which one mistake is overlooked."""

    values: tuple[str, ...]
    index: KeywordIndex
    #: The choices by the words of their labels: "blue" is one of "blue" and "blue light".
    exact: Mapping[tuple[str, ...], int]
    near: NearWords
    retry: str = "retry_choice"

    def read(self, heard: Heard, _situation: Situation) -> str | None:
        """The choice named; None when it is none of them, or more than one."""
        match self.index.find(heard):
            case []:
                return self._near(heard)
            case [number]:
                return self.values[number]
            case _:
                exact = self.exact.get(heard.words)
                return None if exact is None else self.values[exact]

    def _near(self, heard: Heard) -> str | None:
        near = set(self.near.near(" ".join(heard.words)))
        return self.values[near.pop()] if len(near) == 1 else None
