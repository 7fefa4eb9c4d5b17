"""Creating messages through the official SDK."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    ACCOUNT_SID,
    API_KEY,
    AUTH_TOKEN,
    CUSTOMER,
    LINE,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)


def test_a_created_message_looks_as_twilio_shows_it(client: Client) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="Hello! 👍")
    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert (message.status, message.direction, message.api_version) == ("queued", "outbound-api", "2010-04-01")
    assert (message.to, message.from_, message.body) == (CUSTOMER, LINE, "Hello! 👍")
    assert (message.num_segments, message.num_media, message.error_code) == ("1", "0", None)
    assert (message.date_sent, message.price, message.messaging_service_sid) == (None, None, None)
    assert abs(message.date_created - datetime.now(UTC)) < timedelta(seconds=10)
    assert message.uri == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages/{message.sid}.json"


def test_a_message_with_pictures_is_an_mms(client: Client) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, media_url=["http://127.0.0.1:9/a.png"] * 10)
    assert message.sid.startswith("MM")
    assert (message.num_media, message.body) == ("10", "")


def test_the_wire_types_are_twilios(emulator: RunningEmulator) -> None:
    answer = _post(emulator, {"To": CUSTOMER, "From": LINE, "Body": "x" * 161})
    assert answer.status_code == 201
    assert answer.headers["content-type"] == "application/json"
    shown = answer.json()
    assert (shown["num_segments"], shown["num_media"], shown["error_code"]) == ("2", "0", None)
    assert shown["subresource_uris"] == {"media": shown["uri"].replace(".json", "/Media.json")}
    assert datetime.strptime(shown["date_created"], "%a, %d %b %Y %H:%M:%S %z")


@pytest.mark.parametrize(
    ("form", "code", "status"),
    [
        ({"From": LINE, "Body": "x"}, 21604, 400),
        ({"To": CUSTOMER, "Body": "x"}, 21603, 400),
        ({"To": CUSTOMER, "From": LINE}, 21602, 400),
        ({"To": CUSTOMER, "From": LINE, "Body": ""}, 21602, 400),
        ({"To": CUSTOMER, "From": LINE, "Body": "x" * 1601}, 21617, 400),
        ({"To": "nonsense", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": "+1", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": "+15912705", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": "+49911", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": "617 555 0123", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": CUSTOMER, "From": "+13055550199", "Body": "x"}, 21606, 400),
        ({"To": WHATSAPP_CUSTOMER, "From": "whatsapp:+13055550199", "Body": "x"}, 63007, 400),
        ({"To": WHATSAPP_CUSTOMER, "From": LINE, "Body": "x"}, 21910, 400),
        ({"To": CUSTOMER, "From": WHATSAPP_LINE, "Body": "x"}, 21910, 400),
        ({"To": LINE, "From": LINE, "Body": "x"}, 21266, 400),
        ({"To": WHATSAPP_LINE, "From": WHATSAPP_LINE, "Body": "x"}, 63031, 400),
        ({"To": CUSTOMER, "From": LINE, "MediaUrl": ["http://127.0.0.1/a"] * 11}, 21623, 400),
        ({"To": CUSTOMER, "From": LINE, "MediaUrl": "file:///etc/passwd"}, 21620, 400),
        ({"To": CUSTOMER, "From": LINE, "Body": "x", "StatusCallback": "not a url"}, 21609, 400),
        ({"To": "+15005550001", "From": LINE, "Body": "x"}, 21211, 400),
        ({"To": "+15005550002", "From": LINE, "Body": "x"}, 21612, 400),
        ({"To": "+15005550003", "From": LINE, "Body": "x"}, 21408, 400),
        ({"To": "+15005550004", "From": LINE, "Body": "x"}, 21610, 400),
        ({"To": "+15005550009", "From": LINE, "Body": "x"}, 21614, 400),
    ],
)
def test_a_bad_message_is_refused_with_twilios_code(
    emulator: RunningEmulator, form: Mapping[str, object], code: int, status: int
) -> None:
    answer = _post(emulator, form)
    assert answer.status_code == status
    error = answer.json()
    assert (error["code"], error["status"]) == (code, status)
    assert error["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert error["message"]
    assert emulator.get("messages").json()["messages"] == []


def test_the_sdk_understands_an_error(client: Client) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to="nonsense", from_=LINE, body="x")
    assert (raised.value.code, raised.value.status) == (21211, 400)


@pytest.mark.parametrize("edge", ["x" * 1600, "\x00", " ", "ب" * 1600])
def test_a_body_at_the_edge_is_taken(client: Client, edge: str) -> None:
    assert client.messages.create(to=CUSTOMER, from_=LINE, body=edge).body == edge


def test_an_api_key_may_send(emulator: RunningEmulator) -> None:
    client = emulator.client(*API_KEY)
    assert client.messages.create(to=CUSTOMER, from_=LINE, body="x").account_sid == ACCOUNT_SID
    client.http_client.session.close()


@pytest.mark.parametrize(
    ("credentials", "account_sid", "code"),
    [
        (None, ACCOUNT_SID, 20003),
        ((ACCOUNT_SID, "wrong"), ACCOUNT_SID, 20003),
        ((API_KEY[0], AUTH_TOKEN), ACCOUNT_SID, 20003),
        ((ACCOUNT_SID, AUTH_TOKEN), "AC" + "9" * 32, 20404),
    ],
)
def test_a_stranger_may_not_send(
    emulator: RunningEmulator, credentials: tuple[str, str] | None, account_sid: str, code: int
) -> None:
    form = {"To": CUSTOMER, "From": LINE, "Body": "x"}
    answer = _post(emulator, form, credentials, account_sid)
    assert answer.json()["code"] == code
    assert answer.status_code == {20003: 401, 20404: 404}[code]


def test_without_json_in_the_path_there_is_nothing(emulator: RunningEmulator) -> None:
    url = f"{emulator.url}/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"
    answer = requests.post(url, data={}, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


def _post(
    emulator: RunningEmulator,
    form: Mapping[str, object],
    credentials: tuple[str, str] | None = (ACCOUNT_SID, AUTH_TOKEN),
    account_sid: str = ACCOUNT_SID,
) -> requests.Response:
    url = f"{emulator.url}/2010-04-01/Accounts/{account_sid}/Messages.json"
    return requests.post(url, data=form, auth=credentials, timeout=5)
