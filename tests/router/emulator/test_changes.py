"""Changing and deleting messages, their media and their feedback, through the official SDK."""

from base64 import b64encode

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import ACCOUNT_SID, AUTH_TOKEN, CUSTOMER, LINE
from tests.router.emulator.receiving_service import ReceivingService

PICTURES = [f"http://127.0.0.1:9/{number}.png" for number in range(5)]


def test_a_body_is_redacted(emulator: RunningEmulator, client: Client) -> None:
    sid = emulator.text("my number is 4711").json()["sid"]
    assert client.messages(sid).fetch().body == "my number is 4711"
    assert client.messages(sid).update(body="").body == ""
    assert client.messages(sid).fetch().body == ""
    assert client.messages.list(from_=CUSTOMER)[0].body == ""


def test_a_body_cannot_be_rewritten(emulator: RunningEmulator, client: Client) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages(emulator.text("hi").json()["sid"]).update(body="bye")
    assert raised.value.status == 400


def test_what_is_sent_cannot_be_canceled(client: Client, service: ReceivingService) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages(_delivered(client, service)).update(status="canceled")
    assert raised.value.code == 30409


def test_a_message_is_deleted(client: Client, service: ReceivingService) -> None:
    sid = _delivered(client, service)
    assert client.messages(sid).delete()
    with pytest.raises(TwilioRestException) as raised:
        client.messages(sid).fetch()
    assert (raised.value.status, raised.value.code) == (404, 20404)


def test_media_are_listed_in_pages_fetched_and_deleted(client: Client) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, media_url=PICTURES)
    media = client.messages(message.sid).media
    listed = media.list(page_size=2)
    assert len({each.sid for each in listed}) == 5
    assert media(listed[0].sid).fetch().parent_sid == message.sid
    assert media(listed[0].sid).delete()
    assert len(media.list()) == 4
    with pytest.raises(TwilioRestException) as raised:
        media(listed[0].sid).fetch()
    assert raised.value.status == 404


def test_what_a_phone_sent_is_media_too(emulator: RunningEmulator, client: Client) -> None:
    picture = {"content_type": "image/png", "data": b64encode(b"a picture").decode()}
    sid = emulator.text("look", media=[picture]).json()["sid"]
    [media] = client.messages(sid).media.list()
    assert (media.content_type, media.sid[:2]) == ("image/png", "ME")


@pytest.mark.parametrize("outcome", ["confirmed", "unconfirmed"])
def test_feedback_is_taken(client: Client, outcome: str) -> None:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="x", provide_feedback=True)
    feedback = client.messages(message.sid).feedback.create(outcome=outcome)
    assert (feedback.message_sid, feedback.outcome) == (message.sid, outcome)


def test_feedback_is_answered_as_twilios_document_says(emulator: RunningEmulator, client: Client) -> None:
    """200, though something is made: CreateMessageFeedback in twilio-oai's twilio_api_v2010."""
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="x", provide_feedback=True)
    path = f"{emulator.url}{message.uri.removesuffix('.json')}/Feedback.json"
    answer = requests.post(path, {"Outcome": "confirmed"}, auth=(ACCOUNT_SID, AUTH_TOKEN), timeout=20)
    assert answer.status_code == 200


def test_pages_go_back_as_well(client: Client) -> None:
    for number in range(7):
        client.messages.create(to=CUSTOMER, from_=LINE, body=f"{number}")
    first = client.messages.page(page_size=3)
    second = first.next_page()
    third = second.next_page()
    assert [[message.body for message in page] for page in (second, third)] == [["3", "2", "1"], ["0"]]
    assert [message.body for message in third.previous_page()] == ["3", "2", "1"]
    again = third.previous_page().previous_page()
    assert [message.body for message in again] == ["6", "5", "4"]
    assert (again.previous_page(), third.next_page()) == (None, None)


def _delivered(client: Client, service: ReceivingService) -> str:
    message = client.messages.create(to=CUSTOMER, from_=LINE, body="x", status_callback=f"{service.base_url}/status")
    service.statuses(2)
    sid: str = message.sid
    return sid
