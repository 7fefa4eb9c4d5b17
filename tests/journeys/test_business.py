"""Business systems take part: they are asked and told, are late, fail or stay silent, and say what happened."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import requests
from sqlalchemy import Connection

from router.store import inbox
from tests.business_system import Answer, BusinessSystem, business_system
from tests.journeys.installation import DEADLINE, LINE, Installation, eventually, running

FLOW_FILE = Path(__file__).parent / "business.yaml"
ON_FILE = "HX0123456789abcdef0123456789abcdef"
TOKEN, KEY = "token-of-the-clinic", "s3cret"


@contextmanager
def clinic_with(system: BusinessSystem, database_url: str, folder: Path) -> Iterator[Installation]:
    flow_file = folder / "business.yaml"
    flow_file.write_text(FLOW_FILE.read_text().replace("${SYSTEM}", system.url).replace("${KEY}", KEY))
    with running(flow_file, database_url, api_tokens={"clinic": sha256(TOKEN.encode()).hexdigest()}) as installation:
        yield installation


@pytest.fixture
def system() -> Iterator[BusinessSystem]:
    with business_system() as system:
        yield system


@pytest.fixture
def clinic(system: BusinessSystem, sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    with clinic_with(system, sqlite_url, tmp_path) as installation:
        yield installation


@pytest.fixture
def clinic_on_each_database(system: BusinessSystem, database_url: str, tmp_path: Path) -> Iterator[Installation]:
    with clinic_with(system, database_url, tmp_path) as installation:
        yield installation


def post_event(clinic: Installation, **event: Any) -> str:
    """The event's id."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = requests.post(f"{clinic.url}/api/v1/events", json=event, headers=headers, timeout=DEADLINE)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def fate(clinic: Installation, path: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    shown: dict[str, Any] = requests.get(f"{clinic.url}/api/v1/{path}", headers=headers, timeout=DEADLINE).json()
    return shown


def has_come_to(clinic: Installation, event_id: str, *statuses: str) -> dict[str, Any]:
    """The event, once its messages have these statuses."""

    def look() -> dict[str, Any] | None:
        event = fate(clinic, f"events/{event_id}")
        return event if tuple(message["status"] for message in event["messages"]) == statuses else None

    return eventually(look, f"messages that are {statuses}")


def test_a_customer_looks_for_a_time_and_books_it(
    clinic_on_each_database: Installation, system: BusinessSystem
) -> None:
    phone = clinic_on_each_database.phone()
    system.will(Answer({"slots": ["9:00", "9:30"]}))
    phone.text("look")
    assert phone.hears("Free") == "Let us see.\nFree: 9:00 and 9:30."
    assert [media["source_url"] for media in phone.messages()[-1]["media"]] == [f"{system.url}/map.png"]
    eventually(lambda: "/map.png" in system.paths, "the picture was fetched")
    system.will(Answer({"id": "B-1"}, 201))
    phone.text("book")
    phone.hears("Booked as B-1")
    asked, told = (request for request in system.received if request.path != "/map.png")
    assert (asked.method, asked.path, asked.headers["x-key"]) == ("GET", "/slots", KEY)
    assert (told.method, told.path, told.body) == ("POST", "/bookings", {"channel": "sms"})
    assert len(told.headers["idempotency-key"]) == 32


def test_what_is_texted_while_a_booking_takes_its_time_is_heard_afterwards(
    clinic: Installation, system: BusinessSystem
) -> None:
    phone, done = clinic.phone(), Event()
    system.will(Answer({"id": "B-2"}, 201, when=done))
    phone.text("hi")
    phone.hears("Reply look or book")
    phone.text("book")
    phone.hears("One moment")
    phone.text("thanks")
    eventually(lambda: clinic.read(_pending_events) == 0, "the text was handled")
    assert phone.received()[-1] == "One moment."
    done.set()
    phone.hears("You are welcome")
    assert "Booked as B-2." in "\n".join(phone.received())


def _pending_events(connection: Connection) -> int:
    return inbox.count_unfinished(connection).get("pending", 0)


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(when=Event())], ids=["fails", "never answers"])
def test_a_customer_is_never_left_waiting_for_a_system_that(
    clinic: Installation, system: BusinessSystem, answer: Answer
) -> None:
    phone = clinic.phone()
    system.will(answer)
    phone.text("hi")
    phone.hears("Reply look or book")
    phone.text("book")
    phone.hears("That did not work")
    assert system.paths == ["/bookings"], "it is called once"


def test_texts_that_come_close_together_are_answered_once(clinic: Installation) -> None:
    phone = clinic.phone()
    phone.text("hi")
    phone.hears("Reply look or book")
    for text in ("My tooth", "hurts a lot", "since Sunday"):
        phone.text(text)
    phone.hears("We do not understand that")
    phone.text("look")
    eventually(lambda: len(phone.received()) == 3, "an answer to the keyword, which waits for nothing")
    assert phone.received().count("We do not understand that.") == 1


def test_an_event_texts_a_customer_and_shows_what_became_of_it(clinic_on_each_database: Installation) -> None:
    clinic = clinic_on_each_database
    phone = clinic.phone()
    event_id = post_event(clinic, name="checkup.due", to="+1 (212) 555-0123", fields={"dentist": "Dr. Ling"})
    assert phone.hears("check-up") == "Time for your check-up with Dr. Ling. Shall we call you?"
    event = has_come_to(clinic, event_id, "delivered")
    assert (event["status"], event["rung"], event["from"]) == ("done", "event", LINE)
    phone.text("yes")
    phone.hears("We have noted that")


def test_whoever_has_opted_out_is_not_texted_whatever_happens(clinic: Installation) -> None:
    phone = clinic.phone()
    phone.text("STOP")
    eventually(lambda: clinic.read(_pending_events) == 0 and phone.messages())
    event_id = post_event(clinic, name="checkup.due", to=phone.number, fields={"dentist": "Dr. Ling"})
    event = eventually(lambda: (found := fate(clinic, f"events/{event_id}"))["status"] == "done" and found)
    assert (event["rung"], event["messages"]) == ("suppressed", [])
    assert not any("check-up" in text for text in phone.received())


def test_outside_of_whatsapps_window_the_message_on_file_arrives(clinic: Installation) -> None:
    body = {"body": "Harbour Dental: your check-up with {{1}} is due. Shall we call you?"}
    requests.put(f"{clinic.emulator}/_emulator/templates/{ON_FILE}", json=body, timeout=DEADLINE).raise_for_status()
    phone = clinic.phone("whatsapp:+12125550123", f"whatsapp:{LINE}")
    event_id = post_event(clinic, name="checkup.due", to=phone.number, fields={"dentist": "Dr. Ling"})
    (message,) = has_come_to(clinic, event_id, "delivered")["messages"]
    assert phone.hears("is due") == "Harbour Dental: your check-up with Dr. Ling is due. Shall we call you?"
    assert fate(clinic, f"messages/{message['id']}")["template"] == {"id": ON_FILE, "values": {"1": "Dr. Ling"}}
