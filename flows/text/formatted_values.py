"""Typed values as texts name them: written for the customer, with parts to name one by one."""

from dataclasses import dataclass
from datetime import date, time
from functools import total_ordering
from typing import Any

from flows.text.wording.calendar_format import Calendar
from flows.types.location import Location
from flows.types.media import Media
from flows.types.values import Money, plain, typed


@dataclass(frozen=True, slots=True)
class Style:
    """How values are written: for a customer, or plainly, for other systems."""

    calendar: Calendar
    today: date
    plain: bool = False

    def name(self, value: Any) -> Any:
        """What a text names for a kept value; text, numbers, true and false are what they are."""
        match typed(value):
            case date() as day:
                return DayName(day, self)
            case time() as moment:
                return TimeName(moment, self)
            case Money() as money:
                return MoneyName(money, self)
            case Location() as location:
                return LocationName(location, self)
            case (Media(), *_) as media:
                return MediaName(media, self)
            case other:
                return other


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class _Name:
    """Prints as it is written; compares as the value that it names."""

    _value: Any
    _style: Style

    def __str__(self) -> str:
        return str(plain(self._value)) if self._style.plain else self._written()

    def _written(self) -> str:
        return str(plain(self._value))

    def __eq__(self, other: object) -> bool:
        return self._value == other._value if isinstance(other, _Name) else str(plain(self._value)) == other

    def __lt__(self, other: Any) -> bool:
        return bool(self._value < other._value) if isinstance(other, _Name) else NotImplemented

    def __hash__(self) -> int:
        return hash(str(plain(self._value)))


class DayName(_Name):
    """`{{ day }}`: Tuesday, March 3."""

    __slots__ = ()

    def _written(self) -> str:
        return self._style.calendar.write_date(self._value, self._style.today)

    @property
    def iso(self) -> str:
        """`2026-03-02`."""
        return str(plain(self._value))

    @property
    def weekday(self) -> str:
        """`Monday`, in the text's language."""
        return str(self._style.calendar.weekdays[self._value.weekday()])

    @property
    def day(self) -> int:
        """Of the month, 1 to 31."""
        return int(self._value.day)

    @property
    def month(self) -> str:
        """`March`, in the text's language."""
        return str(self._style.calendar.months[self._value.month - 1])

    @property
    def year(self) -> int:
        """`2026`."""
        return int(self._value.year)


class TimeName(_Name):
    """`{{ time }}`: 2:30 pm."""

    __slots__ = ()

    def _written(self) -> str:
        return self._style.calendar.write_time(self._value)

    @property
    def iso(self) -> str:
        """`09:05`."""
        return str(plain(self._value))

    @property
    def hour(self) -> int:
        """0 to 23."""
        return int(self._value.hour)

    @property
    def minute(self) -> int:
        """0 to 59."""
        return int(self._value.minute)


class MoneyName(_Name):
    """`{{ price }}`: $12.50."""

    __slots__ = ()

    def _written(self) -> str:
        return self._style.calendar.write_money(self._value)

    @property
    def amount(self) -> float:
        """In whole units of the currency: 12.5."""
        return float(self._value.amount)

    @property
    def currency(self) -> str:
        """Its ISO 4217 code: `USD`."""
        return str(self._value.currency)


class LocationName(_Name):
    """`{{ place }}`: its label and address, or its coordinates."""

    __slots__ = ()

    def _written(self) -> str:
        named = ", ".join(part for part in (self._value.label, self._value.address) if part)
        return named or str(plain(self._value))

    @property
    def latitude(self) -> float:
        """In degrees, north is positive."""
        return float(self._value.latitude)

    @property
    def longitude(self) -> float:
        """In degrees, east is positive."""
        return float(self._value.longitude)

    @property
    def address(self) -> str:
        """As the customer's app wrote it; empty where it did not."""
        return str(self._value.address)

    @property
    def label(self) -> str:
        """The place's name; empty where it has none."""
        return str(self._value.label)


class MediaName(_Name):
    """`{{ pictures }}`: the addresses of what was attached."""

    __slots__ = ()

    @property
    def url(self) -> str:
        """Where the first of them is."""
        return str(self._value[0].url)

    @property
    def type(self) -> str:
        """The first one's media type: `image/jpeg`."""
        return str(self._value[0].content_type)

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self._value)
