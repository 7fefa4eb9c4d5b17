"""What the service hears of its messages."""

import pytest
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    ACCOUNT_SID,
    CUSTOMER,
    LINE,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService


def test_a_message_is_sent_and_delivered(client: Client, service: ReceivingService) -> None:
    sid = client.messages.create(to=CUSTOMER, from_=LINE, body="hi", status_callback=_address(service)).sid
    assert service.statuses(2) == ["sent", "delivered"]
    for callback in service.callbacks:
        assert callback.signed
        assert callback.url == _address(service)
        form = callback.form
        assert form["MessageSid"] == form["SmsSid"] == sid
        assert form["MessageStatus"] == form["SmsStatus"]
        assert (form["AccountSid"], form["From"], form["To"]) == (ACCOUNT_SID, LINE, CUSTOMER)
        assert form["ApiVersion"] == "2010-04-01"
        assert "ErrorCode" not in form
        assert ("RawDlrDoneDate" in form) == (form["MessageStatus"] == "delivered")


def test_whatsapp_names_its_channel(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    client.messages.create(to=WHATSAPP_CUSTOMER, from_=WHATSAPP_LINE, body="hi", status_callback=_address(service))
    assert service.statuses(2) == ["sent", "delivered"]
    assert {callback.form["ChannelPrefix"] for callback in service.callbacks} == {"whatsapp"}
    assert all(callback.form["ChannelInstallSid"].startswith("XE") for callback in service.callbacks)


@pytest.mark.parametrize(
    ("state", "recipient", "sender", "code"),
    [
        ("off", CUSTOMER, LINE, "30003"),
        ("landline", CUSTOMER, LINE, "30006"),
        ("blocked", CUSTOMER, LINE, "30004"),
        ("blocked", WHATSAPP_CUSTOMER, WHATSAPP_LINE, "63024"),
    ],
)
def test_a_phone_that_cannot_be_reached(
    emulator: RunningEmulator,
    client: Client,
    service: ReceivingService,
    state: str,
    recipient: str,
    sender: str,
    code: str,
) -> None:
    emulator.text("hi", recipient, sender)
    emulator.post(f"phones/{CUSTOMER}", {"state": state})
    message = client.messages.create(to=recipient, from_=sender, body="hi", status_callback=_address(service))
    assert service.statuses(2) == ["sent", "undelivered"]
    [callback] = [each for each in service.callbacks if each.form["MessageStatus"] == "undelivered"]
    assert callback.form["ErrorCode"] == code
    assert client.messages(message.sid).fetch().error_code == int(code)


def test_a_phone_switched_on_again_is_reached(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    emulator.post(f"phones/{CUSTOMER}", {"state": "off"})
    emulator.post(f"phones/{CUSTOMER}", {"state": "on"})
    client.messages.create(to=CUSTOMER, from_=LINE, body="hi", status_callback=_address(service))
    assert service.statuses(2) == ["sent", "delivered"]


def test_a_thread_keeps_its_order(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    sids = [
        client.messages.create(to=CUSTOMER, from_=LINE, body=f"{n}", status_callback=_address(service)).sid
        for n in range(20)
    ]
    service.statuses(40)
    messages = {message["sid"]: message for message in emulator.get("messages").json()["messages"]}
    sent_at = [messages[sid]["history"][1]["at"] for sid in sids]
    assert sent_at == sorted(sent_at)


def _address(service: ReceivingService) -> str:
    return f"{service.base_url}/status?id=8%2F9&tag=caf%C3%A9"
