"""Messaging services through the official SDK: kept, and sent from."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from twilio.rest.messaging.v1.service import ServiceInstance

from router.emulator.account.opt_out_handling import STOP_REPLY
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    CUSTOMER,
    LINE,
    OTHER_CUSTOMER,
    SECOND_LINE,
    SHORT_CODE,
    TOLL_FREE_LINE,
    WHATSAPP_CUSTOMER,
    WHATSAPP_LINE,
)
from tests.router.emulator.receiving_service import ReceivingService


def test_services_are_created_changed_listed_and_deleted(client: Client) -> None:
    services = client.messaging.v1.services
    made = [services.create(friendly_name=f"number {number}") for number in range(3)]
    first = made[0]
    assert (first.sid[:2], first.inbound_request_url, first.sticky_sender) == ("MG", None, True)
    changed = services(first.sid).update(friendly_name="Bookings", sticky_sender=False, validity_period=60)
    assert (changed.friendly_name, changed.sticky_sender, changed.validity_period) == ("Bookings", False, 60)
    assert [service.sid for service in services.list(page_size=2)] == [service.sid for service in made]
    assert services(first.sid).fetch().friendly_name == "Bookings"
    assert services(first.sid).delete()
    with pytest.raises(TwilioRestException) as raised:
        services(first.sid).fetch()
    assert raised.value.status == 404


def test_a_pool_is_filled_and_emptied(emulator: RunningEmulator, client: Client) -> None:
    service = _service(emulator, client, LINE, SHORT_CODE, WHATSAPP_LINE)
    service_context = client.messaging.v1.services(service.sid)
    service_context.alpha_senders.create(alpha_sender="Harbour")
    [number] = service_context.phone_numbers.list()
    assert (number.phone_number, number.country_code, number.service_sid) == (LINE, "US", service.sid)
    assert [each.short_code for each in service_context.short_codes.list()] == [SHORT_CODE]
    assert [each.alpha_sender for each in service_context.alpha_senders.list()] == ["Harbour"]
    assert [each.sender for each in service_context.channel_senders.list()] == [WHATSAPP_LINE]
    assert service_context.phone_numbers(number.sid).fetch().phone_number == LINE
    assert service_context.phone_numbers(number.sid).delete()
    assert service_context.phone_numbers.list() == []


def test_a_number_is_in_one_service(emulator: RunningEmulator, client: Client) -> None:
    service = _service(emulator, client, LINE)
    for holder, code in ((service, 21710), (client.messaging.v1.services.create(friendly_name="other"), 21712)):
        with pytest.raises(TwilioRestException) as raised:
            _add(emulator, client, holder, LINE)
        assert (raised.value.status, raised.value.code) == (409, code)


def test_a_service_picks_the_sender_and_says_so(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    pool = _service(emulator, client, LINE)
    created = client.messages.create(
        to=CUSTOMER, messaging_service_sid=pool.sid, body="x", status_callback=f"{service.base_url}/status"
    )
    assert (created.status, created.from_, created.num_segments) == ("accepted", None, "0")
    assert created.messaging_service_sid == pool.sid
    assert service.statuses(3) == ["queued", "sent", "delivered"]
    assert {callback.form["From"] for callback in service.callbacks} == {LINE}
    assert {callback.form["MessagingServiceSid"] for callback in service.callbacks} == {pool.sid}
    kept = client.messages(created.sid).fetch()
    assert (kept.status, kept.from_, kept.num_segments) == ("delivered", LINE, "1")


def test_a_pinned_sender_is_taken(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    pool = _service(emulator, client, LINE, SECOND_LINE, SHORT_CODE)
    assert _sender(client, service, pool, from_=SECOND_LINE) == SECOND_LINE
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to=CUSTOMER, from_=TOLL_FREE_LINE, messaging_service_sid=pool.sid, body="x")
    assert raised.value.code == 21711


def test_short_codes_go_first(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    pool = _service(emulator, client, LINE, SECOND_LINE, SHORT_CODE)
    assert _sender(client, service, pool) == SHORT_CODE


def test_a_customer_keeps_the_sender_that_they_texted(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    pool = _service(emulator, client, LINE, SHORT_CODE, inbound_request_url=f"{service.base_url}/inbound")
    emulator.text("hi", recipient=LINE)
    assert _sender(client, service, pool) == LINE


def test_whatsapp_goes_through_a_whatsapp_sender(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    pool = _service(
        emulator, client, LINE, WHATSAPP_LINE, use_inbound_webhook_on_number=True, status_callback=_status(service)
    )
    emulator.text("hi", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    client.messages.create(to=WHATSAPP_CUSTOMER, messaging_service_sid=pool.sid, body="x")
    assert service.statuses(3) == ["queued", "sent", "delivered"]
    assert {callback.form["From"] for callback in service.callbacks} == {WHATSAPP_LINE}


def test_the_services_own_callback_is_the_last_choice(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    pool = _service(emulator, client, LINE, status_callback=f"{_status(service)}?by=service")
    client.messages.create(to=CUSTOMER, messaging_service_sid=pool.sid, body="x")
    service.statuses(3)
    assert {callback.url for callback in service.callbacks} == {f"{_status(service)}?by=service"}


@pytest.mark.parametrize(
    ("addresses", "recipient", "code"), [((), CUSTOMER, 21704), ((LINE,), WHATSAPP_CUSTOMER, 21703)]
)
def test_without_a_fitting_sender_nothing_is_taken(
    emulator: RunningEmulator, client: Client, addresses: tuple[str, ...], recipient: str, code: int
) -> None:
    pool = _service(emulator, client, *addresses)
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to=recipient, messaging_service_sid=pool.sid, body="x")
    assert raised.value.code == code


def test_a_fallback_sender_fills_in(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    pool = _service(emulator, client)
    assert _sender(client, service, pool, fallback_from=LINE) == LINE


def test_a_stop_blocks_the_whole_service(emulator: RunningEmulator, client: Client, service: ReceivingService) -> None:
    pool = _service(emulator, client, LINE, SECOND_LINE, use_inbound_webhook_on_number=True)
    emulator.text("STOP", recipient=LINE)
    assert service.texts[0].form["MessagingServiceSid"] == pool.sid
    assert emulator.bodies_to_phone() == [STOP_REPLY]
    assert emulator.get("opt-out").json() == {"handling": "default", "blocked": [[CUSTOMER, pool.sid]]}
    for sender in ({"messaging_service_sid": pool.sid}, {"from_": SECOND_LINE}):
        with pytest.raises(TwilioRestException) as raised:
            client.messages.create(to=CUSTOMER, body="x", **sender)
        assert raised.value.code == 21610
    assert client.messages.create(to=OTHER_CUSTOMER, messaging_service_sid=pool.sid, body="x").status == "accepted"


def test_without_an_address_a_service_drops_what_customers_text(
    emulator: RunningEmulator, client: Client, service: ReceivingService
) -> None:
    _service(emulator, client, LINE)
    [report] = emulator.text("hello?").json()["reports"]
    assert "inbound_request_url" in report["reason"]
    assert service.texts == []
    assert client.messages.list() == []


def _service(emulator: RunningEmulator, client: Client, *addresses: str, **settings: Any) -> ServiceInstance:
    service = client.messaging.v1.services.create(friendly_name="Bookings", **settings)
    for address in addresses:
        _add(emulator, client, service, address)
    return service


def _add(emulator: RunningEmulator, client: Client, service: ServiceInstance, address: str) -> None:
    [sid] = [line["sid"] for line in emulator.get("lines").json() if line["address"] == address]
    context = client.messaging.v1.services(service.sid)
    if sid.startswith("PN"):
        context.phone_numbers.create(phone_number_sid=sid)
    elif sid.startswith("SC"):
        context.short_codes.create(short_code_sid=sid)
    else:
        context.channel_senders.create(sid=sid)


def _sender(client: Client, service: ReceivingService, pool: ServiceInstance, **parameters: str) -> str:
    """Who a text to the customer came from in the end."""
    client.messages.create(
        to=CUSTOMER, messaging_service_sid=pool.sid, body="x", status_callback=_status(service), **parameters
    )
    service.statuses(3)
    return service.callbacks[0].form["From"]


def _status(service: ReceivingService) -> str:
    return f"{service.base_url}/status"
