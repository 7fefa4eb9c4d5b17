"""What is left to a human: events that could not be handled, messages whose fate nobody can prove."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select, update

from router.message_status import MessageStatus
from router.store import timer_queue
from router.store.inbox import EventStatus
from router.store.reconciliation_queries import resend
from router.store.tables import conversations, events, is_under_way, is_unfinished, messages, threads

#: Of the events, and of the messages, so many are listed, the newest first.
MAX_LISTED = 10_000

Change = Callable[[Connection, str, datetime], bool]


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

    @property
    def letter_id(self) -> str:
        """As `retry` and `discard` take it."""
        return f"event-{self.id}"


class UnknownMessage(Struct, frozen=True):
    """A message that may or may not have been sent."""

    public_id: str
    conversation_id: int | None
    customer: str
    text: str
    created_at: datetime
    attempted_at: datetime | None
    error: str | None
    #: When the provider is asked about it again; None: it could not tell, and a human must.
    next_lookup_at: datetime | None

    @property
    def letter_id(self) -> str:
        """As `retry` and `discard` take it."""
        return f"message-{self.public_id}"

    @property
    def is_dead_letter(self) -> bool:
        """False while it is still being looked for."""
        return self.next_lookup_at is None


_GIVEN_UP = events.c.status.in_([EventStatus.SET_ASIDE, EventStatus.QUARANTINED])
_LATEST_CONVERSATION = (
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
        _LATEST_CONVERSATION.label("conversation_id"),
    )
    .where(is_unfinished(events), _GIVEN_UP)
    .order_by(events.c.id.desc())
    .limit(bindparam("most"))
)
_UNKNOWN = (
    select(
        messages.c.public_id,
        messages.c.conversation_id,
        threads.c.customer,
        messages.c.text,
        messages.c.created_at,
        messages.c.attempted_at,
        messages.c.error,
        messages.c.next_lookup_at,
    )
    .join(threads, threads.c.id == messages.c.thread_id)
    .where(is_under_way(messages), messages.c.status == MessageStatus.UNKNOWN)
    .order_by(messages.c.id.desc())
    .limit(bindparam("most"))
)


def set_aside_events(connection: Connection, most: int = MAX_LISTED) -> Sequence[SetAside]:
    """Of all threads, newest first."""
    return [SetAside(**row) for row in connection.execute(_SET_ASIDE, {"most": most}).mappings()]


def unknown_messages(connection: Connection, most: int = MAX_LISTED) -> Sequence[UnknownMessage]:
    """Of all threads, newest first; those that are still being looked for too."""
    return [UnknownMessage(**row) for row in connection.execute(_UNKNOWN, {"most": most}).mappings()]


def list_all(connection: Connection) -> Sequence[SetAside | UnknownMessage]:
    """What waits for a human's word, the oldest event first, then the oldest message."""
    given_up = [message for message in unknown_messages(connection) if message.is_dead_letter]
    return [*reversed(set_aside_events(connection)), *reversed(given_up)]


def retry(connection: Connection, letter_id: str, now: datetime) -> bool:
    """Handle the event, or send the message, once more; False if nothing of that id waits."""
    kind, _, name = letter_id.partition("-")
    if kind == "event" and name.isdigit():
        again = update(events).where(events.c.id == int(name), events.c.status == EventStatus.SET_ASIDE)
        return connection.execute(again.values(status=EventStatus.PENDING, attempts=0, retry_at=None)).rowcount == 1
    message_id = _waiting_message(connection, name) if kind == "message" else None
    if message_id is None:
        return False
    resend(connection, message_id, now)
    return True


def discard(connection: Connection, letter_id: str, now: datetime) -> bool:
    """Give it up; False if nothing of that id waits."""
    kind, _, name = letter_id.partition("-")
    if kind == "event" and name.isdigit():
        drop = update(events).where(events.c.id == int(name), _GIVEN_UP)
        return connection.execute(drop.values(status=EventStatus.DISCARDED)).rowcount == 1
    message_id = _waiting_message(connection, name) if kind == "message" else None
    if message_id is None:
        return False
    drop = update(messages).where(messages.c.id == message_id)
    connection.execute(drop.values(status=MessageStatus.CANCELED, changed_at=now))
    timer_queue.start_with_message(connection, message_id, now)
    return True


def _waiting_message(connection: Connection, public_id: str) -> int | None:
    waiting = (messages.c.status == MessageStatus.UNKNOWN, messages.c.next_lookup_at.is_(None))
    return connection.execute(select(messages.c.id).where(messages.c.public_id == public_id, *waiting)).scalar()
