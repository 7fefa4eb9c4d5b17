"""A human holds the conversation, or is waited for; what agents do with it; the fallback, which calls one."""

from typing import Final

from flows.engine.saved_values import gathered
from flows.engine.state_rules import take_keyword
from flows.engine.transitions import enter_state_of_any_flow, escalate, say_when_open
from flows.engine.turn import InboundText, Turn, start_over
from flows.model.flow import Escalation
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Priority, QueueConversation, SendMessage
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken
from flows.protocol.outcome import Rung

HELD: Final = frozenset({ConversationStatus.QUEUED, ConversationStatus.ASSIGNED, ConversationStatus.SNOOZED})
_TEXTED_AGAIN: Final = "texted again"


def is_held(conversation: Conversation) -> bool:
    return conversation.status in HELD


def pass_to_human(turn: Turn, text: InboundText) -> Rung | None:
    """A text while a human holds the conversation goes to the human; only keywords that reach through act."""
    turn.trace.holder(turn.conversation)
    if not is_held(turn.conversation):
        return None
    keywords, utterance = turn.service.keywords, text.utterance
    keyword = keywords.find_reaching_through(utterance, turn.situation)
    turn.trace.rules("reaching keyword", keywords, utterance, turn.situation, keyword)
    if keyword is not None:
        take_keyword(turn, keyword, utterance)
        return Rung.KEYWORD
    if turn.conversation.status is ConversationStatus.SNOOZED:
        _end_snooze(turn)
    if turn.conversation.status is ConversationStatus.QUEUED:
        acknowledge(turn)
    return Rung.HUMAN


def _end_snooze(turn: Turn) -> None:
    """A text ends the snooze: back to its agent, or into the queue when it has none."""
    if turn.conversation.agent is not None:
        turn.change(status=ConversationStatus.ASSIGNED)
    else:
        queue(turn, _TEXTED_AGAIN)


def queue(turn: Turn, reason: str) -> None:
    """Put the conversation in front of its team, or the default one."""
    team = turn.service.team(turn.conversation.team).name
    turn.leave(
        ConversationStatus.QUEUED,
        team=team,
        agent=None,
        acknowledged=False,
        closed_at=None,
        closed_by_human=False,
    )
    turn.queued = QueueConversation(
        team,
        Priority.NORMAL,
        reason,
        summary=gathered(turn.conversation, turn.situation.values),
        heard=turn.conversation.heard,
    )


def acknowledge(turn: Turn) -> None:
    """Tell once, since it was queued, when a human will answer."""
    if turn.conversation.acknowledged:
        return
    turn.change(acknowledged=True)
    if turn.service.is_open(turn.conversation.team, turn.now):
        turn.say_wording("queued")
    else:
        say_when_open(turn, "queued", turn.conversation.team)


def reopen(turn: Turn) -> Rung:
    """A text soon after a human closed the conversation goes back to the human."""
    turn.trace.holder(turn.conversation)
    queue(turn, _TEXTED_AGAIN)
    acknowledge(turn)
    return Rung.REOPENED


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
    enter_state_of_any_flow(turn, event.state)
    return Rung.AGENT


def conversation_closed(turn: Turn, _event: ConversationClosed) -> Rung:
    if turn.conversation.status is ConversationStatus.CLOSED:
        return Rung.STALE
    turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=True, last_event_at=turn.now)
    return Rung.AGENT


def fall_back(turn: Turn, reason: str) -> Rung:
    """Forget what the flow decided so far, and call a human; a human who is there already needs no call."""
    turn.trace.failed(reason)
    start_over(turn)
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
