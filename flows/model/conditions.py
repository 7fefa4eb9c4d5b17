"""The named conditions of `if:`."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from flows.matching.keyword_index import KeywordIndex
from flows.matching.utterance import utterance_of
from flows.model.comparison import Limit, are_equal, is_greater, is_less
from flows.model.situation import Situation
from flows.protocol.events import Channel
from flows.text.localized_text import primary


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
class OpenThen:
    """`open: clinic` with `on: day`, `at: hour`, or both; with `wanted` false `closed: clinic`.

    With a day alone it is open when it opens at all that day. Where nothing is saved under the names, neither holds.
    """

    hours: str
    day: str | None
    moment: str | None
    wanted: bool = True

    def holds(self, situation: Situation) -> bool:
        day = situation.today if self.day is None else situation.value(self.day)
        moment = None if self.moment is None else situation.value(self.moment)
        if not isinstance(day, date) or (self.moment is not None and not isinstance(moment, time)):
            return False
        hours = situation.hours[self.hours]
        if moment is None:
            return bool(hours.spans_on(day)) is self.wanted
        return hours.is_open(datetime.combine(day, moment, hours.zone)) is self.wanted


@dataclass(frozen=True, slots=True)
class Equals:
    """`equals: {day: monday}`; text is compared without case and accents."""

    name: str
    value: Any

    def holds(self, situation: Situation) -> bool:
        return are_equal(situation.value(self.name), self.value, situation.today)


@dataclass(frozen=True, slots=True)
class Less:
    """`less: {age: 18}`; what cannot be compared is never less."""

    name: str
    limit: Limit

    def holds(self, situation: Situation) -> bool:
        return is_less(situation.value(self.name), self.limit, situation.today)


@dataclass(frozen=True, slots=True)
class Greater:
    """`greater: {age: 65}`; what cannot be compared is never greater."""

    name: str
    limit: Limit

    def holds(self, situation: Situation) -> bool:
        return is_greater(situation.value(self.name), self.limit, situation.today)


@dataclass(frozen=True, slots=True)
class Contains:
    """`contains: {note: pain}`: the words are found in the value, as a keyword is."""

    name: str
    index: KeywordIndex
    #: The words as they are written, for people to read.
    words: tuple[str, ...] = ()

    def holds(self, situation: Situation) -> bool:
        value = situation.value(self.name)
        return isinstance(value, str) and bool(self.index.find(utterance_of(value)))


@dataclass(frozen=True, slots=True)
class Known:
    """`known: name`: there is a value, and it is not empty."""

    name: str

    def holds(self, situation: Situation) -> bool:
        return situation.value(self.name) not in (None, "", [])


@dataclass(frozen=True, slots=True)
class Consented:
    """`consented: promotional`: the customer has agreed to be texted for it."""

    purpose: str

    def holds(self, situation: Situation) -> bool:
        return self.purpose in situation.contact.consents


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
