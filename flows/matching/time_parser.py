"""Reads the one time of day that a text names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import time
from typing import Final

from flows.matching.agreement import Certainty, Reading, agreed
from flows.matching.calendar_items import Kind
from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.clock import CENTURIES, FIRST_LATE_HOUR, Clock
from flows.matching.days import DaysAhead, Weekday
from flows.matching.mention_reader import mentions_in
from flows.matching.mentions import Mentions

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
_NOON: Final = 12 * _HOUR
# A time that does not say which half of the day it means: nobody is asked to come at three in the night.
_DAY_BEGINS: Final = 7 * _HOUR
#: The hours of a clock of twelve, with twelve as 0, that a part of the day has before noon and after.
_HOURS_OF: Final[Mapping[Kind, tuple[range, range]]] = {
    Kind.AM: (range(12), range(0)),
    Kind.PM: (range(0), range(12)),
    Kind.MORNING: (range(1, 12), range(0)),
    Kind.AFTERNOON: (range(0), range(9)),
    Kind.EVENING: (range(0), range(4, 12)),
    Kind.NIGHT: (range(6), range(6, 12)),
}

Fits = Callable[[time], bool]


def time_in(folded: str, languages: Iterable[CalendarWords], *, fits: Fits) -> time | None:
    """The time named, read in each of the languages; None when there is none, more than one, or none that fits."""
    mentioned = [mentions_in(folded, words, month_first=False, wants_day=False) for words in languages]
    return agreed([_reading(mentions, fits) for mentions in mentioned])


def _reading(mentions: Mentions, fits: Fits) -> Reading[time]:
    if mentions.opens_time:
        return Reading(Certainty.OPEN, mentions.unknown)
    clocks = _meant(mentions)
    if not mentions.clocks and not mentions.days and not mentions.is_time_unclear:
        return Reading(Certainty.NOTHING, mentions.unknown)
    moment = None if mentions.is_time_unclear else _common_time(clocks, mentions, fits)
    return Reading(Certainty.UNSURE if moment is None else Certainty.SAID, mentions.unknown, moment)


def _common_time(clocks: Sequence[Clock], mentions: Mentions, fits: Fits) -> time | None:
    """The time on which all that are named agree."""
    if not clocks or not all(clock.hour * _HOUR + clock.minute < _DAY for clock in clocks):
        return None
    possible = [_possible(clock, mentions) for clock in clocks]
    common = (minutes for minutes in possible[0] if all(minutes in others for others in possible))
    times = (time(minutes // _HOUR, minutes % _HOUR) for minutes in common)
    return next((moment for moment in times if fits(moment)), None)


def _meant(mentions: Mentions) -> Sequence[Clock]:
    """The times that are meant as such: not the "one" of "the 3 pm one", not the 9 of "room 9"."""
    is_alone = len(mentions.clocks) == 1 and not mentions.days and not mentions.unknown
    clocks = [clock for clock in mentions.clocks if is_alone or not _is_article(clock)]
    is_length = mentions.unknown > 0 and any(clock.is_length for clock in clocks)  # "réserver 2 heures"
    are_numbers = all(clock.is_bare for clock in clocks) and not _are_hours(clocks, mentions)
    return () if is_length or are_numbers or _is_beside_an_hour(clocks, mentions) else clocks


def _is_beside_an_hour(clocks: Sequence[Clock], mentions: Mentions) -> bool:
    """Whether the number of a weekday may be an hour too: "viernes 4 a 5", but not "viernes 4 a las 5"."""
    weekdays = [day for day in mentions.days if isinstance(day, Weekday) and day.number is not None]
    can_be_word = any(day.is_doubtful for day in weekdays)
    return bool(weekdays) and any((clock.is_bare or can_be_word) and not clock.is_introduced for clock in clocks)


def _is_article(clock: Clock) -> bool:
    return clock.is_bare and clock.is_doubtful and not clock.is_introduced


def _are_hours(clocks: Sequence[Clock], mentions: Mentions) -> bool:
    """Whether bare numbers are hours: "monday at 9" and "can I come at 9?", neither "march 9" nor "9 for dinner"."""
    if mentions.has_number or (mentions.unknown and (len(clocks) > 1 or mentions.counts)):
        return False
    return all(clock.is_introduced or _stands_alone(clock, mentions) for clock in clocks)


def _stands_alone(clock: Clock, mentions: Mentions) -> bool:
    """A number that no word introduces; "15 friday" may be the fifteenth, "march 3 15" a range or the year."""
    is_late = clock.hour >= FIRST_LATE_HOUR and (clock.is_short or clock.hour in CENTURIES)
    is_day = any(not isinstance(day, DaysAhead if is_late else DaysAhead | Weekday) for day in mentions.days)
    return not is_day and not mentions.unknown and not mentions.opens_day and not mentions.is_day_unclear


def _possible(clock: Clock, mentions: Mentions) -> Sequence[int]:
    """The minutes after midnight that a time can mean, the likeliest first."""
    if clock.day_part is not None:
        return _in_part(clock, clock.day_part)
    if not mentions.day_parts:
        return _in_daytime(clock)
    return _in_part_of_text(clock, mentions)


def _in_part_of_text(clock: Clock, mentions: Mentions) -> Sequence[int]:
    """Of a text that names a part of the day elsewhere: "tomorrow evening at 8", "morning! at 3?" """
    if len(mentions.day_parts) > 1:
        return ()
    (part,) = mentions.day_parts
    is_past_midnight = part is Kind.NIGHT and clock.hour % 12 not in _HOURS_OF[part][1]
    if is_past_midnight and not clock.is_exact:
        return ()  # "tonight at 2" is tomorrow to the clock
    if mentions.is_greeting and list(_in_daytime(clock)[:1]) != _in_part(clock, part):
        return ()
    return _in_part(clock, part)


def _in_part(clock: Clock, part: Kind) -> list[int]:
    """In a part of the day; "noon" and "15:00" are what they are in any, unless they contradict it."""
    early, late = _HOURS_OF[part]
    hour = clock.hour % 12
    hours = [*([hour] if hour in early else []), *([hour + 12] if hour in late else [])]
    if _has_24_hours(clock):
        hours = [clock.hour] if clock.hour in hours or hour == 0 else []
    return [(hour * _HOUR + clock.minute + clock.offset) % _DAY for hour in hours]


def _in_daytime(clock: Clock) -> Sequence[int]:
    """Without a word for the part of the day: in daytime first."""
    minutes = (clock.hour * _HOUR + clock.minute + clock.offset) % _DAY
    if _has_24_hours(clock):
        return (minutes,)
    morning, evening = minutes % _NOON, minutes % _NOON + _NOON
    return (morning, evening) if morning >= _DAY_BEGINS else (evening, morning)


def _has_24_hours(clock: Clock) -> bool:
    """Whether the hour says itself which half of the day it means."""
    return clock.is_exact or clock.hour >= FIRST_LATE_HOUR or clock.hour == 0
