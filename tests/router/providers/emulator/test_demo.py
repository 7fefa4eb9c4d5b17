"""The booking system that the example asks and tells."""

from typing import Any

import pytest
import requests

from tests.router.providers.emulator.conftest import RunningEmulator

MONDAY = "2026-03-02"


def book(emulator: RunningEmulator, key: str, **wanted: str) -> requests.Response:
    return requests.post(f"{emulator.url}/demo/appointments", json=wanted, headers={"Idempotency-Key": key}, timeout=5)


def slots(emulator: RunningEmulator, day: str) -> Any:
    return requests.get(f"{emulator.url}/demo/slots", params={"day": day}, timeout=5).json().get("slots")


def test_a_time_that_is_booked_is_no_longer_offered(emulator: RunningEmulator) -> None:
    assert slots(emulator, MONDAY) == ["09:00", "10:30", "11:30"]
    booked = book(emulator, "a", day=MONDAY, time="09:00")
    assert (booked.status_code, booked.json()["time"]) == (201, "09:00")
    assert slots(emulator, MONDAY) == ["10:30", "11:30", "14:00"]
    assert book(emulator, "b", day=MONDAY, time="09:00").status_code == 409


def test_a_booking_asked_for_twice_is_made_once(emulator: RunningEmulator) -> None:
    first = book(emulator, "same", day=MONDAY, time="09:00").json()
    assert book(emulator, "same", day=MONDAY, time="09:00").json() == first


@pytest.mark.parametrize(
    ("day", "offered"), [("2026-03-07", ["09:00", "10:30", "11:30"]), ("2026-03-01", []), ("someday", None)]
)
def test_what_is_offered_depends_on_the_day(emulator: RunningEmulator, day: str, offered: list[str] | None) -> None:
    assert slots(emulator, day) == offered


def test_nonsense_is_refused(emulator: RunningEmulator) -> None:
    assert book(emulator, "c", day="never", time="09:00").status_code == 422
    assert requests.post(f"{emulator.url}/demo/appointments", data="{", timeout=5).status_code == 422
