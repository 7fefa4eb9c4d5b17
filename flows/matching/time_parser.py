"""Reads the one time of day that a text names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from flows.matching.calendar_vocabulary import CalendarWords, Item, Kind, leaves_open

_HOUR: Final = 60
_HOUR_FIGURES: Final = 2
_DAY: Final = 24 * _HOUR
_NOON: Final = 12 * _HOUR
# A time that does not say which half of the day it means: nobody is asked to come at three in the night.
_DAY_BEGINS: Final = 7 * _HOUR


@dataclass(frozen=True, slots=True)
class _Named:
    """A time that a text names: the minutes after midnight that it can be, the likeliest first."""

    minutes: tuple[int, ...]
    #: Only a number, which may be one of something else.
    bare: bool = False


def time_in(folded: str, words: CalendarWords, *, fits: Callable[[time], bool]) -> time | None:
    """The time named; None when there is none, more than one, or none that fits."""
    items = list(words.items(folded))
    if leaves_open(items):
        return None
    named = list(_read(items))
    if any(not time.bare for time in named) or not all(_goes_with_a_bare_hour(meanings) for meanings in items):
        named = [time for time in named if not time.bare]
    if len({time.minutes for time in named}) != 1:
        return None
    times = (time(minutes // _HOUR, minutes % _HOUR) for minutes in named[0].minutes)
    return next((moment for moment in times if fits(moment)), None)


def _goes_with_a_bare_hour(meanings: Sequence[Item]) -> bool:
    """What may stand beside a number for it to be an hour: "monday at 9", not "march 9" nor "9 people"."""
    return any(item.kind in _BESIDE_AN_HOUR for item in meanings)


_BESIDE_AN_HOUR: Final = frozenset(
    {Kind.NUMBER, Kind.HOUR, Kind.WEEKDAY, Kind.DAYS_AHEAD, Kind.NEXT, Kind.LINK, Kind.AROUND}
)


def _read(items: Sequence[tuple[Item, ...]]) -> Iterator[_Named]:
    position = 0
    while position < len(items):
        length, named = _read_at(items, position)
        if named is not None:
            yield named
        position += length


def _read_at(items: Sequence[tuple[Item, ...]], position: int) -> tuple[int, _Named | None]:
    """How many parts of the text the time takes, one where there is none."""
    taker = _Taker(items, position)
    moment = taker.take(Kind.MOMENT)
    if moment is not None:
        return 1, _Named(moment.numbers)
    before = taker.take(Kind.MINUTES)
    hour = taker.take(Kind.CLOCK) or taker.take_number() or taker.take(Kind.HOUR)
    if hour is None:
        return 1, None
    marked = taker.take(Kind.CLOCK_WORD)
    after = before or taker.take(Kind.MINUTES)
    minutes = _minutes_of(hour, after)
    half = taker.take(Kind.MORNING) or taker.take(Kind.EVENING)
    if not 0 <= minutes < _DAY:
        return 1, _NO_TIME
    bare = hour.kind is not Kind.CLOCK and marked is None and after is None and half is None
    literal = hour.kind is Kind.CLOCK and hour.numbers[2] == 1
    return taker.position - position, _Named(_possible(minutes, half, literal=literal), bare)


class _Taker:
    """Takes one part after the other."""

    def take_number(self) -> Item | None:
        """An hour, or one with its minutes: "9 30", "930 am"."""
        hour = self.take(Kind.NUMBER)
        if hour is None:
            return None
        number, figures = hour.numbers
        following = self.take(Kind.MORNING) or self.take(Kind.EVENING) if figures > _HOUR_FIGURES else None
        if following is not None:
            self.position -= 1
            return _clock(*divmod(number, 100)) if number % 100 < _HOUR else hour
        minute = self.take(Kind.NUMBER)
        if minute is None:
            return hour
        if minute.numbers[1] == _HOUR_FIGURES and minute.numbers[0] < _HOUR:
            return _clock(number, minute.numbers[0])
        self.position -= 1
        return hour

    def __init__(self, items: Sequence[tuple[Item, ...]], position: int) -> None:
        self._items = items
        self.position = position

    def take(self, kind: Kind) -> Item | None:
        """The next part, if it can be of a kind."""
        if self.position >= len(self._items):
            return None
        item = next((item for item in self._items[self.position] if item.kind is kind), None)
        self.position += item is not None
        return item


_NO_TIME: Final = _Named((), bare=True)


def _clock(hour: int, minute: int) -> Item:
    return Item(Kind.CLOCK, (hour, minute, 0))


def _minutes_of(hour: Item, more: Item | None) -> int:
    minute = hour.numbers[1] if hour.kind is Kind.CLOCK else 0
    minutes = hour.numbers[0] * _HOUR + minute
    if more is None:
        return minutes
    minutes += more.numbers[0]
    return minutes if minutes >= _HOUR else minutes + _NOON  # a quarter to one


def _possible(minutes: int, half: Item | None, *, literal: bool) -> tuple[int, ...]:
    """The minutes after midnight that a time can mean: without a word for it, in daytime first."""
    if half is not None:
        return (minutes % _NOON + (_NOON if half.kind is Kind.EVENING else 0),)
    if literal or minutes >= _NOON + _HOUR or minutes < _HOUR:
        return (minutes,)
    morning, evening = minutes % _NOON, minutes % _NOON + _NOON
    return (morning, evening) if morning >= _DAY_BEGINS else (evening, morning)
