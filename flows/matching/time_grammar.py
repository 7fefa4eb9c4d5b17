"""The forms in which texts name a time of day: "9.30", "half past nine", "fünf vor halb zehn", "neuf heures trente"."""

from typing import Final

from flows.matching.calendar_items import Item, Kind
from flows.matching.clock import DAY_PARTS, FIRST_LATE_HOUR, Clock
from flows.matching.hour_forms import HOUR_FIGURES, Hour, day_part_behind, hour_at, minutes_before, minutes_behind
from flows.matching.item_cursor import ItemCursor

_NOON: Final = 12
# Nobody stays for seven hours.
_FIRST_SURE_HOUR: Final = 7
_LINK: Final = frozenset({Kind.LINK})
#: Behind a number they say that it counts something.
_COUNTED: Final = frozenset({Kind.UNKNOWN, Kind.UNIT, Kind.PERIOD, Kind.ORDINAL, Kind.MULTIPLE})
#: A part of none of these kinds begins no time.
BEGINNINGS: Final = frozenset({Kind.AT, Kind.MOMENT, Kind.CLOCK, Kind.NUMBER, Kind.BEFORE_HOUR})


def clock_at(cursor: ItemCursor, *, is_introduced: bool, counts: bool = False) -> Clock | None:
    """What is named from here on, and passes over it.

    `is_introduced`: behind "at" or the like. `counts`: behind a word like "for", where a bare number is one of people.
    """
    start = cursor.position
    clock = _minutes_first(cursor, is_introduced=is_introduced)
    if clock is None:
        cursor.position = start
        clock = _hour_first(cursor, is_introduced=is_introduced, counts=counts)
    if clock is None:
        cursor.position = start
    return clock


def _minutes_first(cursor: ItemCursor, *, is_introduced: bool) -> Clock | None:
    """ "half past nine", "ten past nine", "fünf vor halb zehn" """
    before = minutes_before(cursor)
    if before is None:
        return None
    half = cursor.take(Kind.BEFORE_HOUR)
    cursor.skip(_LINK)
    hour = hour_at(cursor)
    if hour is None or not (hour.is_whole or hour.number is None) or (before.may_be_range and hour.hour > _NOON):
        return None
    cursor.take(Kind.CLOCK_WORD)
    offset = before.minutes + (0 if half is None else half.numbers[0])
    part = day_part_behind(cursor)
    return Clock(hour.hour, hour.minute, offset, hour.is_exact, is_introduced=is_introduced, day_part=part)


def _hour_first(cursor: ItemCursor, *, is_introduced: bool, counts: bool) -> Clock | None:
    """ "9", "9 am", "9 Uhr 30", "neuf heures et demie", "las diez menos cuarto" """
    hour = hour_at(cursor)
    if hour is None:
        return None
    is_length = not is_introduced and _is_length(cursor, hour)
    is_marked = _takes_clock_word(cursor, hour, is_introduced=is_introduced)
    minute, offset = minutes_behind(cursor, hour, is_marked=is_marked)
    is_marked = cursor.take(Kind.CLOCK_WORD) is not None or is_marked
    is_number = hour.number is not None and not is_marked
    if is_number and counts:
        return None
    is_number = is_number and minute is None and offset == 0
    part = day_part_behind(cursor, is_bare=is_number)
    if is_number and part is None and hour.number is not None:
        return None if _is_counted(cursor) else _bare(hour, hour.number, is_introduced=is_introduced)
    return Clock(
        hour.hour,
        hour.minute if minute is None else minute,
        offset,
        hour.is_exact,
        is_length=is_length and minute is None and part is None,
        is_introduced=is_introduced,
        day_part=part,
    )


def _is_length(cursor: ItemCursor, hour: Hour) -> bool:
    """Whether "3 heures" may be three hours as well."""
    word = cursor.next.get(Kind.CLOCK_WORD)
    return word is not None and word.is_doubtful and hour.hour < _FIRST_SURE_HOUR


def _takes_clock_word(cursor: ItemCursor, hour: Hour, *, is_introduced: bool) -> bool:
    """ "o'clock", "Uhr"; "2 hours" is a time only behind "at", "14 hours" always."""
    if cursor.take(Kind.CLOCK_WORD):
        return True
    is_time = hour.number is None or hour.hour >= FIRST_LATE_HOUR or hour.number.numbers[1] > HOUR_FIGURES
    return (is_time or is_introduced) and cursor.take(Kind.LONG_CLOCK_WORD) is not None


def _is_counted(cursor: ItemCursor) -> bool:
    """ "9 people", "1 night" """
    is_part = Kind.DAYS_AHEAD not in cursor.next and cursor.sees(DAY_PARTS)
    return is_part or cursor.sees(_COUNTED)


def _bare(hour: Hour, number: Item, *, is_introduced: bool) -> Clock:
    return Clock(
        hour.hour,
        hour.minute,
        is_exact=hour.is_exact,
        is_bare=True,
        is_short=number.numbers[1] <= HOUR_FIGURES,
        is_doubtful=number.is_doubtful,
        is_introduced=is_introduced,
    )
