"""Writing a message: judged by the gate, counted, and kept before anything is sent."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from flows import Service
from flows.protocol.effects import MessageTemplate, Purpose
from flows.text import segments
from flows.types.media import Media
from router.message_status import Direction, MessageStatus
from router.outbound.gate import Hold, OutboundCandidate, Refuse, Send, Verdict, judge
from router.store import contacts, message_rows, suppressions, threads


class Recipient(Struct, frozen=True):
    """A thread, with what the gate wants to know of its customer."""

    thread_id: int
    customer: str
    line: str
    suppressed: bool
    consent_withdrawn: bool
    blocked: bool
    last_text_at: datetime | None


class Text(Struct, frozen=True):
    """What is to be said, by whom and why."""

    text: str
    purpose: Purpose
    media: tuple[Media, ...] = ()
    #: Sent in place of the text.
    template: MessageTemplate | None = None
    agent: str | None = None
    conversation_id: int | None = None
    #: The customer's text, or the business's event, that this answers, if it answers one.
    answers_event_id: int | None = None


class Written(Struct, frozen=True):
    """A message that is kept; `status` says whether it will be sent."""

    id: int
    public_id: str
    status: MessageStatus
    #: The gate's rule that held or refused it.
    rule: str | None = None


NewId = Callable[[], str]


def find_recipient(connection: Connection, thread_id: int) -> Recipient:
    """The thread's customer as the gate must know them. Raises NoResultFound for a thread that is not there."""
    thread = threads.by_id(connection, thread_id)
    contact = contacts.of_address(connection, thread.customer)
    return Recipient(
        thread_id=thread.id,
        customer=thread.customer,
        line=thread.line,
        suppressed=contact.suppressed,
        consent_withdrawn=suppressions.has_withdrawn_consent(connection, thread.customer),
        blocked=contact.blocked,
        last_text_at=thread.last_text_at,
    )


def write_message(
    connection: Connection, recipient: Recipient, text: Text, service: Service, new_id: NewId, now: datetime
) -> Written:
    """Judge the text and keep it as queued, held or refused. The dispatcher judges it again before it sends it."""
    verdict = judge(_candidate(recipient, text), service, now)
    message = _message(recipient, text, verdict, new_id(), now)
    return Written(message_rows.add(connection, message), message.public_id, message.status, message.rule)


def _message(
    recipient: Recipient, text: Text, verdict: Verdict, public_id: str, now: datetime
) -> message_rows.NewMessage:
    status, rule, not_before = _standing(verdict)
    counted = segments.count(text.text)
    return message_rows.NewMessage(
        public_id=public_id,
        thread_id=recipient.thread_id,
        conversation_id=text.conversation_id,
        direction=Direction.OUTBOUND,
        status=status,
        sender=recipient.line,
        recipient=recipient.customer,
        text=text.text,
        media=text.media,
        template=text.template,
        purpose=text.purpose,
        agent=text.agent,
        encoding=counted.encoding,
        segments=counted.segments,
        answers_event_id=text.answers_event_id,
        rule=rule,
        not_before=not_before,
        created_at=now,
    )


def _candidate(recipient: Recipient, text: Text) -> OutboundCandidate:
    return OutboundCandidate(
        recipient.customer,
        text.text,
        bool(text.media),
        text.purpose,
        recipient.suppressed,
        recipient.consent_withdrawn,
        recipient.blocked,
        recipient.last_text_at,
        on_file=text.template is not None,
    )


def _standing(verdict: Verdict) -> tuple[MessageStatus, str | None, datetime | None]:
    match verdict:
        case Send():
            return MessageStatus.QUEUED, None, None
        case Hold(rule, until):
            return MessageStatus.HELD, rule, until
        case Refuse(rule):
            return MessageStatus.REFUSED, rule, None
