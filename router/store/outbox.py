"""Outbound messages on their way out: which may leave next, and what became of each attempt."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct, convert
from sqlalchemy import Connection, RowMapping, and_, bindparam, exists, func, or_, select, update

from flows.protocol.effects import MessageTemplate, Purpose
from flows.types.media import Media
from router.message_status import MessageStatus
from router.store.columns import reached
from router.store.suppressions import has_opted_out, is_active
from router.store.tables import addresses, contacts, is_under_way, messages, threads

#: After this long an unknown message no longer blocks the ones behind it (DESIGN.md, 6).
UNKNOWN_BLOCKS_FOR = timedelta(seconds=30)
#: A call older than this belongs to a process that is gone: the adapter's own time-out is far shorter.
ABANDONED_AFTER = timedelta(seconds=60)
#: No retry is put off for longer, whatever the provider asks for.
MAX_RETRY_AFTER = timedelta(minutes=5)


class Outgoing(Struct, frozen=True):
    """A message that may leave, with what the gate wants to know."""

    id: int
    public_id: str
    sender: str
    recipient: str
    text: str
    media: tuple[Media, ...]
    template: MessageTemplate | None
    purpose: Purpose
    attempts: int
    created_at: datetime
    suppressed: bool
    consent_withdrawn: bool
    blocked: bool
    last_text_at: datetime | None


_earlier = messages.alias("earlier")
_BLOCKED_BY_EARLIER = exists().where(
    _earlier.c.thread_id == messages.c.thread_id,
    _earlier.c.id < messages.c.id,
    is_under_way(_earlier),
    or_(
        _earlier.c.status.in_([MessageStatus.QUEUED, MessageStatus.SUBMITTING]),
        and_(
            _earlier.c.status == "unknown",
            ~reached(_earlier.c.attempted_at, UNKNOWN_BLOCKS_FOR, after=UNKNOWN_BLOCKS_FOR),
        ),
    ),
)


_READY = (
    select(
        messages.c.id,
        messages.c.public_id,
        messages.c.sender,
        messages.c.recipient,
        messages.c.text,
        messages.c.media,
        messages.c.template,
        messages.c.purpose,
        messages.c.attempts,
        messages.c.created_at,
        threads.c.last_text_at,
        func.coalesce(contacts.c.blocked, False).label("blocked"),
        is_active(messages.c.recipient).label("suppressed"),
        has_opted_out(messages.c.recipient).label("consent_withdrawn"),
    )
    .join(threads, threads.c.id == messages.c.thread_id)
    .join(addresses, addresses.c.address == messages.c.recipient, isouter=True)
    .join(contacts, contacts.c.id == addresses.c.contact_id, isouter=True)
    .where(
        is_under_way(messages),
        messages.c.status.in_([MessageStatus.QUEUED, MessageStatus.HELD]),
        or_(
            messages.c.not_before.is_(None),
            and_(messages.c.status == "held", messages.c.not_before <= bindparam("now")),
            and_(messages.c.status == "queued", reached(messages.c.not_before, MAX_RETRY_AFTER)),
        ),
        ~_BLOCKED_BY_EARLIER,
    )
    .order_by(messages.c.id)
    .limit(bindparam("most"))
)


_READY_FIRST_TIME = _READY.where(messages.c.attempts == 0)


def ready(connection: Connection, now: datetime, most: int, *, tried_before: bool = True) -> list[Outgoing]:
    """Messages that may be judged and sent now: oldest first, each thread's in its order."""
    rows = connection.execute(_READY if tried_before else _READY_FIRST_TIME, {"now": now, "most": most})
    return [_outgoing(row) for row in rows.mappings()]


def _outgoing(row: RowMapping) -> Outgoing:
    media = convert(row["media"] or (), tuple[Media, ...])
    template = convert(row["template"], MessageTemplate | None)
    return Outgoing(**{**row, "media": media, "template": template, "purpose": Purpose(row["purpose"])})


