"""Reads the number in a text."""

import re
from collections.abc import Iterator
from typing import Final

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
