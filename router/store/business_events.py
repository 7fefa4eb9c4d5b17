"""Business events as their senders know them: by an id of their own, with what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from flows.protocol.events import BusinessEventReceived
from router.store import inbox, thread_history
from router.store.inbox import Arrival, EventStatus
from router.store.tables import events, messages, threads

_PREFIX = "event:"


class EventFate(Struct, frozen=True):
    """An event and what came of it."""

    customer: str
    line: str
    status: EventStatus
    rung: str | None
    received_at: datetime
    error: str | None
    event: BusinessEventReceived | None
    #: Ids, statuses and gate rules of the messages that it led to, oldest first.
    messages: Sequence[Any]


def add(connection: Connection, public_id: str, customer: str, event: BusinessEventReceived, now: datetime) -> bool:
    """Write an event, once for each id; False when another one has this id already."""
    arrival = Arrival(customer, event.line, event, now, provider_id=_PREFIX + public_id)
    return inbox.add(connection, arrival) is not None or _is_the_same(connection, public_id, customer, event)


def _is_the_same(connection: Connection, public_id: str, customer: str, event: BusinessEventReceived) -> bool:
    known = fate(connection, public_id)
    return known is not None and (known.customer, known.event) == (customer, event)


_BY_ID = select(events).where(events.c.provider_id == bindparam("wanted"))
_MESSAGES = (
    select(messages.c.public_id, messages.c.status, messages.c.rule)
    .join(threads, threads.c.id == messages.c.thread_id)
    .where(
        threads.c.customer == bindparam("customer"),
        threads.c.line == bindparam("line"),
        messages.c.answers_event_id == bindparam("event"),
    )
    .order_by(messages.c.id)
)


def fate(connection: Connection, public_id: str) -> EventFate | None:
    """What became of an event by its sender's id; None where it is not known."""
    row = connection.execute(_BY_ID, {"wanted": _PREFIX + public_id}).one_or_none()
    if row is None:
        return None
    event = thread_history.event_named(connection, _PREFIX + public_id)
    wanted = {"customer": row.customer, "line": row.line, "event": row.id}
    return EventFate(
        customer=row.customer,
        line=row.line,
        status=EventStatus(row.status),
        rung=row.rung,
        received_at=row.received_at,
        error=row.error,
        event=event if isinstance(event, BusinessEventReceived) else None,
        messages=connection.execute(_MESSAGES, wanted).all(),
    )
