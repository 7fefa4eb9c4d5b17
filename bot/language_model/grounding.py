"""Holds a draft to its sources, as far as code can: its numbers, addresses and links must stand there."""

from collections.abc import Iterable
from typing import Final

import regex

from bot.language_model.masking import DIGITS, MIN_DIGITS, holds_placeholder
from flows.matching.case_folding import fold
from flows.text.segments import count

MAX_DRAFT_LENGTH: Final = 320
MAX_SEGMENTS: Final = 2

#: What is not seen, or turns round how the rest is read.
_UNSEEN: Final = regex.compile(
    r"[[\p{Cc}\p{Cs}\p{Co}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]--[\n]]", regex.V1
)
#: What a phone makes a link of: a scheme, a name with a dot before letters, an e-mail address.
_ADDRESS: Final = regex.compile(r"://|@|[^\s.。][.。][\p{L}-]{2,}")
_AROUND: Final = ".,;:!?¡¿…()[]<>\"'«»“”*_"
# With its sign and the letters that cling to it: $20, 20 % and 20k are not 20. Without leading zeros: 08:30 is 8:30.
_NUMBER: Final = regex.compile(
    r"(?P<before>(?:(?<![a-z])[a-z]++)?)(?P<sign>(?:\p{Sc}\s?)?)0*(?P<digits>\p{N}+(?:[.,:]\p{N}+)*)"
    r"(?P<unit>(?:\s?[%\p{Sc}])?)(?P<after>[a-z]*)"
)
_NO_DIGIT: Final = regex.compile(r"\D+")


def reason_against(draft: str, given: Iterable[str]) -> str | None:
    """Why a draft is not grounded in the given texts, in a few words; None when it is."""
    if not draft or _UNSEEN.search(draft) or holds_placeholder(draft):
        return "it is not a text for a phone"
    if len(draft) > MAX_DRAFT_LENGTH or count(draft).segments > MAX_SEGMENTS:
        return "it is too long"
    folded, sources = fold(draft), [fold(text) for text in given]
    if not _addresses(folded) <= {address for source in sources for address in _addresses(source)}:
        return "it holds an address that is not given"
    if not _numbers(folded) <= {number for source in sources for number in _numbers(source) | _bare_numbers(source)}:
        return "it holds a number that is not given"
    rows = [row for source in sources for row in _rows(source)]
    if not all(any(row in given_row for given_row in rows) for row in _rows(folded)):
        return "it puts numbers together that are not given so"
    return None


def _addresses(folded: str) -> set[str]:
    return {word.strip(_AROUND) for word in folded.split() if _ADDRESS.search(word)}


def _numbers(folded: str) -> set[str]:
    return {f"{found['before']}{_bare(found)}{found['after']}" for found in _NUMBER.finditer(folded)}


def _bare_numbers(folded: str) -> set[str]:
    """Without the letters: "5pm" gives a 5 too."""
    return {_bare(found) for found in _NUMBER.finditer(folded)}


def _bare(found: "regex.Match[str]") -> str:
    return "".join(str(found[part]).strip() for part in ("sign", "digits", "unit"))


def _rows(folded: str) -> list[str]:
    """Phone numbers, opening hours: only the digits of each row that is long."""
    rows = (_NO_DIGIT.sub("", found) for found in DIGITS.findall(folded))
    return [row for row in rows if len(row) >= MIN_DIGITS]
