"""Walks once over the parts of a text and takes from it the days and times that it names."""

from collections.abc import Iterable
from typing import Final

from flows.matching.calendar_items import Kind, Meanings
from flows.matching.clock import DAY_PARTS, Clock
from flows.matching.day_grammar import BEGINNINGS as DAY_BEGINNINGS
from flows.matching.day_grammar import days_at, dotted_day_at
from flows.matching.days import DayOfMonth, DayOfYear, Days
from flows.matching.item_cursor import ItemCursor
from flows.matching.mentions import Mentions
from flows.matching.time_grammar import BEGINNINGS as TIME_BEGINNINGS
from flows.matching.time_grammar import clock_at

_LENGTHS: Final = frozenset({Kind.SPAN, Kind.NUMBER, Kind.UNIT})
_INTRODUCTION: Final = frozenset({Kind.AT, Kind.LINK, Kind.AROUND})
_DOTTED: Final = frozenset({Kind.DOTTED})
_NUMBER: Final = frozenset({Kind.NUMBER})
_THE: Final = frozenset({Kind.THE})


class TextWalk:
    """One walk, and what it has found so far."""

    def __init__(self, items: Iterable[Meanings], *, month_first: bool, wants_day: bool, has_dotted_days: bool) -> None:
        self.found = Mentions()
        self.cursor = ItemCursor(items)
        self._month_first = month_first
        self._wants_day = wants_day
        self._has_dotted_days = has_dotted_days
        self.forget()

    def forget(self) -> None:
        """What stands before no longer belongs to what follows."""
        #: The part before was a time; one that cannot be a day; a day with its number.
        self.is_behind_clock = self.is_behind_time = self.is_behind_number = False

    def reads_day(self) -> bool:
        """Takes the day that is named next, if one is."""
        if not self.cursor.sees(DAY_BEGINNINGS):
            return False
        start = self.cursor.position
        days = self._days()
        if not days:
            return False
        self.found.days += days
        for meanings in self.cursor.since(start):
            self.found.day_parts.update(item.day_part for item in meanings.values() if item.day_part is not None)
        self._take_day_parts()
        self.forget()
        self.is_behind_number = any(isinstance(day, DayOfYear | DayOfMonth) for day in days)
        return True

    def _days(self) -> Days:
        if Kind.FOR in self.cursor.before and self.cursor.sees(_LENGTHS):
            return self._dates_only()
        if self._has_dotted_days and self.cursor.leads_to(_DOTTED, _THE):
            return dotted_day_at(self.cursor, wants_day=self._wants_day)
        return days_at(self.cursor, month_first=self._month_first)

    def _dates_only(self) -> Days:
        """ "for 3 march"; "for 3 days from today" is no day."""
        start = self.cursor.position
        days = days_at(self.cursor, month_first=self._month_first)
        if all(isinstance(day, DayOfYear | DayOfMonth) for day in days):
            return days
        self.cursor.position = start
        return ()

    def _take_day_parts(self) -> None:
        while parts := DAY_PARTS.intersection(self.cursor.next):
            self.found.day_parts |= parts
            self.cursor.position += 1

    def reads_time(self) -> bool:
        """Takes the time that is named next, if one is."""
        if not self.cursor.sees(TIME_BEGINNINGS):
            return False
        start, before = self.cursor.position, self.cursor.before
        is_introduced = Kind.AT in self.cursor.next
        while is_introduced and self.cursor.sees(_INTRODUCTION) and not self.cursor.sees(_THE):
            self.cursor.position += 1
        counts = not is_introduced and (Kind.FOR in before or Kind.THE in before)
        clock = clock_at(self.cursor, is_introduced=is_introduced, counts=counts)
        if clock is None:
            self.found.is_time_unclear |= is_introduced and self.cursor.sees(_NUMBER)
            self.cursor.position = start
            return False
        self._add(clock)
        self.found.is_time_unclear |= clock.is_length and Kind.FOR in before
        return True

    def reads_open_time(self) -> bool:
        """Takes a time at one end of a range, or one of several, if one comes next."""
        clock = clock_at(self.cursor, is_introduced=True)
        if clock is None:
            return False
        self._add(clock)
        self.found.opens_time = True
        return True

    def _add(self, clock: Clock) -> None:
        self.found.clocks.append(clock)
        self.forget()
        self.is_behind_clock, self.is_behind_time = True, clock.is_introduced or not clock.is_short
