"""One transaction per step: the event consumed, the new state, messages, timers and queue entries, all or nothing."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from flows import Service
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import (
    AskBot,
    CallBusiness,
    QueueConversation,
    SendMessage,
    SetContactAttribute,
    StartBurstTimer,
    StartSilenceTimer,
)
from flows.protocol.events import BusinessEventReceived, TextReceived
from flows.protocol.outcome import Outcome
from flows.types.media import Media
from router.message_status import Direction, MessageStatus
from router.outbound.message_writer import Recipient, Text, write_message
from router.store import call_queue, contacts, conversations, inbox, message_rows, threads, timer_queue
from router.store.conversations import StoredConversation
from router.store.inbox import PendingEvent
from router.store.step_context import Briefing
from router.store.threads import Claim
from router.store.timer_queue import TimerKind


class Step(Struct, frozen=True):
    """A step that was computed and is to be committed."""

    claim: Claim
    pending: PendingEvent
    briefing: Briefing
    outcome: Outcome
    #: As the flows say it now: what the gate lets pass, by when a team should have answered.
    service: Service


NewId = Callable[[], str]


def commit_step(connection: Connection, step: Step, new_id: NewId, now: datetime) -> int:
    """Write everything the step decided and let go of the thread; the conversation's id. Raises ClaimLost."""
    is_text = isinstance(step.pending.event, TextReceived)
    # First, since nothing is worth writing without the claim.
    threads.release(connection, step.claim, text_at=step.pending.received_at if is_text else None)
    inbox.finish(connection, step.pending.id, step.outcome.rung)
    conversation_id = _keep_conversation(connection, step, now)
    _keep_inbound_text(connection, step, conversation_id, new_id, now)
    _Effects(connection, step, conversation_id, new_id, now).apply()
    return conversation_id


def _keep_conversation(connection: Connection, step: Step, now: datetime) -> int:
    outcome, before = step.outcome, step.briefing.before
    if before is not None and not before.is_readable:
        timer_queue.stop(connection, before.id)
        conversations.leave_queue(connection, before.id, None, now)
        conversations.give_up(connection, before.id, now)
    elif before is not None and not outcome.opened:
        _leave_wait(connection, before, outcome, now)
        conversations.save(connection, before.id, outcome.conversation, now)
        return before.id
    elif before is not None and outcome.ended is not None:
        timer_queue.stop(connection, before.id)
        conversations.leave_queue(connection, before.id, None, now)
        conversations.save(connection, before.id, outcome.ended, now)
    return conversations.add(connection, step.claim.thread_id, outcome.conversation, now)


def _leave_wait(connection: Connection, before: StoredConversation, outcome: Outcome, now: datetime) -> None:
    """A wait that is over takes its timer with it; a conversation no longer queued leaves the queue."""
    old, new = before.conversation, outcome.conversation
    if new.status is not ConversationStatus.AUTOMATED:
        timer_queue.stop(connection, before.id)
    else:
        _stop_timers(connection, before.id, old, new)
    if old.status is ConversationStatus.QUEUED and new.status is not ConversationStatus.QUEUED:
        conversations.leave_queue(connection, before.id, new.agent, now)


def _stop_timers(connection: Connection, conversation_id: int, old: Conversation, new: Conversation) -> None:
    if old.wait != new.wait:
        timer_queue.stop(connection, conversation_id, TimerKind.SILENCE)
    if old.pending and not new.pending:
        timer_queue.stop(connection, conversation_id, TimerKind.BURST)


def _keep_inbound_text(connection: Connection, step: Step, conversation_id: int, new_id: NewId, now: datetime) -> None:
    pending = step.pending
    if not isinstance(pending.event, TextReceived):
        return
    message = message_rows.NewMessage(
        public_id=new_id(),
        thread_id=step.claim.thread_id,
        conversation_id=conversation_id,
        direction=Direction.INBOUND,
        status=MessageStatus.RECEIVED,
        sender=pending.customer,
        recipient=pending.line,
        text=pending.event.text,
        media=_attachments(pending.event),
        created_at=pending.received_at,
        provider_id=pending.provider_id,
    )
    message_rows.add(connection, message)
    _keep_contact(connection, step, pending.event.profile_name, now)


def _attachments(text: TextReceived) -> tuple[Media, ...]:
    """A place goes by its address as RFC 5870 writes it."""
    place = text.location
    return text.media if place is None else (*text.media, Media(f"geo:{place.latitude},{place.longitude}"))


def _keep_contact(connection: Connection, step: Step, profile_name: str | None, now: datetime) -> None:
    """Whoever texted is a contact, by the name of their profile until we know a better one."""
    known = step.briefing
    if known.contact_id is None:
        contacts.add(connection, step.pending.customer, now, profile_name)
    elif profile_name and known.contact.name is None:
        contacts.set_attribute(connection, known.contact_id, "name", profile_name, now)


class _Effects:
    """Writes a step's effects in their order; remembers the last message, which a silence starts with."""

    def __init__(self, connection: Connection, step: Step, conversation_id: int, new_id: NewId, now: datetime) -> None:
        self._connection = connection
        self._step = step
        self._conversation_id = conversation_id
        self._new_id = new_id
        self._now = now
        self._is_answer = isinstance(step.pending.event, TextReceived)
        self._is_asked_after = isinstance(step.pending.event, TextReceived | BusinessEventReceived)
        self._last_message_id: int | None = None

    def apply(self) -> None:
        for effect in self._step.outcome.effects:
            match effect:
                case SendMessage():
                    self._send_message(effect)
                case StartSilenceTimer(after, wait):
                    timer_queue.add(
                        self._connection, self._conversation_id, wait, after, self._last_message_id, self._now
                    )
                case StartBurstTimer(after, burst):
                    timer_queue.add_burst(self._connection, self._conversation_id, burst, after, self._now)
                case CallBusiness() | AskBot():
                    in_state, key = self._step.outcome.conversation, self._new_id()
                    call_queue.add(self._connection, self._conversation_id, in_state, effect, key, self._now)
                case QueueConversation():
                    # It may be waiting already, for another team or less urgently: one entry at a time.
                    conversations.leave_queue(self._connection, self._conversation_id, None, self._now)
                    answer_by = self._step.service.answer_by(effect.team, self._now)
                    conversations.enqueue(self._connection, self._conversation_id, effect, answer_by, self._now)
                case SetContactAttribute(name, value):
                    self._set_contact_attribute(name, value)

    def _send_message(self, effect: SendMessage) -> None:
        text = Text(
            text=effect.text,
            purpose=effect.purpose,
            media=effect.media,
            template=effect.template,
            agent=effect.agent,
            conversation_id=self._conversation_id,
            answers_event_id=self._step.pending.id if self._is_asked_after else None,
        )
        written = write_message(self._connection, self._recipient(), text, self._step.service, self._new_id, self._now)
        self._last_message_id = written.id if written.status is MessageStatus.QUEUED else None

    def _recipient(self) -> Recipient:
        """As the claim found them; the dispatcher looks again, so a STOP since then counts."""
        pending, known = self._step.pending, self._step.briefing
        return Recipient(
            thread_id=self._step.claim.thread_id,
            customer=pending.customer,
            line=pending.line,
            suppressed=known.contact.suppressed,
            consent_withdrawn=known.consent_withdrawn,
            blocked=known.contact.blocked,
            last_text_at=pending.received_at if self._is_answer else known.last_text_at,
        )

    def _set_contact_attribute(self, name: str, value: object) -> None:
        contact_id = contacts.ensure(self._connection, self._step.pending.customer, self._now)
        contacts.set_attribute(self._connection, contact_id, name, value, self._now)
