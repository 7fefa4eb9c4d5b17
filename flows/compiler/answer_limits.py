"""Compiles `from`, `to` and `within` of an answer."""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any, Final, TypeVar

from flows.compiler.grammar.answer_parts import AnswerPart
from flows.compiler.scope import Scope
from flows.model.answers.date_answer import DayLimit
from flows.model.answers.limits import Limits
from flows.source.document import Path, Plain, resolve
from flows.types.duration import parse_duration

V = TypeVar("V")

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def number_limits(part: AnswerPart, path: Path, scope: Scope) -> Limits[float]:
    """`from` and `to` of a number; complains of what is no number, and of limits that leave nothing."""
    return Limits(*_both(part, path, scope, number_of, "a number"))


def time_limits(part: AnswerPart, path: Path, scope: Scope) -> Limits[time]:
    """`from` and `to` of a time of day; complains of what is none, and of limits that leave nothing."""
    return Limits(*_both(part, path, scope, time_of, "a time like 08:30"))


def day_limits(part: AnswerPart, path: Path, scope: Scope) -> tuple[DayLimit | None, DayLimit | None]:
    """The first and the last day that is taken, each None without a limit; `within` is a last day from today on."""
    least, most = _both(part, path, scope, _day, "today, a date like 2026-03-03, or a time from today like 60d")
    if part.within is None:
        return least, most
    if most is not None:
        scope.complain((*path, "within"), '"to" and "within" exclude each other: keep one', "bad-answer")
    return least, DayLimit(ahead=part.within.days)


def _both(
    part: AnswerPart, path: Path, scope: Scope, read: Callable[[str], V | None], expected: str
) -> tuple[V | None, V | None]:
    least = _limit(part.least, (*path, "from"), scope, read, expected)
    most = _limit(part.most, (*path, "to"), scope, read, expected)
    if least is not None and most is not None and not isinstance(least, DayLimit) and _less(most, least):
        scope.complain((*path, "to"), '"to" is less than "from": nothing would be taken', "bad-answer")
    return least, most


def _less(one: Any, other: Any) -> bool:
    return bool(one < other)


def _limit(written: str | None, path: Path, scope: Scope, read: Callable[[str], V | None], expected: str) -> V | None:
    limit = None if written is None else read(written)
    if written is not None and limit is None:
        scope.complain(path, f'"{path[-1]}" must be {expected}', "bad-value")
    return limit


def number_of(written: str) -> float | None:
    """The number that is written, None where it is none."""
    number = resolve(Plain(written))
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def time_of(written: str) -> time | None:
    """The time of day that is written as `HH:MM`, None where it is none."""
    return time.fromisoformat(written) if _TIME.fullmatch(written) else None


def date_of(written: str) -> date | None:
    """The date that is written as `YYYY-MM-DD`, None where it is none."""
    try:
        return date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        return None


def _day(written: str) -> DayLimit | None:
    if written == "today":
        return DayLimit()
    ahead = parse_duration(written)
    if ahead is not None:
        return DayLimit(ahead=ahead.days)
    day = date_of(written)
    return None if day is None else DayLimit(day)
