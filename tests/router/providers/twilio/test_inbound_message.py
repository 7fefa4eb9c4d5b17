"""A customer's text arrives in our words, or in quarantine with a reason."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.protocol.events import Channel, TextReceived
from flows.types.location import Location
from flows.types.media import Media
from router.providers.provider_contract import InboundText, WebhookMalformed
from router.providers.twilio import TwilioProvider
from router.providers.twilio.inbound_message import read_text
from tests.router.providers.twilio.forms import CONFIG, MESSAGE, SMS, STATUS, WHATSAPP, form, without


def test_an_sms() -> None:
    assert read_text(form(SMS)) == InboundText(
        provider_id=MESSAGE,
        customer="+14155550100",
        text=TextReceived(line="+15005550006", text=SMS["Body"]),
        segments=1,
    )


def test_a_whatsapp_message_carries_its_prefix_and_the_profiles_name() -> None:
    inbound = read_text(form(WHATSAPP, Body="Olá 🌻"))
    assert inbound.customer == "whatsapp:+14155550100"
    assert inbound.text == TextReceived(
        line="whatsapp:+15005550006", text="Olá 🌻", channel=Channel.WHATSAPP, profile_name="Zoë 🌻"
    )


def test_every_picture_is_kept_and_the_text_may_be_empty() -> None:
    media = {"NumMedia": "2", "MediaUrl0": "https://api.twilio.com/a", "MediaContentType0": "image/jpeg"}
    inbound = read_text(form(SMS | media, MediaUrl1="https://api.twilio.com/b", Body=""))
    assert inbound.text.text == ""
    assert inbound.text.media == (Media("https://api.twilio.com/a", "image/jpeg"), Media("https://api.twilio.com/b"))


@pytest.mark.parametrize(
    ("why", "changes", "text"),
    [
        ("the body", {"Body": "Yes", "ButtonText": "Yes please"}, "Yes"),
        ("a tapped button, when there is no body", {"Body": "", "ButtonText": "Yes please"}, "Yes please"),
        ("more than 1,600 characters", {"Body": "a" * 5000}, "a" * 5000),
        ("blanks and line breaks as they are", {"Body": " a\r\nb "}, " a\r\nb "),
        ("a family", {"Body": "👨‍👩‍👧 \u202eabc"}, "👨‍👩‍👧 \u202eabc"),
    ],
)
def test_the_text_is(why: str, changes: dict[str, str], text: str) -> None:
    assert read_text(form(WHATSAPP, **changes)).text.text == text


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("STOP", True),
        (" stop\n", True),
        ("Unsubscribe", True),
        ("REVOKE", True),
        ("yes", True),
        ("info", True),
        ("stop it", False),
        ("STOP.", False),
        ("ſtop", False),
        ("", False),
    ],
)
def test_twilio_answers_its_keywords_on_sms(text: str, *, answered: bool) -> None:
    assert read_text(form(SMS, Body=text)).text.answered_by_provider is answered


def test_twilio_answers_no_keywords_on_whatsapp() -> None:
    assert not read_text(form(WHATSAPP, Body="STOP")).text.answered_by_provider


def test_twilio_answers_no_keywords_on_a_line_where_that_is_turned_off() -> None:
    lines = frozenset({SMS["To"]})
    assert not read_text(form(SMS, Body="STOP"), lines).text.answered_by_provider
    assert read_text(form(SMS, Body="STOP", To="+15005550007"), lines).text.answered_by_provider


def test_twilio_says_when_advanced_opt_out_has_answered() -> None:
    body = form(SMS, Body="no more", OptOutType="STOP")
    assert read_text(body, frozenset({SMS["To"]})).text.answered_by_provider


@pytest.mark.parametrize("address", ["+14155550100", "12345", "12345678", "Parley Shop", "whatsapp:+5511999999999"])
def test_a_sender_is_a_number_a_short_code_or_a_name(address: str) -> None:
    assert read_text(form(SMS, From=address)).customer == address


@pytest.mark.parametrize(
    ("why", "body", "reason"),
    [
        ("nothing", b"", "MessageSid is absent"),
        ("no message id", without(SMS, "MessageSid"), "MessageSid is absent"),
        ("a short message id", form(SMS, MessageSid="SM1"), "MessageSid is not"),
        ("a line break after the message id", form(SMS, MessageSid=MESSAGE + "\n"), "MessageSid is not"),
        ("an empty sender", form(SMS, From=""), "From is absent"),
        ("a sender of 16 digits", form(SMS, From="+1234567890123456"), "From is not"),
        ("a sender in other digits", form(SMS, From="+١٤١٥٥٥٥٠١٠٠"), "From is not"),
        ("a channel that we do not speak", form(SMS, From="messenger:1234"), "From is not"),
        ("no recipient", without(SMS, "To"), "To is absent"),
        ("NUL in the text", form(SMS, Body="a\0b"), "Body contains NUL"),
        ("bytes that are not UTF-8", form(SMS) + b"&ProfileName=%FF", "ProfileName is not UTF-8"),
        ("a lone surrogate", form(SMS) + b"&ProfileName=%ED%A0%80", "ProfileName is not UTF-8"),
        ("two texts", form(SMS) + b"&Body=another", "Body is given twice"),
        ("a picture without an address", form(SMS, NumMedia="1"), "MediaUrl0 is absent"),
        ("so many pictures", form(SMS, NumMedia="99999999999"), "NumMedia is not a number"),
        ("less than no pictures", form(SMS, NumMedia="-1"), "NumMedia is not a number"),
        ("a report on a message of ours", form(STATUS), "not a customer's text"),
        ("a thousand fields", form(SMS) + b"&a=1" * 1000, "fields"),
    ],
)
def test_what_makes_no_sense_is_malformed(why: str, body: bytes, reason: str) -> None:
    with pytest.raises(WebhookMalformed, match=reason):
        read_text(body)


@given(st.binary(max_size=50))
def test_a_complaint_never_quotes_the_text(noise: bytes) -> None:
    text = b"a secret of mine"
    with pytest.raises(WebhookMalformed) as complaint:
        read_text(form(SMS) + b"&Body=" + text + b"%00" + noise)
    assert "secret" not in str(complaint.value)


def test_fields_that_are_new_to_us_are_passed_over() -> None:
    assert read_text(form(SMS) + b"&New=1&New=2&Raw=%FF%00") == read_text(form(SMS))


def test_a_field_repeated_with_the_same_value_is_one_field() -> None:
    assert read_text(form(SMS) + b"&From=%2B14155550100") == read_text(form(SMS))


@given(st.binary(max_size=300) | st.binary(max_size=50).map(lambda noise: form(SMS) + b"&" + noise))
def test_whatever_arrives_is_a_text_or_malformed(body: bytes) -> None:
    with suppress(WebhookMalformed):
        assert read_text(body).provider_id


@pytest.mark.parametrize(
    ("why", "body", "expected"),
    [
        ("a text", form(SMS), MESSAGE),
        ("a report", form(STATUS), MESSAGE),
        ("a malformed text", form(SMS, Body="\0", From=""), MESSAGE),
        ("nothing", b"", None),
        ("too many fields", b"&" * 1000, None),
        ("no id", form(SMS, MessageSid="x"), None),
    ],
)
def test_a_form_names_its_message_even_when_malformed(why: str, body: bytes, expected: str | None) -> None:
    assert TwilioProvider(CONFIG).provider_id(body) == expected


def test_a_shared_place_is_kept() -> None:
    place = {"Latitude": "40.7128", "Longitude": "-74.0060", "Address": "12 Harbour St", "Label": "Harbour Dental"}
    inbound = read_text(form(WHATSAPP | place, Body=""))
    assert inbound.text.location == Location(40.7128, -74.006, "12 Harbour St", "Harbour Dental")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("40.7", ""), ("north", "1"), ("91", "1"), ("nan", "1"), ("1", "inf")]
)
def test_a_strange_place_costs_no_text(latitude: str, longitude: str) -> None:
    inbound = read_text(form(WHATSAPP, Latitude=latitude, Longitude=longitude))
    assert inbound.text.location is None
    assert inbound.text.text
