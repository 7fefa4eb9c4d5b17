"""What conditions and texts may look at while a step is made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flows.model.opening_hours import UTC_ZONE, Hours
from flows.protocol.events import Channel
from flows.text.formatted_values import Style
from flows.text.wording.calendar_format import Calendar
from flows.types.contact import Contact
from flows.types.phone_numbers import country_of
from flows.types.values import typed


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
    #: Our number, or short code, or name.
    sender: str = ""
    #: Where the service is.
    zone: ZoneInfo = UTC_ZONE

    @property
    def today(self) -> date:
        """The date where the service is."""
        return self.now.astimezone(self.zone).date()

    @property
    def country(self) -> str | None:
        """The country of our sender; None where it has none."""
        return country_of(self.sender)

    def names(self) -> dict[str, Any]:
        """What a text may name: values as they are written for the customer ("Tuesday, March 3")."""
        return self._names(Style(self.calendar, self.today))

    def plain_names(self) -> dict[str, Any]:
        """What a call may name: values as other systems write them (2026-03-03)."""
        return self._names(Style(self.calendar, self.today, plain=True))

    def _names(self, style: Style) -> dict[str, Any]:
        return {
            **{name: style.name(value) for name, value in self.values.items()},
            "contact": ContactNames(self.contact, style),
            "conversation": ConversationNames(self._of_conversation(), style),
            "brand": self.brand,
            "hours": HoursNames(self.hours, self.calendar, self.now),
        }

    def _of_conversation(self) -> Mapping[str, Any]:
        given = {"channel": self.channel.value, "language": self.language, "sender": self.sender}
        return {**given, **self.shared}

    def value(self, name: str) -> Any:
        """A saved value, typed, or a contact's attribute by `contact.name`; None when it is not there."""
        holder, dot, attribute = name.partition(".")
        if dot and holder == "contact":
            return typed(attribute_of(self.contact, attribute))
        if dot and holder == "conversation":
            return typed(self._of_conversation().get(attribute))
        return typed(_within(self.values.get(holder), attribute))

    def written(self, name: str) -> str | None:
        """A saved value as it is written for the customer; None where there is none, or only something for machines."""
        value = self.value(name)
        is_for_people = value is not None and not isinstance(value, dict | list)
        return str(Style(self.calendar, self.today).name(value)) if is_for_people else None


def _within(value: Any, path: str) -> Any:
    """What a business system answered, as deep as its names lead; None where they lead nowhere."""
    for step in path.split(".") if path else ():
        value = value.get(step) if isinstance(value, dict) else None
    return value


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

    def __init__(self, names: Mapping[str, Any], style: Style) -> None:
        self._names = names
        self._style = style

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._style.name(self._names.get(name))


class ContactNames(_Group):
    """`contact.*` in texts: what is not known of a person is nothing, not an error."""

    def __init__(self, contact: Contact, style: Style) -> None:
        self._contact = contact
        self._style = style

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._style.name(attribute_of(self._contact, name))


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
        """Whether somebody is there now."""
        return self._hours.is_open(self._now)

    @cached_property
    def closed(self) -> bool:
        """Whether nobody is there now."""
        return not self.open

    @cached_property
    def next_opening(self) -> str | None:
        """Written out: "tomorrow at 8:30 am"."""
        return written_opening(self._hours, self._calendar, self._now)


def written_opening(hours: Hours, calendar: Calendar, now: datetime) -> str | None:
    """The next opening in words; None when there is none to come."""
    opening = hours.next_opening(now)
    return None if opening is None else calendar.write(opening, now.astimezone(hours.zone))
