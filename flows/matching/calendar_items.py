"""Cuts a text into words and figures, and says what figures can mean for days and times."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

import regex

# Python's \d knows fewer digits than that of `regex`, and would let pass what no int() can read.
_TOKENS: Final = (
    r"(?P<iso>(?<![0-9])[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))"
    r"|(?P<figures>(?<![0-9])(?<![0-9][/.,:-])[0-9]{1,2}(?:/[0-9]{1,2}(?:/[0-9]{4}|/[0-9]{2})?"
    r"|\.\s?[0-9]{1,2}\.(?:\s?[0-9]{4}|[0-9]{2}(?![0-9]))?"
    r"|\.[0-9]{1,2}\.?(?:[0-9]{4})|-[0-9]{1,2}-(?:[0-9]{4}|[0-9]{2}))(?![0-9/]|[.,:-][0-9]))"
    r"|(?P<clock>(?<![0-9])(?<![0-9][/.,:-])[0-9]{1,2}(?::[0-5][0-9]|\s?h\s?[0-5][0-9](?!\s?h))(?![0-9/]|[.,:-][0-9]))"
    r"|(?P<dotted>(?<![0-9])(?<![0-9][/.,:-])[0-9]{1,2}\.[0-9]{1,2}(?![0-9/]|[.,:-][0-9]))"
    r"|(?P<number>(?<![0-9])(?<![0-9][/.,:-])[0-9]+(?![0-9]|[/.,:-][0-9]))"
    r"|(?P<unknown>[0-9][0-9/.,:-]*)"
    r"|(?P<meridiem>(?<=[0-9])[ap](?![a-z]))"
    r"|(?P<dash>(?<=[0-9a-z\s])[-–—/](?=[0-9\s]))"
    r"|(?P<word>@|"
)
_ASCII_TOKEN: Final = re.compile(_TOKENS + "[a-z]+)")
_TOKEN: Final = regex.compile(_TOKENS + r"[\p{L}\p{M}]+)")
_FIGURES: Final = re.compile("[0-9]+")
_LONGEST_NUMBER: Final = 4
_MINUTES: Final = 60
_MINUTE_FIGURES: Final = 2


class Kind(StrEnum):
    """What a part of a text can be; those of words are described in `flows/text/wording/spoken.yaml`."""

    ISO_DATE = "iso_date"  # year, month, day
    FIGURES = "figures"  # year (0 where it is left out), and the day and the month in the order written
    DOTTED = "dotted"  # "5.3": the day and the month, in a language that writes them so
    CLOCK = "clock"  # hour and minute, and 1 where the hour begins with 0
    NUMBER = "number"  # the number, and how many figures it has; 0 figures: a word
    UNCLEAR = "unclear"  # figures like those of a day or a time, but none that can be read: "2-4"
    DASH = "dash"
    UNKNOWN = "unknown"
    DAYS_AHEAD = "days"
    WEEKDAY = "weekday"
    MONTH = "month"
    NTH = "nth"
    ORDINAL = "ordinals"
    THE = "the"
    NEXT = "next"
    COMING = "coming"
    WEEK = "weeks"
    MONTHS_AHEAD = "months"
    IN = "in"
    UNIT = "units"
    SPAN = "spans"
    FROM = "from"
    NOW = "now"
    LATER = "later"
    AT = "at"
    CLOCK_WORD = "clock_word"
    LONG_CLOCK_WORD = "long_clock"
    MOMENT = "moments"
    BEFORE_HOUR = "before_hour"
    AFTER_HOUR = "after_hour"
    PAST = "past"
    TO = "to"
    TO_OR_UNTIL = "to_or_until"
    PLUS = "plus"
    MINUS = "minus"
    AM = "am"
    PM = "pm"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    OR = "or"
    AND = "and"
    NOT = "not"
    BOUND = "bounds"
    LIMIT = "limits"
    VAGUE = "vague"
    INDEFINITE = "indefinite"
    PERIOD = "periods"
    MULTIPLE = "multiples"
    FOR = "for"
    LINK = "links"
    AROUND = "around"


class Item(NamedTuple):
    """One meaning of a word or a few of them."""

    numbers: tuple[int, ...] = ()
    is_doubtful: bool = False
    #: The part of its day that it names too: "tonight".
    day_part: Kind | None = None


#: All that a part of a text can mean: "mar" is a weekday and a month in Spanish.
Meanings = Mapping[Kind, Item]

_UNKNOWN: Final[Meanings] = {Kind.UNKNOWN: Item()}
_UNCLEAR: Final[Meanings] = {Kind.UNCLEAR: Item()}
_DASH: Final[Meanings] = {Kind.DASH: Item()}


def tokens(folded: str) -> Iterator[Any]:
    """The words and figures of a folded text, as matches; punctuation is dropped."""
    return _ASCII_TOKEN.finditer(folded) if folded.isascii() else _TOKEN.finditer(folded)


def meanings_of(kind: str, text: str) -> Meanings:
    """What a token can mean that is no known word."""
    match kind:
        case "iso":
            return {Kind.ISO_DATE: Item(_numbers(text))}
        case "figures":
            first, second, *year = _numbers(text)
            return {Kind.FIGURES: Item((_whole_year(year[0]) if year else 0, first, second))}
        case "clock":
            return {Kind.CLOCK: _clock(text)}
        case "dotted":
            return _dotted(text)
        case "number" if len(text) <= _LONGEST_NUMBER:
            return {Kind.NUMBER: Item((int(text), len(text)))}
        case "dash":
            return _DASH
        case "unknown" if all(len(figures) <= _MINUTE_FIGURES for figures in _FIGURES.findall(text)):
            return _UNCLEAR
        case _:
            return _UNKNOWN


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _FIGURES.findall(text))


def _clock(text: str) -> Item:
    return Item((*_numbers(text), int(text.startswith("0"))))


def _dotted(text: str) -> Meanings:
    """ "9.30" and "24.12", "5.3": a time, or a day where days are written so."""
    day: Meanings = {Kind.DOTTED: Item(_numbers(text))}
    is_time = len(text.partition(".")[2]) == _MINUTE_FIGURES and _numbers(text)[1] < _MINUTES
    return {**day, Kind.CLOCK: _clock(text)} if is_time else {**day, **_UNCLEAR}


def _whole_year(year: int) -> int:
    """Of two figures the year that a living person means: 68 is 1968 as in POSIX's strptime."""
    if year >= 100:
        return year
    return 2000 + year if year < 69 else 1900 + year
