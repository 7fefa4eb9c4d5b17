"""A question stayed unanswered."""

from flows.engine.transitions import say_and_set, take
from flows.engine.turn import Turn
from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import SilenceElapsed
from flows.protocol.outcome import Rung


def silence_elapsed(turn: Turn, event: SilenceElapsed) -> Rung:
    """Take the transition for silence, if the conversation still waits as it did when the timer was started."""
    conversation, state = turn.conversation, turn.state
    # A text of a burst is no silence, though it is not heard yet.
    silent = conversation.wait == event.wait and not conversation.pending
    waiting = conversation.status is ConversationStatus.AUTOMATED and silent
    if not waiting or state is None or state.silence is None or not turn.may_speak:
        return Rung.STALE
    turn.change(last_event_at=turn.now, silences=conversation.silences + 1)
    if state.silence.then.leaves:
        take(turn, state, state.silence.then)
    else:
        # The wait goes on without another timer: one nudge is enough.
        say_and_set(turn, state.silence.then)
    return Rung.SILENCE
