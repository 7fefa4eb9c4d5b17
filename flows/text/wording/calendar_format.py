"""Writes days, times and amounts the way people say them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as date_
from datetime import datetime, time
from typing import Final

from flows.text.localized_text import primary
from flows.types.values import Money

_DAYS_IN_WEEK: Final = 7
#: In `signs_first`: this language writes every sign first.
_ALL: Final = "all"
#: Of the currencies whose sign is no letter; a dollar is a dollar where the business is.
_SIGNS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("USD", "CAD", "AUD", "NZD", "SGD", "MXN"), "$"),
    "EUR": "€", "GBP": "£", "JPY": "¥", "CNY": "¥", "INR": "₹", "BRL": "R$",
}  # fmt: skip
_COMMA_FOR_POINT: Final = str.maketrans(",.", ".,")


@dataclass(frozen=True, slots=True)
class Calendar:
    """How one language writes days and times."""

    clock: int  # 12 or 24 hours
    today: str
    tomorrow: str
    this_week: str
    later: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    date: str
    date_of_year: str
    signs_first: tuple[str, ...]

    def write(self, opening: datetime, now: datetime) -> str:
        """An opening as seen now, both in the zone of the hours: "tomorrow at 8:30 am"."""
        return self._pattern(opening, now).format(
            time=self.write_time(opening.time()),
            weekday=self.weekdays[opening.weekday()],
            day=opening.day,
            month=self.months[opening.month - 1],
        )

    def _pattern(self, opening: datetime, now: datetime) -> str:
        days = (opening.date() - now.date()).days
        if days == 0:
            return self.today
        if days == 1:
            return self.tomorrow
        return self.this_week if days < _DAYS_IN_WEEK else self.later

    def write_time(self, moment: time) -> str:
        """ "8:30 am", or "08:30"."""
        if self.clock == 24:
            return f"{moment:%H:%M}"
        return f"{(moment.hour - 1) % 12 + 1}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"

    def write_date(self, day: date_, today: date_) -> str:
        """ "Tuesday, March 3", and with the year where it is not this one."""
        pattern = self.date if day.year == today.year else self.date_of_year
        return pattern.format(
            weekday=self.weekdays[day.weekday()], day=day.day, month=self.months[day.month - 1], year=day.year
        )

    def write_money(self, money: Money) -> str:
        """ "$1,200.50", or "1.200,50 €"."""
        written, sign = f"{money.amount:,.2f}", _SIGNS.get(money.currency, money.currency)
        if _ALL in self.signs_first or sign in self.signs_first:
            return f"{sign} {written}" if sign.isalpha() else f"{sign}{written}"
        return f"{written.translate(_COMMA_FOR_POINT)} {sign}"


def calendar_for(language: str, calendars: Mapping[str, Calendar]) -> Calendar:
    """The calendar of a language, or the English one."""
    return calendars.get(primary(language)) or calendars["en"]
