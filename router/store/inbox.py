"""The inbox: everything that can happen to a conversation, in order of arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

import msgspec
from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from flows.protocol.events import Event
from flows.protocol.needs import Met
from router.store.columns import database_now, reached
from router.store.prepared_statements import Prepared
from router.store.tables import events, is_pending, is_unfinished, threads
from router.store.upsert import PerDialect

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
_MET_DECODER: msgspec.json.Decoder[dict[str, Met]] = msgspec.json.Decoder(dict[str, Met])
_NOTHING_MET: Mapping[str, Met] = {}


#: No event is put off for longer.
MAX_RETRY_PAUSE = timedelta(minutes=1)


class EventStatus(StrEnum):
    """What became of an event."""

    PENDING = "pending"  # waits to be handled
    DONE = "done"  # handled
    QUARANTINED = "quarantined"  # signed, but not to be understood; kept raw
    SET_ASIDE = "set_aside"  # failed too often; a human looks
    DISCARDED = "discarded"  # a human gave it up


class Arrival(msgspec.Struct, frozen=True):
    """An event about to be written; `provider_id` makes it unique."""

    customer: str
    line: str
    event: Event
    received_at: datetime
    provider_id: str | None = None
    raw: bytes | None = None


@dataclass(frozen=True)
class PendingEvent:
    """An event to handle next. Read only when it is handled, so that an unreadable one fails alone."""

    id: int
    customer: str
    line: str
    encoded: bytes
    received_at: datetime
    attempts: int
    provider_id: str | None
    encoded_met: bytes | None = None

    @cached_property
    def event(self) -> Event:
        """The event. Raises ValueError where it cannot be read."""
        return _DECODER.decode(self.encoded)

    @property
    def met(self) -> Mapping[str, Met]:
        """What was found out for it before, by the key of its need."""
        return _MET_DECODER.decode(self.encoded_met) if self.encoded_met else _NOTHING_MET

    @property
    def is_readable(self) -> bool:
        """False where another version wrote what this one cannot read."""
        try:
            return bool(self.event)
        except ValueError:  # msgspec's errors, and UnicodeDecodeError
            return False


_COLUMNS = ("status", "customer", "line", "kind", "provider_id", "event", "raw", "received_at", "error")
#: A provider id seen before changes nothing, however long ago that was.
INSERT_ONCE = Prepared(
    PerDialect(lambda insert: insert(events).on_conflict_do_nothing(index_elements=[events.c.provider_id])), _COLUMNS
)
_INSERT_ONCE_RETURNING = PerDialect(
    lambda insert: insert(events).on_conflict_do_nothing(index_elements=[events.c.provider_id]).returning(events.c.id)
)


def row(arrival: Arrival) -> dict[str, object]:
    """An arrival as a row of the inbox."""
    return {
        "status": EventStatus.PENDING,
        "customer": arrival.customer,
        "line": arrival.line,
        "kind": arrival.event.__struct_config__.tag,
        "provider_id": arrival.provider_id,
        "event": _ENCODER.encode(arrival.event),
        "raw": arrival.raw,
        "received_at": arrival.received_at,
        "error": None,
    }


def quarantined_row(provider_id: str | None, raw: bytes, reason: str, received_at: datetime) -> dict[str, object]:
    """A webhook that could not be read, kept as it came: nothing that a provider sent is lost."""
    return {
        "status": EventStatus.QUARANTINED,
        "customer": "",
        "line": "",
        "kind": "unreadable",
        "provider_id": provider_id,
        "event": None,
        "raw": raw,
        "received_at": received_at,
        "error": reason,
    }


def add(connection: Connection, arrival: Arrival) -> int | None:
    """Write an event; its id, or None when its provider id was seen before."""
    return add_row(connection, row(arrival))


def add_row(connection: Connection, values: Mapping[str, object]) -> int | None:
    """Write a `row` or a `quarantined_row`; its id, or None when its provider id was seen before."""
    return connection.execute(_INSERT_ONCE_RETURNING.on(connection), values).scalar()


_CLAIMED = exists().where(
    threads.c.customer == events.c.customer, threads.c.line == events.c.line, threads.c.claimed_until > database_now()
)
_WAITING = (
    select(events.c.customer, events.c.line, func.min(events.c.id).label("first"))
    .where(is_pending(events), ~_CLAIMED)
    .group_by(events.c.customer, events.c.line)
    .subquery()
)
_FIRST_OF_EACH_THREAD = (
    select(
        events.c.id,
        events.c.customer,
        events.c.line,
        events.c.event,
        events.c.received_at,
        events.c.attempts,
        events.c.provider_id,
        events.c.met,
    )
    .join(_WAITING, _WAITING.c.first == events.c.id)
    .where(or_(events.c.retry_at.is_(None), reached(events.c.retry_at, MAX_RETRY_PAUSE)))
    .order_by(events.c.id)
    .limit(bindparam("most"))
)


def next_of_each_thread(connection: Connection, now: datetime, most: int) -> list[PendingEvent]:
    """The oldest pending event of each thread that nobody holds, oldest first."""
    found = connection.execute(_FIRST_OF_EACH_THREAD, {"now": now, "most": most})
    return [
        PendingEvent(r.id, r.customer, r.line, r.event, r.received_at, r.attempts, r.provider_id, r.met) for r in found
    ]


_FINISH = Prepared(
    update(events)
    .where(events.c.id == bindparam("event_id"))
    .values(status=EventStatus.DONE, error=None, rung=bindparam("taken_by"))
)
_KEEP_MET = update(events).where(events.c.id == bindparam("event_id")).values(met=bindparam("found_out"))
_POSTPONE = (
    update(events)
    .where(events.c.id == bindparam("event_id"))
    .values(attempts=events.c.attempts + 1, retry_at=bindparam("next_try"), error=bindparam("reason"))
)
_SET_ASIDE = (
    update(events)
    .where(events.c.id == bindparam("event_id"))
    .values(status=EventStatus.SET_ASIDE, attempts=events.c.attempts + 1, error=bindparam("reason"))
)


def finish(connection: Connection, event_id: int, rung: str | None = None) -> None:
    """Handled, by a rung of the ladder if it is an event that climbs it."""
    _FINISH.run(connection, {"event_id": event_id, "taken_by": rung})


def keep_met(connection: Connection, event_id: int, met: Mapping[str, Met]) -> None:
    """Keep what was found out for an event: should it be handled again, then with the same answers."""
    connection.execute(_KEEP_MET, {"event_id": event_id, "found_out": _ENCODER.encode(met)})


def postpone(connection: Connection, event_id: int, next_try: datetime, reason: str) -> None:
    """Try an event again later; `reason` is the failure's, without any text of the customer's."""
    connection.execute(_POSTPONE, {"event_id": event_id, "next_try": next_try, "reason": reason})


def set_aside(connection: Connection, event_id: int, reason: str) -> None:
    """Give an event up: it waits for a human's word."""
    connection.execute(_SET_ASIDE, {"event_id": event_id, "reason": reason})


_COUNTS = select(events.c.status, func.count()).where(is_unfinished(events)).group_by(events.c.status)


def count_unfinished(connection: Connection) -> dict[str, int]:
    """How many events are not handled, by status."""
    return {status: count for status, count in connection.execute(_COUNTS)}
