"""What was said in a thread, over all its conversations, and what of it could not be handled yet."""

from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from flows.protocol.effects import MessageTemplate
from flows.protocol.events import Event
from flows.types.media import Media
from router.message_status import Direction, MessageStatus
from router.store.inbox import EventStatus
from router.store.tables import events, is_pending, is_unfinished, messages

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
    template: MessageTemplate | None
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
_UNHANDLED = select(*_EVENT_COLUMNS).where(*_OF_THREAD).order_by(events.c.id).limit(bindparam("most"))
_PENDING = _UNHANDLED.where(is_pending(events))
_SET_ASIDE = _UNHANDLED.where(is_unfinished(events), events.c.status == EventStatus.SET_ASIDE)


def thread_messages(connection: Connection, thread_id: int, most: int = SHOWN) -> list[ThreadMessage]:
    """The newest ones, oldest of them first."""
    rows = connection.execute(_MESSAGES, {"thread": thread_id, "most": most})
    return [_message(row) for row in rows][::-1]


def unhandled_events(connection: Connection, customer: str, line: str, most: int = SHOWN) -> list[UnhandledEvent]:
    """Two queries, since each has an index of its own: many events may be pending, few are set aside."""
    wanted = {"of_customer": customer, "of_line": line, "most": most}
    rows = [row for query in (_SET_ASIDE, _PENDING) for row in connection.execute(query, wanted)]
    return [
        UnhandledEvent(r.id, r.kind, EventStatus(r.status), r.received_at, r.error, _event(r.event))
        for r in sorted(rows, key=lambda row: row.id)
    ]


_BY_PROVIDER_ID = select(events.c.event).where(events.c.provider_id == bindparam("wanted"))


def event_named(connection: Connection, provider_id: str) -> Event | None:
    """The event that was kept under a provider id, if any."""
    return _event(connection.execute(_BY_PROVIDER_ID, {"wanted": provider_id}).scalar())


_READER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def _event(encoded: bytes | None) -> Event | None:
    try:
        return _READER.decode(encoded) if encoded else None
    except msgspec.DecodeError:
        return None


def _message(row: Any) -> ThreadMessage:
    values = {name: getattr(row, name) for name in ThreadMessage.__struct_fields__}
    return msgspec.convert({**values, "media": values["media"] or ()}, ThreadMessage)
