"""What the words of a text mean for days and times, in one language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, NamedTuple

import regex

from flows.matching.case_folding import fold

# Python's \d knows fewer digits than that of `regex`, and would let pass what no int() can read.
_TOKENS: Final = (
    r"(?P<iso>(?<![0-9])[0-9]{4}([-/.])[0-9]{1,2}\2[0-9]{1,2}(?![0-9]))"
    r"|(?P<figures>(?<![0-9/.,:-])[0-9]{1,2}(?:/[0-9]{1,2}(?:/[0-9]{4}|/[0-9]{2})?"
    r"|\.\s?[0-9]{1,2}\.(?:\s?[0-9]{4}|\s?[0-9]{2}(?![0-9]))?"
    r"|\.[0-9]{1,2}\.?(?:[0-9]{4})|-[0-9]{1,2}-(?:[0-9]{4}|[0-9]{2}))(?![0-9/]|[.,:-][0-9]))"
    r"|(?P<clock>(?<![0-9/.,:-])[0-9]{1,2}(?:[:.]|\s?h\s?)[0-5][0-9](?![0-9/]|[.,:-][0-9]))"
    r"|(?P<number>(?<![0-9/.,:-])[0-9]+(?![0-9/]|[.,:-][0-9]))"
    r"|(?P<unknown>[0-9][0-9/.,:-]*)"
    r"|(?P<word>"
)
_ASCII_TOKEN: Final = re.compile(_TOKENS + "[a-z]+)")
_TOKEN: Final = regex.compile(_TOKENS + r"[\p{L}\p{M}]+)")


class Kind(StrEnum):
    """What a word, or a few of them, can be."""

    ISO_DATE = "iso_date"  # year, month, day
    FIGURES = "figures"  # year (0 where it is left out), and the day and the month in the order written
    CLOCK = "clock"  # hour and minute
    NUMBER = "number"  # the number, and how many figures it has
    DAYS_AHEAD = "days_ahead"
    WEEKDAY = "weekday"
    MONTH = "month"
    NEXT = "next"
    IN = "in"
    UNIT = "unit"
    ORDINAL = "ordinal"
    HOUR = "hour"
    CLOCK_WORD = "clock_word"
    MOMENT = "moment"
    MINUTES = "minutes"
    MORNING = "morning"
    EVENING = "evening"
    OR = "or"
    NOT = "not"
    LINK = "link"
    AROUND = "around"
    UNKNOWN = "unknown"


class Item(NamedTuple):
    """A word or a few of them, and what they mean."""

    kind: Kind
    numbers: tuple[int, ...] = ()
    doubtful: bool = False


_UNKNOWN: Final = Item(Kind.UNKNOWN)


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """The words of one language, folded, with all that they can mean: "mar" is a weekday and a month in Spanish."""

    meanings: Mapping[tuple[str, ...], tuple[Item, ...]]
    #: How many words the longest phrase has that begins with a word.
    longest: Mapping[str, int]

    def items(self, folded: str) -> Iterator[tuple[Item, ...]]:
        """What the parts of a text can mean, in their order."""
        tokens = [(match.lastgroup or "", match[0]) for match in _tokens(folded)]
        position = 0
        while position < len(tokens):
            length, items = self._longest_at(tokens, position)
            yield items
            position += length

    def _longest_at(self, tokens: Sequence[tuple[str, str]], position: int) -> tuple[int, tuple[Item, ...]]:
        if (kind := tokens[position][0]) != "word" and kind != "number":
            return 1, (_figures(*tokens[position]),)
        words = tuple(text for _, text in tokens[position : position + self.longest.get(tokens[position][1], 0)])
        for length in range(len(words), 0, -1):
            items = self.meanings.get(words[:length])
            if items is not None:
                return length, items
        return 1, (_figures(*tokens[position]),)


def leaves_open(items: Sequence[tuple[Item, ...]]) -> bool:
    """True for a text that names what it does not mean, or two numbers of which it may mean either: "3 or 4"."""
    kinds = [{item.kind for item in meanings} for meanings in items]
    either = any(Kind.OR in kinds_ and _NUMERIC & following for kinds_, following in pairwise(kinds))
    return either or any(Kind.NOT in kinds_ for kinds_ in kinds)


_NUMERIC: Final = frozenset({Kind.NUMBER, Kind.HOUR, Kind.CLOCK})


def _tokens(folded: str) -> Iterator[Any]:
    return _ASCII_TOKEN.finditer(folded) if folded.isascii() else _TOKEN.finditer(folded)


def _figures(kind: str, text: str) -> Item:
    match kind:
        case "iso":
            return Item(Kind.ISO_DATE, _numbers(text))
        case "figures":
            first, second, *year = _numbers(text)
            return Item(Kind.FIGURES, (_whole_year(year[0]) if year else 0, first, second))
        case "clock":
            return Item(Kind.CLOCK, (*_numbers(text), int(text.startswith("0"))))
        case "number" if len(text) <= 4:
            return Item(Kind.NUMBER, (int(text), len(text)))
        case _:
            return _UNKNOWN


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _whole_year(year: int) -> int:
    """Of two figures the year that a living person means: 68 is 1968 as in POSIX's strptime."""
    if year >= 100:
        return year
    return 2000 + year if year < 69 else 1900 + year


def words_of_language(written: Mapping[str, Any], weekdays: Sequence[str], months: Sequence[str]) -> CalendarWords:
    """Compiles an entry of `flows/text/wording/spoken.yaml` with the names that `calendar.yaml` has."""
    meanings: dict[tuple[str, ...], tuple[Item, ...]] = {}
    doubtful_words = {fold(word) for word in written["doubtful"]}
    for phrase, item in _entries(written, weekdays, months):
        words = tuple(match[0] for match in _tokens(fold(phrase)))
        doubtful = fold(phrase) in doubtful_words
        meanings[words] = (*meanings.get(words, ()), item._replace(doubtful=doubtful))
    longest: dict[str, int] = {}
    for words in meanings:
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return CalendarWords(meanings, longest)


def _entries(written: Mapping[str, Any], weekdays: Sequence[str], months: Sequence[str]) -> Iterator[tuple[str, Item]]:
    short = written["short"]
    for kind, names, others in (
        (Kind.WEEKDAY, weekdays, short["weekdays"]),
        (Kind.MONTH, months, short["months"]),
    ):
        for number, (name, shorter) in enumerate(zip(names, others, strict=True), start=kind is Kind.MONTH):
            yield from ((phrase, Item(kind, (number,))) for phrase in (name, *shorter))
    for kind, key in (
        (Kind.DAYS_AHEAD, "days"),
        (Kind.UNIT, "units"),
        (Kind.MOMENT, "moments"),
        (Kind.MINUTES, "minutes"),
    ):
        yield from ((phrase, Item(kind, (int(number),))) for phrase, number in written[key].items())
    yield from ((phrase, Item(Kind.HOUR, (hour,))) for hour, phrase in enumerate(written["hours"], start=1))
    for kind, key in _LISTS.items():
        yield from ((phrase, Item(kind)) for phrase in written[key])


_LISTS: Final = {
    Kind.NEXT: "next",
    Kind.IN: "in",
    Kind.ORDINAL: "ordinals",
    Kind.CLOCK_WORD: "clock",
    Kind.MORNING: "morning",
    Kind.EVENING: "evening",
    Kind.OR: "or",
    Kind.NOT: "not",
    Kind.LINK: "links",
    Kind.AROUND: "around",
}
