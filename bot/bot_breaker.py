"""Calls of a bot's server through a circuit breaker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from bot.circuit_breaker import BreakerPolicy, CircuitBreaker
from bot.contract import BotUnavailable

#: Opens when three calls in a row failed; one that succeeds is enough to trust the server again.
POLICY: Final = BreakerPolicy(window=3, failure_threshold=3, recovered_after=1)


class BotDown(BotUnavailable):
    """The server is at fault, not the request: it cannot be reached, or its answer cannot be used.

    Only this error counts towards opening the breaker. `requested_pause`: how long the server wants to be left alone.
    """

    def __init__(self, problem: str, *, done: bool = False, requested_pause: timedelta | None = None) -> None:
        super().__init__(problem, done=done)
        self.requested_pause = requested_pause


class BotBreaker:
    """A circuit breaker around calls that fail by raising BotDown."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._breaker = CircuitBreaker(POLICY)

    @property
    def is_open(self) -> bool:
        return self._breaker.is_open

    @contextmanager
    def call(self) -> Iterator[None]:
        """Make one call. Raises BotDown at once, and nothing is called, while open."""
        is_probe = self._begin()
        try:
            yield
        except BotDown as down:
            self._breaker.failed(self._clock(), is_probe=is_probe, requested_pause=down.requested_pause)
            raise
        except Exception:
            self._breaker.succeeded(is_probe=is_probe)
            raise
        except BaseException:
            # A call that was cancelled says nothing about the server.
            self._breaker.given_up(is_probe=is_probe)
            raise
        else:
            self._breaker.succeeded(is_probe=is_probe)

    def _begin(self) -> bool:
        """Whether this call is the probe. Raises BotDown."""
        if not self._breaker.free(1, self._clock()):
            raise BotDown("it failed several times in a row and is left alone for a moment")
        if self._breaker.is_open:
            self._breaker.begin_probe()
        return self._breaker.is_open
