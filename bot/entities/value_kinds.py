"""Kinds of values that are read without examples: numbers, money, phone numbers, e-mail addresses, dates, times.

They are read by the flow engine's own readers, so that a form of the bot understands what a state of a flow does.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from bot.entities.folded_text import FoldedText
from flows.compiler.built_in import calendar_words, currencies
from flows.matching.case_folding import fold, with_plain_digits
from flows.matching.date_parser import date_in
from flows.matching.number_parser import number_in, number_spans
from flows.matching.pattern import plain
from flows.matching.time_parser import time_in
from flows.matching.utterance import utterance_of
from flows.model.answers.contact_answer import email_spans
from flows.model.answers.date_answer import is_month_first
from flows.text.localized_text import primary
from flows.types.phone_numbers import phone_number_spans


class ValueKind(StrEnum):
    """What a value is."""

    NUMBER = "number"  # int or float
    MONEY = "money"  # flows.types.values.Money
    PHONE = "phone"  # +12125550123
    EMAIL = "email"  # in small letters
    DATE = "date"
    TIME = "time"


#: By the names that flows and Duckling give them.
KIND_OF_NAME: Final[Mapping[str, ValueKind]] = {
    **{str(kind): kind for kind in ValueKind},
    "amount-of-money": ValueKind.MONEY,
    "phone-number": ValueKind.PHONE,
    "phone_number": ValueKind.PHONE,
}
#: Without these a text holds no such value, which is quicker seen than by reading it.
_QUICK_CHECKS: Final[Mapping[ValueKind, re.Pattern[str]]] = {
    ValueKind.NUMBER: re.compile("[0-9]"),
    ValueKind.MONEY: re.compile("[0-9]"),
    ValueKind.PHONE: re.compile("(?:[0-9][^0-9]*){5}"),
    ValueKind.EMAIL: re.compile("@"),
}
#: In this share of its examples an entity must read as a kind, to be taken for one.
_MIN_KIND_SHARE: Final = 0.75
#: Any day will do to see whether words name one.
_SOME_DAY: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class ExtractionContext:
    """What extraction needs beside the text: languages, country, reference time."""

    #: The customer's language, then that of the project.
    languages: tuple[str, ...]
    country: str | None = None
    #: In the zone of the service; None: days and times are not read.
    now: datetime | None = None

    @property
    def today(self) -> date | None:
        return None if self.now is None else self.now.date()


_Span = tuple[int, int, Any]


def spans(kind: ValueKind, text: FoldedText, context: ExtractionContext) -> Iterator[_Span]:
    """Every value of a kind: where it begins and ends in the written text, and what it is. Not of dates and times."""
    sign = _QUICK_CHECKS.get(kind)
    if sign is not None and sign.search(text.folded):
        yield from _SPANS[kind](text, context)


def _numbers(text: FoldedText, _: ExtractionContext) -> Iterator[_Span]:
    for start, end, number in number_spans(text.folded):
        # Neither "AB1234" nor "10th" is an amount, nor is the 9 of "9:00".
        beside = text.folded[max(start - 1, 0) : start] + text.folded[end : end + 1]
        if not any(map(str.isalpha, beside)) and not text.goes_on(start, end):
            yield (*text.place(start, end), number)


def _money(text: FoldedText, context: ExtractionContext) -> Iterator[_Span]:
    usual = currencies().by_country.get(context.country or "")
    for start, end, money in currencies().amount_spans(text.folded, usual):
        yield (*text.place(start, end), money)


def _phones(text: FoldedText, context: ExtractionContext) -> Iterator[_Span]:
    return phone_number_spans(with_plain_digits(text.written), context.country)


def _emails(text: FoldedText, _: ExtractionContext) -> Iterator[_Span]:
    for start, end, address in email_spans(text.written):
        yield start, end, address.lower()


_SPANS: Final[Mapping[ValueKind, Callable[[FoldedText, ExtractionContext], Iterator[_Span]]]] = {
    ValueKind.NUMBER: _numbers,
    ValueKind.MONEY: _money,
    ValueKind.PHONE: _phones,
    ValueKind.EMAIL: _emails,
}


def moment_in(kind: ValueKind, folded: str, context: ExtractionContext) -> date | time | None:
    """The one day or time that a folded text names."""
    today = context.today
    if today is None:
        return None
    month_first = is_month_first(context.languages[-1], context.country)
    languages = dict.fromkeys(map(primary, context.languages))
    words = [calendar_words()[language] for language in languages if language in calendar_words()]
    if kind is ValueKind.DATE:
        return date_in(folded, words, today, month_first=month_first, fits=_any_day)
    return time_in(folded, words, fits=_any_time)


def _any_day(_: date) -> bool:
    return True


def _any_time(_: time) -> bool:
    return True


def kind_of_values(values: Sequence[str]) -> ValueKind | None:
    """What most of the annotated words of an entity are; None where they are just words."""
    for kind, reads in _READS.items():
        if values and sum(map(reads, values)) >= _MIN_KIND_SHARE * len(values):
            return kind
    return None


def _reads_number(value: str) -> bool:
    return bool(re.fullmatch(r"[-−]?\d+(?:[.,]\d+)*", value)) and number_in(utterance_of(value)) is not None


def _reads_whole(kind: ValueKind) -> Callable[[str], bool]:
    some = ExtractionContext(("en",), "US")

    def reads(value: str) -> bool:
        text = FoldedText(plain(value))
        return any((start, end) == (0, len(text.written)) for start, end, _ in spans(kind, text, some))

    return reads


def _reads_date(value: str) -> bool:
    folded = fold(value)
    words = calendar_words().values()
    return any(date_in(folded, [each], _SOME_DAY, month_first=False, fits=_any_day) is not None for each in words)


def _reads_time(value: str) -> bool:
    folded = fold(value)
    return any(time_in(folded, [each], fits=_any_time) is not None for each in calendar_words().values())


_READS: Final[Mapping[ValueKind, Callable[[str], bool]]] = {
    ValueKind.EMAIL: _reads_whole(ValueKind.EMAIL),
    ValueKind.MONEY: _reads_whole(ValueKind.MONEY),
    ValueKind.NUMBER: _reads_number,
    ValueKind.DATE: _reads_date,
    ValueKind.TIME: _reads_time,
    ValueKind.PHONE: _reads_whole(ValueKind.PHONE),
}
