"""What was waited for has come: the answer to a call, or the bot's turn; then what was kept meanwhile is heard."""

from collections.abc import Sequence

from msgspec.structs import replace

from flows.engine.bot_results import go_on_after_bot_turn
from flows.engine.business_event import take_business_event
from flows.engine.inbound_text import answer_text
from flows.engine.transitions import go_on_after_call
from flows.engine.turn import InboundText, Turn
from flows.model.flow import Action, Call, State
from flows.protocol.bot_turns import BotTurn
from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import BusinessEventReceived, CallAnswered, TextReceived
from flows.protocol.needs import Fetched
from flows.protocol.outcome import Rung
from flows.types.errors import FlowFailure


def handle_pending(turn: Turn) -> None:
    """What waited for a call that is over: all texts as one, then each event, until another call or a human comes.

    A burst that is not over yet is heard when it is.
    """
    while turn.conversation.pending and _may_go_on(turn):
        if _kept_texts(turn):
            climb_with_kept_texts(turn)
        else:
            _take_next_event(turn)


def _may_go_on(turn: Turn) -> bool:
    conversation = turn.conversation
    is_waiting = conversation.calling or conversation.pending_since is not None
    return conversation.status is ConversationStatus.AUTOMATED and not is_waiting


def _kept_texts(turn: Turn) -> list[TextReceived]:
    return [event for event in turn.conversation.pending if isinstance(event, TextReceived)]


def climb_with_kept_texts(turn: Turn) -> Rung:
    """All kept texts climb as one from below the burst, which they have gone through; the rung that takes them."""
    texts = _kept_texts(turn)
    turn.drop_pending_texts()
    return answer_text(turn, _joined(texts), below=Rung.BURST)


def _take_next_event(turn: Turn) -> None:
    event, *others = turn.conversation.pending
    turn.change(pending=tuple(others))
    if isinstance(event, BusinessEventReceived):
        take_business_event(turn, event)


def _joined(texts: Sequence[TextReceived]) -> InboundText:
    """As one text, with all that came with them; of several places the last."""
    location = next((event.location for event in reversed(texts) if event.location is not None), None)
    media = tuple(medium for event in texts for medium in event.media)
    together = "\n".join(event.text for event in texts)
    return InboundText.of(replace(texts[-1], text=together, media=media, location=location))


def keep_for_call(turn: Turn, text: InboundText) -> Rung | None:
    """While a business system is called, or the bot, a text waits for the answer."""
    if not turn.conversation.calling:
        return None
    turn.trace.calling()
    turn.keep_pending(text.event)
    return Rung.CALLING


def call_answered(turn: Turn, event: CallAnswered) -> Rung:
    """Go on where the deed was asked for, if that is still waited for; then hear what was texted meanwhile."""
    conversation, state = turn.conversation, turn.state
    waiting = conversation.status is ConversationStatus.AUTOMATED and conversation.calling
    if not waiting or conversation.wait != event.wait or state is None:
        return Rung.STALE
    turn.change(last_event_at=turn.now, calling=False)
    _go_on(turn, state, event.result)
    handle_pending(turn)
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
            return go_on_after_bot_turn(turn, state, asked, result)
    elif isinstance(state.call, Call):
        return go_on_after_call(turn, state, state.call, result)
    raise FlowFailure(f'state "{state.name}" no longer waits for what was done')
