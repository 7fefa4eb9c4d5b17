"""Opt-out, opt-in and help words. The suppression itself was written when the text came in; here it is answered."""

from msgspec.structs import replace

from flows.engine.turn import Turn
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import Purpose, SendMessage
from flows.protocol.outcome import Outcome, Rung

_WORDINGS = {OptOutWord.STOP: "opted_out", OptOutWord.START: "opted_in", OptOutWord.HELP: "help"}


def answer_opt_out(turn: Turn, word: OptOutWord, *, answered: bool) -> Outcome:
    """Confirm, unless that was done; no flow text follows. An opt-out ends what the flow was doing."""
    if word is OptOutWord.STOP and turn.conversation.status is ConversationStatus.AUTOMATED:
        turn.leave(ConversationStatus.CLOSED, closed_at=turn.now, closed_by_human=False)
    outcome = turn.outcome(Rung.OPT_OUT)
    return outcome if answered else replace(outcome, effects=(_confirmation(turn, word),))


def _confirmation(turn: Turn, word: OptOutWord) -> SendMessage:
    return SendMessage(turn.service.wording(_WORDINGS[word], turn.situation.language), Purpose.COMPLIANCE)
