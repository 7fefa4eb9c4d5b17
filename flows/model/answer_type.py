"""Typed answers: what a text must hold for a state to take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from flows.matching.pattern import Pattern
from flows.matching.utterance import Utterance, utterance_of
from flows.model.situation import Situation
from flows.text.localized_text import Text
from flows.types.values import plain

#: A longer list nobody reads on a phone.
MAX_ITEMS: Final = 50


class AnswerType(Protocol):
    """Reads one kind of answer."""

    @property
    def retry(self) -> str:
        """The wording for a text that is none."""
        ...

    @property
    def accepts(self) -> tuple[str, ...]:
        """What it takes, in a few words for authors; several where it is one of several."""
        ...

    def read(self, utterance: Utterance, situation: Situation, /) -> Any:
        """The value in a text, typed (flows.types.values); None when there is none."""
        ...


def items(situation: Situation, name: str) -> list[Any]:
    """The values of a saved list, in their plain form; none where nothing or something else is saved."""
    found = situation.value(name)
    return [plain(item) for item in found[:MAX_ITEMS]] if isinstance(found, list) else []


@dataclass(frozen=True, slots=True)
class Answer:
    """`answer:` of a state."""

    type: AnswerType
    save: str | None = None
    retry: Text | None = None
    #: The choices to list below the question.
    listed: tuple[Text, ...] = ()
    #: Whether the saved list below is listed in their place.
    lists_found: bool = False
    #: The saved list that the answer must be in.
    among: str | None = None
    #: Its named groups are saved too.
    pattern: Pattern | None = None

    def read(self, utterance: Utterance, situation: Situation) -> Any:
        """The value in a text; None when there is none, or none that is asked for."""
        if self.among is None:
            return self.type.read(utterance, situation)
        found = items(situation, self.among)
        value = self.type.read(self._chosen(utterance, found), situation)
        return value if value is not None and plain(value) in found else None

    def _chosen(self, utterance: Utterance, found: Sequence[Any]) -> Utterance:
        """A text that is the number of an item of the list stands for that item."""
        number = "".join(utterance.words)
        if self.lists_found and number.isdecimal() and len(number) <= 2 and 1 <= int(number) <= len(found):
            return utterance_of(str(found[int(number) - 1]))
        return utterance

    def labels(self, situation: Situation, fallback: str) -> list[str]:
        """The choices to list below the question, in the customer's language."""
        if self.lists_found and self.among is not None:
            return [str(item) for item in items(situation, self.among)]
        names = situation.names()
        return [label.render(situation.language, fallback, names) for label in self.listed]

    def saved(self, value: Any, utterance: Utterance) -> Mapping[str, Any]:
        """What to save of the value in a text, by name."""
        groups = {} if self.pattern is None else self.pattern.groups(utterance)
        return groups if self.save is None else {**groups, self.save: value}
