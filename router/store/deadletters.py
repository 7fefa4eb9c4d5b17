"""What waits for a human's word: events that could not be handled, messages whose fate nobody can prove."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, select, update

from router.message_status import MessageStatus
from router.store import timer_queue
from router.store.inbox import EventStatus
from router.store.reconciliation_queries import resend
from router.store.tables import events, is_under_way, is_unfinished, messages


class DeadLetter(Struct, frozen=True):
    """`id` is `event-…` or `message-…`, as `retry` and `discard` take it."""

    id: str
    what: str
    since: datetime
    reason: str


Change = Callable[[Connection, str, datetime], bool]


def list_all(connection: Connection) -> Sequence[DeadLetter]:
    return [*_events(connection), *_messages(connection)]


def _events(connection: Connection) -> list[DeadLetter]:
    waiting = events.c.status.in_([EventStatus.SET_ASIDE, EventStatus.QUARANTINED])
    columns = (events.c.id, events.c.kind, events.c.status, events.c.received_at, events.c.error)
    found = connection.execute(select(*columns).where(is_unfinished(events), waiting).order_by(events.c.id))
    return [DeadLetter(f"event-{r.id}", f"{r.kind} {r.status}", r.received_at, r.error or "") for r in found]


def _messages(connection: Connection) -> list[DeadLetter]:
    waiting = (is_under_way(messages), messages.c.status == MessageStatus.UNKNOWN, messages.c.next_lookup_at.is_(None))
    columns = (messages.c.public_id, messages.c.created_at, messages.c.error)
    found = connection.execute(select(*columns).where(*waiting).order_by(messages.c.id))
    return [DeadLetter(f"message-{r.public_id}", "message unknown", r.created_at, r.error or "") for r in found]


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
        waiting = events.c.status.in_([EventStatus.SET_ASIDE, EventStatus.QUARANTINED])
        drop = update(events).where(events.c.id == int(name), waiting)
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
