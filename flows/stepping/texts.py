"""A text came in: which rung of the ladder takes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flows.contact import Contact
from flows.conversation import Conversation, ConversationStatus
from flows.events import TextReceived
from flows.hearing.heard import hear
from flows.needs import Met
from flows.outcome import Outcome, Rung
from flows.service import Service
from flows.stepping.bursts import joins_burst, keep_for_burst
from flows.stepping.ending import finished
from flows.stepping.humans import is_held, pass_on, reopen
from flows.stepping.listening import listen, take_keyword
from flows.stepping.opening import record, text_turn
from flows.stepping.turn import Turn

# What is not answered at once: by a human, or once more is known.
_ANSWERED_LATER: Final = frozenset({Rung.HUMAN, Rung.BURST, Rung.CALLING})


def text_received(
    service: Service,
    conversation: Conversation | None,
    event: TextReceived,
    now: datetime,
    contact: Contact,
    met: Mapping[str, Met],
) -> Outcome:
    if event.opt_out is not None or contact.suppressed or contact.blocked:
        return record(service, conversation, event, now, contact)
    turn = text_turn(service, conversation, event, now, contact, met)
    return finished(turn, lambda: _climb(turn, event))


def _climb(turn: Turn, event: TextReceived) -> Rung:
    """Rungs 4 and up, for a text that may be answered; where Parley answers, it never answers with nothing."""
    rung = _rung_of(turn, event)
    if rung not in _ANSWERED_LATER:
        turn.answer_somehow()
    return rung


def _rung_of(turn: Turn, event: TextReceived) -> Rung:
    heard = hear(event.text)
    if turn.conversation.status is ConversationStatus.CLOSED:
        return reopen(turn)
    if is_held(turn.conversation):
        return pass_on(turn, heard)
    if turn.conversation.calling:
        keyword = turn.service.keywords.find(heard, turn.situation)
        if keyword is None:
            turn.keep_pending(event)
            return Rung.CALLING
        take_keyword(turn, keyword)
        return Rung.KEYWORD
    if joins_burst(turn, heard):
        return keep_for_burst(turn, event)
    turn.change(pending=())
    return listen(turn, heard)
