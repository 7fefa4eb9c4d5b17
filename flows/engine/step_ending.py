"""How a step ends: with its outcome, or with the fallback where the flow cannot go on."""

from collections.abc import Callable

from flows.engine.flow_failure import fail
from flows.engine.turn import Turn
from flows.protocol.outcome import Outcome, Rung
from flows.types.errors import FlowFailure


def finished(turn: Turn, happen: Callable[[], Rung]) -> Outcome:
    try:
        rung = happen()
    except FlowFailure as failure:
        rung = fail(turn, str(failure))
    return turn.outcome(rung)
