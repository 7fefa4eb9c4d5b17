"""The parts of a time: an hour, the minutes before or behind it, the part of the day."""

from typing import Final, NamedTuple

from flows.matching.calendar_items import Item, Kind
from flows.matching.clock import DAY_PARTS
from flows.matching.item_cursor import ItemCursor

HOUR: Final = 60
#: "9" and "09" are hours alone, "930" and "0930" have their minutes.
HOUR_FIGURES: Final = 2
_MAX_HOUR: Final = 24
_FIRST_HOUR_OF_TWO_FIGURES: Final = 10
#: "9 10" may be two hours, and "10 to 3" a range; "9 15" and "20 to 3" are none but times.
_FIRST_SURE_MINUTE: Final = 13
#: The minutes that people count before and after the hour.
_ROUND_MINUTES: Final = frozenset({5, 10, 15, 20, 25})
_PERIODS: Final = frozenset({Kind.PERIOD})
_NOT_MINUTES: Final = frozenset({Kind.UNIT, Kind.ORDINAL, Kind.CLOCK_WORD, Kind.AT})
_UNKNOWN: Final = frozenset({Kind.UNKNOWN})
_MONTH: Final = frozenset({Kind.MONTH})
_LINK: Final = frozenset({Kind.LINK})
_AROUND: Final = frozenset({Kind.AROUND})
_MERIDIEM: Final = frozenset({Kind.AM, Kind.PM})


class Hour(NamedTuple):
    """An hour as it is named, with the minutes that belong to it: "9", "930", "9:30", "noon"."""

    hour: int
    minute: int = 0
    #: It means what it says, on a day of 24 hours.
    is_exact: bool = False
    #: A number; None for "9:30" and "noon".
    number: Item | None = None
    #: Minutes may follow.
    is_whole: bool = False


class MinutesBefore(NamedTuple):
    """ "half past", "ten to" """

    #: To add to the hour that follows.
    minutes: int
    #: With a later hour they are a range: "20 to 22".
    may_be_range: bool = False


def hour_at(cursor: ItemCursor) -> Hour | None:
    moment = cursor.take(Kind.MOMENT)
    if moment is not None:
        return Hour(moment.numbers[0] // HOUR, is_exact=True, is_whole=True)
    clock = cursor.take(Kind.CLOCK)
    if clock is not None:
        hour, minute, has_leading_zero = clock.numbers
        return Hour(hour, minute, bool(has_leading_zero))
    number = cursor.take(Kind.NUMBER)
    return None if number is None else _of_number(number)


def _of_number(number: Item) -> Hour | None:
    """ "9", or "930"."""
    value, figures = number.numbers
    if figures <= HOUR_FIGURES:
        return Hour(value, number=number, is_whole=True) if value <= _MAX_HOUR else None
    hour, minute = divmod(value, 100)
    has_all_figures = figures > HOUR_FIGURES + 1
    is_time = hour < _MAX_HOUR and minute < HOUR and (hour > 0 or has_all_figures)
    is_exact = has_all_figures and hour < _FIRST_HOUR_OF_TWO_FIGURES
    return Hour(hour, minute, is_exact, number) if is_time else None


def minutes_before(cursor: ItemCursor) -> MinutesBefore | None:
    """ "half past", "ten past", "20 minutes to", "fünf vor" """
    phrase = cursor.take(Kind.BEFORE_HOUR)
    if phrase is not None:
        return MinutesBefore(phrase.numbers[0])
    number = cursor.take(Kind.NUMBER)
    if number is None:
        return None
    minutes = number.numbers[0]
    are_told = cursor.skip(_PERIODS) and minutes < HOUR
    if not are_told and minutes not in _ROUND_MINUTES:
        return None
    if cursor.take(Kind.PAST):
        return MinutesBefore(minutes)
    if cursor.take(Kind.TO):
        return MinutesBefore(-minutes)
    is_sure = are_told or minutes >= _FIRST_SURE_MINUTE
    return MinutesBefore(-minutes, may_be_range=True) if is_sure and cursor.take(Kind.TO_OR_UNTIL) else None


def minutes_behind(cursor: ItemCursor, hour: Hour, *, is_marked: bool) -> tuple[int | None, int]:
    """The minutes that are told behind an hour, if any, and those to add: "9 30", "neuf heures et quart"."""
    phrase = cursor.take(Kind.AFTER_HOUR)
    if phrase is not None:
        return None, phrase.numbers[0]
    start = cursor.position
    sign = 1 if cursor.take(Kind.PLUS) else -1 if cursor.take(Kind.MINUS) else 0
    number = cursor.take(Kind.NUMBER)
    if number is not None and hour.is_whole and _are_minutes(cursor, number, sign=sign, is_marked=is_marked):
        return (None, -number.numbers[0]) if sign < 0 else (number.numbers[0], 0)
    cursor.position = start
    return None, 0


def _are_minutes(cursor: ItemCursor, number: Item, *, sign: int, is_marked: bool) -> bool:
    minutes, figures = number.numbers
    if minutes >= HOUR or figures > HOUR_FIGURES or number.is_doubtful:
        return False
    if cursor.sees(_NOT_MINUTES) or cursor.leads_to(_MONTH, _LINK):
        return False
    if sign:
        return sign < 0 or figures == 0 or minutes >= _FIRST_SURE_MINUTE
    has_leading_zero = figures == HOUR_FIGURES and minutes < _FIRST_HOUR_OF_TWO_FIGURES
    is_sure = minutes >= _FIRST_SURE_MINUTE or has_leading_zero
    return is_sure or (is_marked and not cursor.sees(_UNKNOWN))


def day_part_behind(cursor: ItemCursor, *, is_bare: bool = False) -> Kind | None:
    """The part of the day behind an hour; "9 Uhr morgen" is tomorrow's, and "1 night" no hour."""
    if cursor.leads_to(_MERIDIEM, _AROUND):
        cursor.skip(_AROUND)  # "3ish pm"
    following = cursor.next
    part = next((kind for kind in following if kind in DAY_PARTS), None)
    if part is None or Kind.DAYS_AHEAD in following or (is_bare and following[part].is_doubtful):
        return None
    cursor.position += 1
    return part
