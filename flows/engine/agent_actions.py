"""What agents do with a conversation."""

from flows.engine.handoff import is_held
from flows.engine.transitions import enter_anywhere
from flows.engine.turn import Turn
from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import SendMessage
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken
from flows.protocol.outcome import Rung


def agent_replied(turn: Turn, event: AgentReplied) -> Rung:
    """A human reply takes the conversation, wherever it was."""
    _assign(turn, event.agent)
    turn.reply = SendMessage(event.text, media=event.media, agent=event.agent)
    return Rung.AGENT


def conversation_taken(turn: Turn, event: ConversationTaken) -> Rung:
    if turn.conversation.status is ConversationStatus.CLOSED:
        return Rung.STALE
    _assign(turn, event.agent)
    return Rung.AGENT


def _assign(turn: Turn, agent: str) -> None:
    turn.leave(
        ConversationStatus.ASSIGNED,
        agent=agent,
        closed_at=None,
        closed_by_human=False,
        last_event_at=turn.now,
    )


def conversation_returned(turn: Turn, event: ConversationReturned) -> Rung:
    """Back to the flow, at the state the agent named, or at the line's start when there is no such state."""
    if not is_held(turn.conversation):
        return Rung.STALE
    turn.change(
        status=ConversationStatus.AUTOMATED, team=None, agent=None, silences=0, misses=0, last_event_at=turn.now
    )
    enter_anywhere(turn, event.state)
    return Rung.AGENT


def conversation_closed(turn: Turn, _event: ConversationClosed) -> Rung:
    if turn.conversation.status is ConversationStatus.CLOSED:
        return Rung.STALE
    turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=True, last_event_at=turn.now)
    return Rung.AGENT
