"""Rung 10: a text that nothing takes."""

from flows.engine.transitions import say_choices, take, wait
from flows.engine.turn import Turn
from flows.model.flow import State


def miss(turn: Turn, state: State, *, is_answered: bool = False, wording: str | None = None) -> None:
    """Ask again, unless the bot has, in a wording of its own if one fits; after so many times take the transition."""
    misses = turn.conversation.misses + 1
    turn.trace.missed(turn.flow.name, state.name, misses, state.no_match)
    if misses > state.no_match.times:
        take(turn, state, state.no_match.then)
        return
    if wording is not None:
        turn.say_wording(wording)
    elif not is_answered:
        _say_retry(turn, state)
    wait(turn, state, misses)


def _say_retry(turn: Turn, state: State) -> None:
    answer = state.answer
    written = (answer.retry if answer is not None else None) or state.no_match.say
    if written is not None:
        turn.say(written)
        return
    turn.say_wording("retry" if answer is None else answer.type.retry)
    say_choices(turn, state)
