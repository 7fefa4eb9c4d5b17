"""Conversations for an agent's desk: short ways to put them into a database."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import Connection, update

from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Priority, Purpose, QueueConversation
from flows.protocol.understood_texts import Gist
from flows.types.media import Media
from router.message_status import Direction, MessageStatus
from router.store import console_users, contacts, conversations, message_rows, threads
from router.store.tables import contacts as contacts_table
from router.store.tables import messages as messages_table

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
CUSTOMER, LINE = "+12125550123", "+12125550101"
PASSWORD = "correct horse battery"
#: Cheap to check, where those that we make are slow on purpose: how slow stands in the hash.
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)

_numbers = count(1)


def agent_joins(connection: Connection, name: str = "ana", *, now: datetime = NOW) -> None:
    assert console_users.add(connection, name, PASSWORD_HASH, now) is not None


def conversation_opens(
    connection: Connection,
    customer: str = CUSTOMER,
    *,
    status: ConversationStatus = ConversationStatus.AUTOMATED,
    agent: str | None = None,
    team: str | None = None,
    name: str | None = None,
    line: str = LINE,
    at: datetime = NOW,
) -> int:
    """Its id."""
    thread = threads.ensure(connection, customer, line)
    contact = contacts.ensure(connection, customer, at)
    if name is not None:
        connection.execute(update(contacts_table).where(contacts_table.c.id == contact).values(name=name))
    conversation = Conversation("main", "start", status, agent=agent, team=team, line=line)
    return conversations.add(connection, thread, conversation, at)


def conversation_waits(
    connection: Connection,
    customer: str = CUSTOMER,
    *,
    reason: str = "asked for a human",
    priority: Priority = Priority.NORMAL,
    since: datetime = NOW - timedelta(minutes=12),
    summary: dict[str, Any] | None = None,
    heard: tuple[Gist, ...] = (),
    draft: str = "",
    name: str | None = None,
    team: str = "desk",
    answer_by: datetime | None = None,
) -> int:
    """Its id."""
    opened = conversation_opens(connection, customer, status=ConversationStatus.QUEUED, team=team, name=name, at=since)
    entry = QueueConversation(team, priority, reason, summary=summary or {}, heard=heard, draft=draft)
    conversations.enqueue(connection, opened, entry, answer_by, since)
    return opened


def text_came(
    connection: Connection,
    conversation: int,
    text: str,
    *,
    customer: str = CUSTOMER,
    at: datetime = NOW,
    media: tuple[Media, ...] = (),
) -> str:
    """Its public id."""
    return _message(
        connection, conversation, text, at, Direction.INBOUND, MessageStatus.RECEIVED, customer=customer, media=media
    )


def text_went(
    connection: Connection,
    conversation: int,
    text: str,
    *,
    customer: str = CUSTOMER,
    at: datetime = NOW,
    agent: str | None = None,
    status: MessageStatus = MessageStatus.DELIVERED,
    **fate: Any,
) -> str:
    """Its public id. `fate` sets columns that only the message's way sets."""
    public_id = _message(connection, conversation, text, at, Direction.OUTBOUND, status, customer=customer, agent=agent)
    if fate:
        table = messages_table
        connection.execute(update(table).where(table.c.public_id == public_id).values(**fate))
    return public_id


def _message(
    connection: Connection,
    conversation: int,
    text: str,
    at: datetime,
    direction: Direction,
    status: MessageStatus,
    *,
    customer: str,
    agent: str | None = None,
    media: tuple[Media, ...] = (),
) -> str:
    public_id = f"{next(_numbers):032x}"
    is_inbound = direction is Direction.INBOUND
    message = message_rows.NewMessage(
        public_id=public_id,
        thread_id=threads.ensure(connection, customer, LINE),
        direction=direction,
        status=status,
        sender=customer if is_inbound else LINE,
        recipient=LINE if is_inbound else customer,
        text=text,
        created_at=at,
        conversation_id=conversation,
        media=media,
        purpose=None if is_inbound else Purpose.TRANSACTIONAL,
        agent=agent,
    )
    message_rows.add(connection, message)
    return public_id
