"""What the agents' pages list: conversations, and the standing of one of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, case, func, select

from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import Priority
from flows.protocol.understood_texts import Gist
from router.store import handovers
from router.store.columns import Instant
from router.store.contacts import of_address
from router.store.tables import addresses, contacts, conversations, messages, queue_entries, threads

#: A list shows at most this many conversations; the ones that wait longest come first.
LISTED = 100


class Shown(StrEnum):
    """Which conversations are listed."""

    OPEN = "open"
    ALL = "all"
    CLOSED = "closed"


class ListedConversation(Struct, frozen=True):
    """One row of the list."""

    id: int
    status: str
    team: str | None
    agent: str | None
    customer: str
    line: str
    name: str | None
    changed_at: datetime
    priority: str | None
    reason: str | None
    queued_at: datetime | None
    #: It waits for longer than its team wants to let anybody wait.
    overdue: bool
    last_text: str | None
    last_direction: str | None
    last_status: str | None


_said = messages.alias("said")
_LAST_MESSAGE = select(func.max(_said.c.id)).where(_said.c.thread_id == conversations.c.thread_id).scalar_subquery()
_IS_OVERDUE = func.coalesce(queue_entries.c.answer_by <= bindparam("now", type_=Instant), False)
_LIST = (
    select(
        conversations.c.id,
        conversations.c.status,
        conversations.c.team,
        conversations.c.agent,
        threads.c.customer,
        threads.c.line,
        contacts.c.name,
        conversations.c.changed_at,
        queue_entries.c.priority,
        queue_entries.c.reason,
        queue_entries.c.queued_at,
        _IS_OVERDUE.label("overdue"),
        messages.c.text.label("last_text"),
        messages.c.direction.label("last_direction"),
        messages.c.status.label("last_status"),
    )
    .join(threads, threads.c.id == conversations.c.thread_id)
    .join(addresses, addresses.c.address == threads.c.customer, isouter=True)
    .join(contacts, contacts.c.id == addresses.c.contact_id, isouter=True)
    .join(
        queue_entries,
        (queue_entries.c.conversation_id == conversations.c.id) & queue_entries.c.ended_at.is_(None),
        isouter=True,
    )
    .join(messages, messages.c.id == _LAST_MESSAGE, isouter=True)
    .where(conversations.c.status == bindparam("wanted"))
    .limit(bindparam("most"))
)
_URGENCY = case(
    {Priority.URGENT: 0, Priority.HIGH: 1, Priority.NORMAL: 2, Priority.LOW: 3},
    value=queue_entries.c.priority,
    else_=2,
)
_LIST_QUEUED = _LIST.order_by(_IS_OVERDUE.desc(), _URGENCY, queue_entries.c.queued_at, conversations.c.id)
_LIST_LATEST_FIRST = _LIST.order_by(conversations.c.changed_at.desc(), conversations.c.id.desc())

_STATUSES = {
    Shown.OPEN: ("queued", "assigned", "snoozed", "automated"),
    Shown.ALL: ("queued", "assigned", "snoozed", "automated", "closed"),
    Shown.CLOSED: ("closed",),
}


def list_conversations(
    connection: Connection, shown: Shown, now: datetime, most: int = LISTED
) -> list[ListedConversation]:
    """Queued first: the overdue, then by priority, then by age. The rest by status, latest change first.

    One query for each status, since an index holds each status in the order of change.
    """
    found: list[ListedConversation] = []
    for status in _STATUSES[shown]:
        if len(found) < most:
            query = _LIST_QUEUED if status == "queued" else _LIST_LATEST_FIRST
            values = {"wanted": status, "now": now, "most": most - len(found)}
            rows = connection.execute(query, values).mappings()
            found += [ListedConversation(**{**row, "overdue": bool(row["overdue"])}) for row in rows]
    return found


_COUNT_OVERDUE = (
    select(func.count())
    .select_from(conversations)
    .join(queue_entries, (queue_entries.c.conversation_id == conversations.c.id) & queue_entries.c.ended_at.is_(None))
    .where(conversations.c.status == "queued", queue_entries.c.answer_by <= bindparam("now"))
)


def count_overdue(connection: Connection, now: datetime) -> int:
    """How many wait for a human for longer than they should."""
    return int(connection.execute(_COUNT_OVERDUE, {"now": now}).scalar_one())


class Standing(Struct, frozen=True):
    """Where a thread stands now: its latest conversation, the customer, and why a human was called last."""

    conversation_id: int
    thread_id: int
    status: ConversationStatus
    team: str | None
    agent: str | None
    changed_at: datetime
    customer: str
    line: str
    name: str | None
    suppressed: bool
    blocked: bool
    reason: str | None
    priority: str | None
    queued_at: datetime | None
    summary: dict[str, Any]
    #: The last texts that the bot was asked about, and what it made of them.
    heard: tuple[Gist, ...]
    #: What a language model would answer; empty once an agent has answered, or the flow goes on.
    draft: str


_THREAD = (
    select(threads.c.id, threads.c.customer, threads.c.line)
    .join(conversations, conversations.c.thread_id == threads.c.id)
    .where(conversations.c.id == bindparam("conversation"))
)
_LATEST = (
    select(conversations)
    .where(conversations.c.thread_id == bindparam("thread"))
    .order_by(conversations.c.id.desc())
    .limit(1)
)
_LAST_CALL = (
    select(queue_entries)
    .where(queue_entries.c.conversation_id == bindparam("conversation"))
    .order_by(queue_entries.c.id.desc())
    .limit(1)
)

_WITHOUT_HUMANS = (ConversationStatus.AUTOMATED, ConversationStatus.CLOSED)
_ANSWERED = (
    select(messages.c.id)
    .where(
        messages.c.thread_id == bindparam("thread"),
        messages.c.agent.is_not(None),
        messages.c.created_at >= bindparam("since", type_=Instant),
    )
    .limit(1)
)


def standing(connection: Connection, conversation_id: int) -> Standing | None:
    """The standing of the thread that a conversation belongs to; None when there is no such conversation."""
    thread = connection.execute(_THREAD, {"conversation": conversation_id}).one_or_none()
    if thread is None:
        return None
    latest = connection.execute(_LATEST, {"thread": thread.id}).one()
    call = connection.execute(_LAST_CALL, {"conversation": latest.id}).one_or_none()
    contact = of_address(connection, thread.customer)
    status = ConversationStatus(latest.status)
    return Standing(
        conversation_id=latest.id,
        thread_id=thread.id,
        status=status,
        team=latest.team,
        agent=latest.agent,
        changed_at=latest.changed_at,
        customer=thread.customer,
        line=thread.line,
        name=contact.name,
        suppressed=contact.suppressed,
        blocked=contact.blocked,
        reason=call.reason if call else None,
        priority=call.priority if call else None,
        queued_at=call.queued_at if call and call.ended_at is None else None,
        summary=handovers.values_in(call.summary) if call else {},
        heard=handovers.heard_in(call.summary) if call else (),
        draft=_open_draft(connection, thread.id, call) if call and status not in _WITHOUT_HUMANS else "",
    )


def _open_draft(connection: Connection, thread_id: int, call: Row[Any]) -> str:
    draft = handovers.draft_in(call.summary)
    if not draft:
        return ""
    answered = connection.execute(_ANSWERED, {"thread": thread_id, "since": call.queued_at}).first()
    return draft if answered is None else ""
