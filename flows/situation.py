"""What conditions and texts may look at while a step is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.contact import Contact
from flows.events import Channel
from flows.hours import Hours
from flows.wording.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose service it is. Prints as its name."""

    name: str
    help: str | None = None

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

    def names(self) -> dict[str, Any]:
        """What a text may name."""
        return {
            **self.values,
            "contact": ContactNames(self.contact),
            "brand": self.brand,
            "hours": HoursNames(self.hours, self.calendar, self.now),
        }

    def value(self, name: str) -> Any:
        """A saved value, or a contact's attribute by `contact.name`; None when it is not there."""
        holder, dot, attribute = name.partition(".")
        if dot and holder == "contact":
            return attribute_of(self.contact, attribute)
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


class ContactNames:
    """`contact.*` in texts: what is not known of a person is nothing, not an error."""

    def __init__(self, contact: Contact) -> None:
        self._contact = contact

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return attribute_of(self._contact, name)


@dataclass(frozen=True, slots=True)
class HoursNames:
    """`hours.*` in texts."""

    _hours: Mapping[str, Hours]
    _calendar: Calendar
    _now: datetime

    def __getattr__(self, name: str) -> "OpeningNames":
        if name.startswith("_") or name not in self._hours:
            raise AttributeError(name)
        return OpeningNames(self._hours[name], self._calendar, self._now)


@dataclass(frozen=True, slots=True)
class OpeningNames:
    """`hours.clinic.*` in texts."""

    _hours: Hours
    _calendar: Calendar
    _now: datetime

    @property
    def open(self) -> bool:
        return self._hours.is_open(self._now)

    @property
    def closed(self) -> bool:
        return not self.open

    @property
    def next_opening(self) -> str | None:
        """Written out: "tomorrow at 8:30 am"."""
        return written_opening(self._hours, self._calendar, self._now)


def written_opening(hours: Hours, calendar: Calendar, now: datetime) -> str | None:
    """The next opening in words; None when there is none to come."""
    opening = hours.next_opening(now)
    return None if opening is None else calendar.write(opening, now.astimezone(hours.zone))
