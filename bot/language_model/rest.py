"""Leaves an endpoint alone that asked for a pause, or that fails again and again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from bot.contract import BotUnavailable

#: So many failures in a row begin a pause, which doubles with each that follows.
FAILURES: Final = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
#: An endpoint may ask for more than this, as one does whose quota for the month is used up; it is tried all the same.
LONGEST_ASKED_FOR: Final = timedelta(minutes=10)


class Rest:
    """Asked before each request, told after it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._failures = 0
        self._until: datetime | None = None

    def require_over(self) -> None:
        """Raise BotUnavailable during a pause. After one, a single request finds out whether all is well again."""
        now = self._clock()
        if self._until is None:
            return
        # A pause further ahead than any was set before the clock was put back.
        if now < self._until <= now + LONGEST_ASKED_FOR:
            raise BotUnavailable("the language model failed a moment ago, and is left alone for now")
        self._until = now + self._pause

    def succeeded(self) -> None:
        """It answered, whatever the answer is worth."""
        self._failures, self._until = 0, None

    def failed(self, asked_for: timedelta | None = None) -> None:
        """No answer, or one that says to come back later."""
        self._failures += 1
        if asked_for is not None:
            self._until = self._clock() + min(asked_for, LONGEST_ASKED_FOR)
        elif self._failures >= FAILURES:
            self._until = self._clock() + self._pause

    @property
    def _pause(self) -> timedelta:
        doublings = min(max(self._failures - FAILURES, 0), 5)
        return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def asked_for(retry_after: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for (RFC 9110, 10.2.3): seconds, or a date. None: nothing, or nothing readable."""
    written = (retry_after or "").strip()
    if written.isascii() and written.isdigit():
        return timedelta(seconds=min(int(written[:9]), LONGEST_ASKED_FOR.total_seconds()))
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC) - now, timedelta())
