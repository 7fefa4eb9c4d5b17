"""Typed values, and the two forms they have besides: as they are kept, and in full plainness.

Kept values survive JSON: text, numbers, true and false are kept as they are; a date, a time, an amount of money, a
place and attachments as a mapping with one key that no business system would send by chance: `{"$date": "2026-03-03"}`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

import msgspec

from flows.types.location import Location
from flows.types.media import Media


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of a currency (ISO 4217). Amounts of one currency can be compared."""

    amount: Decimal
    currency: str


Attachments = tuple[Media, ...]


def stored(value: Any) -> Any:
    """A value as it is kept."""
    match value:
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": plain(value)}
        case Money(amount, currency):
            return {"$money": f"{amount} {currency}"}
        case Location():
            return {"$location": msgspec.to_builtins(value)}
        case (Media(), *_):
            return {"$media": [msgspec.to_builtins(medium) for medium in value]}
        case _:
            return value


def typed(value: Any) -> Any:
    """A kept value as what it is."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return value
    ((tag, content),) = value.items()
    read = _READ.get(tag)
    try:
        return value if read is None else read(content)
    except (ValueError, TypeError, AttributeError, ArithmeticError, msgspec.ValidationError):
        return value  # from a business system that uses the same key for something else


def _money(content: str) -> Money:
    amount, _, currency = content.partition(" ")
    return Money(Decimal(amount), currency)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$money": _money,
    "$location": lambda content: msgspec.convert(content, Location),
    "$media": lambda content: msgspec.convert(content, Attachments),
}


def plain(value: Any) -> Any:
    """A value, kept or typed, as other systems expect it: 2026-03-03, 09:30, 12.50, 40.7128,-74.006, media's addresses.

    Text, numbers, booleans and what is none of ours stay as they are.
    """
    match typed(value):
        case date() as day:
            return day.isoformat()
        case time() as moment:
            return f"{moment:%H:%M}"
        case Money(amount, _):
            return str(amount)
        case Location(latitude, longitude):
            return f"{latitude},{longitude}"
        case (Media(), *_) as attachments:
            return " ".join(medium.url for medium in attachments)
        case other:
            return other


def read_plain(type_: str, written: Any) -> Any:
    """A value that another system wrote, as it is kept; what is no such date or time stays as it was written."""
    reader = {"date": date.fromisoformat, "time": time.fromisoformat}.get(type_)
    if reader is None or not isinstance(written, str):
        return written
    try:
        return stored(reader(written))
    except ValueError:
        return written
