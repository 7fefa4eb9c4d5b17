"""Writes the next opening the way people say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.texts.text import primary

_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one language writes days and times."""

    clock: int  # 12 or 24 hours
    today: str
    tomorrow: str
    this_week: str
    later: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    def write(self, opening: datetime, now: datetime) -> str:
        """An opening as seen now, both in the zone of the hours: "tomorrow at 8:30 am"."""
        return self._pattern(opening, now).format(
            time=self._time(opening),
            weekday=self.weekdays[opening.weekday()],
            day=opening.day,
            month=self.months[opening.month - 1],
        )

    def _pattern(self, opening: datetime, now: datetime) -> str:
        days = (opening.date() - now.date()).days
        if days == 0:
            return self.today
        if days == 1:
            return self.tomorrow
        return self.this_week if days < _DAYS_IN_WEEK else self.later

    def _time(self, opening: datetime) -> str:
        if self.clock == 24:
            return f"{opening:%H:%M}"
        return f"{(opening.hour - 1) % 12 + 1}:{opening:%M} {'am' if opening.hour < 12 else 'pm'}"


def calendar_for(language: str, calendars: Mapping[str, Calendar]) -> Calendar:
    """The calendar of a language, or the English one."""
    return calendars.get(primary(language)) or calendars["en"]
