"""The forms in which texts name a day, in the order in which they are tried."""

from collections.abc import Callable, Sequence
from typing import Final

from flows.matching.calendar_items import Kind
from flows.matching.date_forms import day_and_month, dotted, figures, iso, month_and_day, numbered_day
from flows.matching.days import Days
from flows.matching.item_cursor import ItemCursor
from flows.matching.weekday_forms import after_length, days_ahead, in_length, weekday

#: Each form with the kinds of parts that it can begin with.
_FORMS: Final[Sequence[tuple[frozenset[Kind], Callable[[ItemCursor], Days]]]] = (
    (frozenset({Kind.ISO_DATE}), iso),
    (frozenset({Kind.THE, Kind.NTH, Kind.NUMBER}), day_and_month),
    (frozenset({Kind.MONTH}), month_and_day),
    (frozenset({Kind.IN}), in_length),
    (frozenset({Kind.SPAN, Kind.NUMBER, Kind.UNIT}), after_length),
    (frozenset({Kind.NEXT, Kind.WEEK, Kind.COMING, Kind.WEEKDAY}), weekday),
    (frozenset({Kind.DAYS_AHEAD}), days_ahead),
    (frozenset({Kind.THE, Kind.NTH, Kind.NUMBER}), numbered_day),
)
#: A part of none of these kinds begins no day.
BEGINNINGS: Final = frozenset({Kind.FIGURES, Kind.DOTTED}).union(*(kinds for kinds, _ in _FORMS))
_THE: Final = frozenset({Kind.THE})
_DOTTED: Final = frozenset({Kind.DOTTED})


def days_at(cursor: ItemCursor, *, month_first: bool) -> Days:
    """What is named from here on, and passes over it; a weekday with its date names two."""
    following, start = cursor.next, cursor.position
    for kinds, form in _FORMS:
        if not kinds.isdisjoint(following):
            days = form(cursor)
            if days:
                return days
            cursor.position = start
    days = figures(cursor, month_first=month_first)
    if not days:
        cursor.position = start
    return days


def dotted_day_at(cursor: ItemCursor, *, wants_day: bool) -> Days:
    """ "5.3", "am 10.10"; "10.10" alone is a day where one is asked for."""
    start = cursor.position
    has_article = cursor.skip(_THE)
    if cursor.sees(_DOTTED) and (has_article or wants_day or Kind.CLOCK not in cursor.next):
        return dotted(cursor)
    cursor.position = start
    return ()
