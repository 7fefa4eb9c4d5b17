"""`POST /api/v1/events` and `GET /api/v1/events/{id}`: what happens in a business system reaches a customer's flow."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from flows.protocol.events import BusinessEventReceived
from router.store import thread_history
from router.store.database import Database
from router.store.tables import events
from tests.router.api.conftest import SHOP, TOKENS
from tests.router.asgi_client import Answer, AsgiClient
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle, load

CUSTOMER, LINE, SHIPPING_LINE = "+12125550123", "+12125550101", "+12125550102"
FIELDS = {"order": "A-7", "parcels": 2, "gift": False, "day": "2026-11-24", "from_hour": "09:30", "items": ["tea", 3]}
SHIPPED = {"name": "order.shipped", "to": CUSTOMER, "fields": FIELDS}


def post(client: AsgiClient, event: Any, *, token: str = TOKENS["shop"], key: str = "", **headers: str) -> Answer:
    sent = {"authorization": f"Bearer {token}", "content-type": "application/json", "idempotency-key": key, **headers}
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return client.call("POST", "/api/v1/events", body, sent)


def show(client: AsgiClient, public_id: str) -> Answer:
    return client.get(f"/api/v1/events/{public_id}", {"authorization": f"Bearer {TOKENS['shop']}"})


def kept(database: Database) -> list[tuple[str, str, str]]:
    query = select(events.c.customer, events.c.line, events.c.status).order_by(events.c.id)
    return database.read_now(lambda connection: [tuple(row) for row in connection.execute(query)])


def test_an_event_is_kept_for_its_customer_on_the_line_of_its_flow(database: Database, client: AsgiClient) -> None:
    answer = post(client, SHIPPED)
    assert (answer.status, answer.json) == (202, {"id": "id-1"})
    assert answer.header("location") == "/api/v1/events/id-1"
    assert kept(database) == [(CUSTOMER, SHIPPING_LINE, "pending")]
    event = database.read_now(lambda connection: thread_history.event_named(connection, "event:id-1"))
    typed = {**FIELDS, "day": {"$date": "2026-11-24"}, "from_hour": {"$time": "09:30"}}
    assert event == BusinessEventReceived(SHIPPING_LINE, "order.shipped", typed)


@pytest.mark.parametrize(
    ("change", "customer", "line"),
    [
        ({"to": "+1 (212) 555-0123"}, CUSTOMER, SHIPPING_LINE),
        ({"from": LINE}, CUSTOMER, LINE),
        ({"to": f"whatsapp:{CUSTOMER}"}, f"whatsapp:{CUSTOMER}", f"whatsapp:{LINE}"),
        ({"name": "payment.received", "fields": {"amount": 12.5}}, CUSTOMER, LINE),
    ],
    ids=["a number as people write it", "a sender that is asked for", "WhatsApp", "an event that a state waits for"],
)
def test_whom_it_reaches_and_from_where(
    database: Database, client: AsgiClient, change: dict[str, Any], customer: str, line: str
) -> None:
    assert post(client, {**SHIPPED, **change}).status == 202
    assert kept(database) == [(customer, line, "pending")]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"name": "order.lost"}, "name", "no flow knows this event; they know payment.received, order.shipped"),
        ({"to": "2125550123"}, "to", "must be a phone number with its country, such as +12125550123"),
        ({"to": "+15912705"}, "to", "must be a phone number with its country, such as +12125550123"),
        ({"to": "whatsapp:+49911"}, "to", "must be a phone number with its country, such as +12125550123"),
        ({"to": "+12125550123 x5"}, "to", "must be a phone number with its country, such as +12125550123"),
        ({"to": "+1"}, "to", "must be a phone number with its country, such as +12125550123"),
        (
            {"from": "+19995550100"},
            "from",
            "must be one of our senders for this channel: +12125550101, +12125550102",
        ),
        ({"fields": {**FIELDS, "order": 7}}, "order", "must be a text"),
        ({"fields": {**FIELDS, "order": "a\0b"}}, "order", "holds a NUL character"),
        ({"fields": {**FIELDS, "parcels": "2"}}, "parcels", "must be a number"),
        ({"fields": {**FIELDS, "parcels": True}}, "parcels", "must be a number"),
        ({"fields": {**FIELDS, "gift": "yes"}}, "gift", "must be true or false"),
        ({"fields": {**FIELDS, "day": "24.11.2026"}}, "day", "must be a date such as 2026-11-23"),
        ({"fields": {**FIELDS, "from_hour": "9"}}, "from_hour", "must be a time such as 09:30"),
        ({"fields": {**FIELDS, "items": "tea"}}, "items", "must be a list of texts or numbers"),
        ({"fields": {**FIELDS, "items": [["tea"]]}}, "items", "must be a list of texts or numbers"),
        ({"fields": {**FIELDS, "order": None}}, "order", "is missing: a text"),
        (
            {"fields": {**FIELDS, "parcel": 1}},
            "parcel",
            "the event has no such field; it has order, parcels, gift, day, from_hour, items",
        ),
    ],
)
def test_what_is_wrong_is_said_of_each_field(
    database: Database, client: AsgiClient, change: dict[str, Any], field: str, problem: str
) -> None:
    answer = post(client, {**SHIPPED, **change})
    assert (answer.status, answer.header("content-type")) == (422, "application/problem+json")
    assert answer.json["errors"] == [{"field": field, "problem": problem}]
    assert kept(database) == []


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {}, 400),
        (b"[" * 30_000, {}, 400),
        (b'{"name": 1, "to": "+12125550123"}', {}, 400),
        (b'{"name": "order.shipped", "to": "+12125550123", "form": "x"}', {}, 400),
        (b" " * 70_000, {}, 413),
        (b"name=order.shipped", {"content-type": "application/x-www-form-urlencoded"}, 415),
        (b"{}", {"authorization": "Bearer nobody's"}, 401),
        (json.dumps(SHIPPED).encode(), {"idempotency-key": "k" * 256}, 400),
    ],
)
def test_a_request_that_is_no_event_is_refused(
    database: Database, client: AsgiClient, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = post(client, body, **headers)
    assert (answer.status, answer.header("content-type")) == (status, "application/problem+json")
    assert kept(database) == []


def test_the_same_key_twice_is_one_event(database: Database, client: AsgiClient) -> None:
    first, again = post(client, SHIPPED, key="shipment 7"), post(client, SHIPPED, key="shipment 7")
    assert (first.status, again.status, first.json) == (202, 202, again.json)
    assert len(kept(database)) == 1


def test_the_same_key_for_something_else_is_refused(database: Database, client: AsgiClient) -> None:
    post(client, SHIPPED, key="shipment 7")
    assert post(client, {**SHIPPED, "to": "+12125550124"}, key="shipment 7").status == 422
    assert len(kept(database)) == 1


def test_keys_of_two_clients_have_nothing_to_do_with_each_other(database: Database, client: AsgiClient) -> None:
    post(client, SHIPPED, key="7")
    post(client, {**SHIPPED, "to": "+12125550124"}, key="7", token=TOKENS["clinic"])
    assert len(kept(database)) == 2


def test_an_event_shows_what_became_of_it(database: Database, client: AsgiClient) -> None:
    public_id = post(client, SHIPPED).json["id"]
    assert (show(client, public_id).json["status"], show(client, public_id).json["messages"]) == ("pending", [])
    clock = Clock()
    handle(clock, engine_of(database, load(SHOP), clock), database=database)
    fate = show(client, public_id).json
    (message,) = fate.pop("messages")
    assert (message["status"], message["rule"]) == ("queued", None)
    assert fate == {
        "id": public_id,
        "name": "order.shipped",
        "to": CUSTOMER,
        "from": SHIPPING_LINE,
        "fields": FIELDS,
        "status": "done",
        "rung": "event",
        "error": None,
        "received_at": "2026-03-02T10:00:00.000000Z",
    }


@pytest.mark.parametrize("public_id", ["id-99", "%00", "SM0"])
def test_an_id_that_nobody_has_is_not_found(client: AsgiClient, public_id: str) -> None:
    assert show(client, public_id).status == 404
