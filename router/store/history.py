"""What was said in a thread, over all its conversations, and what of it could not be handled yet."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, or_, select

from flows.events import Event
from flows.media import Media
from router.messages import Direction, MessageStatus
from router.store.inbox import EventStatus
from router.store.tables import events, is_pending, is_under_way, messages, threads

#: A thread's page shows at most this many messages, the newest.
SHOWN = 200


class ThreadMessage(Struct, frozen=True):
    """A text in or out, with its fate."""

    id: int
    public_id: str
    conversation_id: int | None
    direction: Direction
    status: MessageStatus
    text: str
    media: tuple[Media, ...]
    agent: str | None
    created_at: datetime
    rule: str | None
    not_before: datetime | None
    error_code: int | None
    error_class: str | None
    error: str | None


class UnhandledEvent(Struct, frozen=True):
    """Something that happened and that the flow has not dealt with: about to, or given up (`set_aside`)."""

    id: int
    kind: str
    status: EventStatus
    received_at: datetime
    error: str | None
    #: None when it cannot be read.
    event: Event | None


_COLUMNS = [messages.c[name] for name in ThreadMessage.__struct_fields__]
_MESSAGES = (
    select(*_COLUMNS)
    .where(messages.c.thread_id == bindparam("thread"))
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)
_OF_THREAD = (events.c.customer == bindparam("of_customer"), events.c.line == bindparam("of_line"))
_EVENT_COLUMNS = (
    events.c.id,
    events.c.kind,
    events.c.status,
    events.c.received_at,
    events.c.error,
    events.c.event,
)
_UNHANDLED = (
    select(*_EVENT_COLUMNS)
    .where(*_OF_THREAD, or_(is_pending(events), events.c.status == "set_aside"))
    .order_by(events.c.id)
    .limit(bindparam("most"))
)


def thread_messages(connection: Connection, thread_id: int, most: int = SHOWN) -> list[ThreadMessage]:
    """The newest ones, oldest of them first."""
    rows = connection.execute(_MESSAGES, {"thread": thread_id, "most": most}).mappings()
    return [_message(dict(row)) for row in rows][::-1]


def unhandled_events(connection: Connection, customer: str, line: str, most: int = SHOWN) -> list[UnhandledEvent]:
    rows = connection.execute(_UNHANDLED, {"of_customer": customer, "of_line": line, "most": most})
    return [UnhandledEvent(r.id, r.kind, EventStatus(r.status), r.received_at, r.error, _event(r.event)) for r in rows]


_BY_PROVIDER_ID = select(events.c.event).where(events.c.provider_id == bindparam("wanted"))


def event_named(connection: Connection, provider_id: str) -> Event | None:
    """The event that was kept under a provider id, if any."""
    return _event(connection.execute(_BY_PROVIDER_ID, {"wanted": provider_id}).scalar())


class SetAside(Struct, frozen=True):
    """An event that was given up, or could not be read at all (`quarantined`)."""

    id: int
    kind: str
    status: EventStatus
    customer: str
    received_at: datetime
    error: str | None


_SET_ASIDE = (
    select(events.c.id, events.c.kind, events.c.status, events.c.customer, events.c.received_at, events.c.error)
    .where(events.c.status.in_([EventStatus.SET_ASIDE, EventStatus.QUARANTINED]))
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


_READER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def _event(encoded: bytes | None) -> Event | None:
    try:
        return _READER.decode(encoded) if encoded else None
    except msgspec.DecodeError:
        return None


def _message(row: dict[str, Any]) -> ThreadMessage:
    return msgspec.convert({**row, "media": row["media"] or ()}, ThreadMessage)
