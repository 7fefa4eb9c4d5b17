"""Something happened in a business system: an order was shipped."""

from collections.abc import Mapping
from typing import Any

from flows.engine.conversation_opening import is_open
from flows.engine.handoff import is_held
from flows.engine.transitions import run_flow_above, take_transition
from flows.engine.turn import Turn
from flows.model.flow import BusinessEvent
from flows.protocol.conversation import Conversation
from flows.protocol.events import BusinessEventReceived
from flows.protocol.outcome import Rung
from flows.types.values import read_plain


def business_event_received(turn: Turn, event: BusinessEventReceived) -> Rung:
    """A human who holds the conversation is left alone; a call that is under way is waited for."""
    _find_conversation(turn, event)
    if not turn.may_speak:
        return Rung.SUPPRESSED
    if is_held(turn.conversation):
        return Rung.HUMAN
    turn.change(last_event_at=turn.now)
    if turn.conversation.calling:
        turn.keep_pending(event)
        return Rung.CALLING
    return take_business_event(turn, event)


def _find_conversation(turn: Turn, event: BusinessEventReceived) -> None:
    """An event goes on with an open conversation, or opens one in the flow that it starts."""
    if turn.latest is None or not is_open(turn.service, turn.latest, turn.now):
        flow = turn.service.flow_of_event(event.name) or turn.service.flow_for(event.line)
        turn.open(Conversation(flow.name, flow.start, line=event.line, last_event_at=turn.now))


def take_business_event(turn: Turn, event: BusinessEventReceived) -> Rung:
    """A rule of the state takes the event, or its own flow is gone through; STALE where nothing waits for it."""
    state = turn.state if turn.conversation.wait else None
    rule = None if state is None else state.rules.find_by_event(event.name, turn.situation)
    if rule is not None and state is not None:
        turn.situation.values.update(_typed_fields(rule.event, event.fields))
        take_transition(turn, state, rule.transition)
        return Rung.EVENT
    flow = turn.service.flow_of_event(event.name)
    if flow is None:
        return Rung.STALE
    run_flow_above(turn, flow.name, _typed_fields(flow.on_event, event.fields))
    return Rung.EVENT


def _typed_fields(declared: BusinessEvent | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as values, a date as a date, so that texts write it out."""
    types = {} if declared is None else declared.fields
    return {name: read_plain(types.get(name, "text"), value) for name, value in fields.items()}
