"""A business system answered a call, or the bot took its turn; or they did not."""

from flows.engine.bot_results import go_on_after_turn
from flows.engine.pending_events import hear_pending
from flows.engine.transitions import go_on_after_call
from flows.engine.turn import Turn
from flows.model.flow import Action, Call, State
from flows.protocol.bot_turns import BotTurn
from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import CallAnswered
from flows.protocol.needs import Fetched
from flows.protocol.outcome import Rung
from flows.types.errors import FlowFailure


def call_answered(turn: Turn, event: CallAnswered) -> Rung:
    """Go on where the deed was asked for, if that is still waited for; then hear what was texted meanwhile."""
    conversation, state = turn.conversation, turn.state
    waiting = conversation.status is ConversationStatus.AUTOMATED and conversation.calling
    if not waiting or conversation.wait != event.wait or state is None:
        return Rung.STALE
    turn.change(last_event_at=turn.now, calling=False)
    _go_on(turn, state, event.result)
    hear_pending(turn)
    if conversation.owed:
        turn.answer_somehow()
    if not turn.may_speak:
        turn.said.clear()
    return Rung.CALL


def _go_on(turn: Turn, state: State, result: Fetched | BotTurn) -> None:
    """FlowFailure where the flow was changed meanwhile, so that nothing there waits for this."""
    if isinstance(result, BotTurn):
        asked = state.call if isinstance(state.call, Action) else state.talks
        if asked is not None:
            return go_on_after_turn(turn, state, asked, result)
    elif isinstance(state.call, Call):
        return go_on_after_call(turn, state, state.call, result)
    raise FlowFailure(f'state "{state.name}" no longer waits for what was done')
