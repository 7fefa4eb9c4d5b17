"""Reading messages back through the official SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import CUSTOMER, LINE, OTHER_CUSTOMER, SECOND_LINE
from tests.router.emulator.receiving_service import ReceivingService


def test_a_message_can_be_fetched(client: Client, service: ReceivingService) -> None:
    sid = _send(client, service, "x" * 200)
    message = client.messages(sid).fetch()
    assert (message.sid, message.status, message.num_segments) == (sid, "delivered", "2")
    assert (message.price, message.price_unit) == ("-0.01500", "USD")
    assert set(message.subresource_uris) == {"media", "feedback"}


def test_a_message_that_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(TwilioRestException) as raised:
        client.messages("SM" + "0" * 32).fetch()
    assert (raised.value.status, raised.value.code) == (404, 20404)


def test_the_list_is_newest_first_and_filtered(client: Client, service: ReceivingService) -> None:
    first = _send(client, service, "first")
    second = _send(client, service, "second")
    _send(client, service, "elsewhere", to=OTHER_CUSTOMER)
    _send(client, service, "other line", from_=SECOND_LINE)
    assert [message.sid for message in client.messages.list(to=CUSTOMER, from_=LINE)] == [second, first]


def test_inbound_texts_are_listed_too(emulator: RunningEmulator, client: Client) -> None:
    emulator.text("hi")
    [message] = client.messages.list(from_=CUSTOMER)
    assert (message.direction, message.status, message.body) == ("inbound", "received", "hi")


def test_the_list_comes_in_pages(client: Client, service: ReceivingService) -> None:
    bodies = [f"number {index}" for index in range(7)]
    for body in bodies:
        client.messages.create(to=CUSTOMER, from_=LINE, body=body)
    listed = client.messages.list(to=CUSTOMER, page_size=3)
    assert [message.body for message in listed] == bodies[::-1]


def test_new_messages_do_not_shift_the_pages(client: Client) -> None:
    for index in range(4):
        client.messages.create(to=CUSTOMER, from_=LINE, body=f"old {index}")
    page = client.messages.page(page_size=2)
    client.messages.create(to=CUSTOMER, from_=LINE, body="new")
    assert [message.body for message in page] == ["old 3", "old 2"]
    assert [message.body for message in page.next_page()] == ["old 1", "old 0"]


def test_the_list_can_be_limited_to_a_time(client: Client, service: ReceivingService) -> None:
    sid = _send(client, service, "now")
    now, hour = datetime.now(UTC), timedelta(hours=1)
    assert [message.sid for message in client.messages.list(date_sent=now.date())] == [sid]
    assert [message.sid for message in client.messages.list(date_sent_after=now - hour)] == [sid]
    assert [message.sid for message in client.messages.list(date_sent_before=now + hour)] == [sid]
    assert client.messages.list(date_sent_after=now + hour) == []
    assert client.messages.list(date_sent_before=now - hour) == []
    assert client.messages.list(date_sent=(now - 48 * hour).date()) == []


def test_a_date_that_is_none_is_refused(client: Client) -> None:
    with pytest.raises(TwilioException, match="20001"):
        client.messages.list(date_sent="yesterday")


def _send(client: Client, service: ReceivingService, body: str, to: str = CUSTOMER, from_: str = LINE) -> str:
    """Send and wait until it is delivered, since only then it has its last form."""
    address = f"{service.base_url}/status?id={body[:20].replace(' ', '-')}"
    sid: str = client.messages.create(to=to, from_=from_, body=body, status_callback=address).sid
    service.wait_for_callbacks(
        lambda callbacks: (
            {"sent", "delivered"}
            == {callback.form["MessageStatus"] for callback in callbacks if callback.form["MessageSid"] == sid}
        )
    )
    return sid
