"""`step`: the one function that production, the simulator, scenario tests and replay all run. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flows.engine.business_event import business_event_received
from flows.engine.conversation_opening import event_turn, record, text_turn
from flows.engine.handoff import (
    agent_replied,
    conversation_closed,
    conversation_returned,
    conversation_taken,
    fall_back,
    is_held,
    pass_to_human,
    reopen,
)
from flows.engine.resumption import call_answered
from flows.engine.state_rules import handle_text, keyword_for, take_keyword
from flows.engine.timers import burst_elapsed, joins_burst, keep_for_burst, silence_elapsed
from flows.engine.trace import UNTRACED, Trace
from flows.engine.turn import NeedArisen, StepInput, Turn, outcome_of
from flows.matching.utterance import utterance_of
from flows.model.service import Service
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.events import (
    AgentReplied,
    BurstElapsed,
    BusinessEventReceived,
    CallAnswered,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    HandlingFailed,
    SilenceElapsed,
    TextReceived,
)
from flows.protocol.needs import Met, Need
from flows.protocol.outcome import Outcome, Rung
from flows.types.contact import Contact
from flows.types.errors import FlowFailure


def finished(turn: Turn, happen: Callable[[], Rung]) -> Outcome:
    try:
        rung = happen()
    except FlowFailure as failure:
        rung = fall_back(turn, str(failure))
    return outcome_of(turn, rung)


# What is not answered at once: by a human, or once more is known.
_ANSWERED_LATER: Final = frozenset({Rung.HUMAN, Rung.BURST, Rung.CALLING})


def text_received(step_input: StepInput, event: TextReceived) -> Outcome:
    if event.opt_out is not None or step_input.contact.suppressed or step_input.contact.blocked:
        return record(step_input, event)
    turn = text_turn(step_input, event)
    return finished(turn, lambda: _climb(turn, event))


def _climb(turn: Turn, event: TextReceived) -> Rung:
    """Rungs 4 and up, for a text that may be answered; where Parley answers, it never answers with nothing."""
    rung = _rung_of(turn, event)
    if rung not in _ANSWERED_LATER:
        turn.answer_somehow()
    return rung


def _rung_of(turn: Turn, event: TextReceived) -> Rung:
    utterance = utterance_of(event.text, event.media, event.location)
    turn.trace.holder(turn.conversation)
    if turn.conversation.status is ConversationStatus.CLOSED:
        return reopen(turn)
    if is_held(turn.conversation):
        return pass_to_human(turn, utterance)
    if turn.conversation.calling:
        keyword = keyword_for(turn, utterance)
        if keyword is None:
            turn.keep_pending(event)
            return Rung.CALLING
        take_keyword(turn, keyword, utterance)
        return Rung.KEYWORD
    joined = joins_burst(turn, utterance)
    turn.trace.burst(turn.service.windows, joined=joined)
    if joined:
        return keep_for_burst(turn, event)
    if turn.conversation.pending:
        turn.change(pending=(), pending_since=None)
    return handle_text(turn, utterance)


_NOBODY: Final = Contact()
_NOTHING: Final[Mapping[str, Met]] = {}


def step(
    service: Service,
    conversation: Conversation | None,
    event: Event,
    now: datetime,
    contact: Contact = _NOBODY,
    met: Mapping[str, Met] = _NOTHING,
    trace: Trace = UNTRACED,
) -> Outcome | Need:
    """What comes of an event, or what must be known first.

    `conversation` is the thread's latest one, open or closed, or None when it never had one. `now` is aware. `met` has
    what is known already, by the key of its need; a need is answered by calling `step` again with one more entry.
    `trace` is told what is tried and taken.
    Everything that an outcome says commits together, or none of it. Raises nothing that a flow's author can cause.
    """
    try:
        return _outcome(StepInput(service, conversation, now, contact, met, trace), event)
    except NeedArisen as arisen:
        return arisen.need


def _outcome(step_input: StepInput, event: Event) -> Outcome:
    step_input.trace.begins(event, step_input.contact)
    match event:
        case TextReceived():
            return text_received(step_input, event)
        case BusinessEventReceived():
            turn = event_turn(step_input, event)
        case _:
            turn = _begin(step_input)
    return finished(turn, lambda: _HAPPEN[type(event)](turn, event))


def _begin(step_input: StepInput) -> Turn:
    """Without a conversation there is only a closed one to act on, which most events leave as it is."""
    if step_input.before is not None:
        return Turn.begin(step_input, step_input.before)
    flow = step_input.service.flow_for("")
    closed = Conversation(flow.name, flow.start, status=ConversationStatus.CLOSED, closed_at=step_input.now)
    return Turn.begin(step_input, closed, opened=True)


def _fail(turn: Turn, event: HandlingFailed) -> Rung:
    return fall_back(turn, event.reason)


_HAPPEN: Final[Mapping[type[Event], Callable[[Turn, Any], Rung]]] = {
    SilenceElapsed: silence_elapsed,
    BurstElapsed: burst_elapsed,
    CallAnswered: call_answered,
    BusinessEventReceived: business_event_received,
    AgentReplied: agent_replied,
    ConversationTaken: conversation_taken,
    ConversationReturned: conversation_returned,
    ConversationClosed: conversation_closed,
    HandlingFailed: _fail,
}
