"""Answers that are a day or a time of day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.date_parser import date_in
from flows.matching.time_parser import time_in
from flows.matching.utterance import Utterance
from flows.model.answers.limits import NO_LIMITS, Limits
from flows.model.answers.spoken import words_spoken
from flows.model.situation import Situation
from flows.text.localized_text import primary

#: Where 3/4 is the fourth of March: the United States and where their forms are used.
_MONTH_FIRST: Final = frozenset({"US", "CA", "PH", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})


@dataclass(frozen=True, slots=True)
class DayLimit:
    """A day, or so many days from today."""

    day: date | None = None
    ahead: int = 0

    def on(self, today: date) -> date:
        """The limit as a date, where today is `today`."""
        return self.day or today + timedelta(days=self.ahead)


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """One day, within its limits."""

    words: Mapping[str, CalendarWords]
    #: The service's own, beside the customer's; the first may name a country ("en-GB").
    languages: tuple[str, ...]
    least: DayLimit | None = None
    most: DayLimit | None = None
    retry: str = "retry_date"
    accepts: tuple[str, ...] = ("date",)

    def read(self, utterance: Utterance, situation: Situation) -> date | None:
        limits = self._limits(situation.today)
        month_first = is_month_first(self.languages[0], situation.country)
        words = words_spoken(self.words, self.languages, situation)
        return date_in(utterance.folded, words, situation.today, month_first=month_first, fits=limits.hold)

    def _limits(self, today: date) -> Limits[date]:
        return Limits(*(None if limit is None else limit.on(today) for limit in (self.least, self.most)))


def is_month_first(language: str, country: str | None) -> bool:
    """Whether 3/4 is the fourth of March: by the service's language, else by the sender's country."""
    _, _, region = language.replace("_", "-").partition("-")
    place = region.upper() or country
    return primary(language) == "en" if place is None else place in _MONTH_FIRST


@dataclass(frozen=True, slots=True)
class TimeAnswer:
    """One time of day, within its limits."""

    words: Mapping[str, CalendarWords]
    languages: tuple[str, ...]
    limits: Limits[time] = NO_LIMITS
    retry: str = "retry_time"
    accepts: tuple[str, ...] = ("time",)

    def read(self, utterance: Utterance, situation: Situation) -> time | None:
        return time_in(utterance.folded, words_spoken(self.words, self.languages, situation), fits=self.limits.hold)
