"""When somebody is there: spans of wall-clock time in a named zone, right on the nights when clocks change.

A span is written in wall time and judged in instants. A time that the clock skips stands for the instant of the skip;
a time that it shows twice stands for the first of the two.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

#: Minutes after midnight of the span's own day; an end past 24:00 falls on the next day.
Span = tuple[int, int]

DAY: Final = 24 * 60
UTC_ZONE: Final = ZoneInfo("UTC")
# Farther ahead nobody plans a single date; then there is no next opening to name.
_HORIZON_DAYS: Final = 400


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by weekday (0 is Monday), on holidays, and on dates that differ from both."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    dates: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    holidays: Container[date] = frozenset()
    holiday_spans: tuple[Span, ...] = ()

    def is_open(self, now: datetime) -> bool:
        """True while a span that began today or the day before covers the instant."""
        return any(opens <= now < closes for opens, closes in self._spans(now, days=1))

    def next_opening(self, now: datetime) -> datetime | None:
        """The first instant after now at which it opens from being closed, in local time; None if it never does."""
        opens = next((opens for opens, _ in self._spans(now, days=_HORIZON_DAYS) if opens > now), None)
        return None if opens is None else opens.astimezone(self.zone)

    def _spans(self, now: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        today = now.astimezone(self.zone).date()
        for offset in range(-1, days):
            day = today + timedelta(days=offset)
            for start, end in self.spans_on(day):
                yield _instant(day, start, self.zone), _instant(day, end, self.zone)

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a day, earliest first."""
        spans = self.dates.get(day)
        if spans is not None:
            return spans
        return self.holiday_spans if day in self.holidays else self.week.get(day.weekday(), ())


@lru_cache(maxsize=4096)
def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The UTC instant of a wall-clock time."""
    midnight = datetime.combine(day, time())
    wall = midnight + timedelta(minutes=minutes)
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _skip_before(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _skip_before(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the clock jumps, between two instants on either side of it."""
    before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
