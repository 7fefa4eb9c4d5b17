"""Reads the one day that a text names.

A library was measured first (dateparser 1.5, November 2026): it either refuses weekdays or takes "1", "a" and "may" for
dates, finds nothing in "tomorrow please", and takes 200 to 600 µs, six to sixteen times a whole step.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from flows.matching.agreement import Certainty, Reading, agreed
from flows.matching.calendar_items import Kind
from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.clock import CENTURIES
from flows.matching.days import Day, DayOfMonth, DaysAhead, Weekday
from flows.matching.mention_reader import mentions_in
from flows.matching.mentions import Mentions

Fits = Callable[[date], bool]


def date_in(
    folded: str, languages: Iterable[CalendarWords], today: date, *, month_first: bool, fits: Fits
) -> date | None:
    """The day named, read in each of the languages; None when there is none, more than one, or none that fits."""
    mentioned = [mentions_in(folded, words, month_first=month_first, wants_day=True) for words in languages]
    return agreed([_reading(mentions, today, fits) for mentions in mentioned])


def _reading(mentions: Mentions, today: date, fits: Fits) -> Reading[date]:
    if mentions.opens_day:
        return Reading(Certainty.OPEN, mentions.unknown)
    if not mentions.days and not mentions.clocks and not mentions.is_day_unclear:
        return Reading(Certainty.NOTHING, mentions.unknown)
    day = _common_day(mentions.days, today, fits) if _is_sure(mentions) else None
    return Reading(Certainty.UNSURE if day is None else Certainty.SAID, mentions.unknown, day)


def _is_sure(mentions: Mentions) -> bool:
    """Whether the days that are named are meant, and nothing else could be."""
    are_words = mentions.unknown > 0 and all(isinstance(day, Weekday) and day.is_doubtful for day in mentions.days)
    is_unclear = mentions.is_day_unclear or _has_stray_number(mentions) or _goes_past_midnight(mentions)
    return not are_words and not is_unclear  # "I sat down"


def _goes_past_midnight(mentions: Mentions) -> bool:
    """ "tonight at 1 am" is tomorrow."""
    is_late = not mentions.day_parts.isdisjoint((Kind.NIGHT, Kind.EVENING))
    return is_late and any(clock.day_part in (Kind.AM, Kind.MORNING) for clock in mentions.clocks)


def _has_stray_number(mentions: Mentions) -> bool:
    """A number that may be another day ("march 3 and 5"); beside "tomorrow" it can only be an hour."""
    if all(isinstance(day, DaysAhead) for day in mentions.days):
        return False
    hours = [clock for clock in mentions.clocks if clock.is_bare and not clock.is_introduced]
    is_stray = any((hour.is_short and not hour.is_doubtful) or hour.hour in CENTURIES for hour in hours)
    return mentions.has_number or is_stray


def _common_day(days: Sequence[Day], today: date, fits: Fits) -> date | None:
    """The day on which everything that is named agrees."""
    weekdays = {day for day in days if isinstance(day, Weekday)}
    dates = {day for day in days if not isinstance(day, Weekday)}
    if not dates:
        candidates = {day.days(today) for day in weekdays}
    else:
        candidates = {_days_of(day, weekdays, today) for day in dates}
    if len(candidates) != 1:
        return None
    found = next((day for day in candidates.pop() if fits(day)), None)
    return found if found is not None and all(_agrees(weekday, found, today) for weekday in weekdays) else None


def _days_of(day: Day, weekdays: Iterable[Weekday], today: date) -> tuple[date, ...]:
    weekday = next(iter(weekdays), None)
    if isinstance(day, DayOfMonth) and weekday is not None:
        return day.days_on(weekday.weekday, today)
    return day.days(today)


def _agrees(weekday: Weekday, day: date, today: date) -> bool:
    return day in weekday.days(today) if weekday.is_precise else day.weekday() == weekday.weekday
