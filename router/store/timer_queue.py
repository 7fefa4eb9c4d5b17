"""Timers that survive a restart. A silence starts when its question has left, a burst's when it is written."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import BigInteger, Connection, bindparam, delete, insert, select, update

from router.store.columns import to_microseconds
from router.store.prepared_statements import Prepared
from router.store.tables import conversations, threads, timers


class TimerKind(StrEnum):
    """What a timer waits for the end of."""

    SILENCE = "silence"
    BURST = "burst"


_INSERT = Prepared(
    insert(timers), ("conversation_id", "kind", "wait", "after_seconds", "starts_with_message_id", "due_at")
)
_STOP = Prepared(delete(timers).where(timers.c.conversation_id == bindparam("conversation")))
_STOP_KIND = Prepared(
    delete(timers).where(timers.c.conversation_id == bindparam("conversation"), timers.c.kind == bindparam("ending"))
)
_START = Prepared(
    update(timers)
    .where(timers.c.starts_with_message_id == bindparam("message"), timers.c.due_at.is_(None))
    .values(due_at=bindparam("now_microseconds", type_=BigInteger) + timers.c.after_seconds * 1_000_000)
)
_DUE = (
    select(timers.c.id, timers.c.kind, timers.c.wait, threads.c.customer, threads.c.line)
    .join(conversations, conversations.c.id == timers.c.conversation_id)
    .join(threads, threads.c.id == conversations.c.thread_id)
    .where(timers.c.due_at <= bindparam("now"))
    .order_by(timers.c.due_at)
    .limit(bindparam("most"))
)
_DELETE = delete(timers).where(timers.c.id == bindparam("timer"))


class DueTimer(Struct, frozen=True):
    """A silence or a burst that has lasted long enough."""

    id: int
    kind: TimerKind
    #: The wait, or the text of a burst, that it was started for.
    wait: int
    customer: str
    line: str


def add(
    connection: Connection, conversation_id: int, wait: int, after: timedelta, message_id: int | None, now: datetime
) -> None:
    """A silence: start now, or with the message once that has left."""
    _add(connection, conversation_id, TimerKind.SILENCE, wait, after, message_id, now)


def add_burst(connection: Connection, conversation_id: int, burst: int, after: timedelta, now: datetime) -> None:
    """Start now, in place of the timer of the text before."""
    stop(connection, conversation_id, TimerKind.BURST)
    _add(connection, conversation_id, TimerKind.BURST, burst, after, None, now)


def _add(
    connection: Connection,
    conversation_id: int,
    kind: TimerKind,
    wait: int,
    after: timedelta,
    message_id: int | None,
    now: datetime,
) -> None:
    values = {
        "conversation_id": conversation_id,
        "kind": kind,
        "wait": wait,
        "after_seconds": int(after.total_seconds()),
        "starts_with_message_id": message_id,
        "due_at": None if message_id is not None else now + after,
    }
    _INSERT.run(connection, values)


def start_with_message(connection: Connection, message_id: int, now: datetime) -> None:
    """The message has left, or never will: what waited for it starts."""
    _START.run(connection, {"message": message_id, "now_microseconds": to_microseconds(now)})


def stop(connection: Connection, conversation_id: int, kind: TimerKind | None = None) -> None:
    """Those of one kind; all of them, if none is named."""
    if kind is None:
        _STOP.run(connection, {"conversation": conversation_id})
    else:
        _STOP_KIND.run(connection, {"conversation": conversation_id, "ending": kind})


def due(connection: Connection, now: datetime, most: int) -> list[DueTimer]:
    """Timers whose time has come, at most so many, the longest due first."""
    rows = connection.execute(_DUE, {"now": now, "most": most})
    return [DueTimer(row.id, TimerKind(row.kind), row.wait, row.customer, row.line) for row in rows]


def take(connection: Connection, timer_id: int) -> bool:
    """False when another process fired it first."""
    return connection.execute(_DELETE, {"timer": timer_id}).rowcount == 1
