"""Status callbacks: every one is kept, also those that nobody can place or read."""

from urllib.parse import quote_from_bytes, urlencode
from uuid import uuid4

import pytest
from sqlalchemy import Connection, func, select

from router.store import message_rows as store
from router.store.suppressions import is_suppressed
from router.store.tables import deliveries
from tests.journeys.installation import ACCOUNT_SID, Installation, eventually
from tests.router.webhooks.test_bad_input import Sent

STATUS = "/webhooks/twilio/status"


def report(without: str = "", **fields: str) -> bytes:
    complete = {
        "AccountSid": ACCOUNT_SID,
        "MessageSid": f"SM{uuid4().hex}",
        "MessageStatus": "delivered",
        "To": "+12125550123",
        **fields,
    }
    complete.pop(without, None)
    return urlencode(complete).encode()


def last_delivery(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(deliveries.c.id), 0))).scalar_one())


KEPT = [
    pytest.param("?message=nobody", report(), "delivered", id="a message that is not ours"),
    pytest.param("", report(), "delivered", id="no message named"),
    pytest.param("?message=", report(), "delivered", id="a name that is empty"),
    pytest.param("?message=nobody", report(MessageStatus="teleported"), None, id="a status that is new to us"),
    pytest.param("?message=nobody", report(without="MessageStatus"), None, id="no status"),
    pytest.param("?message=nobody", report(without="MessageSid"), None, id="no id"),
    pytest.param("?message=nobody", report(ErrorCode="many"), None, id="an error code that is no number"),
    pytest.param("?message=nobody", report(MessageStatus="\0"), None, id="a NUL in the status"),
    pytest.param(
        "?message=nobody", report() + f"&Extra={quote_from_bytes(bytes([255]))}".encode(), "delivered", id="bad UTF-8"
    ),
    pytest.param("?message=nobody", report(RawDlr="1", Unheard="of"), "delivered", id="fields that are new to us"),
    pytest.param("?message=a&message=b", report(), "delivered", id="two messages named"),
    pytest.param("?message=%00", report(), "delivered", id="a NUL in the name"),
    pytest.param("?message=%ED%A0%80", report(), "delivered", id="a lone surrogate in the name"),
    pytest.param(f"?message={'x' * 8000}", report(), "delivered", id="a name of 8,000 letters"),
]


def keep(installation: Installation, query: str, body: bytes, status: str | None) -> None:
    before = installation.read(last_delivery)
    assert Sent(body, path=STATUS + query).to(installation) == 204
    kept = select(deliveries.c.message_id, deliveries.c.status, deliveries.c.raw).where(deliveries.c.id > before)
    rows = installation.read(lambda connection: [tuple(row) for row in connection.execute(kept)])
    assert rows == [(None, status, body)]


@pytest.mark.parametrize(("query", "body", "status"), KEPT)
def test_a_callback_that_cannot_be_placed_is_kept(
    on_sqlite: Installation, query: str, body: bytes, status: str | None
) -> None:
    keep(on_sqlite, query, body, status)


def test_postgresql_keeps_the_same(on_postgresql: Installation) -> None:
    for case in KEPT:
        query, body, status = case.values
        assert isinstance(query, str) and isinstance(body, bytes) and (status is None or isinstance(status, str))
        keep(on_postgresql, query, body, status)


@pytest.mark.parametrize("signature", ["", "wrong"])
def test_a_callback_that_is_not_signed_is_not_kept(on_sqlite: Installation, signature: str) -> None:
    before = on_sqlite.read(last_delivery)
    assert Sent(report(), path=f"{STATUS}?message=nobody", signature=signature).to(on_sqlite) == 403
    assert on_sqlite.read(last_delivery) == before


def test_a_callback_that_cannot_be_read_is_kept_with_the_message_its_address_names(on_sqlite: Installation) -> None:
    public_id = on_sqlite.send("+12125550155", "hello")
    eventually(lambda: _status(on_sqlite, public_id) == "delivered")
    body = report(MessageStatus="teleported")
    assert Sent(body, path=f"{STATUS}?message={public_id}").to(on_sqlite) == 204
    fate = on_sqlite.read(lambda connection: store.fate(connection, public_id))
    assert fate is not None
    assert (fate.message["status"], fate.deliveries[-1]["raw"]) == ("delivered", body)


def test_a_callback_on_another_message_under_our_id_changes_nothing_and_suppresses_nobody(
    on_sqlite: Installation,
) -> None:
    public_id = on_sqlite.send("+12125550156", "hello")
    eventually(lambda: _status(on_sqlite, public_id) == "delivered")
    for status, code in (("read", ""), ("failed", "21610")):
        body = report(MessageStatus=status, ErrorCode=code)
        assert Sent(body, path=f"{STATUS}?message={public_id}").to(on_sqlite) == 204
    assert _status(on_sqlite, public_id) == "delivered"
    assert not on_sqlite.read(lambda connection: is_suppressed(connection, "+12125550156"))


def test_a_callback_that_names_one_message_by_its_address_and_another_by_its_id_harms_neither(
    on_sqlite: Installation,
) -> None:
    ids = [on_sqlite.send("+12125550155", text) for text in ("one", "two")]
    for public_id in ids:
        eventually(lambda public_id=public_id: _status(on_sqlite, public_id) == "delivered")  # type: ignore[misc]
    second = on_sqlite.read(lambda connection: store.fate(connection, ids[1]))
    assert second is not None
    body = report(MessageSid=second.message["provider_id"], MessageStatus="failed", ErrorCode="30003")
    assert Sent(body, path=f"{STATUS}?message={ids[0]}").to(on_sqlite) == 204
    assert [_status(on_sqlite, public_id) for public_id in ids] == ["delivered", "delivered"]


def _status(installation: Installation, public_id: str) -> str:
    fate = installation.read(lambda connection: store.fate(connection, public_id))
    assert fate is not None
    return str(fate.message["status"])
