"""What a serving process logs: one JSON object a line with ids, and nobody's number, words or secrets."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from router.emulator.emulator_app import create_emulator
from tests.crash.process import ServedProcess
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import (
    AUTH_TOKEN,
    LINE,
    Phone,
    emulator_config,
    listening_socket,
    serving,
)
from tests.journeys.webhook import inbound_form, sign
from tests.waiting import DEADLINE, eventually

CUSTOMER, UNREACHABLE = "+12125550123", "+15005550001"
WORDS = "my password is swordfish"


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[ServedProcess]:
    with listening_socket() as listening:
        emulator = f"http://127.0.0.1:{listening.getsockname()[1]}"
        served = ServedProcess(CLINIC, sqlite_url, emulator, tmp_path / "serve.log")
        with serving(create_emulator(emulator_config(emulator, served.url, (LINE,))), listening):
            served.start()
            yield served
            served.stop()


def post(served: ServedProcess, path: str, form: dict[str, str], signature: str | None = None) -> int:
    signature = signature or sign(served.url + path, form)
    return requests.post(
        served.url + path, data=form, headers={"X-Twilio-Signature": signature}, timeout=DEADLINE
    ).status_code


def live_through_a_day(served: ServedProcess) -> None:
    """Texts, a refusal, an opt-out, a human, and requests of all the bad kinds."""
    phone, off = Phone(served.emulator, CUSTOMER), Phone(served.emulator, UNREACHABLE)
    phone.text("hi")
    phone.hears("Reply 1 to book")
    phone.text("1")
    phone.hears("Which day")
    phone.text(WORDS)
    phone.hears("Booked for")
    off.text("hi")
    phone.text("agent")
    phone.text("STOP")
    inbound, status = "/webhooks/twilio/inbound", "/webhooks/twilio/status?message=nobody"
    post(served, inbound, inbound_form(CUSTOMER, WORDS), signature="wrong")
    post(served, inbound, inbound_form(CUSTOMER, WORDS, NumMedia="many"))
    post(served, inbound, inbound_form("swordfish and chips", WORDS))
    post(served, status, {**inbound_form(LINE, WORDS), "MessageStatus": "teleported", "To": CUSTOMER})


def lines(served: ServedProcess) -> list[dict[str, Any]]:
    return [json.loads(line) for line in served.log.read_text().splitlines()]


def test_a_day_is_logged_with_ids_and_without_numbers_words_or_secrets(served: ServedProcess) -> None:
    live_through_a_day(served)
    wanted = {
        "serving",
        "event_handled",
        "submission_accepted",
        "submission_refused",
        "webhook_not_verified",
        "text_quarantined",
        "report_unreadable",
    }
    eventually(lambda: wanted <= {line["event"] for line in lines(served)}, "all of it is logged")
    everything = served.log.read_text()
    for private in (CUSTOMER, CUSTOMER[1:], UNREACHABLE, LINE, "swordfish", "Which day", AUTH_TOKEN, "k" * 32):
        assert private not in everything, private

    by_kind = {line["event"]: line for line in lines(served)}
    assert {"thread_id", "event_id", "conversation_id", "rung"} <= by_kind["event_handled"].keys()
    assert {"message_id", "code", "error_class"} <= by_kind["submission_refused"].keys()
    assert {"message_id", "provider_id"} <= by_kind["submission_accepted"].keys()
    assert all({"event", "level", "timestamp"} <= line.keys() for line in lines(served))
