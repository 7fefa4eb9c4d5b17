"""Messages and what became of them."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from flows.effects import Purpose
from flows.media import Media
from router.messages import ON_THE_WAY, REPLACES, Direction, ErrorClass, MessageStatus
from router.store.tables import deliveries, is_under_way, messages

#: Callbacks are best effort: a message that is on its way for this long is asked after.
FIRST_FOLLOW_UP = timedelta(minutes=2)


class NewMessage(Struct, frozen=True):
    """A message about to be written."""

    public_id: str
    thread_id: int
    direction: Direction
    status: MessageStatus
    sender: str
    recipient: str
    text: str
    created_at: datetime
    conversation_id: int | None = None
    media: tuple[Media, ...] = ()
    purpose: Purpose | None = None
    agent: str | None = None
    encoding: str | None = None
    segments: int | None = None
    answers_event_id: int | None = None
    rule: str | None = None
    not_before: datetime | None = None
    provider_id: str | None = None


_INSERT = insert(messages).returning(messages.c.id)


def add(connection: Connection, message: NewMessage) -> int:
    values: dict[str, Any] = {name: getattr(message, name) for name in message.__struct_fields__}
    values["media"] = message.media or None
    values["changed_at"] = message.created_at
    return int(connection.execute(_INSERT, values).scalar_one())


class Report(Struct, frozen=True):
    """Something learned about a message's fate: from a callback, a listing, or the call itself."""

    source: str
    at: datetime
    status: MessageStatus | None = None
    provider_id: str | None = None
    public_id: str | None = None
    error_code: int | None = None
    error_class: ErrorClass | None = None
    raw: bytes | None = None


# Locked from the start: two callbacks of one message would otherwise each hold what the other waits for.
_FIND = (
    select(messages.c.id, messages.c.recipient)
    .where(or_(messages.c.public_id == bindparam("public_id"), messages.c.provider_id == bindparam("provider_id")))
    .with_for_update(of=messages)
)
_INSERT_DELIVERY = insert(deliveries)
_ADVANCE = (
    update(messages)
    .where(messages.c.id == bindparam("message_id"), messages.c.status.in_(bindparam("replaced", expanding=True)))
    .values(
        status=bindparam("new_status"),
        changed_at=bindparam("at"),
        error_code=bindparam("code"),
        error_class=bindparam("class_"),
        next_lookup_at=bindparam("look_at"),
        lookups=0,
    )
)
_NAME = (
    update(messages)
    .where(messages.c.id == bindparam("message_id"), messages.c.provider_id.is_(None))
    .values(provider_id=bindparam("named"))
)


class Known(Struct, frozen=True):
    """The message that a report speaks of."""

    id: int
    recipient: str
    #: True when the report moved the message's status.
    advanced: bool


def record_report(connection: Connection, report: Report) -> Known | None:
    """Keep the report as history and move the message's status if that goes forward; None for a message not ours."""
    found = connection.execute(_FIND, {"public_id": report.public_id, "provider_id": report.provider_id}).first()
    connection.execute(_INSERT_DELIVERY, _delivery(report, found.id if found else None))
    if found is None:
        return None
    if report.provider_id:
        connection.execute(_NAME, {"message_id": found.id, "named": report.provider_id})
    return Known(found.id, found.recipient, _advance(connection, found.id, report))


def _advance(connection: Connection, message_id: int, report: Report) -> bool:
    if report.status is None:
        return False
    values = {
        "message_id": message_id,
        "replaced": list(REPLACES[report.status]),
        "new_status": report.status,
        "at": report.at,
        "code": report.error_code,
        "class_": report.error_class,
        "look_at": report.at + FIRST_FOLLOW_UP if report.status in ON_THE_WAY else None,
    }
    return connection.execute(_ADVANCE, values).rowcount == 1


def _delivery(report: Report, message_id: int | None) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "provider_id": report.provider_id,
        "status": report.status,
        "error_code": report.error_code,
        "error_class": report.error_class,
        "source": report.source,
        "raw": report.raw,
        "at": report.at,
    }


class Fate(Struct, frozen=True):
    """A message with everything that is known of its way, as `GET /api/v1/messages/{id}` shows it."""

    message: dict[str, Any]
    deliveries: list[dict[str, Any]]


_BY_PUBLIC_ID = select(messages).where(messages.c.public_id == bindparam("wanted"))
_HISTORY = select(deliveries).where(deliveries.c.message_id == bindparam("message")).order_by(deliveries.c.id)
_COUNT = select(messages.c.status, func.count()).where(is_under_way(messages)).group_by(messages.c.status)


def fate(connection: Connection, public_id: str) -> Fate | None:
    row = connection.execute(_BY_PUBLIC_ID, {"wanted": public_id}).mappings().one_or_none()
    if row is None:
        return None
    history = connection.execute(_HISTORY, {"message": row["id"]}).mappings()
    return Fate(dict(row), [dict(delivery) for delivery in history])


def count_under_way(connection: Connection) -> dict[str, int]:
    """How many outbound messages have not reached the provider yet, or may not have."""
    return {status: count for status, count in connection.execute(_COUNT)}
