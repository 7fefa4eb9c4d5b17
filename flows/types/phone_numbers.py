"""What a phone number says by itself."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers

#: What the library says of codes that belong to no country, and of no codes.
_NOWHERE: Final = ("001", "ZZ")
_MAX_TEXT_LENGTH: Final = 300
_PART: Final = r"(?:0?[1-9]|[12]\d|3[01])"  # a day or a month
_WHOLE_PART: Final = r"(?:0[1-9]|[12]\d|3[01])"
_YEAR: Final = r"(?:19|20)\d{2}"
_DAYS: Final = "|".join(
    (
        rf"{_PART}([-./ ]){_PART}\1(?:{_YEAR}|\d{{2}})",  # 4.3.2026, 3/4/26
        rf"{_YEAR}([-./ ]){_PART}\2{_PART}",  # 2026-03-04
        rf"{_WHOLE_PART}{{2}}{_YEAR}|{_YEAR}{_WHOLE_PART}{{2}}",  # 04032026, 20260304
    )
)
#: Nothing goes on before or behind it but a time: "06 12 34 56 78" holds no day.
_DAY: Final = re.compile(rf"(?<!\d)(?<!\d[-./ ])(?:{_DAYS})(?![-./]?\d| \d(?!\d?[:.h]))")


def phone_number_spans(text: str, country: str | None) -> Iterator[tuple[int, int, str]]:
    """Every number in a text that is given out somewhere: where it begins and ends, and as it is dialled from abroad
    (E.164). Neither a short code, as of the police, nor a number without its area, nor a day in figures is one: in
    Hamburg 04.03.2026 could be dialled.

    `country`: where one without a country belongs. Of a longer text the beginning is looked at.
    """
    leniency = phonenumbers.Leniency.VALID
    for match in phonenumbers.PhoneNumberMatcher(text[:_MAX_TEXT_LENGTH], country, leniency=leniency, max_tries=10):
        if match.raw_string.startswith("+") or not _names_a_day(text, match.start, match.end):
            yield match.start, match.end, phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)


def _names_a_day(text: str, start: int, end: int) -> bool:
    return any(day.start() < end and start < day.end() for day in _DAY.finditer(text))


def dialled(written: str) -> str | None:
    """One number that is written with its country, as it is dialled from abroad (E.164); None for anything else.

    Its length must be one that its country gives out: not the library's `is_possible_number`, which also takes what can
    be dialled within one town. Whether it is given out is not asked, since the library learns of new ranges late. A
    number with an extension is none: it cannot be texted.
    """
    try:
        number = phonenumbers.parse(written)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE or number.extension:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


@lru_cache(maxsize=1024)
def country_of(address: str) -> str | None:
    """The country of a number or of a `whatsapp:` address ("US"); None where it has none (short codes, names)."""
    try:
        number = phonenumbers.parse(address.rpartition(":")[2])
    except phonenumbers.NumberParseException:
        return None
    country: str | None = phonenumbers.region_code_for_number(number)
    if country is None:
        # A number that is not given out; also to be seen in examples.
        country = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return None if country in _NOWHERE else country
