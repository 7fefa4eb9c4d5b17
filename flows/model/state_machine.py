"""The state machine of a flow: one `transitions.Machine`, shared by all its conversations.

A conversation is a bare position fired through it; registering each one as a model would cost more than the whole step.
Besides the flow's own states there are two places: outside it (not entered yet, pulled out by a keyword, or with a
human), and its end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from transitions import Machine, MachineError

from flows.types.errors import FlowFailure

#: No state of a flow can be called so: names of states start with a letter.
OUTSIDE: Final = "(outside)"
ENDED: Final = "(ended)"


class Move(NamedTuple):
    """One transition: a trigger takes a position from a source to a destination."""

    trigger: str
    source: str
    destination: str


@dataclass(slots=True)
class Position:
    """Where a conversation stands while a step is made."""

    state: str = OUTSIDE


class FlowMachine:
    """Decides every move of a flow; a move it does not know is a FlowFailure."""

    def __init__(self, states: Iterable[str], moves: Iterable[Move]) -> None:
        names = tuple(states)
        self._machine = Machine(
            model=None,
            states=[OUTSIDE, *names, ENDED],
            initial=OUTSIDE,
            transitions=[
                *([trigger, source, destination] for trigger, source, destination in moves),
                *([_entering(name), OUTSIDE, name] for name in names),
            ],
            auto_transitions=False,
            send_event=True,
        )

    def fire(self, trigger: str, position: Position) -> None:
        """Move a position along a transition."""
        event = self._machine.events.get(trigger)
        if event is None:
            raise FlowFailure(f'there is no transition "{trigger}" in this flow')
        try:
            event.trigger(position)
        except (MachineError, ValueError) as error:
            raise FlowFailure(f'no way "{trigger}" out of "{position.state}"') from error

    def enter(self, state: str, position: Position) -> None:
        """Move a position into a state from outside; a position within the flow is pulled out first."""
        position.state = OUTSIDE
        self.fire(_entering(state), position)


def _entering(state: str) -> str:
    return f"enter {state}"
