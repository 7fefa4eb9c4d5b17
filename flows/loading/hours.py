"""Compiles opening hours: `mon-fri: [08:30-12:30, 13:30-17:30]`."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from flows.hours import DAY, Hours, Span
from flows.loading.document import Document, Path
from flows.loading.near_names import did_you_mean

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN: Final = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")
_OTHER_KEYS: Final = ("timezone", "dates")


def compile_hours(written: dict[str, Any], path: Path, zone: ZoneInfo, document: Document) -> Hours:
    """Hours by weekday and by date; what is wrong with them is complained of."""
    if "timezone" in written:
        zone = compile_zone(written["timezone"], (*path, "timezone"), document)
    week: dict[int, tuple[Span, ...]] = {}
    for key, value in written.items():
        if key not in _OTHER_KEYS:
            weekdays = tuple(_weekdays(key, (*path, key), document))
            spans = _spans(value, (*path, key), document) if weekdays else ()
            week.update(dict.fromkeys(weekdays, spans))
    return Hours(zone, week, _dates(written.get("dates"), (*path, "dates"), document))


def compile_zone(name: Any, path: Path, document: Document) -> ZoneInfo:
    """A named zone of the tz database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        document.complain(path, f'"{name}" is not a time zone, like America/New_York', "unknown-zone")
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
    if key == "holidays":
        document.complain(
            path, '"holidays" is not supported yet: write the days under "dates"', "unknown-key", at_key=True
        )
        return
    hint = did_you_mean(key, (*_DAYS, "daily", "mon-fri", *_OTHER_KEYS))
    document.complain(path, f'"{key}" is not a day, like mon, mon-fri or daily{hint}', "unknown-key", at_key=True)


def _dates(written: Any, path: Path, document: Document) -> dict[date, tuple[Span, ...]]:
    if written is None:
        return {}
    if not isinstance(written, dict):
        document.complain(path, '"dates" must be a mapping of dates to hours', "bad-hours")
        return {}
    dates = {}
    for key, value in written.items():
        if (day := _date(key, (*path, key), document)) is not None:
            dates[day] = _spans(value, (*path, key), document)
    return dates


def _date(key: str, path: Path, document: Document) -> date | None:
    try:
        return date.fromisoformat(key)
    except ValueError:
        document.complain(path, f'"{key}" is not a date, like 2026-12-24', "bad-hours", at_key=True)
        return None


def _spans(value: Any, path: Path, document: Document) -> tuple[Span, ...]:
    if value == "closed":
        return ()
    items = value if isinstance(value, list) else [value]
    return tuple(sorted(span for item in items if (span := _span(item, path, document)) is not None))


def _span(item: Any, path: Path, document: Document) -> Span | None:
    """ "18:00-02:00" ends on the next day; "00:00-24:00" is the whole day."""
    match = _SPAN.fullmatch(item.strip()) if isinstance(item, str) else None
    start, end = (0, 0) if match is None else (_minutes(match[1], match[2]), _minutes(match[3], match[4]))
    if match is None or not _is_day_time(match) or start >= DAY or start == end:
        document.complain(path, f'"{item}" are no hours, like 08:30-12:30 or closed', "bad-hours")
        return None
    return start, end if end > start else end + DAY


def _is_day_time(match: re.Match[str]) -> bool:
    minutes_fit = int(match[2]) < 60 and int(match[4]) < 60
    return minutes_fit and _minutes(match[1], match[2]) <= DAY and _minutes(match[3], match[4]) <= DAY


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)
