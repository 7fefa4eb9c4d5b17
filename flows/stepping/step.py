"""`step`: the one function that production, the simulator, scenario tests and replay all run. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from flows.contact import Contact
from flows.conversation import Conversation, ConversationStatus
from flows.errors import FlowFailure
from flows.events import (
    AgentReplied,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    HandlingFailed,
    SilenceElapsed,
    TextReceived,
)
from flows.outcome import Outcome, Rung
from flows.service import Service
from flows.stepping.agents import agent_replied, conversation_closed, conversation_returned, conversation_taken
from flows.stepping.failing import fail
from flows.stepping.silence import silence_elapsed
from flows.stepping.texts import text_received
from flows.stepping.turn import Turn

_NOBODY = Contact()


def step(
    service: Service, conversation: Conversation | None, event: Event, now: datetime, contact: Contact = _NOBODY
) -> Outcome:
    """What comes of an event.

    `conversation` is the thread's latest one, open or closed, or None when it never had one. `now` is aware. Everything
    the outcome says commits together, or none of it. Raises nothing that a flow's author can cause.
    """
    if isinstance(event, TextReceived):
        return text_received(service, conversation, event, now, contact)
    turn = _begin(service, conversation, contact, now)
    try:
        rung = _HAPPEN[type(event)](turn, event)
    except FlowFailure as failure:
        rung = fail(turn, str(failure))
    return turn.outcome(rung)


def _begin(service: Service, conversation: Conversation | None, contact: Contact, now: datetime) -> Turn:
    """Without a conversation there is only a closed one to act on, which most events leave as it is."""
    if conversation is not None:
        return Turn.begin(service, conversation, contact, now)
    flow = service.flow_for("")
    closed = Conversation(flow.name, flow.start, status=ConversationStatus.CLOSED, closed_at=now)
    return Turn.begin(service, closed, contact, now, opened=True)


def _fail(turn: Turn, event: HandlingFailed) -> Rung:
    return fail(turn, event.reason)


_HAPPEN: Final[Mapping[type[Event], Callable[[Turn, Any], Rung]]] = {
    SilenceElapsed: silence_elapsed,
    AgentReplied: agent_replied,
    ConversationTaken: conversation_taken,
    ConversationReturned: conversation_returned,
    ConversationClosed: conversation_closed,
    HandlingFailed: _fail,
}
