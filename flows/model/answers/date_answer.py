"""Answers that are a day or a time of day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.date_parser import date_in
from flows.matching.time_parser import time_in
from flows.matching.utterance import Utterance
from flows.model.answers.limits import NO_LIMITS, Limits
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
        return self.day or today + timedelta(days=self.ahead)


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """One day, within its limits."""

    words: Mapping[str, CalendarWords]
    #: The service's own, tried after the customer's; the first may name a country ("en-GB").
    languages: tuple[str, ...]
    least: DayLimit | None = None
    most: DayLimit | None = None
    retry: str = "retry_date"
    accepts: tuple[str, ...] = ("date",)

    def read(self, utterance: Utterance, situation: Situation) -> date | None:
        limits = self._limits(situation.today)
        month_first = is_month_first(self.languages[0], situation.country)
        found = (
            date_in(utterance.folded, words, situation.today, month_first=month_first, fits=limits.hold)
            for words in _words(self.words, self.languages, situation)
        )
        return next((day for day in found if day is not None), None)

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
        found = (
            time_in(utterance.folded, words, fits=self.limits.hold)
            for words in _words(self.words, self.languages, situation)
        )
        return next((moment for moment in found if moment is not None), None)


def _words(
    words: Mapping[str, CalendarWords], languages: tuple[str, ...], situation: Situation
) -> Iterator[CalendarWords]:
    """The words of the customer's language, then of the service's."""
    tried = dict.fromkeys(primary(language) for language in (situation.language, *languages))
    return (words[language] for language in tried if language in words)
