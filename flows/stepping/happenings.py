"""Something happened in a business system: an order was shipped."""

from flows.events import BusinessEventReceived
from flows.outcome import Rung
from flows.stepping.humans import is_held
from flows.stepping.moving import begin_above, take
from flows.stepping.turn import Turn


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
    return happen(turn, event)


def happen(turn: Turn, event: BusinessEventReceived) -> Rung:
    """A rule of the state takes the event, or it starts its flow."""
    state = turn.state if turn.conversation.wait else None
    rule = None if state is None else state.rules.find_by_event(event.name, turn.situation)
    if rule is not None and state is not None:
        turn.situation.values.update(event.fields)
        take(turn, state, rule.way_out)
        return Rung.EVENT
    flow = turn.service.flow_of_event(event.name)
    if flow is None:
        return Rung.STALE
    begin_above(turn, flow.name, dict(event.fields))
    return Rung.EVENT
