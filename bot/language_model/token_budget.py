"""Holds what is asked of a language model to what the operator allows; each process counts for itself."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct

from bot.contract import BotUnavailable
from bot.language_model.language_model_settings import BudgetLimits

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class BudgetSpent(BotUnavailable):
    """The operator allows no more of it for now."""


class Reservation(Struct, frozen=True):
    """What one request took of the budget, and in which hour and day."""

    tokens: int
    hour: int
    day: int


class _BudgetPeriod:
    """An hour or a day, one after the other."""

    def __init__(self, length: timedelta, requests: int, tokens: int) -> None:
        self._length, self._max_requests, self._max_tokens = length, requests, tokens
        self._requests = self._tokens = 0
        self.number = -1

    def reach(self, now: datetime) -> bool:
        """Move to the period of `now`; True when it is a new one, with its whole allowance.

        A clock that is put back begins none.
        """
        number = (now - _EPOCH) // self._length
        is_new = number > self.number
        if is_new:
            self.number, self._requests, self._tokens = number, 0, 0
        return is_new

    def has_room(self, tokens: int) -> bool:
        return self._requests < self._max_requests and self._tokens + tokens <= self._max_tokens

    def take(self, tokens: int) -> None:
        self._requests += 1
        self._tokens += tokens

    def correct(self, number: int, tokens: int) -> None:
        if number == self.number:
            self._tokens += tokens


class TokenBudget:
    """Asked before each request."""

    def __init__(self, limits: BudgetLimits, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._max_drafts = limits.drafts_per_conversation
        self._hour = _BudgetPeriod(timedelta(hours=1), limits.requests_per_hour, limits.tokens_per_hour)
        self._day = _BudgetPeriod(timedelta(days=1), limits.requests_per_day, limits.tokens_per_day)
        self._drafts: Counter[str] = Counter()

    def take(self, tokens: int) -> Reservation:
        """Before a request that may take so many tokens. Raises BudgetSpent when there is no room for it."""
        self._reach_now()
        for period, name in ((self._day, "today"), (self._hour, "this hour")):
            if not period.has_room(tokens):
                raise BudgetSpent(f"the language model's budget for {name} is used up")
        self._day.take(tokens)
        self._hour.take(tokens)
        return Reservation(tokens, self._hour.number, self._day.number)

    def correct(self, reservation: Reservation, tokens: int) -> None:
        """After a request, by the tokens that it really took."""
        self._hour.correct(reservation.hour, tokens - reservation.tokens)
        self._day.correct(reservation.day, tokens - reservation.tokens)

    def take_draft(self, conversation: str) -> None:
        """Before a draft for a conversation. Raises BudgetSpent when it had its share today."""
        self._reach_now()
        if self._drafts[conversation] >= self._max_drafts:
            raise BudgetSpent("the language model's budget for this conversation is used up")
        self._drafts[conversation] += 1

    def _reach_now(self) -> None:
        now = self._clock()
        self._hour.reach(now)
        if self._day.reach(now):
            self._drafts.clear()