_WAITING = messages.c.status.in_([MessageStatus.QUEUED, MessageStatus.HELD])
_TAKE = (
    update(messages)
    .where(messages.c.id.in_(bindparam("ids", expanding=True)), _WAITING)
    .values(
        status=MessageStatus.SUBMITTING,
        attempts=messages.c.attempts + 1,
        attempt_token=bindparam("token"),
        attempted_at=bindparam("now"),
        changed_at=bindparam("now"),
        not_before=None,
        rule=None,
    )
    .returning(messages.c.id)
)
_STOP = update(messages).where(messages.c.id == bindparam("message_id"), _WAITING)
_REFUSE = _STOP.values(status=MessageStatus.REFUSED, rule=bindparam("why"), changed_at=bindparam("now"))
_HOLD = _STOP.values(
    status=MessageStatus.HELD, rule=bindparam("why"), not_before=bindparam("until"), changed_at=bindparam("now")
)


def take(connection: Connection, ids: Sequence[int], token: str, now: datetime) -> set[int]:
    """Mark messages `submitting` before their provider call; the ids that nobody else took first."""
    if not ids:
        return set()
    return set(connection.execute(_TAKE, {"ids": list(ids), "token": token, "now": now}).scalars())


def refuse(connection: Connection, message_id: int, rule: str, now: datetime) -> None:
    """The gate's last word: it never leaves."""
    connection.execute(_REFUSE, {"message_id": message_id, "why": rule, "now": now})


def hold(connection: Connection, message_id: int, rule: str, until: datetime, now: datetime) -> None:
    """The gate says not now: it is judged again at `until`."""
    connection.execute(_HOLD, {"message_id": message_id, "why": rule, "until": until, "now": now})


_ATTEMPT = update(messages).where(
    messages.c.id == bindparam("message_id"),
    messages.c.attempt_token == bindparam("token"),
    messages.c.status == "submitting",
)
_REQUEUE = _ATTEMPT.values(
    status=MessageStatus.QUEUED, not_before=bindparam("later"), error=bindparam("why"), changed_at=bindparam("now")
)
_EXPIRE = _ATTEMPT.values(status=MessageStatus.EXPIRED, error=bindparam("why"), changed_at=bindparam("now"))
_DOUBT = _ATTEMPT.values(
    status=MessageStatus.UNKNOWN,
    error=bindparam("why"),
    changed_at=bindparam("now"),
    next_lookup_at=bindparam("later"),
    lookups=0,
)


def requeue(connection: Connection, message_id: int, token: str, later: datetime, why: str, now: datetime) -> None:
    """Provably not sent: it keeps its place in the thread and is tried again."""
    connection.execute(_REQUEUE, {"message_id": message_id, "token": token, "later": later, "why": why, "now": now})


def expire(connection: Connection, message_id: int, token: str, why: str, now: datetime) -> None:
    """Provably not sent, and too old to be worth sending."""
    connection.execute(_EXPIRE, {"message_id": message_id, "token": token, "why": why, "now": now})


def doubt(connection: Connection, message_id: int, token: str, look_at: datetime, why: str, now: datetime) -> None:
    """It may or may not have been sent; a report that came meanwhile stands."""
    connection.execute(_DOUBT, {"message_id": message_id, "token": token, "later": look_at, "why": why, "now": now})


_ABANDONED = (
    update(messages)
    .where(is_under_way(messages), messages.c.status == "submitting")
    .values(
        status=MessageStatus.UNKNOWN,
        error="the process stopped during the call",
        changed_at=bindparam("now"),
        next_lookup_at=bindparam("now"),
        lookups=0,
    )
)


_ABANDONED_LONG_AGO = _ABANDONED.where(reached(messages.c.attempted_at, ABANDONED_AFTER, after=ABANDONED_AFTER))


def doubt_abandoned(connection: Connection, now: datetime) -> int:
    """Calls so old that their process must be gone: their outcome is unknown."""
    return connection.execute(_ABANDONED_LONG_AGO, {"now": now}).rowcount


def doubt_every_call(connection: Connection, now: datetime) -> int:
    """Right only for the one process that serves a SQLite database, at its start."""
    return connection.execute(_ABANDONED, {"now": now}).rowcount
