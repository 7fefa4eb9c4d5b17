"""Public holidays by country and region, days off in place of one on a weekend among them."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class PublicHolidays(Container[date]):
    """The holidays of one or several calendars: "US-NY", "DE"."""

    calendars: tuple[str, ...]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays(self.calendars, day.year)


@lru_cache(maxsize=256)
def _holidays(calendars: tuple[str, ...], year: int) -> frozenset[date]:
    # Imported only where hours have holidays: it takes as long as half of the loader.
    from holidays import country_holidays

    parted = (calendar.partition("-") for calendar in calendars)
    return frozenset().union(*(country_holidays(country, region or None, year) for country, _, region in parted))


def is_calendar(name: str) -> bool:
    """True for a country by its two letters, or one of its regions by its code; the package takes much else."""
    country, dash, region = name.partition("-")
    return country in _codes_by_name().values() and (not dash or region in _calendar_of(country).subdivisions)


def calendar_names() -> list[str]:
    """Every calendar there is."""
    from holidays import list_supported_countries

    regions = list_supported_countries(include_aliases=False).items()
    return [name for country, codes in regions for name in (country, *(f"{country}-{code}" for code in codes))]


def calendar_meant(written: str) -> str:
    """A calendar as it is to be written, of other names for it: US of USA, GB-ENG of uk-England."""
    country, dash, region = written.partition("-")
    code = _codes_by_name().get(_folded(country))
    return written.upper() if code is None else f"{code}{dash}{_region_meant(region, _calendar_of(code))}"


def _region_meant(written: str, country: "HolidayBase") -> str:
    names = {**{code: code for code in country.subdivisions}, **country.subdivisions_aliases}
    return next((code for name, code in names.items() if _folded(name) == _folded(written)), written)


@lru_cache(maxsize=1)
def _codes_by_name() -> Mapping[str, str]:
    """The two letters of a country, by these, its three letters and its names: US, USA, UNITEDSTATES."""
    from holidays.registry import COUNTRIES

    return {_folded(name): names[1] for names in COUNTRIES.values() for name in names}


def _calendar_of(country: str) -> "HolidayBase":
    from holidays import country_holidays

    return country_holidays(country)


def _folded(name: str) -> str:
    return name.upper().replace(" ", "")
