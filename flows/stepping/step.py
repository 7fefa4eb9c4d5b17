"""`step`: the one function that production, the simulator, scenario tests and replay all run. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flows.contact import Contact
from flows.conversation import Conversation, ConversationStatus
from flows.events import (
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
from flows.needs import Met, Need
from flows.outcome import Outcome, Rung
from flows.service import Service
from flows.stepping.agents import agent_replied, conversation_closed, conversation_returned, conversation_taken
from flows.stepping.answered import call_answered
from flows.stepping.bursts import burst_elapsed
from flows.stepping.ending import finished
from flows.stepping.failing import fail
from flows.stepping.happenings import business_event_received
from flows.stepping.opening import event_turn
from flows.stepping.silence import silence_elapsed
from flows.stepping.texts import text_received
from flows.stepping.turn import NeedArisen, Turn

_NOBODY: Final = Contact()
_NOTHING: Final[Mapping[str, Met]] = {}


def step(
    service: Service,
    conversation: Conversation | None,
    event: Event,
    now: datetime,
    contact: Contact = _NOBODY,
    met: Mapping[str, Met] = _NOTHING,
) -> Outcome | Need:
    """What comes of an event, or what must be known first.

    `conversation` is the thread's latest one, open or closed, or None when it never had one. `now` is aware. `met` has
    what is known already, by the key of its need; a need is answered by calling `step` again with one more entry.
    Everything that an outcome says commits together, or none of it. Raises nothing that a flow's author can cause.
    """
    try:
        return _outcome(service, conversation, event, now, contact, met)
    except NeedArisen as arisen:
        return arisen.need


def _outcome(
    service: Service,
    conversation: Conversation | None,
    event: Event,
    now: datetime,
    contact: Contact,
    met: Mapping[str, Met],
) -> Outcome:
    match event:
        case TextReceived():
            return text_received(service, conversation, event, now, contact, met)
        case BusinessEventReceived():
            turn = event_turn(service, conversation, event, now, contact, met)
        case _:
            turn = _begin(service, conversation, contact, now, met)
    return finished(turn, lambda: _HAPPEN[type(event)](turn, event))


def _begin(
    service: Service, conversation: Conversation | None, contact: Contact, now: datetime, met: Mapping[str, Met]
) -> Turn:
    """Without a conversation there is only a closed one to act on, which most events leave as it is."""
    if conversation is not None:
        return Turn.begin(service, conversation, contact, now, met)
    flow = service.flow_for("")
    closed = Conversation(flow.name, flow.start, status=ConversationStatus.CLOSED, closed_at=now)
    return Turn.begin(service, closed, contact, now, met, opened=True)


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
