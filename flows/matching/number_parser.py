"""Reads the number in a text."""

import re
from collections.abc import Iterator
from typing import Final

from flows.matching.calendar_items import Kind
from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.utterance import Utterance

#: Also ".51", and not "5k", which is another number to whoever writes it.
_NUMBER: Final = re.compile(r"(?<![\d.,])[-−]?(?:\d++(?:[.,]\d++)*+|(?<!\w)[.,]\d++)(?!\s?k\b)")
_GROUPED: Final = re.compile(r"[-−]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
# Longer ones are no amounts; int() on a very long one would be slow.
_MAX_LENGTH: Final = 18


def number_in(utterance: Utterance) -> int | float | None:
    """The one number in a text ("2", "2 people", "1,200.50", "3,5", ".5"); None when there is none or more than one."""
    found = _NUMBER.findall(utterance.folded)
    return _read(found[0]) if len(found) == 1 else None


def is_another_number(utterance: Utterance, words: CalendarWords) -> bool:
    """Whether the words around the one number of a text make another of it, or several: "5 thousand", "2 and a half",
    "two or 3", "not 2", "at least 4"."""
    match = _NUMBER.search(utterance.folded)
    if match is None:
        return False
    before, behind = words.items(utterance.folded[: match.start()]), words.items(utterance.folded[match.end() :])
    is_limited = any(not _BEFORE.isdisjoint(meanings) for meanings in before[-1:])
    is_continued = any(not _BEHIND.isdisjoint(meanings) for meanings in behind[:1])
    in_words = (meanings.get(Kind.NUMBER) for meanings in (*before, *behind))
    return is_limited or is_continued or any(number is not None and not number.is_doubtful for number in in_words)


#: What changes a number that it stands before or behind.
_BEFORE: Final = frozenset({Kind.NOT, Kind.LIMIT, Kind.OR})
_BEHIND: Final = frozenset({Kind.MULTIPLE, Kind.OR, Kind.AND, Kind.AFTER_HOUR})


def number_spans(folded: str) -> Iterator[tuple[int, int, int | float]]:
    """Every number of a folded text: where it begins and ends, and what it is."""
    for match in _NUMBER.finditer(folded):
        if (number := _read(match[0])) is not None:
            yield match.start(), match.end(), number


def _read(written: str) -> int | float | None:
    return None if len(written) > _MAX_LENGTH else value_of(written.replace("−", "-"))


def value_of(written: str) -> int | float | None:
    """The number written with any of the signs for thousands and decimals; None when they make no sense."""
    grouped = _GROUPED.fullmatch(written)
    if grouped is not None and not _is_small_decimal(written):
        written = written.replace(grouped[1], "")
    plain = written.replace(",", ".")
    if plain.count(".") > 1:
        return None
    return float(plain) if "." in plain else int(plain)


def _is_small_decimal(written: str) -> bool:
    """A leading zero starts no group of thousands: "0.125" is an eighth."""
    return written.lstrip("-").startswith("0")
