"""Reads a postcode in the form of its country."""

import re
from collections.abc import Mapping
from typing import Final

#: Patterns whose groups are the parts that are written with a space between them (Universal Postal Union).
_FOUR: Final = r"(\d{4})"
_FIVE: Final = r"(\d{5})"
_FORMS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("AT", "AU", "BE", "CH", "DK", "HU", "LU", "NO", "NZ", "ZA"), _FOUR),
    **dict.fromkeys(("DE", "ES", "FI", "FR", "IT", "MX"), _FIVE),
    **dict.fromkeys(("US", "PR"), r"(\d{5}(?:-\d{4})?)"),
    "GB": r"([A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})",
    "CA": r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]) ?-?(\d[ABCEGHJ-NPRSTV-Z]\d)",
    "NL": r"([1-9]\d{3}) ?([A-Z]{2})",
    "SE": r"(\d{3}) ?(\d{2})",
    "PL": r"(\d{2}-\d{3})",
    "PT": r"(\d{4}-\d{3})",
    "IE": r"([A-Z]\d[\dW]) ?([A-Z\d]{4})",
    "BR": r"(\d{5}-?\d{3})",
    "IN": r"([1-9]\d{5})",
    "JP": r"(\d{3}-?\d{4})",
    "SG": r"(\d{6})",
}
_COMPILED: Final = {country: re.compile(rf"(?<![\w-]){form}(?![\w-])") for country, form in _FORMS.items()}
#: Where the country's form is not known: the whole text, with a digit in it.
_ANY: Final = re.compile(r"(?=.*\d)([A-Z\d](?:[A-Z\d -]{1,8})[A-Z\d])")

COUNTRIES: Final = frozenset(_FORMS)


def postcode_in(text: str, country: str | None) -> str | None:
    """The one postcode in a text, as the country writes it; None when there is none or more than one."""
    text = text.upper().strip()
    form = _COMPILED.get(country or "")
    if form is None:
        whole = _ANY.fullmatch(text.rstrip("."))
        return None if whole is None else whole[1]
    found = {" ".join(match.groups()) for match in form.finditer(text)}
    return found.pop() if len(found) == 1 else None
