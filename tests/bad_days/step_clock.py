"""A clock that a test puts forward or back, and minutes that pass in a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.app import utc_now
from tests.bad_days.stored_messages import is_asked_about, statuses
from tests.journeys.installation import Installation, eventually
from tests.waiting import is_soon


@dataclass
class StepClock:
    """The real clock, put forward or back."""

    offset: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.offset


def let_minutes_pass(installation: Installation, clock: StepClock, until: Callable[[], bool]) -> bool:
    """Whether it comes true within the half hour after which customers are nudged.

    The clock stands during a call, which would look as if its process were gone.
    """
    for _ in range(25):
        eventually(lambda: not statuses(installation)["submitting"], "the calls end", within=240)
        eventually(lambda: not is_asked_about(installation, clock()), "the provider was asked", within=240)
        if is_soon(until):
            return True
        clock.offset += timedelta(minutes=1)
    return False
