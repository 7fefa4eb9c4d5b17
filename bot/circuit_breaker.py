"""Leaves a bot alone that does not answer, and finds out with single calls when it works again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.contract import BotUnavailable

#: Opens when this many calls in a row failed.
MAX_FAILURES = 3
FIRST_PAUSE, MAX_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
#: A server may ask for more, as one does whose quota for the month is used up; it is tried all the same.
MAX_REQUESTED_PAUSE = timedelta(minutes=10)


class BotDown(BotUnavailable):
    """The server cannot be reached, or gives no answer that can be used: it, not what was asked of it.

    `asked_for`: it wants to be left alone for so long.
    """

    def __init__(self, problem: str, *, done: bool = False, asked_for: timedelta | None = None) -> None:
        super().__init__(problem, done=done)
        self.asked_for = asked_for


class CircuitBreaker:
    """Closed: every call is made. Open: none, until a pause is over; then one, which decides.

    The pause doubles with every such call that fails. A call fails by raising BotDown; one that asks for a pause opens
    it at once.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._open_until: datetime | None = None
        self._open_for = FIRST_PAUSE
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        return self._open_until is not None

    @contextmanager
    def call(self) -> Iterator[None]:
        """Make one call. Raises BotDown at once, and nothing is called, while open."""
        is_probe = self._begin()
        try:
            yield
        except BotDown as down:
            self._failed(down.asked_for, is_probe=is_probe)
            raise
        except Exception:
            self._answered()
            raise
        else:
            self._answered()
        finally:
            # A call that is given up says nothing.
            self._is_probing = self._is_probing and not is_probe

    def _begin(self) -> bool:
        """Whether this call finds out if the server works again. Raises BotDown."""
        if not self.is_open:
            return False
        if self._is_probing or self._is_pausing():
            raise BotDown("it failed several times in a row and is left alone for a moment")
        self._is_probing = True
        return True

    def _is_pausing(self) -> bool:
        # A pause that ends later than it could was set before the clock was put back.
        now = self._clock()
        return self._open_until is not None and now < self._open_until <= now + self._open_for

    def _answered(self) -> None:
        self._failures, self._pause, self._open_until = 0, FIRST_PAUSE, None

    def _failed(self, asked_for: timedelta | None, *, is_probe: bool) -> None:
        self._failures += 1
        if asked_for is not None:
            self._open(min(asked_for, MAX_REQUESTED_PAUSE))
        elif is_probe or (not self.is_open and self._failures >= MAX_FAILURES):
            self._open(self._pause)
            self._pause = min(self._pause * 2, MAX_PAUSE)

    def _open(self, pause: timedelta) -> None:
        self._open_for = pause
        self._open_until = self._clock() + pause
