"""Stops calling a provider that fails, and finds out with single calls when it works again."""

from collections import deque
from datetime import datetime, timedelta

#: Opens when at least half of this many latest calls failed; a call or two that fail say nothing.
WINDOW, FAILURES = 20, 10
FIRST_PAUSE, MAX_PAUSE = timedelta(seconds=1), timedelta(seconds=30)


class Breaker:
    """Closed: every call may be made. Open: none, until a pause is over; then one, which decides.

    The pause doubles with every probe that fails. Time comes in as an argument.
    """

    def __init__(self) -> None:
        self._failed: deque[bool] = deque(maxlen=WINDOW)
        self._pause = FIRST_PAUSE
        self._open_until: datetime | None = None
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    @property
    def is_provider_well(self) -> bool:
        """True when none of the latest calls failed, and there were enough of them to mean something."""
        return len(self._failed) == WINDOW and not any(self._failed)

    def free(self, calls: int, now: datetime) -> int:
        """How many of `calls` may be made now."""
        if self._open_until is None:
            return calls
        # A pause further ahead than any was set before the clock was put back.
        if self._is_probing or now < self._open_until <= now + MAX_PAUSE:
            return 0
        return min(calls, 1)

    def probing(self) -> None:
        """A call is made while open: no other until its end is known."""
        self._is_probing = self.is_open

    def succeeded(self) -> None:
        """The provider answered, if only to refuse a message."""
        if self.is_open:
            self._close()
        self._failed.append(False)
        if self.is_provider_well:
            self._pause = FIRST_PAUSE

    def failed(self, now: datetime) -> None:
        """The provider could not be reached, gave no answer that can be trusted, or refused for load."""
        self._failed.append(True)
        if self._is_probing or (not self.is_open and sum(self._failed) >= FAILURES):
            self._open(now)

    def _open(self, now: datetime) -> None:
        self._open_until = now + self._pause
        self._pause = min(self._pause * 2, MAX_PAUSE)
        self._is_probing = False

    def _close(self) -> None:
        self._open_until = None
        self._is_probing = False
        self._failed.clear()
