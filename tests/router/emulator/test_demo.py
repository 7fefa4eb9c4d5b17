"""The booking system that the example asks and tells."""

from typing import Any

import pytest
import requests

from tests.router.emulator.conftest import RunningEmulator

MONDAY = "2026-03-02"
TUESDAY = "2026-03-03"
JSON = {"Content-Type": "application/json"}


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
    assert requests.post(f"{emulator.url}/demo/appointments", data="{", headers=JSON, timeout=5).status_code == 422


def test_an_appointment_is_cancelled_once_and_its_time_is_free_again(emulator: RunningEmulator) -> None:
    number = book(emulator, "d", day=TUESDAY, time="09:00").json()["id"]
    address = f"{emulator.url}/demo/appointments/{number}"
    again = [requests.delete(address, headers={"Idempotency-Key": key}, timeout=5) for key in ("e", "e", "f")]
    assert [answer.status_code for answer in again] == [200, 200, 404]
    assert "09:00" in slots(emulator, TUESDAY)


@pytest.mark.parametrize(("number", "status"), [("H1001", "ready"), ("H1002", "in_work"), ("H9999", None)])
def test_an_order_is_looked_up_by_its_number(emulator: RunningEmulator, number: str, status: str | None) -> None:
    answer = requests.get(f"{emulator.url}/demo/orders/{number}", timeout=5)
    assert answer.json().get("status") == status
    assert answer.status_code == (200 if status else 404)


@pytest.mark.parametrize("what", ["reminders", "feedback"])
def test_reminders_and_feedback_are_taken(emulator: RunningEmulator, what: str) -> None:
    assert requests.post(f"{emulator.url}/demo/{what}", json={}, timeout=5).status_code == 201
