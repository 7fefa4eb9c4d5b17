"""Compares saved values with what a condition says."""

from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from flows.matching.case_folding import fold
from flows.types.values import Money, plain

#: As a limit: the date where the service is.
TODAY: Final = "today"
#: What a value can be less or greater than; text is `today`.
Limit = float | date | time | str


def are_equal(value: Any, written: Any, today: date) -> bool:
    """True is no 1: an answer of yes is not the number one."""
    match value:
        case Money(amount, currency):
            return amount == _decimal(written) or f"{amount} {currency}" == written
        case date() if written == TODAY:
            return value == today
        case date() | time():
            return bool(plain(value) == written)
        case _:
            return bool(_folded(value) == _folded(written))


def _decimal(written: Any) -> Decimal | None:
    try:
        return None if isinstance(written, bool) else Decimal(str(written))
    except InvalidOperation:
        return None


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value.strip())
    return (type(value), value) if isinstance(value, bool) else value


def is_less(value: Any, limit: Limit, today: date) -> bool:
    """True for a number, an amount, a date or a time below a limit of its kind."""
    pair = _comparable(value, limit, today)
    return pair is not None and bool(pair[0] < pair[1])


def is_greater(value: Any, limit: Limit, today: date) -> bool:
    """True for one above it."""
    pair = _comparable(value, limit, today)
    return pair is not None and bool(pair[0] > pair[1])


def _comparable(value: Any, limit: Limit, today: date) -> tuple[Any, Any] | None:
    """The two as values of one kind; None when they are of different kinds."""
    limit = today if limit == TODAY else limit
    match value, limit:
        case bool(), _:
            return None
        case (int() | float(), int() | float()) | (date(), date()) | (time(), time()):
            return value, limit
        case Money(amount, _), int() | float():
            return amount, Decimal(str(limit))
        case _:
            return None
