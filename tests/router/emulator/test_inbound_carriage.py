"""Texts from phones, as the service's webhook gets them."""

from base64 import b64encode

import pytest
import requests
from starlette.responses import Response

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CUSTOMER,
    LINE,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService

PNG = b"\x89PNG a small picture"


def test_a_text_arrives_with_twilios_fields(emulator: RunningEmulator, service: ReceivingService) -> None:
    answer = emulator.text("Grüße 👋 & =\n")
    assert answer.status_code == 201
    [received] = service.texts
    assert received.signed
    assert received.headers["i-twilio-idempotency-token"]
    form = received.form
    assert form["MessageSid"] == form["SmsSid"] == form["SmsMessageSid"] == answer.json()["sid"]
    assert form["MessageSid"].startswith("SM")
    assert form == form | {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": "Grüße 👋 & =\n",
        "From": CUSTOMER,
        "To": LINE,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "FromCity": "BOSTON",
        "FromState": "MA",
        "FromZip": "02108",
        "FromCountry": "US",
        "ToCity": "SAN FRANCISCO",
        "ToState": "CA",
        "ToZip": "94103",
        "ToCountry": "US",
    }


def test_the_address_is_signed_as_written_without_its_fragment(
    emulator: RunningEmulator, service: ReceivingService
) -> None:
    emulator.text("hi")
    assert service.texts[0].url == f"{service.base_url}/inbound?line=main%2F1"
    assert service.texts[0].signed


def test_a_foreign_number_has_a_country_and_blank_places(emulator: RunningEmulator, service: ReceivingService) -> None:
    emulator.text("hi", sender="+447700900123")
    form = service.texts[0].form
    assert (form["FromCountry"], form["FromCity"], form["FromState"], form["FromZip"]) == ("GB", "", "", "")


def test_whatsapp_tells_who_writes(emulator: RunningEmulator, service: ReceivingService) -> None:
    emulator.text("hi", CUSTOMER, LINE, channel="whatsapp", profile_name="Ana")
    form = service.texts[0].form
    assert (form["From"], form["To"]) == (WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    assert (form["ProfileName"], form["WaId"], form["NumSegments"]) == ("Ana", CUSTOMER[1:], "1")
    assert "FromCity" not in form


def test_a_picture_can_be_fetched_with_the_accounts_credentials(
    emulator: RunningEmulator, service: ReceivingService
) -> None:
    media = [{"content_type": "image/png", "data": b64encode(PNG).decode()}]
    shown = emulator.text("", media=media).json()["media"][0]
    form = service.texts[0].form
    assert form["MessageSid"].startswith("MM")
    assert (form["NumMedia"], form["MediaContentType0"], form["Body"]) == ("1", "image/png", "")
    assert requests.get(form["MediaUrl0"], timeout=5).status_code == 401
    fetched = requests.get(form["MediaUrl0"], auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=5)
    assert (fetched.content, fetched.headers["content-type"]) == (PNG, "image/png")
    on_page = requests.get(emulator.url + shown["url"], timeout=5)
    assert on_page.content == PNG
    assert "sandbox" in on_page.headers["content-security-policy"]


def test_a_picture_may_live_elsewhere(emulator: RunningEmulator, service: ReceivingService) -> None:
    emulator.text("look", media=[{"content_type": "image/gif", "url": "http://127.0.0.1:9/x.gif"}])
    assert service.texts[0].form["MediaUrl0"] == "http://127.0.0.1:9/x.gif"


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        (Response(status_code=204), []),
        (Response("<Response/>", media_type="text/xml"), []),
        (Response("<Response><Message>Hi &amp; bye</Message></Response>", media_type="text/xml"), ["Hi & bye"]),
        (
            Response(
                "<Response><Message><Body>one</Body></Message><Message>two</Message></Response>",
                media_type="application/xml",
            ),
            ["one", "two"],
        ),
        (Response("a plain text is texted to the customer", media_type="text/plain"), None),
    ],
)
def test_the_answer_may_be_a_reply(
    emulator: RunningEmulator, service: ReceivingService, answer: Response, replies: list[str] | None
) -> None:
    service.answers.append(answer)
    message = emulator.text("hi").json()
    assert message["reports"][0]["reason"] is None
    assert emulator.bodies_to_phone() == (["a plain text is texted to the customer"] if replies is None else replies)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Response("no", status_code=403), 11200),
        (Response("<Response>", media_type="text/xml"), 12100),
        (Response("<Answer/>", media_type="text/xml"), 12200),
        (Response('{"ok": true}', media_type="application/json"), 12300),
    ],
)
def test_a_bad_answer_is_reported(
    emulator: RunningEmulator, service: ReceivingService, answer: Response, code: int
) -> None:
    service.answers.append(answer)
    report, _fallback = emulator.text("hi").json()["reports"]
    assert (report["error_code"], report["http_status"]) == (code, answer.status_code)
    assert report["reason"]
    assert len(service.texts) == 1


def test_a_failure_is_retried_as_the_fragment_asks(emulator: RunningEmulator, service: ReceivingService) -> None:
    service.answers.extend([Response(status_code=503), Response(status_code=204)])
    [report] = emulator.text("hi").json()["reports"]
    assert (report["http_status"], report["reason"]) == (204, None)
    first, second = service.texts
    assert first.form == second.form


@pytest.mark.parametrize(
    "text",
    [
        {"from": "nobody", "to": LINE, "body": "x"},
        {"from": CUSTOMER, "to": "+13055550199", "body": "x"},
        {"from": CUSTOMER, "to": WHATSAPP_LINE, "body": "x"},
        {"from": CUSTOMER, "to": LINE, "body": ""},
        {"from": CUSTOMER, "to": LINE, "body": "x" * 1601},
        {"from": CUSTOMER, "to": LINE, "boddy": "x"},
        {"from": CUSTOMER, "to": LINE, "media": [{"data": b64encode(b"x" * 6_000_000).decode()}]},
    ],
)
def test_a_text_that_no_phone_could_send_is_refused(
    emulator: RunningEmulator, service: ReceivingService, text: dict[str, object]
) -> None:
    answer = emulator.post("texts", text)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert service.texts == []


def test_the_fallback_is_told_what_went_wrong(emulator: RunningEmulator, service: ReceivingService) -> None:
    service.answers.append(Response("<Response>", media_type="text/xml"))
    reports = emulator.text("hi").json()["reports"]
    assert [report["error_code"] for report in reports] == [12100, None]
    [received] = service.fallbacks
    assert received.signed
    assert received.form["ErrorCode"] == "12100"
    assert received.form["ErrorUrl"] == f"{service.base_url}/inbound?line=main%2F1"
    assert received.form.items() >= service.texts[0].form.items()
    assert emulator.bodies_to_phone() == ["Sorry."]


def test_a_place_can_be_shared_on_whatsapp(emulator: RunningEmulator, service: ReceivingService) -> None:
    place = {"latitude": 40.7128, "longitude": -74.006, "label": "Harbour Dental"}
    emulator.text("", CUSTOMER, LINE, channel="whatsapp", location=place)
    form = service.texts[0].form
    assert (form["Latitude"], form["Longitude"], form["Label"]) == ("40.7128", "-74.006", "Harbour Dental")
    assert "Address" not in form
    assert emulator.text("", CUSTOMER, LINE, channel="sms", location=place).status_code == 400
