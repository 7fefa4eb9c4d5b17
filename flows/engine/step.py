"""`step`: the one function that production, the simulator, scenario tests and replay all run. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flows.engine.agent_actions import agent_replied, conversation_closed, conversation_returned, conversation_taken
from flows.engine.bursts import burst_elapsed
from flows.engine.business_event import business_event_received
from flows.engine.call_results import call_answered
from flows.engine.conversation_opening import event_turn
from flows.engine.flow_failure import fail
from flows.engine.silence import silence_elapsed
from flows.engine.step_ending import finished
from flows.engine.step_input import StepInput
from flows.engine.text_rungs import text_received
from flows.engine.trace import UNTRACED, Trace
from flows.engine.turn import NeedArisen, Turn
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
    return fail(turn, event.reason)


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
