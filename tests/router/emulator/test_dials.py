"""Faults by dial."""

from collections import Counter
from typing import Any

import pytest
import requests
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE, OTHER_CUSTOMER
from tests.router.emulator.receiving_service import ReceivingService
from tests.waiting import eventually

KINDS = ["429", "500", "500_after_accept", "503", "bad_json"]


def test_all_dials_rest_at_first(emulator: RunningEmulator) -> None:
    dials = emulator.get("dials").json()
    assert set(dials["creates"]) >= {*KINDS, "hang", "reset", "slow"}
    assert set(dials["creates"].values()) == set(dials["callbacks"].values()) == {0.0}
    assert dials["rejects"] == {}


def test_a_dial_turned_up_strikes_about_so_often(emulator: RunningEmulator) -> None:
    _turn(emulator, {"creates": dict.fromkeys(KINDS, 0.15), "seed": 1})
    with requests.Session() as session:
        kinds = Counter(_kind(_post(emulator, session)) for _ in range(300))
    taken_but_500 = len(emulator.get("messages").json()["messages"]) - kinds["fine"] - kinds["bad_json"]
    assert kinds["500"] - taken_but_500 in range(20, 71)
    assert all(kinds[kind] in range(20, 71) for kind in ("429", "503", "bad_json"))
    assert kinds["fine"] in range(45, 106)


def test_the_same_seed_brings_the_same_luck(emulator: RunningEmulator) -> None:
    def answers() -> list[int]:
        _turn(emulator, {"creates": {"503": 0.5}, "seed": 7})
        with requests.Session() as session:
            return [_post(emulator, session).status_code for _ in range(30)]

    first = answers()
    assert set(first) == {201, 503}
    assert answers() == first


def test_a_slow_create_is_taken(emulator: RunningEmulator) -> None:
    _turn(emulator, {"creates": {"slow": 1}, "slow_ms": 30})
    with requests.Session() as session:
        answer = _post(emulator, session)
    assert answer.status_code == 201
    assert answer.elapsed.total_seconds() >= 0.03


@pytest.mark.parametrize(("kind", "taken"), [("hang", 0), ("hang_after_accept", 1), ("reset_after_accept", 1)])
def test_a_create_that_is_hung_up_on(emulator: RunningEmulator, kind: str, taken: int) -> None:
    _turn(emulator, {"creates": {kind: 1}, "hang_seconds": 0.02})
    with requests.Session() as session, pytest.raises(requests.ConnectionError):
        _post(emulator, session)
    assert len(emulator.bodies_to_phone()) == taken


def test_the_script_goes_before_the_dials(emulator: RunningEmulator) -> None:
    _turn(emulator, {"creates": {"503": 1}})
    emulator.post("faults", {"kind": "429"})
    with requests.Session() as session:
        assert [_post(emulator, session).status_code for _ in range(2)] == [429, 503]


def test_lost_callbacks_do_not_arrive(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    _turn(emulator, {"callbacks": {"lost": 1}})
    _send(client, service, "lost")
    eventually(lambda: len(emulator.get("messages").json()["messages"][0]["reports"]) == 2, "both are lost")
    _turn(emulator, {})
    kept = _send(client, service, "kept")
    service.statuses(2)
    assert {callback.form["MessageSid"] for callback in service.callbacks} == {kept}
    [lost, _] = emulator.get("messages").json()["messages"]
    assert {report["reason"] for report in lost["reports"]} == {"lost, as the dials ask"}


def test_doubled_callbacks_arrive_twice(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    _turn(emulator, {"callbacks": {"doubled": 1}})
    _send(client, service)
    assert service.statuses(4) == ["sent", "sent", "delivered", "delivered"]


@pytest.mark.parametrize("dials", [{"callbacks": {"reordered": 1}}, {"callbacks": {"reordered": 1, "doubled": 1}}])
def test_reordered_callbacks_overtake(
    emulator: RunningEmulator, client: Client, service: ReceivingService, dials: dict[str, Any]
) -> None:
    _turn(emulator, dials)
    _send(client, service)
    service.statuses(2 * len(dials["callbacks"]))
    assert service.callbacks[0].form["MessageStatus"] == "delivered"
    assert service.callbacks[-1].form["MessageStatus"] == "sent"


def test_late_callbacks_arrive_late(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    _turn(emulator, {"callbacks": {"late": 1}, "late_ms": 500})
    _send(client, service)
    assert service.callbacks == []
    assert service.statuses(2) == ["sent", "delivered"]


def test_a_number_is_refused(emulator: RunningEmulator, client: Client) -> None:
    _turn(emulator, {"rejects": {CUSTOMER: 21408}})
    with requests.Session() as session:
        answer = _post(emulator, session)
    assert (answer.status_code, answer.json()["code"]) == (400, 21408)
    assert client.messages.create(to=OTHER_CUSTOMER, from_=LINE, body="x").status == "queued"


def test_a_number_is_never_reached(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    _turn(emulator, {"rejects": {CUSTOMER: 30007}})
    _send(client, service)
    assert service.statuses(2) == ["sent", "undelivered"]
    assert "30007" in {callback.form.get("ErrorCode") for callback in service.callbacks}


@pytest.mark.parametrize(
    "dials",
    [
        {"creates": {"flood": 0.1}},
        {"creates": {"503": 1.1}},
        {"creates": {"503": 0.6, "429": 0.6}},
        {"callbacks": {"lost": -1}},
        {"late_ms": -1},
        {"nonsense": 1},
    ],
)
def test_a_dial_that_cannot_be_is_refused(emulator: RunningEmulator, dials: dict[str, Any]) -> None:
    answer = requests.put(f"{emulator.url}/_emulator/dials", json=dials, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]


def _turn(emulator: RunningEmulator, dials: dict[str, Any]) -> None:
    requests.put(f"{emulator.url}/_emulator/dials", json=dials, timeout=5).raise_for_status()


def _post(emulator: RunningEmulator, session: requests.Session) -> requests.Response:
    url = f"{emulator.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    form = {"To": CUSTOMER, "From": LINE, "Body": "x"}
    return session.post(url, data=form, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)


def _kind(answer: requests.Response) -> str:
    if answer.status_code != 201:
        return str(answer.status_code)
    try:
        answer.json()
    except requests.JSONDecodeError:
        return "bad_json"
    return "fine"


def _send(client: Client, service: ReceivingService, body: str = "x") -> str:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body=body, status_callback=f"{service.base_url}/status")
    sid: str = message.sid
    return sid
