"""Time has passed: a burst of texts is over, or a question stayed unanswered."""

from typing import Final

from flows.engine.resumption import climb_with_kept_texts
from flows.engine.transitions import say_and_set_transition, take_transition
from flows.engine.turn import InboundText, Turn
from flows.matching.keyword_index import must_be_whole
from flows.matching.utterance import Utterance
from flows.protocol.conversation import ConversationStatus
from flows.protocol.effects import StartBurstTimer
from flows.protocol.events import BurstElapsed, SilenceElapsed
from flows.protocol.outcome import Rung

_MAX_TEXTS: Final = 10
#: In burst windows, from the first text on.
_MAX_WAIT: Final = 5


def keep_for_burst(turn: Turn, text: InboundText) -> Rung | None:
    """Keep a text until no other comes close behind it; what is exactly a keyword or a number to choose passes at once.

    The wait is bounded, by the number of texts and in time.
    """
    window = turn.service.windows.burst
    joins = window is not None and not _is_complete(turn, text.utterance)
    turn.trace.burst(turn.service.windows, joined=joins)
    if window is None or not joins:
        _drop_pieces(turn)
        return None
    turn.keep_pending(text.event)
    conversation = turn.conversation
    since = conversation.pending_since or turn.now
    if len(conversation.pending) >= _MAX_TEXTS or turn.now - since >= window * _MAX_WAIT:
        return climb_with_kept_texts(turn)
    turn.change(burst=conversation.burst + 1, pending_since=since)
    turn.burst_timer = StartBurstTimer(window, turn.conversation.burst)
    return Rung.BURST


def _drop_pieces(turn: Turn) -> None:
    """Who ends a burst with a keyword or a number is answered to that. What waits for a call goes on waiting."""
    if turn.conversation.pending and not turn.conversation.calling:
        turn.drop_pending_texts()


def _is_complete(turn: Turn, utterance: Utterance) -> bool:
    """Exactly a keyword, or a number to choose: nobody writes more to that."""
    if must_be_whole(utterance.folded):
        return True
    state = turn.state
    rules = (turn.service.keywords, turn.flow.rules, *(() if state is None else (state.rules,)))
    return any(utterance.words in each.exact for each in rules)


def burst_elapsed(turn: Turn, event: BurstElapsed) -> Rung:
    """Hear what was kept, unless another text came since or someone else has taken over."""
    conversation = turn.conversation
    is_running = conversation.pending_since is not None and conversation.burst == event.burst
    if conversation.status is not ConversationStatus.AUTOMATED or not is_running or not turn.may_speak:
        return Rung.STALE
    return climb_with_kept_texts(turn)


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
        take_transition(turn, state, state.silence.then)
    else:
        # The wait goes on without another timer: one nudge is enough.
        say_and_set_transition(turn, state.silence.then)
    return Rung.SILENCE
