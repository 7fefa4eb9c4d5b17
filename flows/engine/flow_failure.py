"""When a flow cannot go on, the customer gets the fallback text and a human."""

from flows.engine.handoff import acknowledge, is_held
from flows.engine.transitions import escalate
from flows.engine.turn import Turn
from flows.model.flow import Escalation
from flows.protocol.conversation import ConversationStatus
from flows.protocol.outcome import Rung


def fail(turn: Turn, reason: str) -> Rung:
    """Forget what the flow decided so far, and call a human; a human who is there already needs no call."""
    turn.trace.failed(reason)
    turn.start_over()
    turn.change(last_event_at=turn.now)
    if not is_held(turn.conversation):
        turn.say_wording("fallback")
        turn.change(closed_at=None, closed_by_human=False)
        escalate(turn, Escalation(turn.service.default_team.name, reason=reason), told=False)
    elif turn.conversation.status is ConversationStatus.QUEUED:
        acknowledge(turn)
    if not turn.may_speak:
        turn.said.clear()
    return Rung.FAILED
