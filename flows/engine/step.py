"""`step`: the one function that production, the simulator, scenario tests and replay all run. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from flows.engine.business_event import business_event_received
from flows.engine.conversation_opening import begin_turn
from flows.engine.handoff import (
    agent_replied,
    conversation_closed,
    conversation_returned,
    conversation_taken,
    fall_back,
)
from flows.engine.inbound_text import answer_text
from flows.engine.ladder import LADDER
from flows.engine.messages import messages_of
from flows.engine.resumption import call_answered, handle_pending
from flows.engine.timers import burst_elapsed, silence_elapsed
from flows.engine.trace import UNTRACED, Trace
from flows.engine.turn import InboundText, Ladder, NeedArisen, StepInput, Turn
from flows.model.service import Service
from flows.protocol.conversation import Conversation
from flows.protocol.effects import Effect
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
    ladder: Ladder = LADDER,
) -> Outcome | Need:
    """What comes of an event, or what must be known first.

    `conversation` is the thread's latest one, open or closed, or None when it never had one. `now` is aware. `met` has
    what is known already, by the key of its need; a need is answered by calling `step` again with one more entry.
    `trace` is told what is tried and taken. A text climbs `ladder`.
    Everything that an outcome says commits together, or none of it. Raises nothing that a flow's author can cause.
    """
    try:
        return _outcome(StepInput(service, conversation, now, contact, met, trace, ladder), event)
    except NeedArisen as arisen:
        return arisen.need


def _outcome(step_input: StepInput, event: Event) -> Outcome:
    """The outcome of an event, or of the fallback where the flow cannot go on."""
    step_input.trace.begins(event)
    turn = begin_turn(step_input, event)
    try:
        rung = _HANDLERS[type(event)](turn, event)
        handle_pending(turn)
    except FlowFailure as failure:
        rung = fall_back(turn, str(failure))
    return Outcome(
        conversation=_finished_conversation(turn),
        effects=_effects(turn),
        rung=rung,
        opened=turn.opened,
        ended=turn.ended,
    )


def _finished_conversation(turn: Turn) -> Conversation:
    if turn.conversation.offered is not None and turn.offered is None:
        turn.change(offered=None)
    values = turn.situation.values
    return turn.conversation if values == turn.conversation.values else replace(turn.conversation, values=values)


def _effects(turn: Turn) -> tuple[Effect, ...]:
    """Messages first: a silence runs from when the last of them was sent."""
    messages = messages_of(turn.said, turn.service.purpose(turn.conversation.line))
    single = (turn.timer, turn.burst_timer, turn.deed, turn.queued)
    effects = (turn.reply, *messages, *turn.attributes, *single)
    return tuple([effect for effect in effects if effect is not None])


def _text_received(turn: Turn, event: TextReceived) -> Rung:
    return answer_text(turn, InboundText.of(event))


def _handling_failed(turn: Turn, event: HandlingFailed) -> Rung:
    return fall_back(turn, event.reason)


_HANDLERS: Final[Mapping[type[Event], Callable[[Turn, Any], Rung]]] = {
    TextReceived: _text_received,
    SilenceElapsed: silence_elapsed,
    BurstElapsed: burst_elapsed,
    CallAnswered: call_answered,
    BusinessEventReceived: business_event_received,
    AgentReplied: agent_replied,
    ConversationTaken: conversation_taken,
    ConversationReturned: conversation_returned,
    ConversationClosed: conversation_closed,
    HandlingFailed: _handling_failed,
}
