"""Compiles opening hours: `mon-fri: [08:30-12:30, 13:30-17:30]`."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from flows.compiler.holiday_compiler import compile_holidays
from flows.compiler.span_compiler import compile_spans
from flows.model.opening_hours import Hours, Span
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Document, Path

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OTHER_KEYS: Final = ("timezone", "dates", "holidays")


def compile_hours(written: dict[str, Any], path: Path, zone: ZoneInfo, document: Document) -> Hours:
    """Hours by weekday and by date; what is wrong with them is complained of."""
    if "timezone" in written:
        zone = compile_zone(written["timezone"], (*path, "timezone"), document)
    week: dict[int, tuple[Span, ...]] = {}
    for key, value in written.items():
        if key not in _OTHER_KEYS:
            weekdays = tuple(_weekdays(key, (*path, key), document))
            spans = compile_spans(value, (*path, key), document) if weekdays else ()
            week.update(dict.fromkeys(weekdays, spans))
    hours = Hours(zone, week, _dates(written.get("dates"), (*path, "dates"), document))
    if "holidays" not in written:
        return hours
    holidays, spans = compile_holidays(written["holidays"], (*path, "holidays"), document)
    return replace(hours, holidays=holidays, holiday_spans=spans)


def compile_zone(name: Any, path: Path, document: Document) -> ZoneInfo:
    """A named zone of the tz database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        places = (zone for zone in available_timezones() if "/" in zone)
        hint = did_you_mean(str(name), places) or ", like America/New_York"
        document.complain(path, f'"{name}" is not a time zone{hint}', "unknown-zone")
        return ZoneInfo("UTC")


def _weekdays(key: str, path: Path, document: Document) -> Iterator[int]:
    """ "mon-fri", "sat, sun", "sat-mon", "daily"."""
    if key == "daily":
        yield from range(len(_DAYS))
        return
    for part in key.lower().split(","):
        first, dash, last = (day.strip() for day in part.partition("-"))
        if first not in _DAYS or (dash and last not in _DAYS):
            _complain_of_day(key, path, document)
            return
        yield from _from_to(_DAYS.index(first), _DAYS.index(last if dash else first))


def _from_to(first: int, last: int) -> Iterator[int]:
    for day in range(first, last + 1 if last >= first else last + 1 + len(_DAYS)):
        yield day % len(_DAYS)


def _complain_of_day(key: str, path: Path, document: Document) -> None:
    meant = _meant(key)
    hint = f' (did you mean "{meant}"?)' if meant else did_you_mean(key, ("daily", "mon-fri", *_OTHER_KEYS))
    document.complain(path, f'"{key}" is not a day, like mon, mon-fri or daily{hint}', "unknown-key", at_key=True)


def _meant(key: str) -> str | None:
    """ "monday - friday" is mon-fri."""
    if key.lower() in ("weekend", "weekends"):
        return "sat-sun"
    words = re.findall(r"\w+|[-,]", key.lower())
    days = [word if word in "-," else _short(word) for word in words]
    return None if not words or None in days else "".join(filter(None, days)).replace(",", ", ")


def _short(word: str) -> str | None:
    return next((day for day in _DAYS if word.startswith(day)), None) or next(
        iter(get_close_matches(word, _DAYS, 1)), None
    )


def _dates(written: Any, path: Path, document: Document) -> dict[date, tuple[Span, ...]]:
    if written is None:
        return {}
    if not isinstance(written, dict):
        document.complain(path, '"dates" must have dates below it, like 2026-12-24', "bad-hours")
        return {}
    dates = {}
    for key, value in written.items():
        if (day := _date(key, (*path, key), document)) is not None:
            dates[day] = compile_spans(value, (*path, key), document)
    return dates


def _date(key: str, path: Path, document: Document) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        document.complain(path, f'"{key}" is not a date, like 2026-12-24', "bad-hours", at_key=True)
        return None
