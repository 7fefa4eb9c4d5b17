"""Scheduled messages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import CUSTOMER, LINE
from tests.router.emulator.receiving_service import ReceivingService


@pytest.fixture
def pool(emulator: RunningEmulator, client: Client) -> str:
    """The SID of a messaging service with one number."""
    service = client.messaging.v1.services.create(friendly_name="Reminders", use_inbound_webhook_on_number=True)
    [sid] = [line["sid"] for line in emulator.get("lines").json() if line["address"] == LINE]
    client.messaging.v1.services(service.sid).phone_numbers.create(phone_number_sid=sid)
    service_sid: str = service.sid
    return service_sid


def test_a_scheduled_message_waits_for_its_hour(
    emulator: RunningEmulator, client: Client, service: ReceivingService, pool: str
) -> None:
    send_at = datetime.now(UTC) + timedelta(days=3)
    sid = _schedule(client, service, pool, send_at)
    assert client.messages(sid).fetch().status == "scheduled"
    assert _release(emulator, send_at - timedelta(minutes=1)) == []
    assert _release(emulator, send_at + timedelta(minutes=1)) == [sid]
    assert service.statuses(3) == ["queued", "sent", "delivered"]


def test_a_scheduled_message_can_be_canceled(
    emulator: RunningEmulator, client: Client, service: ReceivingService, pool: str
) -> None:
    send_at = datetime.now(UTC) + timedelta(hours=1)
    sid = _schedule(client, service, pool, send_at)
    assert client.messages(sid).update(status="canceled").status == "canceled"
    assert service.statuses(1) == ["canceled"]
    assert _release(emulator, send_at) == []
    with pytest.raises(TwilioRestException) as raised:
        client.messages(sid).update(status="canceled")
    assert raised.value.code == 30409


def test_who_opts_out_before_the_hour_gets_nothing(
    emulator: RunningEmulator, client: Client, service: ReceivingService, pool: str
) -> None:
    send_at = datetime.now(UTC) + timedelta(hours=1)
    sid = _schedule(client, service, pool, send_at)
    emulator.text("STOP")
    assert client.messages(sid).fetch().status == "scheduled"
    _release(emulator, send_at)
    assert service.statuses(2) == ["queued", "failed"]
    assert client.messages(sid).fetch().error_code == 21610


@pytest.mark.parametrize(
    "parameters",
    [
        {"schedule_type": "fixed", "send_at": datetime.now(UTC) + timedelta(minutes=14)},
        {"schedule_type": "fixed", "send_at": datetime.now(UTC) + timedelta(days=36)},
        {"schedule_type": "fixed", "send_at": "tomorrow"},
        {"schedule_type": "fixed"},
        {"schedule_type": "loose", "send_at": datetime.now(UTC) + timedelta(hours=1)},
        {"send_at": datetime.now(UTC) + timedelta(hours=1)},
    ],
)
def test_a_time_that_is_none_is_refused(client: Client, pool: str, parameters: dict[str, Any]) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to=CUSTOMER, messaging_service_sid=pool, body="x", **parameters)
    assert raised.value.code == 35114


def _schedule(client: Client, service: ReceivingService, pool: str, send_at: datetime) -> str:
    message = client.messages.create(
        to=CUSTOMER,
        messaging_service_sid=pool,
        body="see you tomorrow",
        schedule_type="fixed",
        send_at=send_at,
        status_callback=f"{service.base_url}/status",
    )
    sid: str = message.sid
    return sid


def _release(emulator: RunningEmulator, until: datetime) -> list[str]:
    released = emulator.post("schedule", {"until": until.isoformat()}).json()
    return [message["sid"] for message in released]
