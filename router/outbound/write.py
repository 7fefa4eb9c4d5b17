"""Writing a message: judged by the gate, counted, and kept before anything is sent."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from flows import segments
from flows.effects import Purpose
from flows.media import Media
from router.messages import Direction, MessageStatus
from router.outbound.gate import Draft, Hold, Refuse, Send, judge
from router.store import contacts, messages, threads


class Text(Struct, frozen=True):
    """What is to be said, by whom and why."""

    thread_id: int
    text: str
    purpose: Purpose
    media: tuple[Media, ...] = ()
    agent: str | None = None
    conversation_id: int | None = None
    #: The customer's text that this answers, if it answers one.
    answers_event_id: int | None = None


class Written(Struct, frozen=True):
    """A message that is kept; `status` says whether it will be sent."""

    id: int
    public_id: str
    status: MessageStatus
    #: The gate's rule that held or refused it.
    rule: str | None = None


NewId = Callable[[], str]


def write_message(connection: Connection, text: Text, new_id: NewId, now: datetime) -> Written:
    """Judge the text and keep it as queued, held or refused. The dispatcher judges it again before it sends it."""
    thread = threads.by_id(connection, text.thread_id)
    contact = contacts.of_address(connection, thread.customer)
    draft = Draft(
        thread.customer,
        text.text,
        bool(text.media),
        text.purpose,
        contact.suppressed,
        contact.blocked,
        thread.last_text_at,
    )
    message = _message(text, thread, draft, new_id(), now)
    return Written(messages.add(connection, message), message.public_id, message.status, message.rule)


def _message(text: Text, thread: threads.Thread, draft: Draft, public_id: str, now: datetime) -> messages.NewMessage:
    status, rule, not_before = _standing(draft, now)
    counted = segments.count(text.text)
    return messages.NewMessage(
        public_id=public_id,
        thread_id=thread.id,
        conversation_id=text.conversation_id,
        direction=Direction.OUTBOUND,
        status=status,
        sender=thread.line,
        recipient=thread.customer,
        text=text.text,
        media=text.media,
        purpose=text.purpose,
        agent=text.agent,
        encoding=counted.encoding,
        segments=counted.segments,
        answers_event_id=text.answers_event_id,
        rule=rule,
        not_before=not_before,
        created_at=now,
    )


def _standing(draft: Draft, now: datetime) -> tuple[MessageStatus, str | None, datetime | None]:
    match judge(draft, now):
        case Send():
            return MessageStatus.QUEUED, None, None
        case Hold(rule, until):
            return MessageStatus.HELD, rule, until
        case Refuse(rule):
            return MessageStatus.REFUSED, rule, None
