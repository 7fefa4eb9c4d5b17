"""Moments as people write them: `2026-03-02 10:00`, `monday 08:00`, `tomorrow 9:30`, `17:30`."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: What a flow adds to a moment (MAX_DURATION at a time) must stay within the years that a calendar can hold.
MIN_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)
MAX_MOMENT: Final = datetime(2199, 12, 31, tzinfo=UTC)

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK: Final = re.compile(r"(?:(?P<day>[a-z]+)\s+)?(?P<hour>\d{1,2}):(?P<minute>\d\d)")
#: The shortest way to write a day: mon.
_MIN_LENGTH: Final = 3


class MomentTooFar(Exception):
    """Time was to pass beyond MAX_MOMENT."""

    def __init__(self) -> None:
        super().__init__(f"that is after {MAX_MOMENT.year}, and time ends there: wait for less")


def no_moment(written: str) -> str:
    """What to say of a text that names none."""
    years = f"{MIN_MOMENT.year} to {MAX_MOMENT.year}"
    return f'"{written}" is no moment from {years}, like 2026-03-02 10:00 or monday 08:00'


def parse_when(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that a text names, in a zone unless it says its own; a day or a clock time is the next to come.

    None where it names none from MIN_MOMENT to MAX_MOMENT.
    """
    moment = _read(text, now, zone)
    return moment if moment is not None and MIN_MOMENT <= moment <= MAX_MOMENT else None


def _read(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    clock = _CLOCK.fullmatch(text.strip().lower())
    if clock is not None:
        return _next(clock["day"], int(clock["hour"]), int(clock["minute"]), now.astimezone(zone))
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return written if written.tzinfo is not None else written.replace(tzinfo=zone)


def _next(day: str | None, hour: int, minute: int, now: datetime) -> datetime | None:
    ahead = _days_ahead(day, now)
    if ahead is None or hour > 23 or minute > 59:
        return None
    at = (now + timedelta(days=ahead)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now or day == "today" else at + timedelta(days=1 if day is None else 7)


def _days_ahead(day: str | None, now: datetime) -> int | None:
    if day is None or day == "today":
        return 0
    if day == "tomorrow":
        return 1
    number = next((n for n, name in enumerate(_DAYS) if len(day) >= _MIN_LENGTH and name.startswith(day)), None)
    return None if number is None else (number - now.weekday()) % 7
