"""Reads the one amount of money that a text names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import regex

from flows.matching.case_folding import fold
from flows.matching.number_parser import value_of
from flows.types.values import Money

_WHOLE: Final = r"[0-9]{1,15}(?:[.,' \u00a0][0-9]{3})*(?:[.,][0-9]{1,2})?"
_NUMBER: Final = rf"(?<![0-9.,])(?:{_WHOLE}|[.,][0-9]{{1,2}})(?![0-9]|[.,][0-9])"
#: The smallest part of most currencies.
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Currencies:
    """The names of currencies, folded, each with those it can mean; the likeliest first."""

    by_name: Mapping[str, tuple[str, ...]]
    by_country: Mapping[str, str]
    pattern: "regex.Pattern[str]"

    @classmethod
    def of(cls, names: Mapping[str, tuple[str, ...]], by_country: Mapping[str, str]) -> "Currencies":
        """`names`: what each currency (ISO 4217) is called."""
        by_name: dict[str, tuple[str, ...]] = {}
        for currency, spellings in names.items():
            for spelling in dict.fromkeys(fold(spelling) for spelling in (*spellings, currency)):
                by_name[spelling] = (*by_name.get(spelling, ()), currency)
        longest_first = sorted(by_name, key=len, reverse=True)
        name = "|".join(regex.escape(spelling) for spelling in longest_first)
        beside = rf"(?<!\p{{L}})(?P<before>{name})?\s?(?P<number>{_NUMBER})\s?(?P<after>{name})?(?!\p{{L}})"
        return cls(by_name, by_country, regex.compile(beside))

    def amount_in(self, folded: str, usual: str | None) -> Money | None:
        """The amount; None when there is none or more than one, or nothing says of which currency."""
        found = list(self.pattern.finditer(folded))
        if len(found) != 1:
            return None
        return self._read(found[0], usual)

    def amount_spans(self, folded: str, usual: str | None) -> Iterator[tuple[int, int, Money]]:
        """Every amount of a folded text that names its currency: where it begins and ends, and what it is."""
        for match in self.pattern.finditer(folded):
            money = self._read(match, usual) if match["before"] or match["after"] else None
            if money is not None:
                yield match.start(), match.end(), money

    def _read(self, match: "regex.Match[str]", usual: str | None) -> Money | None:
        currency = self._currency(match["before"] or match["after"], usual)
        number = value_of(regex.sub(r"[' \u00a0]", "", match["number"]))
        return None if currency is None or number is None else Money(Decimal(str(number)).quantize(_CENT), currency)

    def _currency(self, name: str | None, usual: str | None) -> str | None:
        if name is None:
            return usual
        possible = self.by_name[name]
        return usual if usual in possible else possible[0]
