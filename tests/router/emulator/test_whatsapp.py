"""WhatsApp's window, and its read reports."""

from datetime import UTC, datetime, timedelta

from twilio.rest import Client

from router.emulator.account.whatsapp_windows import WhatsAppWindows
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    CUSTOMER,
    LINE,
    TEMPLATE,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService


def test_outside_the_window_only_templates_arrive(client: Client, service: ReceivingService) -> None:
    _send(client, service, body="hello out there")
    assert service.statuses(1) == ["failed"]
    assert service.callbacks[0].form["ErrorCode"] == "63016"
    service.callbacks.clear()
    _send(client, service, content_sid=TEMPLATE, content_variables='{"1": "4711", "name": "Ana"}')
    assert service.statuses(2) == ["sent", "delivered"]


def test_a_template_that_is_not_approved_is_free_form(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    emulator.put(f"templates/HX{'8' * 32}", {"body": "Hello!", "approved": False})
    _send(client, service, content_sid="HX" + "8" * 32)
    assert service.statuses(1) == ["failed"]


def test_a_text_opens_the_window(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    _send(client, service, body="hello")
    assert service.statuses(2) == ["sent", "delivered"]


def test_the_window_closes_after_a_day() -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    windows = WhatsAppWindows(timedelta(hours=24), limit=10)
    windows.open(WHATSAPP_CUSTOMER, WHATSAPP_LINE, noon)
    assert windows.is_open(WHATSAPP_CUSTOMER, WHATSAPP_LINE, noon + timedelta(hours=24))
    assert not windows.is_open(WHATSAPP_CUSTOMER, WHATSAPP_LINE, noon + timedelta(hours=24, seconds=1))
    assert WhatsAppWindows(None, limit=10).is_open(WHATSAPP_CUSTOMER, WHATSAPP_LINE, noon)


def test_reading_is_reported(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    sid = _send(client, service, body="hello")
    service.statuses(2)
    for _ in range(2):
        assert emulator.post(f"messages/{sid}/read").json()["status"] == "read"
    assert service.statuses(3) == ["sent", "delivered", "read"]
    [read] = [callback for callback in service.callbacks if callback.form["MessageStatus"] == "read"]
    assert read.form["EventType"] == "READ"
    assert read.signed


def test_a_phone_may_read_at_once(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    emulator.post(f"phones/{CUSTOMER}", {"reads": True})
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    _send(client, service, body="hello")
    assert service.statuses(3) == ["sent", "delivered", "read"]


def test_an_sms_tells_nobody_that_it_was_read(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="x", status_callback=f"{service.base_url}/status")
    service.statuses(2)
    assert emulator.post(f"messages/{message.sid}/read").json()["status"] == "delivered"


def _send(client: Client, service: ReceivingService, **content: str) -> str:
    message = client.messages.create(
        to=WHATSAPP_CUSTOMER, from_=WHATSAPP_LINE, status_callback=f"{service.base_url}/status", **content
    )
    sid: str = message.sid
    return sid
