"""What a phone number says by itself."""

from functools import lru_cache
from typing import Final

import phonenumbers

#: What the library says of codes that belong to no country, and of no codes.
_NOWHERE: Final = ("001", "ZZ")


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
