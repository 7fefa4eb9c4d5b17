"""Keeps retries a fifth of the load, so that they never are what a struggling provider struggles with.

A share of first attempts, plus a trickle that finds out whether it works again ("Handling Overload" in Google's Site
Reliability Engineering; Finagle's RetryBudget). A provider that is well needs no sparing: the dispatcher does not ask.
"""

from datetime import datetime

SHARE = 0.2
PER_SECOND = 1.0
#: Savings end here: an hour without trouble must not buy a storm.
MAX_RETRIES = 100.0


class RetryBudget:
    """Time comes in as an argument, and may step back."""

    def __init__(self) -> None:
        self._savings = PER_SECOND
        self._counted_at: datetime | None = None

    def available(self, now: datetime) -> int:
        """How many retries may be made now."""
        if self._counted_at is not None:
            self._earn(max(0.0, (now - self._counted_at).total_seconds()) * PER_SECOND)
        self._counted_at = now
        return int(self._savings)

    def first_attempts(self, count: int) -> None:
        """So many messages were tried for the first time: a share of them is earned for retries."""
        self._earn(count * SHARE)

    def retries(self, count: int) -> None:
        """So many retries were spent."""
        self._savings -= count

    def _earn(self, amount: float) -> None:
        self._savings = min(self._savings + amount, MAX_RETRIES)
