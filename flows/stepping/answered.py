"""A business system answered a call, or did not."""

from flows.conversation import ConversationStatus
from flows.events import CallAnswered
from flows.outcome import Rung
from flows.stepping.moving import go_on_after_call
from flows.stepping.pending import hear_pending
from flows.stepping.turn import Turn


def call_answered(turn: Turn, event: CallAnswered) -> Rung:
    """Go on where the call was made, if the conversation still waits there; then hear what was texted meanwhile."""
    conversation, state = turn.conversation, turn.state
    waiting = conversation.status is ConversationStatus.AUTOMATED and conversation.calling
    if not waiting or conversation.wait != event.wait or state is None or state.call is None:
        return Rung.STALE
    turn.change(last_event_at=turn.now)
    go_on_after_call(turn, state, state.call, event.result)
    hear_pending(turn)
    if conversation.owed:
        turn.answer_somehow()
    if not turn.may_speak:
        turn.said.clear()
    return Rung.CALL
