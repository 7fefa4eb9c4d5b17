"""How a step ends: with its outcome, or with the fallback where the flow cannot go on."""

from collections.abc import Callable

from flows.errors import FlowFailure
from flows.outcome import Outcome, Rung
from flows.stepping.failing import fail
from flows.stepping.turn import Turn


def finished(turn: Turn, happen: Callable[[], Rung]) -> Outcome:
    try:
        rung = happen()
    except FlowFailure as failure:
        rung = fail(turn, str(failure))
    return turn.outcome(rung)
