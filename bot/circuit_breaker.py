"""Leaves a server alone that fails, and finds out with single calls when it works again.

The circuit breaker of Nygard, "Release It!". Pure: time comes in as an argument, and may step back.
"""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class BreakerPolicy:
    """When a breaker opens, and for how long.

    Opens when at least `failure_threshold` of the `window` latest calls failed: with both the same, when so many failed
    in a row. Once `recovered_after` calls in a row went well the next pause is the first again.
    """

    window: int
    failure_threshold: int
    recovered_after: int
    first_pause: timedelta = timedelta(seconds=1)
    max_pause: timedelta = timedelta(seconds=30)
    #: A server may ask for more, as one does whose quota for the month is used up; it is tried all the same.
    max_requested_pause: timedelta = timedelta(minutes=10)


class CircuitBreaker:
    """Closed: every call may be made. Open: none, until a pause is over; then one, the probe, which decides.

    Each call ends in `succeeded`, `failed` or `given_up`, which are told whether it was the probe. The pause doubles
    with every probe that fails; a server that asks for a pause gets it at once.
    """

    def __init__(self, policy: BreakerPolicy) -> None:
        self._policy = policy
        self._failed: deque[bool] = deque(maxlen=policy.window)
        self._successes = 0
        self._pause = policy.first_pause
        self._open_until: datetime | None = None
        self._open_for = policy.first_pause
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    @property
    def is_well(self) -> bool:
        """None of the latest calls failed, and there were enough of them to mean something."""
        return self._successes >= self._policy.recovered_after

    def free(self, calls: int, now: datetime) -> int:
        """How many of `calls` may be made now."""
        if not self.is_open:
            return calls
        return 0 if self._is_probing or self._is_pausing(now) else min(calls, 1)

    def _is_pausing(self, now: datetime) -> bool:
        # A pause that ends later than it could was set before the clock was put back.
        return self._open_until is not None and now < self._open_until <= now + self._open_for

    def begin_probe(self) -> None:
        """A call is made while open: no other until its end is known."""
        self._is_probing = True

    def succeeded(self, *, is_probe: bool) -> None:
        """The server answered, if only to refuse what it was asked for."""
        self._end_probe(is_probe=is_probe)
        if self.is_open:
            self._open_until = None
            self._failed.clear()
        self._failed.append(False)
        self._successes += 1
        if self.is_well:
            self._pause = self._policy.first_pause

    def failed(self, now: datetime, *, is_probe: bool, requested_pause: timedelta | None = None) -> None:
        """The server could not be reached, gave no answer that can be trusted, or refused for load."""
        self._end_probe(is_probe=is_probe)
        self._failed.append(True)
        self._successes = 0
        is_too_much = sum(self._failed) >= self._policy.failure_threshold
        if requested_pause is not None:
            self._open(now, min(requested_pause, self._policy.max_requested_pause))
        elif is_probe if self.is_open else is_too_much:
            self._open(now, self._pause)
            self._pause = min(self._pause * 2, self._policy.max_pause)

    def given_up(self, *, is_probe: bool) -> None:
        """Nobody waited for the end of the call, which says nothing about the server."""
        self._end_probe(is_probe=is_probe)

    def _end_probe(self, *, is_probe: bool) -> None:
        self._is_probing = self._is_probing and not is_probe

    def _open(self, now: datetime, pause: timedelta) -> None:
        self._open_for = pause
        self._open_until = now + pause
