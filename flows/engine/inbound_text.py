"""A text climbs the ladder of its turn until somebody takes it."""

from flows.engine.trace import UNTRACED
from flows.engine.turn import InboundText, Turn
from flows.protocol.outcome import Rung
from flows.types.errors import FlowFailure


def answer_text(turn: Turn, text: InboundText) -> Rung:
    """The rung that takes a text. Where Parley answers at once, it never answers with nothing."""
    rung = climb(turn, text)
    if rung not in turn.ladder.unanswered:
        turn.answer_somehow()
    return rung


def climb(turn: Turn, text: InboundText, below: Rung | None = None) -> Rung:
    """The rung that takes a text, tried in order: all of them, or those below one. FlowFailure when none does."""
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
