"""A clock for trying out: it goes as the real one does, and can be put forward and back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from router.emulator.account.wall_clock import Clock, wall_clock

#: A day with something to do every few minutes is passed through; more is jumped over.
MAX_STOPS = 300


class Surroundings(Protocol):
    """What goes by the clock."""

    async def next_due(self) -> datetime | None:
        """When the next thing is to be done, once nothing is left to do now; None when nothing lies ahead.

        Not later than now when what is to be done does not come to an end.
        """
        ...


class MovableClock:
    """Called for the time. One for all who must agree on it; `zone` is where its moments are read and written."""

    def __init__(self, zone: ZoneInfo, real: Clock = wall_clock) -> None:
        self.zone = zone
        self.surroundings: Surroundings = _Nothing()
        self._real = real
        self._offset = timedelta()
        self._followers: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        return self._real() + self._offset

    @property
    def offset(self) -> timedelta:
        """How far ahead of the real time it is."""
        return self._offset

    def on_move(self, follow: Callable[[], None]) -> None:
        """Have somebody told after each move."""
        self._followers.append(follow)

    async def pass_until(self, moment: datetime) -> None:
        """Let time pass: whatever comes due on the way happens at its own time, as it would if somebody waited."""
        for _ in range(MAX_STOPS):
            due = await self.surroundings.next_due()
            if due is None or not self() < due <= moment:
                break
            self._put(due - self._real())
        self._put(moment - self._real())

    def put_back(self, moment: datetime) -> None:
        """Nothing that happened is undone."""
        self._put(moment - self._real())

    def reset(self) -> None:
        self._put(timedelta())

    def _put(self, offset: timedelta) -> None:
        self._offset = offset
        for follow in self._followers:
            follow()


class _Nothing:
    async def next_due(self) -> None:
        return None
