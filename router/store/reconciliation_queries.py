"""Messages to ask the provider about: unknown ones, and those on their way whose callbacks may have been lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select, update

from router.message_status import ON_THE_WAY, MessageStatus
from router.store.tables import events, is_under_way, messages


class Lookup(Struct, frozen=True):
    """A message that is due to be asked about."""

    id: int
    public_id: str
    status: MessageStatus
    provider_id: str | None
    sender: str
    recipient: str
    text: str
    #: A message on file, if one was sent in place of the text.
    template: dict[str, Any] | None
    attempted_at: datetime
    lookups: int
    resends: int
    answers_text_at: datetime | None


_DUE = (
    select(
        messages.c.id,
        messages.c.public_id,
        messages.c.status,
        messages.c.provider_id,
        messages.c.sender,
        messages.c.recipient,
        messages.c.text,
        messages.c.template,
        messages.c.attempted_at,
        messages.c.lookups,
        messages.c.resends,
        events.c.received_at.label("answers_text_at"),
    )
    .join(events, (events.c.id == messages.c.answers_event_id) & (events.c.kind == "text_received"), isouter=True)
    .where(messages.c.next_lookup_at <= bindparam("now"))
    .order_by(messages.c.next_lookup_at)
    .limit(bindparam("most"))
)
_TWINS = (
    select(func.count())
    .select_from(messages)
    .where(
        is_under_way(messages),
        messages.c.sender == bindparam("sender_"),
        messages.c.recipient == bindparam("recipient_"),
        messages.c.text == bindparam("text_"),
        messages.c.status == bindparam("status_"),
    )
)
_TAKEN = select(messages.c.provider_id).where(messages.c.provider_id.in_(bindparam("provider_ids", expanding=True)))
_LOOKED = (
    update(messages)
    .where(messages.c.id == bindparam("message_id"), messages.c.status == bindparam("still"))
    .values(lookups=bindparam("count"), next_lookup_at=bindparam("later"))
)
_RESEND = (
    update(messages)
    .where(messages.c.id == bindparam("message_id"), messages.c.status == "unknown")
    .values(
        status=MessageStatus.QUEUED,
        resends=messages.c.resends + 1,
        next_lookup_at=None,
        not_before=None,
        changed_at=bindparam("now"),
    )
)
_MISSED = (
    update(messages)
    .where(messages.c.next_lookup_at.is_not(None), messages.c.status.in_(list(ON_THE_WAY)))
    .values(next_lookup_at=bindparam("now"), lookups=0)
)


def due(connection: Connection, now: datetime, most: int) -> list[Lookup]:
    """Messages to ask the provider about now, at most so many, the longest waiting first."""
    rows = connection.execute(_DUE, {"now": now, "most": most}).mappings()
    return [Lookup(**{**row, "status": MessageStatus(row["status"])}) for row in rows]


def twins(connection: Connection, message: Lookup, status: MessageStatus) -> int:
    """How many messages of this status look just like this one, itself included: a listing cannot tell them apart."""
    same = {"sender_": message.sender, "recipient_": message.recipient, "text_": message.text, "status_": status}
    return int(connection.execute(_TWINS, same).scalar_one())


def already_ours(connection: Connection, provider_ids: Sequence[str]) -> set[str]:
    """Those of the provider's ids that belong to messages of ours whose fate is known."""
    return set(connection.execute(_TAKEN, {"provider_ids": list(provider_ids)}).scalars())


def looked(connection: Connection, message: Lookup, lookups: int, look_again_at: datetime | None) -> None:
    """Nothing new; None when only a callback or a human can tell more. A report that came meanwhile stands."""
    values = {"message_id": message.id, "still": message.status, "count": lookups, "later": look_again_at}
    connection.execute(_LOOKED, values)


def resend(connection: Connection, message_id: int, now: datetime) -> None:
    """Proven absent, or a human's word: once more through the gate."""
    connection.execute(_RESEND, {"message_id": message_id, "now": now})


def ask_after_all(connection: Connection, now: datetime) -> None:
    """Nobody listened for a while: callbacks on what was on its way may have been missed."""
    connection.execute(_MISSED, {"now": now})
