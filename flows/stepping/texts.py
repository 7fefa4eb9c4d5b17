"""A text came in: which rung of the ladder takes it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from flows.contact import Contact
from flows.conversation import Conversation, ConversationStatus
from flows.errors import FlowFailure
from flows.events import TextReceived
from flows.hearing.heard import hear
from flows.outcome import Outcome, Rung
from flows.service import Service
from flows.stepping.failing import fail
from flows.stepping.humans import is_held, pass_on, reopen
from flows.stepping.listening import listen
from flows.stepping.opt_outs import answer_opt_out
from flows.stepping.turn import Turn


def text_received(
    service: Service, conversation: Conversation | None, event: TextReceived, now: datetime, contact: Contact
) -> Outcome:
    if event.opt_out is not None or contact.suppressed or contact.blocked:
        return _record(service, conversation, event, now, contact)
    turn = _begin(service, conversation, event, now, contact)
    try:
        rung = _climb(turn, event)
    except FlowFailure as failure:
        rung = fail(turn, str(failure))
    return turn.outcome(rung)


def _record(
    service: Service, conversation: Conversation | None, event: TextReceived, now: datetime, contact: Contact
) -> Outcome:
    """Rungs 2 and 3 open no conversation: they record on the latest, or on one that is over at once."""
    opened = conversation is None
    if conversation is None:
        conversation = replace(_new(service, event, now), status=ConversationStatus.CLOSED, closed_at=now)
    turn = Turn.begin(service, _texted(conversation, event, now), contact, now, opened=opened)
    if event.opt_out is None:
        return turn.outcome(Rung.SUPPRESSED)
    return answer_opt_out(turn, event.opt_out, answered=event.answered_by_provider)


def _begin(
    service: Service, conversation: Conversation | None, event: TextReceived, now: datetime, contact: Contact
) -> Turn:
    """Rung 6: the conversation the text belongs to, which may be a new one."""
    if conversation is not None and not _is_over(service, conversation, now):
        return Turn.begin(service, _texted(conversation, event, now), contact, now)
    turn = Turn.begin(service, _new(service, event, now), contact, now, opened=True)
    if conversation is not None and conversation.status is not ConversationStatus.CLOSED:
        turn.ended = replace(conversation, status=ConversationStatus.CLOSED, closed_at=now)
    return turn


def _new(service: Service, event: TextReceived, now: datetime) -> Conversation:
    flow = service.flow_for(event.line)
    return Conversation(flow.name, flow.start, line=event.line, last_text_at=now, last_event_at=now)


def _texted(conversation: Conversation, event: TextReceived, now: datetime) -> Conversation:
    return replace(conversation, line=event.line, silences=0, last_text_at=now, last_event_at=now)


def _is_over(service: Service, conversation: Conversation, now: datetime) -> bool:
    match conversation.status:
        case ConversationStatus.CLOSED:
            within_reopen = _within(conversation.closed_at, service.windows.reopen, now)
            return not (conversation.closed_by_human and within_reopen)
        case ConversationStatus.AUTOMATED:
            window = service.windows.conversation
            return window is not None and not _within(conversation.last_event_at, window, now)
        case _:
            return False


def _within(since: datetime | None, window: timedelta | None, now: datetime) -> bool:
    return since is not None and window is not None and now - since <= window


def _climb(turn: Turn, event: TextReceived) -> Rung:
    """Rungs 5 and up, for a text that may be answered; where Parley answers, it never answers with nothing."""
    if turn.conversation.status is ConversationStatus.CLOSED:
        return reopen(turn)
    heard = hear(event.text)
    rung = pass_on(turn, heard) if is_held(turn.conversation) else listen(turn, heard)
    if rung is not Rung.HUMAN and not turn.said:
        turn.say_wording("received")
    return rung
