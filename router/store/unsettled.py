"""What waits for a human's word, over all threads: events that were given up, messages whose fate is not known."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select

from router.store.inbox import EventStatus
from router.store.tables import conversations, events, is_under_way, is_unfinished, messages, threads

#: At most this many of each, the newest.
SHOWN = 200


class SetAside(Struct, frozen=True):
    """An event that was given up, or could not be read at all (`quarantined`)."""

    id: int
    kind: str
    status: EventStatus
    customer: str
    received_at: datetime
    error: str | None
    #: The thread's latest.
    conversation_id: int | None


_LATEST = (
    select(func.max(conversations.c.id))
    .join(threads, threads.c.id == conversations.c.thread_id)
    .where(threads.c.customer == events.c.customer, threads.c.line == events.c.line)
    .correlate(events)
    .scalar_subquery()
)
_SET_ASIDE = (
    select(
        events.c.id,
        events.c.kind,
        events.c.status,
        events.c.customer,
        events.c.received_at,
        events.c.error,
        _LATEST.label("conversation_id"),
    )
    .where(is_unfinished(events), events.c.status.in_([EventStatus.SET_ASIDE, EventStatus.QUARANTINED]))
    .order_by(events.c.id.desc())
    .limit(bindparam("most"))
)


def set_aside_events(connection: Connection, most: int = SHOWN) -> list[SetAside]:
    """Of all threads, newest first."""
    return [SetAside(**row) for row in connection.execute(_SET_ASIDE, {"most": most}).mappings()]


class UnknownMessage(Struct, frozen=True):
    """A message that may or may not have been sent."""

    public_id: str
    conversation_id: int | None
    customer: str
    text: str
    attempted_at: datetime | None
    error: str | None


_UNKNOWN = (
    select(
        messages.c.public_id,
        messages.c.conversation_id,
        threads.c.customer,
        messages.c.text,
        messages.c.attempted_at,
        messages.c.error,
    )
    .join(threads, threads.c.id == messages.c.thread_id)
    .where(is_under_way(messages), messages.c.status == "unknown")
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)


def unknown_messages(connection: Connection, most: int = SHOWN) -> list[UnknownMessage]:
    """Of all threads, newest first."""
    return [UnknownMessage(**row) for row in connection.execute(_UNKNOWN, {"most": most}).mappings()]
