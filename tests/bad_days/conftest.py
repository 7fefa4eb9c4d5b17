"""A running installation for each bad day, with a clock that can be put forward or back."""

from collections.abc import Iterator

import pytest

from router.outbound.message_dispatcher import MessageDispatcher
from router.outbound.message_reconciler import MessageReconciler
from tests.bad_days.step_clock import StepClock
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, running


@pytest.fixture
def clock(no_time_between_two_looks: None) -> StepClock:
    return StepClock()


@pytest.fixture
def no_time_between_two_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is due by the clock, however it was put, is done at once."""
    for worker in (MessageReconciler, MessageDispatcher):
        monkeypatch.setattr(worker, "idle_seconds", 0.1)


@pytest.fixture
def installation(sqlite_url: str, clock: StepClock) -> Iterator[Installation]:
    with running(CLINIC, sqlite_url, clock) as installation:
        yield installation
