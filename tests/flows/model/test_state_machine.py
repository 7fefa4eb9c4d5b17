"""The machine of a flow decides every move."""

import pytest

from flows.model.state_machine import ENDED, OUTSIDE, FlowMachine, Move, Position
from flows.types.errors import FlowFailure

MACHINE = FlowMachine(["a", "b"], [Move("rule 0", "a", "b"), Move("onward", "b", ENDED), Move("rule 1", "a", OUTSIDE)])


def test_a_position_moves_along_the_ways_out() -> None:
    position = Position()
    MACHINE.enter("a", position)
    MACHINE.fire("rule 0", position)
    assert position.state == "b"
    MACHINE.fire("onward", position)
    assert position.state == ENDED


def test_a_position_is_pulled_into_any_state() -> None:
    position = Position("b")
    MACHINE.enter("a", position)
    assert position.state == "a"


@pytest.mark.parametrize(
    ("state", "trigger"), [("b", "rule 0"), (ENDED, "onward"), ("a", "no such way"), ("lost", "rule 0")]
)
def test_a_move_that_the_flow_does_not_have_is_a_failure(state: str, trigger: str) -> None:
    with pytest.raises(FlowFailure):
        MACHINE.fire(trigger, Position(state))


def test_a_state_that_the_flow_does_not_have_cannot_be_entered() -> None:
    with pytest.raises(FlowFailure):
        MACHINE.enter("lost", Position())


def test_conversations_share_it_and_leave_no_trace() -> None:
    one, other = Position("a"), Position("b")
    MACHINE.fire("rule 0", one)
    MACHINE.fire("onward", other)
    assert (one.state, other.state) == ("b", ENDED)
