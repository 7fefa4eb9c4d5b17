"""A clock for tests: it stands still until it is told to go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.router.store.writing import NOW


@dataclass
class Clock:
    """Called for the time, as the parts call theirs."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)
