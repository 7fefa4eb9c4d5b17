"""Faults that a test orders for the next creates."""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class FaultKind(StrEnum):
    """What goes wrong with a create."""

    TOO_MANY_REQUESTS = "429"
    INTERNAL_ERROR = "500"
    ACCEPTED_THEN_500 = "500_after_accept"  # Twilio has the message, the answer is an error
    UNAVAILABLE = "503"
    HANG = "hang"  # takes nothing, and hangs up unanswered after a while
    ACCEPTED_THEN_HANG = "hang_after_accept"
    RESET = "reset"  # takes nothing, closes the connection at once
    ACCEPTED_THEN_RESET = "reset_after_accept"
    SLOW = "slow"  # takes the message, answers well but late
    BAD_JSON = "bad_json"  # takes the message, answers 201 with half a body

    @property
    def accepts(self) -> bool:
        return self in ACCEPTING


ACCEPTING = frozenset(
    {
        FaultKind.ACCEPTED_THEN_500,
        FaultKind.ACCEPTED_THEN_HANG,
        FaultKind.ACCEPTED_THEN_RESET,
        FaultKind.SLOW,
        FaultKind.BAD_JSON,
    }
)
HANGING = frozenset({FaultKind.HANG, FaultKind.ACCEPTED_THEN_HANG})


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """A fault for the next `times` creates."""

    kind: FaultKind
    times: int = 1
    #: How long it hangs, or takes over an answer to what it accepted; a hang that says nothing lasts until the client
    #: has enough.
    seconds: float | None = None


class FaultScript:
    """The faults still to come, in order."""

    def __init__(self) -> None:
        self._script: deque[Fault] = deque()

    def append(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._script.extend([fault] * fault.times)

    def take(self) -> Fault | None:
        return self._script.popleft() if self._script else None

    def remaining(self) -> list[FaultKind]:
        return [fault.kind for fault in self._script]

    def clear(self) -> None:
        self._script.clear()
