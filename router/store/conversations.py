"""Conversations: one stretch of a thread from opening to closing, and the queue that humans take them from."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import QueueConversation
from router.store import handovers
from router.store.prepared_statements import Prepared
from router.store.tables import conversations, queue_entries, threads

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Conversation)


@dataclass(frozen=True)
class StoredConversation:
    """A conversation and the row that keeps it. Read only when it is used, so that an unreadable one fails alone."""

    id: int
    encoded: bytes

    @cached_property
    def conversation(self) -> Conversation:
        """The conversation. Raises ValueError where it cannot be read."""
        return _DECODER.decode(self.encoded)

    @property
    def is_readable(self) -> bool:
        """False where another version wrote what this one cannot read."""
        try:
            return bool(self.conversation)
        except ValueError:  # msgspec's errors, and UnicodeDecodeError
            return False


_COLUMNS = ("thread_id", "opened_at", "status", "team", "agent", "conversation", "changed_at")
_INSERT = Prepared(insert(conversations).returning(conversations.c.id), _COLUMNS)
_UPDATE = Prepared(
    update(conversations)
    .where(conversations.c.id == bindparam("conversation_id"))
    .values(
        status=bindparam("status"),
        team=bindparam("team"),
        agent=bindparam("agent"),
        conversation=bindparam("conversation"),
        changed_at=bindparam("changed_at"),
    )
)


def add(connection: Connection, thread_id: int, conversation: Conversation, now: datetime) -> int:
    """Keep a new conversation; its id."""
    values = {"thread_id": thread_id, "opened_at": now, **_columns(conversation, now)}
    return _INSERT.insert(connection, values)


_LATEST = (
    select(conversations.c.id, conversations.c.conversation)
    .join(threads, threads.c.id == conversations.c.thread_id)
    .where(threads.c.customer == bindparam("customer"), threads.c.line == bindparam("line"))
    .order_by(conversations.c.id.desc())
    .limit(1)
)


def latest(connection: Connection, customer: str, line: str) -> Conversation | None:
    """A thread's, open or closed; None where there is none, or none that can be read."""
    row = connection.execute(_LATEST, {"customer": customer, "line": line}).one_or_none()
    found = None if row is None else StoredConversation(row.id, row.conversation)
    return found.conversation if found is not None and found.is_readable else None


def save(connection: Connection, conversation_id: int, conversation: Conversation, now: datetime) -> None:
    """Put a conversation's new state in the old one's place."""
    _UPDATE.run(connection, {"conversation_id": conversation_id, **_columns(conversation, now)})


_GIVE_UP = (
    update(conversations)
    .where(conversations.c.id == bindparam("conversation_id"))
    .values(status=ConversationStatus.CLOSED, changed_at=bindparam("now"))
)


def give_up(connection: Connection, conversation_id: int, now: datetime) -> None:
    """Close one that cannot be read, and keep what there is of it."""
    connection.execute(_GIVE_UP, {"conversation_id": conversation_id, "now": now})


def _columns(conversation: Conversation, now: datetime) -> dict[str, object]:
    return {
        "status": conversation.status,
        "team": conversation.team,
        "agent": conversation.agent,
        "conversation": _ENCODER.encode(conversation),
        "changed_at": now,
    }


_ENQUEUE = insert(queue_entries)
_TAKE = (
    update(queue_entries)
    .where(queue_entries.c.conversation_id == bindparam("conversation"), queue_entries.c.ended_at.is_(None))
    .values(taken_by=bindparam("agent"), ended_at=bindparam("now"))
)


def enqueue(
    connection: Connection, conversation_id: int, entry: QueueConversation, answer_by: datetime | None, now: datetime
) -> None:
    """Put it in front of a human, who should have answered by then."""
    values = {
        "conversation_id": conversation_id,
        "team": entry.team,
        "priority": entry.priority,
        "reason": entry.reason,
        "skill": entry.skill,
        "summary": handovers.written(entry),
        "queued_at": now,
        "answer_by": answer_by,
    }
    connection.execute(_ENQUEUE, values)


def leave_queue(connection: Connection, conversation_id: int, agent: str | None, now: datetime) -> None:
    """Somebody took it, or it needs nobody any more."""
    connection.execute(_TAKE, {"conversation": conversation_id, "agent": agent, "now": now})
