"""SIGKILL while business systems are being called: a question is asked again, a deed done again under the same key."""

from pathlib import Path
from threading import Event

import pytest

from tests.business_system import Answer, BusinessSystem, business_system
from tests.crash.process import ServedProcess, process_with_emulator
from tests.journeys.installation import Phone, eventually
from tests.journeys.test_business import FLOW_FILE, KEY


@pytest.mark.count(1, full=50)
def test_killed_while_it_asks_and_tells(sqlite_url: str, tmp_path: Path, count: int) -> None:
    with business_system() as system, process_with_emulator(sqlite_url, tmp_path) as served:
        served.flow_file = tmp_path / "business.yaml"
        served.flow_file.write_text(FLOW_FILE.read_text().replace("${SYSTEM}", system.url).replace("${KEY}", KEY))
        for number in range(count):
            _live_and_die(served, system, number)
            _take_over(served, system, number)
        assert KEY not in served.log.read_text()


def _phones(served: ServedProcess, number: int) -> tuple[Phone, Phone]:
    return Phone(served.emulator, f"+1646{number:06}1"), Phone(served.emulator, f"+1646{number:06}2")


def _live_and_die(served: ServedProcess, system: BusinessSystem, number: int) -> None:
    """One customer waits for an answer to a question, the other for a booking that was made."""
    asking, booking = _phones(served, number)
    system.received.clear()
    served.start()
    dead = Event()
    system.will(Answer(when=dead), Answer(when=dead))
    asking.text("look")
    booking.text("book")
    eventually(lambda: len(system.received) == 2, "the business system is called")
    served.kill()
    dead.set()


def _take_over(served: ServedProcess, system: BusinessSystem, number: int) -> None:
    asking, booking = _phones(served, number)
    system.answer_by_path = {"/slots": Answer({"slots": ["9:00"]}), "/bookings": Answer({"id": "B-7"}, 201)}
    served.start()
    asking.hears("Free: 9:00")
    booking.hears("Booked as B-7")
    served.stop()
    system.answer_by_path = {}
    keys = [request.headers["idempotency-key"] for request in system.received if request.path == "/bookings"]
    assert len(keys) == 2
    assert len(set(keys)) == 1
