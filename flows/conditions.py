"""The named conditions of `if:`."""

from dataclasses import dataclass
from typing import Any, Protocol

from flows.events import Channel
from flows.hearing.folding import fold
from flows.hearing.heard import hear
from flows.hearing.keywords import KeywordIndex
from flows.situation import Situation
from flows.texts.text import primary


class Condition(Protocol):
    """Something that holds in a situation, or does not."""

    def holds(self, situation: Situation) -> bool: ...


@dataclass(frozen=True, slots=True)
class Open:
    """`open: clinic`, and with `wanted` false `closed: clinic`."""

    hours: str
    wanted: bool = True

    def holds(self, situation: Situation) -> bool:
        return situation.hours[self.hours].is_open(situation.now) is self.wanted


@dataclass(frozen=True, slots=True)
class Equals:
    """`equals: {day: monday}`; text is compared without case and accents."""

    name: str
    value: Any

    def holds(self, situation: Situation) -> bool:
        return bool(_comparable(situation.value(self.name)) == _comparable(self.value))


def _comparable(value: Any) -> Any:
    """True is no 1: an answer of yes is not the number one."""
    if isinstance(value, str):
        return fold(value.strip())
    return (type(value), value) if isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class Less:
    """`less: {age: 18}`; what is not a number is never less."""

    name: str
    limit: float

    def holds(self, situation: Situation) -> bool:
        value = situation.value(self.name)
        return isinstance(value, int | float) and not isinstance(value, bool) and value < self.limit


@dataclass(frozen=True, slots=True)
class Contains:
    """`contains: {note: pain}`: the words are found in the value, as a keyword is."""

    name: str
    index: KeywordIndex
    #: The words as they are written, for people to read.
    words: tuple[str, ...] = ()

    def holds(self, situation: Situation) -> bool:
        value = situation.value(self.name)
        return isinstance(value, str) and bool(self.index.find(hear(value)))


@dataclass(frozen=True, slots=True)
class Known:
    """`known: name`: there is a value, and it is not empty."""

    name: str

    def holds(self, situation: Situation) -> bool:
        return situation.value(self.name) not in (None, "")


@dataclass(frozen=True, slots=True)
class OnChannel:
    """`channel: whatsapp`."""

    channel: Channel

    def holds(self, situation: Situation) -> bool:
        return situation.channel is self.channel


@dataclass(frozen=True, slots=True)
class InLanguage:
    """`language: es`, of any region."""

    language: str

    def holds(self, situation: Situation) -> bool:
        return primary(situation.language) == primary(self.language)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them holds."""

    conditions: tuple[Condition, ...]

    def holds(self, situation: Situation) -> bool:
        return all(condition.holds(situation) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them holds."""

    conditions: tuple[Condition, ...]

    def holds(self, situation: Situation) -> bool:
        return any(condition.holds(situation) for condition in self.conditions)


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    condition: Condition

    def holds(self, situation: Situation) -> bool:
        return not self.condition.holds(situation)
