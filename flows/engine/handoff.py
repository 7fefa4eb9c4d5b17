"""While a human holds a conversation, or is waited for."""

from typing import Final

from flows.engine.inbound_text import take_keyword
from flows.engine.transitions import say_when_open
from flows.engine.turn import Turn
from flows.matching.utterance import Utterance
from flows.protocol.conversation import Conversation, ConversationStatus
from flows.protocol.effects import Priority, QueueConversation
from flows.protocol.outcome import Rung

HELD: Final = frozenset({ConversationStatus.QUEUED, ConversationStatus.ASSIGNED, ConversationStatus.SNOOZED})
_TEXTED_AGAIN: Final = "texted again"


def is_held(conversation: Conversation) -> bool:
    return conversation.status in HELD


def pass_on(turn: Turn, utterance: Utterance) -> Rung:
    """A text while a human holds the conversation goes to the human; only keywords that reach through act."""
    keywords = turn.service.keywords
    keyword = keywords.find_reaching_through(utterance, turn.situation)
    turn.trace.rules("reaching keyword", keywords, utterance, turn.situation, keyword)
    if keyword is not None:
        take_keyword(turn, keyword, utterance)
        return Rung.KEYWORD
    if turn.conversation.status is ConversationStatus.SNOOZED:
        _wake(turn)
    if turn.conversation.status is ConversationStatus.QUEUED:
        acknowledge(turn)
    return Rung.HUMAN


def _wake(turn: Turn) -> None:
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
        team, Priority.NORMAL, reason, summary=turn.gathered(), heard=turn.conversation.heard
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
    queue(turn, _TEXTED_AGAIN)
    acknowledge(turn)
    return Rung.REOPENED
