"""Rung 6: the conversation that something happens in, which may be a new one; and rungs 2 and 3, which open none."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from flows.engine.turn import StepInput, Turn, outcome_of
from flows.matching.opt_out_words import OptOutWord
from flows.model.flow import Flow, ReplyWindow
from flows.model.service import Service
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Purpose, SendMessage
from flows.protocol.events import BusinessEventReceived, TextReceived
from flows.protocol.outcome import Outcome, Rung

_WORDINGS = {OptOutWord.STOP: "opted_out", OptOutWord.START: "opted_in", OptOutWord.HELP: "help"}


def answer_opt_out(turn: Turn, word: OptOutWord, *, answered: bool) -> Outcome:
    """Confirm, unless the provider has; no flow text follows. An opt-out ends what the flow was doing."""
    if word is OptOutWord.STOP and turn.conversation.status is ConversationStatus.AUTOMATED:
        turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=False)
    outcome = outcome_of(turn, Rung.OPT_OUT)
    return outcome if answered else replace(outcome, effects=(_confirmation(turn, word),))


def _confirmation(turn: Turn, word: OptOutWord) -> SendMessage:
    return SendMessage(turn.service.wording(_WORDINGS[word], turn.situation.language), Purpose.COMPLIANCE)


def text_turn(step_input: StepInput, event: TextReceived) -> Turn:
    """A text goes on with the latest conversation, or reopens it, or opens another."""
    service, before, now = step_input.service, step_input.before, step_input.now
    goes_on = before is not None and (_is_open(service, before, now) or _reopens(service, before, now))
    step_input.trace.conversation(before, service.windows, now, opened=not goes_on)
    if before is not None and goes_on:
        return Turn.begin(step_input, _texted(before, event, now))
    return _open(step_input, service.flow_for(event.line), event)


def event_turn(step_input: StepInput, event: BusinessEventReceived) -> Turn:
    """A business event goes on with an open conversation, or opens one in its own flow."""
    service, before = step_input.service, step_input.before
    if before is not None and _is_open(service, before, step_input.now):
        return Turn.begin(step_input, before)
    return _open(step_input, service.flow_of_event(event.name) or service.flow_for(event.line), event)


def record(step_input: StepInput, event: TextReceived) -> Outcome:
    """Rungs 2 and 3 open no conversation: they record on the latest, or on one that is over at once."""
    before, now = step_input.before, step_input.now
    if before is None:
        new = _new(step_input.service.flow_for(event.line), event, now)
        before = replace(new, status=ConversationStatus.CLOSED, closed_at=now)
    turn = Turn.begin(step_input, _texted(before, event, now), opened=step_input.before is None)
    if event.opt_out is None:
        return outcome_of(turn, Rung.SUPPRESSED)
    return answer_opt_out(turn, event.opt_out, answered=event.answered_by_provider)


def _open(step_input: StepInput, flow: Flow, event: TextReceived | BusinessEventReceived) -> Turn:
    before, now = step_input.before, step_input.now
    turn = Turn.begin(step_input, _new(flow, event, now), opened=True)
    if before is not None and before.status is not ConversationStatus.CLOSED:
        turn.ended = replace(before, status=ConversationStatus.CLOSED, closed_at=now)
    return turn


def _new(flow: Flow, event: TextReceived | BusinessEventReceived, now: datetime) -> Conversation:
    texted = now if isinstance(event, TextReceived) else None
    return Conversation(flow.name, flow.start, line=event.line, last_text_at=texted, last_event_at=now)


def _texted(conversation: Conversation, event: TextReceived, now: datetime) -> Conversation:
    return replace(conversation, line=event.line, silences=0, last_text_at=now, last_event_at=now)


def _is_open(service: Service, conversation: Conversation, now: datetime) -> bool:
    """An automated conversation ends by silence; one that a human holds does not."""
    match conversation.status:
        case ConversationStatus.CLOSED:
            return False
        case ConversationStatus.AUTOMATED:
            window = service.windows.conversation
            silent = window is not None and not within(conversation.last_event_at, window, now)
            return not silent and not _starts_afresh(service, conversation, now)
        case _:
            return True


def _reopens(service: Service, conversation: Conversation, now: datetime) -> bool:
    """A text soon after a human closed the conversation goes back to the human."""
    return conversation.closed_by_human and within(conversation.closed_at, service.windows.reopen, now)


def _starts_afresh(service: Service, conversation: Conversation, now: datetime) -> bool:
    """The question is no longer open, and its author did not say what a late answer meets."""
    flow = service.flows.get(conversation.flow)
    state = None if flow is None else flow.states.get(conversation.state)
    window = None if state is None else state.reply
    return is_too_late(window, conversation, now) and window is not None and window.too_late is None


def is_too_late(window: ReplyWindow | None, conversation: Conversation, now: datetime) -> bool:
    """True when the answer to the open question is no longer accepted."""
    since = conversation.waiting_since
    return window is not None and since is not None and not within(since, window.within, now)


def within(since: datetime | None, window: timedelta | None, now: datetime) -> bool:
    return since is not None and window is not None and now - since <= window
