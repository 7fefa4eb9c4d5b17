"""The forms of weekdays and of days counted from another: "friday next week", "in two weeks", "vendredi en huit".

Each form takes its parts from a cursor and returns what they name, nothing where the parts are other ones.
"""

from typing import Final

from flows.matching.calendar_items import Item, Kind
from flows.matching.clock import DAY_PARTS
from flows.matching.date_forms import COUNT_SIGNS, LINK, MONTH, can_be_day
from flows.matching.days import Days, DaysAhead, Weekday
from flows.matching.item_cursor import ItemCursor

_WEEK: Final = 7
_ARTICLES: Final = frozenset({Kind.LINK, Kind.THE})
_BEFORE_WEEKDAY: Final = _ARTICLES | {Kind.FROM}
_COMING: Final = frozenset({Kind.COMING})
#: Behind a weekday and a number, they make of it another thing than the number of a day.
_OTHER_SIGNS: Final = COUNT_SIGNS | DAY_PARTS | {
    Kind.PLUS, Kind.MINUS, Kind.PAST, Kind.TO, Kind.TO_OR_UNTIL, Kind.NUMBER, Kind.CLOCK, Kind.ORDINAL, Kind.UNKNOWN,
    Kind.MONTHS_AHEAD,
}  # fmt: skip


def days_ahead(cursor: ItemCursor) -> Days:
    """ "tomorrow", "heute in acht Tagen" """
    item = cursor.take(Kind.DAYS_AHEAD)
    return () if item is None else (DaysAhead(item.numbers[0] + _later(cursor)),)


def in_length(cursor: ItemCursor) -> Days:
    """ "in two weeks" """
    cursor.take(Kind.IN)
    length = _length(cursor)
    return () if length is None else (DaysAhead(length),)


def after_length(cursor: ItemCursor) -> Days:
    """ "a week from friday", "two weeks from now", "a week tomorrow", "week on tuesday" """
    length = _length(cursor)
    if length is None:
        unit = cursor.take(Kind.UNIT)
        return () if unit is None or unit.numbers[0] < _WEEK else _weekday_after(unit.numbers[0], cursor)
    if cursor.take(Kind.NOW):
        return (DaysAhead(length),)
    start = cursor.position
    cursor.skip(_BEFORE_WEEKDAY)
    ahead = cursor.take(Kind.DAYS_AHEAD)
    if ahead is not None and ahead.numbers[0] >= 0:
        return (DaysAhead(length + ahead.numbers[0]),)
    cursor.position = start
    return _weekday_after(length, cursor)


def _weekday_after(length: int, cursor: ItemCursor) -> Days:
    if not cursor.take(Kind.FROM):
        return ()
    cursor.skip(_ARTICLES)
    weekday = cursor.take(Kind.WEEKDAY)
    return () if weekday is None else (Weekday(weekday.numbers[0], later=length),)


def weekday(cursor: ItemCursor) -> Days:
    """ "friday", "next friday", "next week friday", "friday next week", "vendredi en huit", "friday 13" """
    is_next = cursor.take(Kind.NEXT) is not None
    week = None if is_next else cursor.take(Kind.WEEK)
    start = cursor.position
    cursor.skip(_BEFORE_WEEKDAY)
    is_coming = any(Kind.COMING in meanings for meanings in cursor.since(start))
    item = cursor.take(Kind.WEEKDAY)
    if item is None:
        return ()
    is_coming = cursor.skip(_COMING) or is_coming
    week = week if week is not None or is_next else _week_behind(cursor)
    weeks = 1 if is_next else None if week is None else week.numbers[0]
    later = _later(cursor)
    return (
        Weekday(
            item.numbers[0],
            weeks,
            later,
            _number_behind(cursor),
            is_doubtful=item.is_doubtful and weeks is None and not later,
            is_loose=is_next and not later,
            is_coming=is_coming,
        ),
    )


def _week_behind(cursor: ItemCursor) -> Item | None:
    start = cursor.position
    cursor.skip(LINK)
    week = cursor.take(Kind.WEEK)
    if week is None:
        cursor.position = start
    return week


def _later(cursor: ItemCursor) -> int:
    """ "en huit", "in einer Woche", behind a day, in days; 0 where nothing of it follows."""
    item = cursor.take(Kind.LATER)
    if item is not None:
        return item.numbers[0]
    start = cursor.position
    length = _length(cursor) if cursor.take(Kind.IN) else None
    if length is None:
        cursor.position = start
    return length or 0


def _length(cursor: ItemCursor) -> int | None:
    """ "two weeks", "a fortnight", in days."""
    start = cursor.position
    span = cursor.take(Kind.SPAN)
    if span is not None:
        return span.numbers[0]
    number, unit = cursor.take(Kind.NUMBER), cursor.take(Kind.UNIT)
    if number is not None and unit is not None:
        return number.numbers[0] * unit.numbers[0]
    cursor.position = start
    return None


def _number_behind(cursor: ItemCursor) -> int | None:
    """The 13 of "friday 13", where it is nothing else: neither in "friday 13th" nor in "friday 3pm"."""
    start = cursor.position
    number = cursor.take(Kind.NUMBER)
    if number is not None and not number.is_doubtful and can_be_day(number):
        is_other = cursor.sees(_OTHER_SIGNS) or cursor.leads_to(MONTH, LINK)
        if not is_other:
            return number.numbers[0]
    cursor.position = start
    return None
