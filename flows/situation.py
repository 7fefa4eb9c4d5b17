"""What conditions and texts may look at while a step is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from flows.contact import Contact
from flows.events import Channel
from flows.hours import Hours
from flows.values import plain
from flows.wording.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose service it is. Prints as its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(slots=True)
class Situation:
    """One moment of one conversation."""

    values: dict[str, Any]
    contact: Contact
    brand: Brand
    hours: Mapping[str, Hours]
    calendar: Calendar
    channel: Channel
    language: str
    now: datetime
    #: `conversation.*`
    shared: Mapping[str, Any] = field(default_factory=dict)
    sender: str = ""

    def names(self) -> dict[str, Any]:
        """What a text may name."""
        return {
            **self.values,
            "contact": ContactNames(self.contact),
            "conversation": self._conversation(),
            "brand": self.brand,
            "hours": HoursNames(self.hours, self.calendar, self.now),
        }

    def plain_names(self) -> dict[str, Any]:
        """What a call may name: values as other systems write them."""
        return {**self.names(), **{name: plain(value) for name, value in self.values.items()}}

    def _conversation(self) -> "ConversationNames":
        given = {"channel": self.channel.value, "language": self.language, "sender": self.sender}
        return ConversationNames({**given, **self.shared})

    def value(self, name: str) -> Any:
        """A saved value, or a contact's attribute by `contact.name`; None when it is not there."""
        holder, dot, attribute = name.partition(".")
        if dot and holder == "contact":
            return attribute_of(self.contact, attribute)
        if dot and holder == "conversation":
            return getattr(self._conversation(), attribute)
        return self.values.get(name)


def attribute_of(contact: Contact, name: str) -> Any:
    """What is known of a contact under a name; None when nothing is."""
    match name:
        case "name":
            return contact.name
        case "language":
            return contact.language
        case _:
            return contact.attributes.get(name)


class _Group:
    """Values of which a text names one. Written out itself, it would show a customer Python's inside."""

    __slots__ = ()

    def __str__(self) -> str:
        raise TypeError("it stands for several values: name one of them")


class ConversationNames(_Group):
    """`conversation.*` in texts: what has not been saved yet is nothing, not an error."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._names.get(name)


class ContactNames(_Group):
    """`contact.*` in texts: what is not known of a person is nothing, not an error."""

    def __init__(self, contact: Contact) -> None:
        self._contact = contact

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return attribute_of(self._contact, name)


@dataclass(frozen=True)
class HoursNames(_Group):
    """`hours.*` in texts. What was looked up is kept, for a text may ask again in a loop."""

    _hours: Mapping[str, Hours]
    _calendar: Calendar
    _now: datetime

    def __getattr__(self, name: str) -> "OpeningNames":
        if name.startswith("_") or name not in self._hours:
            raise AttributeError(name)
        names = self.__dict__[name] = OpeningNames(self._hours[name], self._calendar, self._now)
        return names


@dataclass(frozen=True)
class OpeningNames(_Group):
    """`hours.clinic.*` in texts."""

    _hours: Hours
    _calendar: Calendar
    _now: datetime

    @cached_property
    def open(self) -> bool:
        return self._hours.is_open(self._now)

    @cached_property
    def closed(self) -> bool:
        return not self.open

    @cached_property
    def next_opening(self) -> str | None:
        """Written out: "tomorrow at 8:30 am"."""
        return written_opening(self._hours, self._calendar, self._now)


def written_opening(hours: Hours, calendar: Calendar, now: datetime) -> str | None:
    """The next opening in words; None when there is none to come."""
    opening = hours.next_opening(now)
    return None if opening is None else calendar.write(opening, now.astimezone(hours.zone))
