"""Hears what was kept: the texts of a burst, and what came in during a call."""

from collections.abc import Sequence

from flows.engine.business_event import happen
from flows.engine.inbound_text import listen
from flows.engine.turn import Turn
from flows.matching.utterance import Utterance, utterance_of
from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import TextReceived
from flows.protocol.outcome import Rung


def hear_pending(turn: Turn) -> Rung:
    """All texts as one, then each business event, until another call is made or a human takes over."""
    rung = Rung.STALE
    while turn.conversation.pending and _may_go_on(turn):
        rung = _hear_next(turn)
    return rung


def _may_go_on(turn: Turn) -> bool:
    return turn.conversation.status is ConversationStatus.AUTOMATED and not turn.conversation.calling


def _hear_next(turn: Turn) -> Rung:
    pending = turn.conversation.pending
    texts = [event for event in pending if isinstance(event, TextReceived)]
    others = tuple(event for event in pending if not isinstance(event, TextReceived))
    if texts:
        turn.change(pending=others, pending_since=None)
        return listen(turn, _heard_together(texts))
    turn.change(pending=others[1:])
    return happen(turn, others[0])


def _heard_together(texts: Sequence[TextReceived]) -> Utterance:
    """As one text, with all that came with them; of several places the last."""
    location = next((event.location for event in reversed(texts) if event.location is not None), None)
    media = tuple(medium for event in texts for medium in event.media)
    return utterance_of("\n".join(event.text for event in texts), media, location)
