"""Typed answers: what a text must hold for a state to take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flows.hearing.heard import Heard
from flows.hearing.keywords import KeywordIndex
from flows.hearing.numbers import number_in
from flows.hearing.yes_no import YesNo
from flows.texts.template import LONGEST_TEXT
from flows.texts.text import Text


class AnswerType(Protocol):
    """Reads one kind of answer."""

    @property
    def retry(self) -> str:
        """The wording for a text that is none."""
        ...

    def read(self, heard: Heard) -> Any:
        """The value in a text; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer:` of a state."""

    type: AnswerType
    save: str | None = None
    retry: Text | None = None
    #: The choices to list below the question.
    listed: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Any text that says something."""

    retry: str = "retry"

    def read(self, heard: Heard) -> str | None:
        return heard.text.strip()[:LONGEST_TEXT] or None


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """One number, within its limits."""

    least: float | None = None
    most: float | None = None
    retry: str = "retry_number"

    def read(self, heard: Heard) -> int | float | None:
        number = number_in(heard)
        return number if number is not None and self._within(number) else None

    def _within(self, number: float) -> bool:
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


@dataclass(frozen=True, slots=True)
class YesNoAnswer:
    """Yes (True) or no (False)."""

    words: YesNo
    retry: str = "retry_yes_no"

    def read(self, heard: Heard) -> bool | None:
        return self.words.read(heard)


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """One of several, by its number or by its words."""

    values: tuple[str, ...]
    index: KeywordIndex
    #: The choices by the words of their labels: "blue" is one of "blue" and "blue light".
    exact: Mapping[tuple[str, ...], int]
    retry: str = "retry_choice"

    def read(self, heard: Heard) -> str | None:
        """The choice named; None when it is none of them, or more than one."""
        match self.index.find(heard):
            case []:
                return None
            case [number]:
                return self.values[number]
            case _:
                exact = self.exact.get(heard.words)
                return None if exact is None else self.values[exact]
