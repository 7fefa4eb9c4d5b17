"""The forms of dates: "3/4", "the 3rd of march", "december first", "el 5", "the 5th of next month".

Each form takes its parts from a cursor and returns what they name, nothing where the parts are other ones.
"""

from collections.abc import Sequence
from typing import Final

from flows.matching.calendar_items import Item, Kind
from flows.matching.days import DayOfMonth, DayOfYear, Days, Weekday
from flows.matching.item_cursor import ItemCursor

_YEAR_FIGURES: Final = 4
_YEARS: Final = range(1900, 2100)
_MONTHS: Final = 12
_MAX_DAY: Final = 31
_MAX_DAY_FIGURES: Final = 2
# "the first" is often the first of what was offered, "the 5th one" or "the 2nd friday" no day of the month.
_MAX_OFFERED: Final = 3
_MAX_COUNTED: Final = 5
#: Behind a number they make it an hour, or a number of something.
HOUR_SIGNS: Final = frozenset({Kind.CLOCK_WORD, Kind.LONG_CLOCK_WORD, Kind.AM, Kind.PM, Kind.AFTER_HOUR})
COUNT_SIGNS: Final = HOUR_SIGNS | {Kind.UNIT, Kind.PERIOD}
LINK: Final = frozenset({Kind.LINK})
MONTH: Final = frozenset({Kind.MONTH})
_THE: Final = frozenset({Kind.THE})
_UNKNOWN: Final = frozenset({Kind.UNKNOWN})
_BEFORE_DAY: Final = frozenset({Kind.LINK, Kind.THE, Kind.DASH})
_BEFORE_YEAR: Final = frozenset({Kind.LINK, Kind.DASH})
_COUNTED: Final = frozenset({Kind.UNKNOWN, Kind.WEEKDAY})


def iso(cursor: ItemCursor) -> Days:
    item = cursor.take(Kind.ISO_DATE)
    return () if item is None else (DayOfYear(*item.numbers),)


def figures(cursor: ItemCursor, *, month_first: bool) -> Days:
    """ "3/4"; a month beyond the twelfth is none, so that 13/3 is read wherever it is written."""
    item = cursor.take(Kind.FIGURES)
    if item is None or cursor.sees(COUNT_SIGNS):
        return ()  # "1/2 hour"
    year, first, second = item.numbers
    month, day = (first, second) if month_first else (second, first)
    return (DayOfYear(year, month, day) if month <= _MONTHS else DayOfYear(year, day, month),)


def dotted(cursor: ItemCursor) -> Days:
    """ "5.3" """
    item = cursor.take(Kind.DOTTED)
    return () if item is None else (DayOfYear(0, item.numbers[1], item.numbers[0]),)


def day_and_month(cursor: ItemCursor) -> Days:
    """ "3 March", "le 1er avril", "the third of may 2027" """
    cursor.skip(_THE)
    day = _day_number(cursor)
    cursor.skip(LINK)
    month = cursor.take(Kind.MONTH)
    if day is None or month is None or (month.is_doubtful and cursor.sees(_UNKNOWN)):
        return ()  # "3 may come"
    return (DayOfYear(_year(cursor), month.numbers[0], day),)


def month_and_day(cursor: ItemCursor) -> Days:
    """ "March 3rd", "december first"; in Spanish "mar 3" is the third of March only where that is a Tuesday too."""
    weekday = cursor.next.get(Kind.WEEKDAY)
    month = cursor.take(Kind.MONTH)
    cursor.skip(_BEFORE_DAY)
    day = _day_number(cursor)
    if month is None or day is None or cursor.sees(HOUR_SIGNS) or (month.is_doubtful and cursor.sees(_UNKNOWN)):
        return ()
    if weekday is not None and cursor.leads_to(MONTH, LINK):
        return ()
    day_of_year = DayOfYear(_year(cursor), month.numbers[0], day)
    return (day_of_year,) if weekday is None else (day_of_year, Weekday(weekday.numbers[0]))


def numbered_day(cursor: ItemCursor) -> Days:
    """ "the 3rd", "el 5", "der fünfte", "the 5th of next month" """
    has_article = cursor.skip(_THE)
    in_words = cursor.take(Kind.NTH)
    number = in_words or cursor.take(Kind.NUMBER)
    if number is None or (in_words is None and not can_be_day(number)):
        return ()
    is_ordinal = in_words is not None or _ordinal_sign(cursor)
    month = cursor.take(Kind.MONTHS_AHEAD)
    if month is not None:
        return (DayOfMonth(number.numbers[0], month.numbers[0]),)
    is_named = is_ordinal or (has_article and not number.is_doubtful)
    if not is_named or _is_continued(cursor):
        return ()
    is_option = is_ordinal and _is_option(number.numbers[0], cursor, in_words=in_words is not None)
    return () if is_option else (DayOfMonth(number.numbers[0]),)


def can_be_day(number: Item) -> bool:
    return number.numbers[0] <= _MAX_DAY and number.numbers[1] <= _MAX_DAY_FIGURES


def _day_number(cursor: ItemCursor) -> int | None:
    in_words = cursor.take(Kind.NTH)
    if in_words is not None:
        return in_words.numbers[0]
    number = cursor.take(Kind.NUMBER)
    if number is None or not can_be_day(number):
        return None
    _ordinal_sign(cursor)
    return number.numbers[0]


def _ordinal_sign(cursor: ItemCursor) -> bool:
    """Takes the "rd" of "3rd"; in Spanish the "o" of "1o de mayo" is one, that of "3 o 4" is not."""
    can_be_or = Kind.OR in cursor.next
    if cursor.take(Kind.ORDINAL) is None:
        return False
    is_sign = not can_be_or or cursor.is_at_end or cursor.leads_to(MONTH, LINK)
    cursor.position -= not is_sign
    return is_sign


def _year(cursor: ItemCursor) -> int:
    """A year of four figures that follows, or 0."""
    start = cursor.position
    cursor.skip(_BEFORE_YEAR)
    year = cursor.take(Kind.NUMBER)
    if year is not None and year.numbers[1] == _YEAR_FIGURES and year.numbers[0] in _YEARS:
        return year.numbers[0]
    cursor.position = start
    return 0


def _is_continued(cursor: ItemCursor) -> bool:
    """ "le 5 heures", "le 20 02 14" """
    start = cursor.position
    is_number = cursor.take(Kind.NUMBER) is not None and not cursor.sees(HOUR_SIGNS)
    cursor.position = start
    return is_number or cursor.sees(COUNT_SIGNS)


def _is_option(number: int, cursor: ItemCursor, *, in_words: bool) -> bool:
    """ "the first", "the 2nd one", "the 3rd friday": one of several, and no day of the month."""
    one: Sequence[Item] = [item for kind, item in cursor.next.items() if kind is Kind.NUMBER and item.is_doubtful]
    is_counted = number <= _MAX_COUNTED and (bool(one) or cursor.sees(_COUNTED))
    return is_counted or (in_words and number <= _MAX_OFFERED)
