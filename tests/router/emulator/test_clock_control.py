"""The clock that an author moves: what the page and a test do with it over HTTP."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from router.emulator import NO_DELAYS, EmulatorConfig, create_emulator
from router.emulator.account.movable_clock import MovableClock
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE
from tests.served import address_of, free_socket, served
from tests.waiting import eventually

#: A Monday, 5:00 in New York.
REAL = datetime(2026, 3, 2, 10, tzinfo=UTC)
POOL = "MG" + "1" * 32
NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def _movable() -> Iterator[RunningEmulator]:
    listening = free_socket()
    url = address_of(listening)
    config = EmulatorConfig(
        ACCOUNT_SID, AUTH_TOKEN, url, f"{url}/nowhere", (LINE,), delays=NO_DELAYS, services={POOL: (LINE,)}
    )
    with served(create_emulator(config, MovableClock(NEW_YORK, lambda: REAL)), listening):
        yield RunningEmulator(url)


@pytest.fixture
def movable(_movable: RunningEmulator) -> RunningEmulator:
    """At real time, which stands still."""
    _movable.post("clock", {"reset": True})
    return _movable


@pytest.mark.parametrize(
    ("move", "now"),
    [
        pytest.param({"advance": "30m"}, "2026-03-02T05:30:00-05:00", id="by minutes"),
        pytest.param({"advance": "1d 2h"}, "2026-03-03T07:00:00-05:00", id="by a day and hours"),
        pytest.param(
            {"at": "2026-03-02T10:00"}, "2026-03-02T10:00:00-05:00", id="to a moment in the zone of the flows"
        ),
        pytest.param({"at": "2026-03-02T10:00Z"}, "2026-03-02T05:00:00-05:00", id="to a moment in a zone of its own"),
        pytest.param({"at": "monday 08:00"}, "2026-03-02T08:00:00-05:00", id="to the next Monday, which is today"),
        pytest.param({"at": "2026-03-08T12:00"}, "2026-03-08T12:00:00-04:00", id="past the night of summer time"),
        pytest.param({"reset": True}, "2026-03-02T05:00:00-05:00", id="to real time"),
    ],
)
def test_it_is_moved(movable: RunningEmulator, move: dict[str, Any], now: str) -> None:
    moved = movable.post("clock", move).json()
    assert (moved["now"], moved["zone"], moved["warning"]) == (now, "America/New_York", "")
    assert movable.get("clock").json() == moved
    assert moved["ahead"] == (datetime.fromisoformat(now) - REAL).total_seconds()


def test_putting_it_back_is_warned_about(movable: RunningEmulator) -> None:
    movable.post("clock", {"advance": "1h"})
    assert "put back" in movable.post("clock", {"at": "2026-03-02T04:00"}).json()["warning"]
    movable.post("clock", {"advance": "3h"})
    assert "put back" in movable.post("clock", {"reset": True}).json()["warning"]


@pytest.mark.parametrize(
    "move",
    [
        {},
        {"advance": "soon"},
        {"advance": ""},
        {"at": "someday"},
        {"at": "25:00"},
        {"advance": "1h", "at": "monday 08:00"},
        {"advance": "1h", "reset": True},
        {"reset": False},
        {"advance": "999999w"},
        {"at": "9999-12-31T23:59"},
        {"advance": "999999w " * 200},
        {"at": "9999-12-31T23:59-14:00"},
        {"at": "0001-01-01T00:00"},
        {"back": "1h"},
        {"advance": 30},
    ],
    ids=str,
)
def test_what_is_no_move_is_refused_and_changes_nothing(movable: RunningEmulator, move: dict[str, Any]) -> None:
    assert movable.post("clock", move).status_code == 400
    assert movable.get("clock").json()["ahead"] == 0


def test_a_page_of_another_origin_cannot_move_it(movable: RunningEmulator) -> None:
    answer = requests.post(f"{movable.url}/_emulator/clock", data='{"advance": "1h"}', timeout=20)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    ("moves", "leaves"),
    [
        pytest.param(["59m"], False, id="not before its hour"),
        pytest.param(["1h"], True, id="at its hour"),
        pytest.param(["59m", "2m"], True, id="after another wait"),
    ],
)
def test_a_scheduled_message_leaves_when_the_clock_gets_there(
    movable: RunningEmulator, moves: list[str], leaves: bool
) -> None:
    client = movable.client()
    to_be_sent = {"schedule_type": "fixed", "send_at": REAL + timedelta(hours=1)}
    sent = client.messages.create(to=CUSTOMER, messaging_service_sid=POOL, body="A reminder", **to_be_sent)
    for duration in moves:
        movable.post("clock", {"advance": duration})
    expected = "delivered" if leaves else "scheduled"
    eventually(lambda: client.messages(sent.sid).fetch().status == expected, expected)
    client.http_client.session.close()


def test_an_emulator_alone_tells_the_time_and_has_nothing_to_move_it_with(emulator: RunningEmulator) -> None:
    assert emulator.get("clock").json()["movable"] is False
    assert emulator.post("clock", {"advance": "1h"}).status_code == 405


class Due:
    """Something to be done at each of some moments."""

    def __init__(self, clock: MovableClock, *moments: datetime) -> None:
        self._clock = clock
        self._left = list(moments)
        self.done_at: list[datetime] = []

    async def next_due(self) -> datetime | None:
        while self._left and self._left[0] <= self._clock():
            self._left.pop(0)
            self.done_at.append(self._clock())
        return self._left[0] if self._left else None


def test_what_is_due_on_the_way_happens_at_its_own_time() -> None:
    clock = MovableClock(NEW_YORK, lambda: REAL)
    moments = [REAL + timedelta(minutes=minutes) for minutes in (10, 30, 90)]
    clock.surroundings = due = Due(clock, *moments)
    asyncio.run(clock.pass_until(REAL + timedelta(hours=1)))
    assert due.done_at == moments[:2]
    assert clock() == REAL + timedelta(hours=1)


class Stuck:
    """Something that should be done and never is."""

    async def next_due(self) -> datetime | None:
        return REAL


def test_what_never_comes_to_an_end_is_left_behind() -> None:
    clock = MovableClock(NEW_YORK, lambda: REAL)
    clock.surroundings = Stuck()
    asyncio.run(clock.pass_until(REAL + timedelta(days=1)))
    assert clock() == REAL + timedelta(days=1)
