"""All that the next step on a thread needs to know, in one look: it is on the way of every text."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, exists, func, literal_column, select

from flows.types.contact import Contact
from router.store.contacts import attributes
from router.store.conversations import StoredConversation
from router.store.prepared_statements import Prepared
from router.store.suppressions import has_opted_out, is_active
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
    #: They have said STOP, perhaps not for good.
    consent_withdrawn: bool
    last_text_at: datetime | None


_any = conversations.alias("any_conversation")
_latest = select(func.max(_any.c.id)).where(_any.c.thread_id == threads.c.id).correlate(threads).scalar_subquery()
_BRIEFING = Prepared(
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
        has_opted_out(threads.c.customer).label("consent_withdrawn"),
    )
    .select_from(threads)
    .outerjoin(conversations, conversations.c.id == _latest)
    .outerjoin(addresses, addresses.c.address == threads.c.customer)
    .outerjoin(contacts, contacts.c.id == addresses.c.contact_id)
    .where(threads.c.id == bindparam("thread"))
)


def read(connection: Connection, thread_id: int, event_id: int, attempts: int) -> Briefing:
    """All that the next step of a claimed thread needs, in one query."""
    values = {"thread": thread_id, "event": event_id, "attempts_before": attempts}
    row = _BRIEFING.first(connection, values)
    assert row is not None  # noqa: S101 - whoever holds the claim has made the thread
    last_text_at, conversation_id, conversation, contact_id, *person, is_next, consent_withdrawn = row
    return Briefing(
        is_next=bool(is_next),
        before=StoredConversation(conversation_id, conversation) if conversation_id else None,
        contact_id=contact_id,
        contact=_contact(connection, contact_id, *person),
        consent_withdrawn=bool(consent_withdrawn),
        last_text_at=last_text_at,
    )


def _contact(
    connection: Connection,
    contact_id: int | None,
    name: str | None,
    language: str | None,
    blocked: bool | None,  # noqa: FBT001 - columns of a row
    suppressed: bool,  # noqa: FBT001
    has_attributes: bool,  # noqa: FBT001
) -> Contact:
    if contact_id is None:
        return Contact(suppressed=bool(suppressed))
    kept = attributes(connection, contact_id) if has_attributes else {}
    return Contact(name, language, bool(suppressed), bool(blocked), kept)
