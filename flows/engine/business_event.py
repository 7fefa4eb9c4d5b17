"""Something happened in a business system: an order was shipped."""

from collections.abc import Mapping
from typing import Any

from flows.engine.handoff import is_held
from flows.engine.transitions import run_flow_above, take_transition
from flows.engine.turn import Turn
from flows.model.flow import BusinessEvent
from flows.protocol.events import BusinessEventReceived
from flows.protocol.outcome import Rung
from flows.types.values import read_plain


def business_event_received(turn: Turn, event: BusinessEventReceived) -> Rung:
    """A human who holds the conversation is left alone; a call that is under way is waited for."""
    if not turn.may_speak:
        return Rung.SUPPRESSED
    if is_held(turn.conversation):
        return Rung.HUMAN
    turn.change(last_event_at=turn.now)
    if turn.conversation.calling:
        turn.keep_pending(event)
        return Rung.CALLING
    return take_business_event(turn, event)


def take_business_event(turn: Turn, event: BusinessEventReceived) -> Rung:
    """A rule of the state takes the event, or it starts its flow."""
    state = turn.state if turn.conversation.wait else None
    rule = None if state is None else state.rules.find_by_event(event.name, turn.situation)
    if rule is not None and state is not None:
        turn.situation.values.update(_kept(rule.event, event.fields))
        take_transition(turn, state, rule.transition)
        return Rung.EVENT
    flow = turn.service.flow_of_event(event.name)
    if flow is None:
        return Rung.STALE
    run_flow_above(turn, flow.name, _kept(flow.on_event, event.fields))
    return Rung.EVENT


def _kept(declared: BusinessEvent | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as values, a date as a date, so that texts write it out."""
    types = {} if declared is None else declared.fields
    return {name: read_plain(types.get(name, "text"), value) for name, value in fields.items()}
