"""Every parameter of a create: what Twilio refuses, and what it does with the rest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    APPLICATION,
    CUSTOMER,
    LINE,
    OTHER_CUSTOMER,
    SECOND_LINE,
    TEMPLATE,
    TEST_ACCOUNT,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36_001}, 21624),
        ({"validity_period": "soon"}, 21624),
        ({"content_sid": "HX" + "0" * 32}, 21655),
        ({"content_sid": TEMPLATE, "content_variables": "{"}, 21656),
        ({"content_sid": TEMPLATE, "content_variables": "[1]"}, 21656),
        ({"content_variables": "{}"}, 21654),
        ({"messaging_service_sid": "MG" + "0" * 32}, 21701),
        ({"messaging_service_sid": "nonsense"}, 21705),
        ({"status_callback": "http://a_b.example/status"}, 21609),
        ({"application_sid": "nonsense"}, 20001),
        ({"content_retention": "burn"}, 20001),
        ({"address_retention": "burn"}, 20001),
        ({"risk_check": "maybe"}, 20001),
        ({"traffic_type": "paid"}, 20001),
        ({"persistent_action": ["jump"]}, 20001),
        ({"smart_encoded": "perhaps"}, 20001),
        ({"attempt": "first"}, 20001),
        ({"max_price": "cheap"}, 20001),
        ({"to": "72345"}, 21265),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
    ],
)
def test_what_twilio_refuses(client: Client, parameters: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(**{"to": CUSTOMER, "from_": LINE, "body": "x", **parameters})
    assert (raised.value.status, raised.value.code) == (400, code)


@pytest.mark.parametrize(
    "parameters",
    [
        {"provide_feedback": True},
        {"force_delivery": True, "attempt": 2},
        {"shorten_urls": True, "risk_check": "disable"},
        {"traffic_type": "free", "max_price": 0.5},
        {"validity_period": 36_000},
        {"content_retention": "retain", "address_retention": "retain"},
        {"persistent_action": ["geo:37.787890,-122.391664|375 Beale St"]},
        {"fallback_from": SECOND_LINE, "message_intent": "otp"},
        {"body": "", "content_sid": TEMPLATE},
    ],
)
def test_what_twilio_takes(client: Client, parameters: dict[str, Any]) -> None:
    assert client.messages.create(**{"to": CUSTOMER, "from_": LINE, "body": "x", **parameters}).status == "queued"


def test_without_a_service_a_schedule_is_dropped(client: Client, service: ReceivingService) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    message = client.messages.create(
        to=CUSTOMER,
        from_=LINE,
        body="at once",
        schedule_type="fixed",
        send_at=in_an_hour,
        status_callback=f"{service.base_url}/status",
    )
    assert message.status == "queued"
    assert service.statuses(2) == ["sent", "delivered"]


def test_smart_encoding_saves_segments(client: Client) -> None:
    body = "“Quoted” – and so on…" + "x" * 120
    plain = client.messages.create(to=CUSTOMER, from_=LINE, body=body)
    smart = client.messages.create(to=CUSTOMER, from_=LINE, body=body, smart_encoded=True)
    assert (plain.num_segments, smart.num_segments) == ("3", "1")
    assert smart.body.startswith('"Quoted" - and so on...')


def test_a_template_is_filled(emulator: RunningEmulator, client: Client) -> None:
    variables = '{"1": "4711", "name": "Ana"}'
    message = client.messages.create(to=CUSTOMER, from_=LINE, content_sid=TEMPLATE, content_variables=variables)
    assert message.body == "Your code is 4711, Ana."
    emulator.put(f"templates/HX{'7' * 32}", {"body": "Hello!"})
    assert client.messages.create(to=CUSTOMER, from_=LINE, content_sid="HX" + "7" * 32).body == "Hello!"


def test_a_long_text_can_be_one_mms(client: Client) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="x" * 400, send_as_mms=True)
    assert (message.sid[:2], message.num_segments, message.num_media) == ("MM", "1", "0")


def test_what_is_not_retained_is_not_shown(emulator: RunningEmulator, client: Client) -> None:
    created = client.messages.create(
        to=CUSTOMER, from_=LINE, body="secret", content_retention="discard", address_retention="obfuscate"
    )
    kept = client.messages(created.sid).fetch()
    assert (kept.body, kept.to) == ("", CUSTOMER[:-4] + "XXXX")
    assert emulator.bodies_to_phone() == ["secret"]


def test_an_application_has_a_status_callback(client: Client, service: ReceivingService) -> None:
    client.messages.create(to=CUSTOMER, from_=LINE, body="x", application_sid=APPLICATION)
    service.statuses(2)
    assert {callback.url for callback in service.callbacks} == {f"{service.base_url}/status?by=application"}


def test_the_messages_own_callback_goes_first(client: Client, service: ReceivingService) -> None:
    own = f"{service.base_url}/status?by=message"
    client.messages.create(to=CUSTOMER, from_=LINE, body="x", application_sid=APPLICATION, status_callback=own)
    service.statuses(2)
    assert {callback.url for callback in service.callbacks} == {own}


@pytest.fixture
def tester(emulator: RunningEmulator) -> Iterator[Client]:
    tester = Client(*TEST_ACCOUNT)
    tester.api.base_url = tester.messaging.base_url = emulator.url
    yield tester
    tester.http_client.session.close()


def test_test_credentials_send_nothing(emulator: RunningEmulator, tester: Client) -> None:
    message = tester.messages.create(to=OTHER_CUSTOMER, from_="+15005550006", body="x")
    assert (message.status, message.account_sid) == ("queued", TEST_ACCOUNT[0])
    assert emulator.bodies_to_phone() == []


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
        ({"from_": LINE}, 21606),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"messaging_service_sid": "MG" + "0" * 32}, 20008),
    ],
)
def test_test_credentials_know_the_magic_numbers(tester: Client, parameters: dict[str, Any], code: int) -> None:
    with pytest.raises(TwilioRestException) as raised:
        tester.messages.create(**{"to": OTHER_CUSTOMER, "from_": "+15005550006", "body": "x", **parameters})
    assert raised.value.code == code


def test_test_credentials_may_do_nothing_else(tester: Client) -> None:
    for ask in (tester.messages.list, tester.messaging.v1.services.list):
        with pytest.raises(TwilioException, match=r"HTTP 403 .*20008"):
            ask()


def test_a_template_that_is_not_filled_fails_on_whatsapp(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    client.messages.create(
        to=WHATSAPP_CUSTOMER,
        from_=WHATSAPP_LINE,
        content_sid=TEMPLATE,
        status_callback=f"{service.base_url}/status",
    )
    assert service.statuses(1) == ["failed"]
    assert service.callbacks[0].form["ErrorCode"] == "63028"
