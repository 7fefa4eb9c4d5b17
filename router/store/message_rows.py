"""Messages and what became of them."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Text,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from flows.protocol.effects import MessageTemplate, Purpose
from flows.types.media import Media
from router.message_status import ON_THE_WAY, REPLACES, Direction, ErrorClass, MessageStatus
from router.store.prepared_statements import Prepared
from router.store.tables import deliveries, is_under_way, messages

#: Callbacks are best effort: a message that is on its way for this long is asked after.
FIRST_FOLLOW_UP = timedelta(minutes=2)


#: The source of a report that is the provider's answer to the call that sent the message.
SUBMISSION = "submission"


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
    template: MessageTemplate | None = None
    purpose: Purpose | None = None
    agent: str | None = None
    encoding: str | None = None
    segments: int | None = None
    answers_event_id: int | None = None
    rule: str | None = None
    not_before: datetime | None = None
    provider_id: str | None = None


_INSERT = Prepared(insert(messages).returning(messages.c.id), (*NewMessage.__struct_fields__, "changed_at"))


def add(connection: Connection, message: NewMessage) -> int:
    """Keep a new message; its id."""
    values: dict[str, Any] = {name: getattr(message, name) for name in message.__struct_fields__}
    values["media"] = message.media or None
    values["changed_at"] = message.created_at
    return _INSERT.insert(connection, values)


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


_INSERT_DELIVERY = Prepared(
    insert(deliveries),
    ("message_id", "provider_id", "status", "error_code", "error_class", "source", "raw", "at"),
)
_other = messages.alias("other")
_named = bindparam("named", type_=Text)
_is_taken = exists(literal_column("1")).where(_other.c.provider_id == _named)
_is_of_another = exists(literal_column("1")).where(
    _other.c.public_id == bindparam("meant"), _other.c.id != messages.c.id
)
# Our id, in a callback's address, proves the provider's id of a message that has none yet; the first that is proven
# stays. A report that names one message by our id and another by the provider's is on neither: but the answer to the
# very call that sent a message is on that message.
_is_meant = and_(
    messages.c.public_id == bindparam("meant"),
    or_(
        messages.c.provider_id == _named,
        and_(messages.c.provider_id.is_(None), or_(bindparam("is_answer", type_=Boolean), ~_is_taken)),
    ),
)
_is_named = and_(messages.c.provider_id == _named, ~_is_of_another)
_provider_id = func.coalesce(messages.c.provider_id, select(_named).where(~_is_taken).scalar_subquery())


def _advancing(reported: MessageStatus, is_it: ColumnElement[bool]) -> Prepared:
    replaced: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in sorted(REPLACES[reported])]
    return Prepared(
        update(messages)
        .where(is_it, messages.c.status.in_(replaced))
        .values(
            status=reported,
            provider_id=_provider_id,
            changed_at=bindparam("at"),
            error_code=bindparam("code"),
            error_class=bindparam("class_"),
            next_lookup_at=bindparam("look_at"),
            lookups=0,
        )
        .returning(messages.c.id, messages.c.recipient)
    )


# By our id first, which nearly every report carries: SQLite takes twice as long to look for either.
_ADVANCE_MEANT = {status: _advancing(status, _is_meant) for status in REPLACES}
_ADVANCE_NAMED = {status: _advancing(status, _is_named) for status in REPLACES}
# Of no effect but on the name, and on PostgreSQL the lock: what follows refers to the row.
_NAME = Prepared(
    update(messages)
    .where(or_(_is_meant, _is_named))
    .values(provider_id=_provider_id)
    .returning(messages.c.id, messages.c.recipient)
)
_MEANT = Prepared(
    select(messages.c.id, messages.c.recipient).where(messages.c.public_id == bindparam("meant")),
)


class Known(Struct, frozen=True):
    """The message that a report speaks of."""

    id: int
    recipient: str
    #: True when the report moved the message's status.
    advanced: bool = False
    #: True when the report goes by our id, but names another of the provider's messages: it says nothing of this one.
    is_about_another: bool = False


def record_report(connection: Connection, report: Report) -> Known | None:
    """Keep the report as history and move the message's status if that goes forward; None for a message not ours."""
    known = _advance(connection, report) or _name(connection, report) or _mean(connection, report)
    _INSERT_DELIVERY.run(connection, _delivery(report, known.id if known else None))
    return known


def _advance(connection: Connection, report: Report) -> Known | None:
    if report.status is None:
        return None
    values = {
        "meant": report.public_id,
        "named": report.provider_id,
        "is_answer": report.source == SUBMISSION,
        "at": report.at,
        "code": report.error_code,
        "class_": report.error_class,
        "look_at": report.at + FIRST_FOLLOW_UP if report.status in ON_THE_WAY else None,
    }
    meant = _ADVANCE_MEANT[report.status].first(connection, values) if report.public_id else None
    row = meant or _ADVANCE_NAMED[report.status].first(connection, values)
    return Known(row[0], row[1], advanced=True) if row else None


def _name(connection: Connection, report: Report) -> Known | None:
    values = {"meant": report.public_id, "named": report.provider_id, "is_answer": report.source == SUBMISSION}
    row = _NAME.first(connection, values)
    return Known(row[0], row[1]) if row else None


def _mean(connection: Connection, report: Report) -> Known | None:
    """What cannot be read names no message of the provider's, and so no other one."""
    row = _MEANT.first(connection, {"meant": report.public_id}) if report.public_id else None
    return Known(row[0], row[1], is_about_another=report.provider_id is not None) if row else None


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
    """A message with its delivery history, oldest first; None where there is none of this id."""
    row = connection.execute(_BY_PUBLIC_ID, {"wanted": public_id}).mappings().one_or_none()
    if row is None:
        return None
    history = connection.execute(_HISTORY, {"message": row["id"]}).mappings()
    return Fate(dict(row), [dict(delivery) for delivery in history])


def count_under_way(connection: Connection) -> dict[str, int]:
    """How many outbound messages have not reached the provider yet, or may not have."""
    return {status: count for status, count in connection.execute(_COUNT)}
