"""Senders with a speed, queues with an end, and messages that are valid only so long."""

from datetime import datetime

import requests
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE, SECOND_LINE
from tests.router.emulator.receiving_service import ReceivingService

#: Three segments at one a second.
SHORT_QUEUE_HOURS = 3 / 3600


def test_a_full_queue_takes_no_more(emulator: RunningEmulator, client: Client) -> None:
    emulator.put("dials", {"paced": True, "queue_hours": SHORT_QUEUE_HOURS})
    statuses = [_post(emulator) for _ in range(8)]
    assert statuses[:3] == [201, 201, 201]
    assert statuses[-1] == 21611
    assert client.messages.create(to=CUSTOMER, from_=SECOND_LINE, body="x").status == "queued"


def test_each_type_has_its_rate(emulator: RunningEmulator) -> None:
    rates = emulator.put("dials", {"rates": {"long_code": 225}}).json()["rates"]
    assert rates == {"long_code": 225, "toll_free": 3, "short_code": 100, "alphanumeric": 10, "whatsapp": 80}


def test_a_sender_sends_no_faster_than_it_can(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    emulator.put("dials", {"paced": True, "rates": {"long_code": 50}})
    for _ in range(4):
        client.messages.create(to=CUSTOMER, from_=LINE, body="x", status_callback=f"{service.base_url}/status")
    service.statuses(8)
    sent = [message["history"][1]["at"] for message in emulator.get("messages").json()["messages"]]
    assert sent == sorted(sent)
    assert _milliseconds(sent[-1]) - _milliseconds(sent[0]) >= 3 * 20 - 5


def test_what_waits_too_long_is_not_sent(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    emulator.put("dials", {"paced": True, "rates": {"long_code": 0.9}})
    address = f"{service.base_url}/status"
    for _ in range(2):
        client.messages.create(to=CUSTOMER, from_=LINE, body="x", validity_period=1, status_callback=address)
    assert service.statuses(3) == ["sent", "delivered", "failed"]
    assert {callback.form.get("ErrorCode") for callback in service.callbacks} == {None, "30036"}


def _post(emulator: RunningEmulator) -> int:
    url = f"{emulator.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    form = {"To": CUSTOMER, "From": LINE, "Body": "x"}
    answer = requests.post(url, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)
    code: int = answer.status_code if answer.status_code == 201 else answer.json()["code"]
    return code


def _milliseconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() * 1000
