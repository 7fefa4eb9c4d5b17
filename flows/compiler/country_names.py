"""Checks names of countries and currencies."""

import re
from typing import Final

from phonenumbers import SUPPORTED_REGIONS

from flows.compiler.scope import Scope
from flows.source.document import Path

_CURRENCY: Final = re.compile("[A-Z]{3}")


def check_country(country: str | None, path: Path, scope: Scope) -> None:
    """Complain of what is no ISO 3166 code of a country."""
    if country is not None and country not in SUPPORTED_REGIONS:
        scope.complain(path, f'"{country}" is not a country, like US or GB', "bad-value")


def check_currency(currency: str | None, path: Path, scope: Scope) -> None:
    """Complain of what is no ISO 4217 code of a currency."""
    if currency is not None and not _CURRENCY.fullmatch(currency):
        scope.complain(path, f'"{currency}" is not a currency, like USD or EUR', "bad-value")
