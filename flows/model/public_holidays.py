"""Public holidays by country and region, days off in place of one on a weekend among them."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from functools import lru_cache


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
    """True for a country, or a country and one of its regions, whose holidays are known."""
    try:
        _holidays((name,), 2026)
    except NotImplementedError:
        return False
    return not name.endswith("-")


def calendar_names() -> list[str]:
    """Every calendar there is."""
    from holidays import list_supported_countries

    regions = list_supported_countries().items()
    return [name for country, codes in regions for name in (country, *(f"{country}-{code}" for code in codes))]
