"""All that the next step on a thread needs to know, in one look: it is on the way of every text."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, exists, func, literal_column, select

from flows.contact import Contact
from router.store.contacts import attributes
from router.store.conversations import StoredConversation
from router.store.suppressions import is_active
from router.store.tables import addresses, contact_attributes, contacts, conversations, events, is_pending, threads


class Briefing(Struct, frozen=True):
    """A thread as it stands when it is claimed."""

    #: Nobody handled or put off the event between the look at what waits and the claim: on PostgreSQL another
    #: process can, and whoever claimed the thread knows for sure.
    is_next: bool
    #: The open conversation, or else the one closed last.
    before: StoredConversation | None
    contact_id: int | None
    contact: Contact
    last_text_at: datetime | None


_any = conversations.alias("any_conversation")
_latest = select(func.max(_any.c.id)).where(_any.c.thread_id == threads.c.id).correlate(threads).scalar_subquery()
_BRIEFING = (
    select(
        threads.c.last_text_at,
        conversations.c.id.label("conversation_id"),
        conversations.c.conversation,
        contacts.c.id.label("contact_id"),
        contacts.c.name,
        contacts.c.language,
        contacts.c.blocked,
        is_active(threads.c.customer).label("suppressed"),
        exists().where(contact_attributes.c.contact_id == contacts.c.id).label("has_attributes"),
        exists(literal_column("1"))
        .where(events.c.id == bindparam("event"), is_pending(events), events.c.attempts == bindparam("attempts_before"))
        .label("is_next"),
    )
    .select_from(threads)
    .outerjoin(conversations, conversations.c.id == _latest)
    .outerjoin(addresses, addresses.c.address == threads.c.customer)
    .outerjoin(contacts, contacts.c.id == addresses.c.contact_id)
    .where(threads.c.id == bindparam("thread"))
)


def read(connection: Connection, thread_id: int, event_id: int, attempts: int) -> Briefing:
    values = {"thread": thread_id, "event": event_id, "attempts_before": attempts}
    row = connection.execute(_BRIEFING, values).one()
    return Briefing(
        is_next=bool(row.is_next),
        before=StoredConversation(row.conversation_id, row.conversation) if row.conversation_id else None,
        contact_id=row.contact_id,
        contact=_contact(connection, row),
        last_text_at=row.last_text_at,
    )


def _contact(connection: Connection, row: Row[tuple[object, ...]]) -> Contact:
    if row.contact_id is None:
        return Contact(suppressed=bool(row.suppressed))
    kept = attributes(connection, row.contact_id) if row.has_attributes else {}
    return Contact(row.name, row.language, bool(row.suppressed), bool(row.blocked), kept)
