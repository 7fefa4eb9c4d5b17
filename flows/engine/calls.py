"""Calls of business systems: what is sent, and what is kept of the answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flows.engine.saved_values import save
from flows.engine.turn import Turn
from flows.model.flow import Call, State, Transition
from flows.protocol.bot_turns import BotTurn
from flows.protocol.effects import CallBusiness
from flows.protocol.needs import Fetched, FetchNeeded
from flows.text.template import Template
from flows.types.errors import FlowFailure

#: What is kept of an answer goes with the conversation from then on.
_MAX_KEPT_SIZE: Final = 16_384
#: Nobody means to call more often while a customer waits; a loop would call for ever.
MAX_CALLS: Final = 20


def make_call(turn: Turn, state: State, made: Call) -> Fetched | None:
    """The answer to a question (GET). Anything else is a deed, which is done once the step is kept: None."""
    names = turn.situation.plain_names()
    url = made.address.render(names)
    if made.is_question:
        met = turn.meet(FetchNeeded(url, made.within, dict(made.headers)))
        return met if isinstance(met, Fetched) else None
    wait = wait_for_deed(turn, state)
    turn.deed = CallBusiness(wait, made.method, url, made.within, dict(made.headers), _rendered(made.body, names))
    return None


def wait_for_deed(turn: Turn, state: State, misses: int = 0) -> int:
    """Stay in a state until a deed has been done; the number of that wait, by which its result is known."""
    if turn.conversation.calls >= MAX_CALLS:
        raise FlowFailure(f"more than {MAX_CALLS} calls without a wait")
    turn.change(
        state=state.name,
        wait=turn.conversation.wait + 1,
        waiting_since=None,
        misses=misses,
        calling=True,
        calls=turn.conversation.calls + 1,
    )
    return turn.conversation.wait


def _rendered(body: Any, names: Mapping[str, Any]) -> Any:
    """The body with its texts rendered."""
    match body:
        case Template():
            return body.render(names)
        case Mapping():
            return {key: _rendered(value, names) for key, value in body.items()}
        case list():
            return [_rendered(value, names) for value in body]
        case _:
            return body


def save_call_result(turn: Turn, made: Call, result: Fetched) -> None:
    """Save what a business system answered; FlowFailure when it is out of all proportion."""
    if made.save is None:
        return
    if len(repr(result.body)) > _MAX_KEPT_SIZE:
        raise FlowFailure(f"the answer to a call is larger than {_MAX_KEPT_SIZE:,} characters")
    save(turn, made.save, result.body)


def with_reason(failed: Transition, state: str, result: Fetched | BotTurn) -> Transition:
    """A transition to a human with the reason of the failure, where its author gave none."""
    escalation = failed.escalate
    if escalation is None or escalation.reason:
        return failed
    return replace(failed, escalate=replace(escalation, reason=f"{state}: {result.trouble}"))
