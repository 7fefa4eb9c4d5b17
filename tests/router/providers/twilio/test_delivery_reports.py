"""What became of a message arrives in our words."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.message_status import ErrorClass, MessageStatus
from router.providers.provider_contract import DeliveryReport, WebhookMalformed
from router.providers.twilio.delivery_reports import read_report
from router.providers.twilio.twilio_errors import ERROR_CLASSES, class_of
from tests.router.providers.twilio.forms import MESSAGE, SMS, STATUS, form, without


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("accepted", MessageStatus.ACCEPTED),
        ("scheduled", MessageStatus.ACCEPTED),
        ("queued", MessageStatus.ACCEPTED),
        ("sending", MessageStatus.ACCEPTED),
        ("sent", MessageStatus.SENT),
        ("delivered", MessageStatus.DELIVERED),
        ("undelivered", MessageStatus.UNDELIVERED),
        ("failed", MessageStatus.FAILED),
        ("read", MessageStatus.READ),
        ("canceled", MessageStatus.CANCELED),
    ],
)
def test_twilios_word_for_it_is_translated(word: str, status: MessageStatus) -> None:
    assert read_report(form(STATUS, MessageStatus=word)) == DeliveryReport(MESSAGE, status)


def test_a_failure_brings_its_code_and_class() -> None:
    body = form(STATUS, MessageStatus="undelivered", ErrorCode="30005")
    expected = DeliveryReport(MESSAGE, MessageStatus.UNDELIVERED, 30005, ErrorClass.BAD_NUMBER)
    assert read_report(body) == expected


def test_a_code_that_is_new_to_us_is_kept_unclassified() -> None:
    found = read_report(form(STATUS, MessageStatus="failed", ErrorCode="39999"))
    assert (found.error_code, found.error_class) == (39999, ErrorClass.UNCLASSIFIED)


def test_reading_may_be_told_by_an_event_of_its_own() -> None:
    body = without(STATUS, "MessageStatus", "SmsStatus") + b"&EventType=READ&ChannelPrefix=whatsapp"
    assert read_report(body).status is MessageStatus.READ


@pytest.mark.parametrize(
    ("why", "body", "reason"),
    [
        ("nothing", b"", "MessageSid is absent"),
        ("no status", without(STATUS, "MessageStatus", "SmsStatus"), "MessageStatus is absent"),
        ("a customer's text", form(SMS), "none of an outbound"),
        ("a text on its way in", form(STATUS, MessageStatus="receiving"), "none of an outbound"),
        ("a word that we do not know", form(STATUS, MessageStatus="lost"), "none of an outbound"),
        ("a code that is no number", form(STATUS, ErrorCode="x"), "ErrorCode is not a number"),
    ],
)
def test_what_makes_no_sense_is_malformed(why: str, body: bytes, reason: str) -> None:
    with pytest.raises(WebhookMalformed, match=reason):
        read_report(body)


@given(st.binary(max_size=300) | st.binary(max_size=50).map(lambda noise: form(STATUS) + b"&" + noise))
def test_whatever_arrives_is_a_report_or_malformed(body: bytes) -> None:
    with suppress(WebhookMalformed):
        assert read_report(body).provider_id


@pytest.mark.parametrize(
    ("code", "error_class"),
    [
        (21211, ErrorClass.BAD_NUMBER),
        (21610, ErrorClass.OPTED_OUT),
        (21606, ErrorClass.SENDER),
        (21617, ErrorClass.CONTENT),
        (30007, ErrorClass.FILTERED),
        (30034, ErrorClass.REGISTRATION),
        (30640, ErrorClass.COMPLIANCE),
        (21408, ErrorClass.GEOGRAPHY),
        (63016, ErrorClass.WINDOW),
        (21611, ErrorClass.CAPACITY),
        (30003, ErrorClass.TEMPORARY),
        (30036, ErrorClass.EXPIRED),
        (20003, ErrorClass.ACCOUNT),
        (1, ErrorClass.UNCLASSIFIED),
    ],
)
def test_a_code_has_a_class(code: int, error_class: ErrorClass) -> None:
    assert class_of(code) is error_class


def test_every_class_has_a_code_and_no_code_has_two() -> None:
    assert set(ERROR_CLASSES.values()) == set(ErrorClass)
    assert len(ERROR_CLASSES) == 118
