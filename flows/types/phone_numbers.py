"""What a phone number says by itself."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import phonenumbers

#: What the library says of codes that belong to no country, and of no codes.
_NOWHERE: Final = ("001", "ZZ")


_MAX_TEXT_LENGTH: Final = 300


def phone_number_spans(text: str, country: str | None) -> Iterator[tuple[int, int, str]]:
    """Every number in a text that can exist: where it begins and ends, and as it is dialled from abroad (E.164).

    `country`: where one without a country belongs. Of a longer text the beginning is looked at.
    """
    leniency = phonenumbers.Leniency.POSSIBLE
    for match in phonenumbers.PhoneNumberMatcher(text[:_MAX_TEXT_LENGTH], country, leniency=leniency, max_tries=10):
        yield match.start, match.end, phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)


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
