"""Short ways to put rows into a database, for tests that begin in the middle of a story."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Purpose
from flows.protocol.events import Event, TextReceived
from router.message_status import Direction, MessageStatus
from router.store import console_users, conversations, inbox, message_rows, threads
from router.store.inbox import Arrival
from router.store.tables import users as users_table

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CUSTOMER, LINE = "+12125550123", "+12125550101"
LEASE = timedelta(seconds=15)


def two_of_one_name(connection: Connection) -> None:
    """Ana, and an "ana" from before names were one whatever their case."""
    assert console_users.add(connection, "Ana", "a hash", NOW) is not None
    old = {"name": "ana", "folded_name": None, "password_hash": "another", "created_at": NOW}
    connection.execute(insert(users_table).values(old))


def text_arrives(
    connection: Connection,
    text: str = "hi",
    *,
    customer: str = CUSTOMER,
    line: str = LINE,
    provider_id: str | None = None,
) -> int | None:
    return event_arrives(connection, TextReceived(line, text), customer=customer, line=line, provider_id=provider_id)


def event_arrives(
    connection: Connection, event: Event, *, customer: str = CUSTOMER, line: str = LINE, provider_id: str | None = None
) -> int | None:
    return inbox.add(connection, Arrival(customer, line, event, NOW, provider_id))


def message_written(
    connection: Connection,
    public_id: str,
    *,
    status: MessageStatus = MessageStatus.QUEUED,
    customer: str = CUSTOMER,
    text: str = "hello",
    answers_event_id: int | None = None,
    created_at: datetime = NOW,
) -> int:
    message = message_rows.NewMessage(
        public_id=public_id,
        thread_id=threads.ensure(connection, customer, LINE),
        direction=Direction.OUTBOUND,
        status=status,
        sender=LINE,
        recipient=customer,
        text=text,
        purpose=Purpose.TRANSACTIONAL,
        answers_event_id=answers_event_id,
        created_at=created_at,
    )
    return message_rows.add(connection, message)


def closed_conversation(connection: Connection, *, customer: str = CUSTOMER) -> int:
    """Something for a timer or a message to belong to; its id."""
    conversation = Conversation("front_desk", "welcome", status=ConversationStatus.CLOSED)
    return conversations.add(connection, threads.ensure(connection, customer, LINE), conversation, NOW)
