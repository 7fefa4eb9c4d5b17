"""Checks what comes with a business event against what the flow declares."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, Final

from flows.types.values import stored

_Check = Callable[[Any], Any]


class FieldInvalid(Exception):
    """A value of another type than the flow declares; says what is wanted."""


def read_fields(
    declared: Mapping[str, str], given: Mapping[str, Any], *, written: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values as the flow takes them, and what is wrong, by field; `written` values are words of a command line."""
    values: dict[str, Any] = {}
    problems = {name: _not_known(declared) for name in given if name not in declared}
    for name, type_ in declared.items():
        try:
            values[name] = _read(type_, given.get(name), written=written)
        except FieldInvalid as problem:
            problems[name] = str(problem)
    return values, problems


def _not_known(declared: Mapping[str, str]) -> str:
    return f"the event has no such field; it has {', '.join(declared) or 'none'}"


def _read(type_: str, value: Any, *, written: bool) -> Any:
    if value is None:
        raise FieldInvalid(f"is missing: {_WANTED[type_]}")
    if "\0" in str(value):
        raise FieldInvalid("holds a NUL character")
    try:
        return _CHECKS[type_](_from_words(type_, value) if written else value)
    except (TypeError, ValueError):
        raise FieldInvalid(f"must be {_WANTED[type_]}") from None


def _from_words(type_: str, word: str) -> Any:
    match type_:
        case "number":
            return float(word) if "." in word else int(word)
        case "yes/no":
            return {"yes": True, "no": False}.get(word.lower(), word)
        case "list":
            return word.split(",")
        case _:
            return word


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: Any) -> Any:
    return stored(date.fromisoformat(value))


def _time(value: Any) -> Any:
    moment = time.fromisoformat(value)
    if moment.tzinfo is not None or len(value) < len("09:00"):
        raise ValueError
    return stored(moment)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not all(isinstance(item, str | int | float) for item in value):
        raise TypeError
    return value


_CHECKS: Final[Mapping[str, _Check]] = {
    "text": _text,
    "number": _number,
    "yes/no": _yes_no,
    "date": _date,
    "time": _time,
    "list": _list,
}
_WANTED: Final[Mapping[str, str]] = {
    "text": "a text",
    "number": "a number",
    "yes/no": "true or false",
    "date": "a date such as 2026-11-23",
    "time": "a time such as 09:30",
    "list": "a list of texts or numbers",
}
