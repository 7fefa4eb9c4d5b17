"""A text came in: which rung of the ladder takes it."""

from typing import Final

from flows.engine.bursts import joins_burst, keep_for_burst
from flows.engine.conversation_opening import record, text_turn
from flows.engine.handoff import is_held, pass_on, reopen
from flows.engine.inbound_text import keyword_for, listen, take_keyword
from flows.engine.step_ending import finished
from flows.engine.step_input import StepInput
from flows.engine.turn import Turn
from flows.matching.utterance import utterance_of
from flows.protocol.conversation import ConversationStatus
from flows.protocol.events import TextReceived
from flows.protocol.outcome import Outcome, Rung

# What is not answered at once: by a human, or once more is known.
_ANSWERED_LATER: Final = frozenset({Rung.HUMAN, Rung.BURST, Rung.CALLING})


def text_received(step_input: StepInput, event: TextReceived) -> Outcome:
    if event.opt_out is not None or step_input.contact.suppressed or step_input.contact.blocked:
        return record(step_input, event)
    turn = text_turn(step_input, event)
    return finished(turn, lambda: _climb(turn, event))


def _climb(turn: Turn, event: TextReceived) -> Rung:
    """Rungs 4 and up, for a text that may be answered; where Parley answers, it never answers with nothing."""
    rung = _rung_of(turn, event)
    if rung not in _ANSWERED_LATER:
        turn.answer_somehow()
    return rung


def _rung_of(turn: Turn, event: TextReceived) -> Rung:
    utterance = utterance_of(event.text, event.media, event.location)
    turn.trace.holder(turn.conversation)
    if turn.conversation.status is ConversationStatus.CLOSED:
        return reopen(turn)
    if is_held(turn.conversation):
        return pass_on(turn, utterance)
    if turn.conversation.calling:
        keyword = keyword_for(turn, utterance)
        if keyword is None:
            turn.keep_pending(event)
            return Rung.CALLING
        take_keyword(turn, keyword, utterance)
        return Rung.KEYWORD
    joined = joins_burst(turn, utterance)
    turn.trace.burst(turn.service.windows, joined=joined)
    if joined:
        return keep_for_burst(turn, event)
    if turn.conversation.pending:
        turn.change(pending=(), pending_since=None)
    return listen(turn, utterance)
