"""Typed answers: what a text must hold for a state to take it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from flows.hearing.heard import Heard
from flows.hearing.patterns import Pattern
from flows.situation import Situation
from flows.texts.text import Text


class AnswerType(Protocol):
    """Reads one kind of answer."""

    @property
    def retry(self) -> str:
        """The wording for a text that is none."""
        ...

    def read(self, heard: Heard, situation: Situation, /) -> Any:
        """The value in a text, typed (flows.values); None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer:` of a state."""

    type: AnswerType
    save: str | None = None
    retry: Text | None = None
    #: The choices to list below the question.
    listed: tuple[Text, ...] = ()
    #: Its named groups are saved too.
    pattern: Pattern | None = None

    def saved(self, value: Any, heard: Heard) -> Mapping[str, Any]:
        """What to save of the value in a text, by name."""
        groups = {} if self.pattern is None else self.pattern.groups(heard)
        return groups if self.save is None else {**groups, self.save: value}
