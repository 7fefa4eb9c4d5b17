"""Answers that are amounts."""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.matching.calendar_vocabulary import CalendarWords
from flows.matching.money_parser import Currencies
from flows.matching.number_parser import is_another_number, number_in
from flows.matching.utterance import Utterance
from flows.model.answers.limits import NO_LIMITS, Limits
from flows.model.answers.spoken import words_spoken
from flows.model.situation import Situation
from flows.types.values import Money


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """One number, within its limits."""

    words: Mapping[str, CalendarWords]
    #: The service's own, beside the customer's.
    languages: tuple[str, ...]
    limits: Limits[float] = NO_LIMITS
    retry: str = "retry_number"

    @property
    def accepts(self) -> tuple[str, ...]:
        return (f"a number{_limit(' from', self.limits.least)}{_limit(' to', self.limits.most)}",)

    def read(self, utterance: Utterance, situation: Situation) -> int | float | None:
        number = number_in(utterance)
        if number is None or not self.limits.hold(number):
            return None
        spoken = words_spoken(self.words, self.languages, situation)
        return None if any(is_another_number(utterance, words) for words in spoken) else number


def _limit(word: str, limit: float | None) -> str:
    return "" if limit is None else f"{word} {limit:g}"


@dataclass(frozen=True, slots=True)
class MoneyAnswer:
    """One amount of money, within its limits."""

    currencies: Currencies
    #: Meant where the text names none, or one that several share ("$"); None: that of the sender's country.
    currency: str | None = None
    limits: Limits[float] = NO_LIMITS
    retry: str = "retry_money"
    accepts: tuple[str, ...] = ("money",)

    def read(self, utterance: Utterance, situation: Situation) -> Money | None:
        usual = self.currency or self.currencies.by_country.get(situation.country or "")
        money = self.currencies.amount_in(utterance.folded, usual)
        return money if money is not None and self.limits.hold(money.amount) else None
