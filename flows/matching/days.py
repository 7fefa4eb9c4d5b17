"""Days as texts name them, and which days these are, seen from today."""

from dataclasses import dataclass
from datetime import date, timedelta

from flows.matching.clock import FIRST_LATE_HOUR

_WEEK = 7
# Leap days are four years apart, eight around 2100.
_LEAP = 8
# Ten years: nobody books later "in 5000 days".
_MAX_DAYS_AHEAD = 3660
# "friday 31": of the months to come, those that somebody has in mind without naming one.
_MAX_DAYS_TO_A_NUMBERED_WEEKDAY = 62


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """ "3 March 2027"; year 0 where it is left out."""

    year: int
    month: int
    day: int

    def days(self, today: date) -> tuple[date, ...]:
        """The days it can be, the likeliest first: the coming one, the one after that, the last one."""
        years = (self.year,) if self.year else range(today.year - _LEAP, today.year + _LEAP + 1)
        days = [found for found in (_date(year, self.month, self.day) for year in years) if found is not None]
        coming = [found for found in days if found >= today]
        passed = [found for found in days if found < today]
        return (*coming[:2], *passed[-1:])


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """ "the 3rd", "the 3rd of next month"."""

    day: int
    #: None: of this month, or of the next if it has passed.
    months_ahead: int | None = None

    def days(self, today: date) -> tuple[date, ...]:
        ahead = int(self.day < today.day) if self.months_ahead is None else self.months_ahead
        day = self._in_month(today, ahead)
        return () if day is None or day < today else (day,)

    def days_on(self, weekday: int, today: date) -> tuple[date, ...]:
        """ "friday the 3rd": of this month or of one of the next two."""
        months = range(3) if self.months_ahead is None else (self.months_ahead,)
        days = (self._in_month(today, ahead) for ahead in months)
        return tuple(day for day in days if day is not None and day >= today and day.weekday() == weekday)[:1]

    def _in_month(self, today: date, ahead: int) -> date | None:
        years, month = divmod(today.month - 1 + ahead, 12)
        return _date(today.year + years, month + 1, self.day)


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """ "tomorrow", "in two weeks"."""

    ahead: int

    def days(self, today: date) -> tuple[date, ...]:
        return (today + timedelta(days=self.ahead),) if self.ahead <= _MAX_DAYS_AHEAD else ()


@dataclass(frozen=True, slots=True)
class Weekday:
    """ "friday", "next friday", "a week from friday"."""

    #: 0 is Monday.
    weekday: int
    #: Of the calendar week so many ahead; None: the coming one, never today.
    weeks: int | None = None
    #: Days to go on from there.
    later: int = 0
    #: A number that stands behind it: "friday 13".
    number: int | None = None
    #: The word means something else too, and nothing beside it says that it is meant as a day.
    is_doubtful: bool = False
    #: Said as "next friday", which not everybody means alike: a date beside it is what counts.
    is_loose: bool = False
    #: Said as "vendredi prochain", which is not tomorrow's to everybody.
    is_coming: bool = False

    @property
    def is_precise(self) -> bool:
        return bool(self.later) or (self.weeks is not None and not self.is_loose)

    def days(self, today: date) -> tuple[date, ...]:
        base = self._base(today)
        if (
            self._is_ambiguous(base, today)
            or base > today + timedelta(days=_MAX_DAYS_AHEAD)
            or (self.weeks is not None and base < today)
        ):
            return ()
        return (base,) if self.number in (None, base.day) else self._numbered(today)

    def _is_ambiguous(self, base: date, today: date) -> bool:
        """ "a week from friday" said on a friday, "vendredi prochain" said the day before."""
        is_today = bool(self.later) and self.weekday == today.weekday()
        return is_today or (self.is_coming and base == today + timedelta(days=1))

    def _base(self, today: date) -> date:
        to_it = self.weekday - today.weekday()
        ahead = (to_it - 1) % _WEEK + 1 if self.weeks is None else to_it + _WEEK * self.weeks
        return today + timedelta(days=min(ahead + self.later, _MAX_DAYS_AHEAD + 1))

    def _numbered(self, today: date) -> tuple[date, ...]:
        """The day of the month that the number means; none where it may be an hour as well."""
        if self.number is None or self.number < FIRST_LATE_HOUR or self.is_precise or self.is_loose:
            return ()
        days = (today + timedelta(days=ahead) for ahead in range(1, _MAX_DAYS_TO_A_NUMBERED_WEEKDAY))
        return tuple(day for day in days if day.weekday() == self.weekday and day.day == self.number)[:1]


Day = DayOfYear | DayOfMonth | DaysAhead | Weekday
#: What one form names: nothing, a day, or a weekday and its date.
Days = tuple[Day, ...]


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
