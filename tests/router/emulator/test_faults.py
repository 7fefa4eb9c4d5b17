"""Faults on order, and how a message that was sent twice is found."""

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE

CALLBACK = "http://127.0.0.1:9/status?id=m1"


@pytest.mark.parametrize(
    ("kind", "status", "code", "accepted"),
    [("500_after_accept", 500, 20500, 1), ("500", 500, 20500, 0), ("503", 503, 20503, 0), ("429", 429, 20429, 0)],
)
def test_a_fault_spoils_the_next_create(
    emulator: RunningEmulator, client: Client, kind: str, status: int, code: int, accepted: int
) -> None:
    emulator.post("faults", {"kind": kind})
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to=CUSTOMER, from_=LINE, body="lost")
    assert (raised.value.status, raised.value.code) == (status, code)
    assert emulator.bodies_to_phone() == ["lost"] * accepted
    assert client.messages.create(to=CUSTOMER, from_=LINE, body="fine").status == "queued"


def test_a_hanging_create_takes_nothing(emulator: RunningEmulator) -> None:
    emulator.post("faults", [{"kind": "hang"}])
    with pytest.raises(requests.ReadTimeout):
        _post(emulator, seconds=0.2)
    assert emulator.bodies_to_phone() == []
    assert _post(emulator).status_code == 201


def test_a_reset_create_takes_nothing(emulator: RunningEmulator) -> None:
    emulator.post("faults", {"kind": "reset"})
    with pytest.raises(requests.ConnectionError):
        _post(emulator)
    assert emulator.bodies_to_phone() == []


def test_faults_come_in_the_order_of_the_script(emulator: RunningEmulator) -> None:
    script = [{"kind": "503", "times": 2}, {"kind": "429"}]
    assert emulator.post("faults", script).json() == ["503", "503", "429"]
    assert [_post(emulator).status_code for _ in range(4)] == [503, 503, 429, 201]
    assert emulator.get("faults").json() == []


def test_a_fault_that_nobody_knows_is_refused(emulator: RunningEmulator) -> None:
    assert emulator.post("faults", {"kind": "flood"}).status_code == 400


def test_a_message_sent_twice_is_seen(emulator: RunningEmulator) -> None:
    emulator.post("faults", {"kind": "500_after_accept"})
    for _ in range(2):
        _post(emulator)
    overview = emulator.get("messages").json()
    assert overview["create_requests"] == 2
    assert overview["repeated"] == {CALLBACK: 2}
    assert [message["create_requests"] for message in overview["messages"]] == [2, 2]


def test_a_try_that_was_not_taken_counts_as_a_request(emulator: RunningEmulator) -> None:
    emulator.post("faults", {"kind": "429"})
    for _ in range(2):
        _post(emulator)
    overview = emulator.get("messages").json()
    assert overview["repeated"] == {CALLBACK: 2}
    assert len(overview["messages"]) == 1


def test_a_reset_forgets_everything(emulator: RunningEmulator) -> None:
    emulator.post("faults", {"kind": "429"})
    emulator.post(f"phones/{CUSTOMER}", {"state": "off"})
    emulator.text("STOP")
    emulator.post("reset")
    overview = emulator.get("messages").json()
    assert overview == {"messages": [], "create_requests": 0, "repeated": {}}
    assert emulator.get("phones").json() == []
    assert _post(emulator).status_code == 201


def test_control_is_closed_to_pages_of_other_origins(emulator: RunningEmulator) -> None:
    form = requests.post(f"{emulator.url}/_emulator/faults", data='{"kind": "500"}', timeout=5)
    assert form.status_code == 415


def _post(emulator: RunningEmulator, seconds: float = 10) -> requests.Response:
    url = f"{emulator.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    form = {"To": CUSTOMER, "From": LINE, "Body": "x", "StatusCallback": CALLBACK}
    return requests.post(url, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=seconds)
