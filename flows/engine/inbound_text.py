"""A text climbs the ladder of its turn until somebody takes it."""

from flows.engine.trace import UNTRACED
from flows.engine.turn import InboundText, Turn
from flows.protocol.outcome import Rung
from flows.types.errors import FlowFailure


def answer_text(turn: Turn, text: InboundText, below: Rung | None = None) -> Rung:
    """The rung that takes a text, of all or of those below one. Where Parley answers at once, it never says nothing."""
    rung = _climb(turn, text, below)
    if rung not in turn.ladder.unanswered:
        turn.answer_somehow()
    return rung


def _climb(turn: Turn, text: InboundText, below: Rung | None) -> Rung:
    """The rungs are tried in their order. FlowFailure where none takes the text."""
    rungs = turn.ladder.rungs
    first = 0 if below is None else [rung for rung, _ in rungs].index(below) + 1
    is_traced = turn.trace is not UNTRACED
    for number, (_, handle) in enumerate(rungs[first:], start=first + 1):
        if is_traced:
            turn.trace.tries(number)
        taken = handle(turn, text)
        if taken is not None:
            turn.trace.taken(taken)
            return taken
    raise FlowFailure("nothing on the ladder took a text")
