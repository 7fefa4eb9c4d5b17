"""When the next thing is to be done: for those who let time pass faster than it does."""

from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Connection, case, func, literal, select, type_coerce

from router.store.columns import from_microseconds
from router.store.tables import calls, events, is_call_under_way, is_pending, is_under_way, messages, timers

_AT_ONCE = literal(0, BigInteger)


def _or_at_once(column: ColumnElement[datetime | None]) -> ColumnElement[int]:
    return func.coalesce(type_coerce(column, BigInteger), _AT_ONCE)


def _unless_being_done(status: ColumnElement[str], doing: str, at: ColumnElement[int]) -> ColumnElement[int]:
    return case((status == doing, _AT_ONCE), else_=at)


_EARLIEST = [
    select(func.min(type_coerce(timers.c.due_at, BigInteger))),
    select(func.min(_or_at_once(events.c.retry_at))).where(is_pending(events)),
    select(func.min(_unless_being_done(messages.c.status, "submitting", _or_at_once(messages.c.not_before)))).where(
        is_under_way(messages), messages.c.status != "unknown"
    ),
    select(func.min(_unless_being_done(calls.c.status, "calling", _or_at_once(calls.c.not_before)))).where(
        is_call_under_way(calls)
    ),
]


def next_due(connection: Connection) -> datetime | None:
    """The moment, which is long past for what is being done or waits for nothing; None when nothing lies ahead."""
    found = [moment for query in _EARLIEST if (moment := connection.execute(query).scalar()) is not None]
    return from_microseconds(min(found)) if found else None
