"""Times of day as texts name them."""

from dataclasses import dataclass
from typing import Final

from flows.matching.calendar_items import Kind

#: The parts of a day, as they stand beside an hour.
DAY_PARTS: Final = frozenset({Kind.AM, Kind.PM, Kind.MORNING, Kind.AFTERNOON, Kind.EVENING, Kind.NIGHT})
#: A number from here on is no hour of a clock of twelve, so that "friday 13" names a day of the month.
FIRST_LATE_HOUR: Final = 13
#: "friday 2026" is rather a year than an hour and its minutes.
CENTURIES: Final = frozenset({19, 20})


@dataclass(frozen=True, slots=True)
class Clock:
    """A time that a text names."""

    hour: int
    minute: int = 0
    #: Minutes to add: -15 for a quarter to.
    offset: int = 0
    #: It means what it says, on a day of 24 hours: "03:30", "noon".
    is_exact: bool = False
    #: Only a number, which may be one of something else.
    is_bare: bool = False
    #: A bare number that can also be the number of a day.
    is_short: bool = False
    #: A word like "one" or "una", which is seldom an hour.
    is_doubtful: bool = False
    #: It may be a length as well, as "3 heures" is in French.
    is_length: bool = False
    #: A word like "at" stands before it.
    is_introduced: bool = False
    #: The part of the day that stands behind it.
    day_part: Kind | None = None
