"""Reads the one day that a text names.

A library was measured first (dateparser 1.5, November 2026): it either refuses weekdays or takes "1", "a" and "may" for
dates, finds nothing in "tomorrow please", and takes 200 to 600 µs, six to sixteen times a whole step.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flows.matching.calendar_vocabulary import CalendarWords, Item, Kind, leaves_open

_WEEK: Final = 7
# Ten years: nobody books later "in 5000 days".
_MAX_AHEAD: Final = 3660
_YEAR_FIGURES: Final = 4
_MONTHS: Final = 12
_LEAP: Final = 8

_Meanings = Sequence[tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class _Named:
    """A day that a text names: the days it can be, the likeliest first."""

    days: tuple[date, ...]
    doubtful: bool = False
    #: Only a weekday, which may stand beside the full date: "Tuesday, March 3".
    only_weekday: bool = False


def date_in(
    folded: str, words: CalendarWords, today: date, *, month_first: bool, fits: Callable[[date], bool]
) -> date | None:
    """The day named; None when there is none, more than one, or none that fits."""
    items = list(words.items(folded))
    if leaves_open(items):
        return None
    named = list(_Reader(items, today, month_first=month_first).read())
    if any(_has(meanings, Kind.UNKNOWN) or _has(meanings, Kind.AROUND) for meanings in items):
        named = [day for day in named if not day.doubtful]
    return next((day for day in _agreed(named) if fits(day)), None)


def _agreed(named: Sequence[_Named]) -> tuple[date, ...]:
    """The days on which everything that is named agrees."""
    full = {day.days for day in named if not day.only_weekday}
    weekdays = {day.days for day in named if day.only_weekday}
    if len(full) > 1 or len(weekdays) > 1:
        return ()
    (days,) = full or weekdays or {()}
    if full and weekdays:
        ((any_such, *_),) = weekdays
        return tuple(day for day in days if day.weekday() == any_such.weekday())
    return days


def _has(meanings: Sequence[Item], kind: Kind) -> bool:
    return any(item.kind is kind for item in meanings)


def _says_nothing(meanings: Sequence[Item]) -> bool:
    return meanings[0].kind in (Kind.UNKNOWN, Kind.AROUND, Kind.LINK) and len(meanings) == 1


class _Reader:
    """Walks through a text once."""

    def __init__(self, items: _Meanings, today: date, *, month_first: bool) -> None:
        self._items = items
        self._today = today
        self._month_first = month_first
        self._position = 0

    def read(self) -> Iterator[_Named]:
        forms = (
            self._iso, self._figures, self._day_and_month, self._month_and_day,
            self._in_days, self._weekday, self._days_ahead, self._day_of_month,
        )  # fmt: skip
        while self._position < len(self._items):
            named = None if _says_nothing(self._items[self._position]) else self._first_of(forms)
            if named is not None:
                yield named
            else:
                self._position += 1

    def _first_of(self, forms: Sequence[Callable[[], _Named | None]]) -> _Named | None:
        start = self._position
        for form in forms:
            named = form()
            if named is not None:
                return named
            self._position = start
        return None

    def _take(self, kind: Kind) -> Item | None:
        """The next part of the text, if it can be of a kind."""
        if self._position >= len(self._items):
            return None
        item = next((item for item in self._items[self._position] if item.kind is kind), None)
        self._position += item is not None
        return item

    def _skip(self, *kinds: Kind) -> bool:
        skipped = False
        while any(self._take(kind) for kind in kinds):
            skipped = True
        return skipped

    def _iso(self) -> _Named | None:
        item = self._take(Kind.ISO_DATE)
        return None if item is None else self._day(*item.numbers)

    def _figures(self) -> _Named | None:
        item = self._take(Kind.FIGURES)
        if item is None:
            return None
        year, first, second = item.numbers
        month, day = (first, second) if self._month_first else (second, first)
        return self._day(year, month, day) if month <= _MONTHS else self._day(year, day, month)

    def _day_and_month(self) -> _Named | None:
        day = self._take(Kind.NUMBER)
        self._skip(Kind.ORDINAL, Kind.LINK)
        month = self._take(Kind.MONTH)
        if day is None or month is None or (month.doubtful and self._take(Kind.UNKNOWN)):
            return None  # "3 may come"
        return self._day(self._year(), month.numbers[0], day.numbers[0])

    def _month_and_day(self) -> _Named | None:
        month = self._take(Kind.MONTH)
        self._skip(Kind.LINK)
        day = self._take(Kind.NUMBER)
        if month is None or day is None or day.numbers[1] == _YEAR_FIGURES:
            return None
        self._skip(Kind.ORDINAL)
        return self._day(self._year(), month.numbers[0], day.numbers[0])

    def _year(self) -> int:
        """A year of four figures that follows, or 0."""
        end = self._position
        self._skip(Kind.LINK)
        year = self._take(Kind.NUMBER)
        if year is not None and year.numbers[1] == _YEAR_FIGURES:
            return year.numbers[0]
        self._position = end
        return 0

    def _in_days(self) -> _Named | None:
        within, number, unit = self._take(Kind.IN), self._take(Kind.NUMBER), self._take(Kind.UNIT)
        if within is None or number is None or unit is None:
            return None
        return self._ahead_by(number.numbers[0] * unit.numbers[0])

    def _weekday(self) -> _Named | None:
        """The coming one, never today; with "next" that of the next calendar week."""
        next_week = self._take(Kind.NEXT)
        self._skip(Kind.LINK)
        item = self._take(Kind.WEEKDAY)
        if item is None:
            return None
        next_week = next_week or self._take(Kind.NEXT)
        days = (item.numbers[0] - self._today.weekday() - 1) % _WEEK + 1
        if next_week is not None:
            days = item.numbers[0] - self._today.weekday() + _WEEK
        return _Named((self._today + timedelta(days=days),), item.doubtful, only_weekday=True)

    def _days_ahead(self) -> _Named | None:
        item = self._take(Kind.DAYS_AHEAD)
        return None if item is None else self._ahead_by(item.numbers[0])

    def _ahead_by(self, days: int) -> _Named | None:
        return _Named((self._today + timedelta(days=days),)) if days <= _MAX_AHEAD else None

    def _day_of_month(self) -> _Named | None:
        """ "the 3rd": of this month, or of the next."""
        day, ordinal = self._take(Kind.NUMBER), self._take(Kind.ORDINAL)
        if day is None or ordinal is None:
            return None
        this, following = self._today.replace(day=1), self._today.replace(day=1) + timedelta(days=32)
        month = this if day.numbers[0] >= self._today.day else following
        return self._day(month.year, month.month, day.numbers[0])

    def _day(self, year: int, month: int, day: int) -> _Named | None:
        """A day of a year; without one the coming such day, or the one after that or the last where only that fits."""
        # Leap days are four years apart, eight around 2100.
        years = (year,) if year else range(self._today.year - _LEAP, self._today.year + _LEAP + 1)
        days = [found for found in (_date(year, month, day) for year in years) if found is not None]
        coming = [found for found in days if found >= self._today]
        passed = [found for found in days if found < self._today]
        return _Named((*coming[:2], *passed[-1:])) if days else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
